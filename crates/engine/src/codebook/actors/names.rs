//! The index of names: which rows a run of atoms in a text may stand for. An atom is a run of letters and digits;
//! punctuation between atoms hardly counts, so `U.S.` and `US` have different atoms but `Saint-Denis` and `Saint Denis`
//! the same. Case counts. Which reading of a match holds is for the code room.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// What a name stands for: a row of one of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    /// A country, territory or region by name.
    Country(u32),
    /// The same, but only beside the right context ("the North").
    Contextual(u32),
    /// A demonym adjective.
    Adjective(u32),
    /// A noun for a country's people.
    People(u32),
    /// People of one of its parts.
    Regional(u32),
    /// Its seat of government.
    Capital(u32),
    /// A building, street or post that stands for its executive.
    Government(u32),
    /// Another town.
    City(u32),
    /// A province, island or landmark.
    Region(u32),
    /// An organisation's row.
    Organization(u32),
    /// The same, by an ambiguous alias.
    MaybeOrganization(u32),
    /// A person.
    Person(u32),
}

impl Sense {
    /// A reading that holds beside the right context only.
    fn is_ambiguous(self) -> bool {
        matches!(self, Sense::Contextual(_) | Sense::MaybeOrganization(_))
    }
}

/// The atoms of a text as byte ranges.
pub(crate) fn atoms(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, _) = chars.find(|(_, c)| is_atomic(*c))?;
        while chars.next_if(|(_, c)| is_atomic(*c)).is_some() {}
        let end = chars.peek().map_or(text.len(), |&(i, _)| i);
        Some((start, end))
    })
}

/// Letters, digits and the marks that combine with them.
fn is_atomic(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

/// Names by their first two atoms.
#[derive(Default)]
pub(crate) struct NameIndex {
    heads: FxHashMap<u64, u32>,
    cells: Vec<Cell>,
    /// Where the names of a user's own tables begin.
    own: Option<u32>,
}

struct Cell {
    name: &'static str,
    sense: Sense,
    next: u32,
}

const END: u32 = u32::MAX;

/// A match that begins at an atom: how many atoms it takes and what it may stand for.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Found {
    /// Atoms taken.
    pub len: usize,
    /// Readings, in the order of the tables.
    pub senses: Vec<Sense>,
}

impl NameIndex {
    /// Room for so many names.
    pub fn with_capacity(n: usize) -> Self {
        NameIndex {
            heads: FxHashMap::with_capacity_and_hasher(n, Default::default()),
            cells: Vec::with_capacity(n),
            own: None,
        }
    }

    /// From here on, names are of a user's own tables and push aside what others the name has.
    pub fn own_begins(&mut self) {
        self.own = Some(self.cells.len() as u32);
    }

    /// Adds a reading of a name.
    pub fn add(&mut self, name: &'static str, sense: Sense) {
        let mut parts = atoms(name).map(|(a, b)| &name[a..b]);
        let Some(first) = parts.next() else { return };
        let key = hash(first, parts.next());
        let head = self.heads.entry(key).or_insert(END);
        self.cells.push(Cell { name, sense, next: *head });
        *head = self.cells.len() as u32 - 1;
    }

    /// The longest names that begin at atom `i` of a text.
    pub fn longest(&self, text: &str, spans: &[(usize, usize)], i: usize) -> Found {
        let at = |k: usize| spans.get(k).map(|&(a, b)| &text[a..b]);
        let mut found = Found::default();
        let Some(first) = at(i) else { return found };
        for key in [at(i + 1).map(|second| hash(first, Some(second))), Some(hash(first, None))].into_iter().flatten() {
            let mut next = self.heads.get(&key).copied().unwrap_or(END);
            // Cells come newest first, a user's own before all others.
            let mut settled = false;
            while let Some(cell) = self.cells.get(next as usize) {
                let own = self.own.is_some_and(|first| next >= first);
                next = cell.next;
                let Some(len) = matched(cell.name, text, &spans[i..]) else { continue };
                if len > found.len {
                    found.len = len;
                    found.senses.clear();
                    settled = false;
                }
                if len == found.len && (own || !settled) && !found.senses.contains(&cell.sense) {
                    found.senses.push(cell.sense);
                    settled |= own && !cell.sense.is_ambiguous();
                }
            }
            if found.len > 0 {
                break;
            }
        }
        found.senses.reverse();
        found
    }
}

fn hash(first: &str, second: Option<&str>) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(first.as_bytes());
    hasher.write_u8(0xff);
    hasher.write(second.unwrap_or_default().as_bytes());
    hasher.finish()
}

/// How many atoms of the text a name takes, if it stands there.
fn matched(name: &str, text: &str, spans: &[(usize, usize)]) -> Option<usize> {
    let mut len = 0;
    let (mut name_end, mut text_end) = (0, 0);
    for (a, b) in atoms(name) {
        let &(x, y) = spans.get(len)?;
        if name[a..b] != text[x..y] {
            return None;
        }
        if len > 0 && !joins(&name[name_end..a], &text[text_end..x]) {
            return None;
        }
        (name_end, text_end) = (b, y);
        len += 1;
    }
    Some(len)
}

/// True when what stands between two atoms of the text may stand between those of the name: a comma only where the name
/// has one, nothing that ends a clause or a line, a full stop with a space only after an abbreviation.
fn joins(in_name: &str, in_text: &str) -> bool {
    if in_name.contains(',') != in_text.contains(',') || (in_name.contains('/') != in_text.contains('/')) {
        return false;
    }
    if in_text.starts_with(". ") && !in_name.contains('.') {
        return false;
    }
    in_text.chars().all(|c| {
        matches!(c, ' ' | '\u{a0}' | '.' | ',' | '-' | '‐' | '‑' | '–' | '\'' | '’' | '‘' | '/' | '&' | 'ʼ' | '`' | '(')
    }) && in_text.contains('(') == in_name.contains('(')
        && in_text.contains('&') == in_name.contains('&')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_wins_and_punctuation_hardly_counts() {
        let mut index = NameIndex::default();
        let names = ["Korea", "South Korea", "U.S.", "US", "Xi'an", "Santa Fe, Argentina", "St. John's", "AT&T"];
        for (i, name) in names.into_iter().enumerate() {
            index.add(name, Sense::Country(i as u32));
        }
        let cases = [
            ("South Korea", Some((2, 1))),
            ("Korea", Some((1, 0))),
            ("South-Korea", Some((2, 1))),
            ("South. Korea", None),
            ("South\nKorea", None),
            ("U.S.-led", Some((2, 2))),
            ("US envoy", Some((1, 3))),
            ("us", None),
            ("Xi’an", Some((2, 4))),
            ("Santa Fe, Argentina", Some((3, 5))),
            ("Santa Fe Argentina", None),
            ("St John’s", None),
            ("AT&T", Some((2, 7))),
        ];
        for (text, expected) in cases {
            let spans: Vec<_> = atoms(text).collect();
            let found = index.longest(text, &spans, 0);
            let first = found.senses.first().map(|s| match s {
                Sense::Country(i) => (found.len, *i),
                _ => unreachable!(),
            });
            match (text, expected) {
                // "St." and "St" have the same atoms, and a name may drop its full stop.
                ("St John’s", _) => assert_eq!(first, Some((3, 6))),
                _ => assert_eq!(first, expected, "{text}"),
            }
        }
    }
}
