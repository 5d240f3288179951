//! The shape of a casebook file: TOML front matter between `+++` lines, then lines. Below `##` and `###` headings stand
//! Markdown tables and lists. What the cells mean is for the modules of reports and stories.

use crate::problem::Problems;
use serde::de::DeserializeOwned;

/// A line with its number, from 1.
pub(crate) type Line<'a> = (usize, &'a str);

/// Splits a file into its front matter and the lines after it.
pub(crate) fn front_matter<'a, T: DeserializeOwned>(
    raw: &'a str,
    problems: &mut Problems,
) -> (Option<T>, Vec<Line<'a>>) {
    let lines: Vec<Line<'a>> = raw.lines().enumerate().map(|(i, l)| (i + 1, l)).collect();
    if lines.first().is_none_or(|(_, l)| *l != "+++") {
        problems.add(1, "no front matter: the file opens with a line +++, `key = \"value\"` lines and another +++");
        return (None, lines);
    }
    let Some(end) = lines.iter().skip(1).position(|(_, l)| *l == "+++").map(|i| i + 1) else {
        problems.add(1, "the front matter does not end: a second line +++ is missing");
        return (None, lines);
    };
    let toml: Vec<&str> = lines[1..end].iter().map(|(_, l)| *l).collect();
    let toml = toml.join("\n");
    let front = toml::from_str(&toml).map_err(|e| {
        let line = e.span().map_or(1, |s| 2 + toml[..s.start.min(toml.len())].matches('\n').count());
        problems.add(line, format!("front matter: {}", e.message().replace('\n', " ")));
    });
    (front.ok(), lines[end + 1..].to_vec())
}

/// What stands below a `###` heading.
pub(crate) struct Section<'a> {
    pub name: &'a str,
    pub line: usize,
    pub lines: Vec<Line<'a>>,
}

/// Cuts lines at their `###` headings. What stands before the first is returned apart.
pub(crate) fn sections<'a>(lines: &[Line<'a>]) -> (Vec<Line<'a>>, Vec<Section<'a>>) {
    let (mut before, mut out) = (Vec::new(), Vec::<Section<'a>>::new());
    for &(line, text) in lines {
        match (text.strip_prefix("### "), out.last_mut()) {
            (Some(name), _) => out.push(Section { name: name.trim(), line, lines: Vec::new() }),
            (None, Some(section)) => section.lines.push((line, text)),
            (None, None) => before.push((line, text)),
        }
    }
    (before, out)
}

/// Complains about headings that are unknown, stand twice, or are missing.
pub(crate) fn check_headings(sections: &[Section], known: &[&str], needed: &[&str], problems: &mut Problems) {
    for (i, section) in sections.iter().enumerate() {
        if !known.contains(&section.name) {
            problems.add(section.line, format!("unknown heading \"{}\"; there are {}", section.name, known.join(", ")));
        } else if sections[..i].iter().any(|s| s.name == section.name) {
            problems.add(section.line, format!("the heading \"{}\" stands twice: join the two", section.name));
        }
    }
    for name in needed.iter().filter(|n| !sections.iter().any(|s| s.name == **n)) {
        problems.add(0, format!("no heading \"### {name}\"; with nothing to say, write `none` below it"));
    }
}

impl<'a> Section<'a> {
    /// The rows of a table with these columns. A wrong number of cells is a problem, and the row left out.
    pub fn rows<const N: usize>(&self, columns: [&str; N], problems: &mut Problems) -> Vec<(usize, [&'a str; N])> {
        let mut rows = self.filled().filter_map(|(line, text)| match cells(text) {
            Some(cells) => Some((line, cells)),
            None => {
                problems.add(line, format!("\"{text}\" is no row of the table {}: rows stand between |", self.name));
                None
            }
        });
        let Some((line, header)) = rows.next() else { return Vec::new() };
        let rest: Vec<(usize, Vec<&str>)> = rows.collect();
        if !header.iter().eq(columns.iter()) {
            problems.add(line, format!("the columns of {} are | {} |", self.name, columns.join(" | ")));
            return Vec::new();
        }
        let mut rest = rest.into_iter().peekable();
        if rest.next_if(|(_, cells)| cells.iter().all(|c| is_rule(c))).is_none() {
            problems.add(line, "the line |---|---|… is missing below the columns".to_owned());
        }
        let mut out = Vec::new();
        for (line, cells) in rest {
            let found = cells.len();
            match <[&str; N]>::try_from(cells) {
                Ok(cells) => out.push((line, cells)),
                Err(cells) => {
                    let first = cells.first().copied().unwrap_or_default();
                    problems.add(line, format!("row {first} of {} has {found} cells, not {N}", self.name));
                }
            }
        }
        out
    }

    /// The items of a list.
    pub fn items(&self, problems: &mut Problems) -> Vec<Line<'a>> {
        let mut out = Vec::new();
        for (line, text) in self.filled() {
            match text.trim().strip_prefix("- ") {
                Some(item) => out.push((line, item.trim())),
                None => {
                    problems.add(line, format!("\"{text}\" is no item of the list {}: write `- string`", self.name))
                }
            }
        }
        out
    }

    /// Lines with something in them; `none` alone says that there is nothing.
    fn filled(&self) -> impl Iterator<Item = Line<'a>> {
        let lines = self.lines.iter().copied().filter(|(_, l)| !l.trim().is_empty());
        let none = lines.clone().count() == 1 && lines.clone().all(|(_, l)| l.trim() == "none");
        lines.filter(move |_| !none)
    }
}

/// The cells of a row between bars.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?;
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    Some(inner.split('|').map(str::trim).collect())
}

/// A cell of the line below the columns.
fn is_rule(cell: &str) -> bool {
    cell.len() >= 3 && cell.bytes().all(|b| matches!(b, b'-' | b':'))
}

/// A cell's content; `-` is nothing.
pub(crate) fn filled(cell: &str) -> Option<&str> {
    (!cell.is_empty() && cell != "-").then_some(cell)
}

/// The parts of a cell that holds a list.
pub(crate) fn list<'a>(cell: &'a str, separator: &'a str) -> impl Iterator<Item = &'a str> {
    filled(cell).into_iter().flat_map(move |c| c.split(separator)).map(str::trim).filter(|s| !s.is_empty())
}
