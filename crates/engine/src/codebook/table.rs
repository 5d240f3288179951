//! The shape that all lexicon tables share: tab-separated, `#` comments, one header line that names the columns.
//! What the cells mean is for the module that owns the table.

use crate::error::{Error, Result};
use smol_str::SmolStr;
use std::str::FromStr;

/// A row's line number, from 1, and its cells.
pub(crate) type Row<'a, const N: usize> = (usize, [&'a str; N]);

/// What is wrong with a row; the caller adds the place.
pub(crate) type RowResult<T> = std::result::Result<T, String>;

/// Reads a table and hands each row to `parse`. The header may stand in a comment.
pub(crate) fn read<'t, const N: usize>(
    file: &str,
    text: &'t str,
    columns: [&str; N],
    mut parse: impl FnMut(Row<'t, N>) -> RowResult<()>,
) -> Result<()> {
    let mut header_seen = false;
    for (i, raw) in text.lines().enumerate() {
        let line = i + 1;
        if let Some(comment) = raw.strip_prefix('#') {
            header_seen |= comment.trim().split('\t').eq(columns);
            continue;
        }
        if raw.trim().is_empty() {
            continue;
        }
        let mut cells = [""; N];
        let mut found = 0;
        for cell in raw.split('\t') {
            if let Some(place) = cells.get_mut(found) {
                *place = cell.trim();
            }
            found += 1;
        }
        if found != N {
            return Err(Error::data(file, line, format!("expected {N} columns, found {found}")));
        }
        if header_seen {
            parse((line, cells)).map_err(|reason| Error::data(file, line, reason))?;
        } else if cells == columns {
            header_seen = true;
        } else {
            return Err(Error::data(file, line, format!("expected the columns {}", columns.join(", "))));
        }
    }
    if header_seen { Ok(()) } else { Err(Error::data(file, 0, "the table is empty")) }
}

/// The parts of a cell that holds a list; `_` is the empty list.
pub(super) fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').filter(|s| !s.is_empty() && *s != "_")
}

/// The words of a lemma.
pub(super) fn words(cell: &str) -> RowResult<Vec<SmolStr>> {
    let words: Vec<SmolStr> = cell.split(' ').filter(|w| !w.is_empty()).map(SmolStr::new).collect();
    if words.is_empty() { Err("the lemma is empty".into()) } else { Ok(words) }
}

/// A value of a closed set; `what` names the set in the complaint.
pub(crate) fn value<T: FromStr>(what: &str, cell: &str) -> RowResult<T> {
    cell.parse().map_err(|_| format!("unknown {what} \"{cell}\""))
}

/// The same, with `_` for nothing.
pub(super) fn optional<T: FromStr>(what: &str, cell: &str) -> RowResult<Option<T>> {
    if cell == "_" { Ok(None) } else { value(what, cell).map(Some) }
}

/// Declares a closed set of words and how a table spells them.
macro_rules! closed {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl std::str::FromStr for $name {
            type Err = ();
            fn from_str(s: &str) -> std::result::Result<Self, ()> {
                match s { $($text => Ok($name::$variant),)+ _ => Err(()) }
            }
        }
    };
}
pub(super) use closed;
