//! What the documented views hold, column by column, from `schema/columns.tsv`.

/// A documented view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its name in SQL.
    pub name: &'static str,
    /// What it holds.
    pub meaning: &'static str,
    /// Columns with their meanings, in order.
    pub columns: Vec<(&'static str, &'static str)>,
}

const COLUMNS: &str = include_str!("schema/columns.tsv");

/// All documented views, in order.
pub fn views() -> Vec<View> {
    let mut out: Vec<View> = Vec::new();
    for line in COLUMNS.lines().filter(|l| !l.starts_with('#')) {
        let mut fields = line.split('\t');
        let (name, column, meaning) =
            (fields.next().unwrap_or(""), fields.next().unwrap_or(""), fields.next().unwrap_or(""));
        match out.last_mut() {
            Some(view) if view.name == name => view.columns.push((column, meaning)),
            _ => out.push(View { name, meaning, columns: Vec::new() }),
        }
    }
    out
}

impl View {
    /// The whole view, in an order that does not depend on when its rows came.
    pub fn select(&self) -> String {
        let order: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        format!("SELECT * FROM {} ORDER BY {}", self.name, order.join(", "))
    }
}
