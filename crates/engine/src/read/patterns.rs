//! The table of what is no news (`data/lexicon/boilerplate.tsv`), compiled. How its patterns meet the lines of a text is
//! in `boilerplate`, `byline` and `dateline`.

use crate::error::{Error, Result};
use regex::bytes::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use std::collections::BTreeSet;
use std::ops::Range;

const FILE: &str = "boilerplate.tsv";
const COLUMNS: &str = "id\twhere\tmax\tpattern\tyes\tno";

/// Where a pattern is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A whole line, anywhere.
    Line,
    /// A whole line over the first or under the last paragraph.
    Edge,
    /// The same, with the day of publication.
    Stamp,
    /// A stretch that follows the end of a sentence.
    Inline,
    /// A line that names the writer in its group `names`.
    Byline,
    /// A word that makes a name an outlet's.
    Outlet,
    /// A word that is in no writer's name.
    NoName,
    /// A word before a colon that is no place.
    Label,
}

impl std::str::FromStr for Place {
    type Err = ();
    fn from_str(s: &str) -> std::result::Result<Self, ()> {
        Ok(match s {
            "line" => Place::Line,
            "edge" => Place::Edge,
            "stamp" => Place::Stamp,
            "inline" => Place::Inline,
            "byline" => Place::Byline,
            "outlet" => Place::Outlet,
            "no_name" => Place::NoName,
            "label" => Place::Label,
            _ => return Err(()),
        })
    }
}

/// A row of the table.
struct Row<'t> {
    line: usize,
    place: Place,
    max: usize,
    cells: [&'t str; 6],
}

impl<'t> Row<'t> {
    fn pattern(&self) -> &'t str {
        self.cells[3]
    }
}

/// Patterns that are looked for together, each with its longest match.
#[derive(Debug)]
struct Set {
    patterns: RegexSet,
    max: Vec<usize>,
    longest: usize,
}

impl Set {
    fn new(rows: &[Row], place: Place) -> Result<Self> {
        let rows = || rows.iter().filter(|r| r.place == place);
        let patterns = RegexSetBuilder::new(rows().map(Row::pattern)).unicode(false).build();
        let max: Vec<usize> = rows().map(|r| r.max).collect();
        Ok(Set {
            patterns: patterns.map_err(|e| Error::data(FILE, 0, e.to_string()))?,
            longest: max.iter().copied().max().unwrap_or(0),
            max,
        })
    }

    fn is_match(&self, line: &str) -> bool {
        line.len() <= self.longest && self.patterns.matches(line.as_bytes()).iter().any(|i| line.len() <= self.max[i])
    }
}

/// The compiled table.
#[derive(Debug)]
pub struct BoilerplatePatterns {
    line: Set,
    edge: Set,
    stamp: Set,
    inline: Vec<(Regex, usize)>,
    byline: Vec<(Regex, usize)>,
    outlet: Set,
    no_name: Set,
    label: Set,
    given_names: BTreeSet<String>,
}

impl BoilerplatePatterns {
    /// From the texts of `boilerplate.tsv` and `first_names.tsv`.
    pub fn load(table: &str, first_names: &str) -> Result<Self> {
        let rows = rows(table)?;
        let each = |place: Place| -> Result<Vec<(Regex, usize)>> {
            rows.iter().filter(|r| r.place == place).map(|r| Ok((compiled(r)?, r.max))).collect()
        };
        Ok(BoilerplatePatterns {
            line: Set::new(&rows, Place::Line)?,
            edge: Set::new(&rows, Place::Edge)?,
            stamp: Set::new(&rows, Place::Stamp)?,
            inline: each(Place::Inline)?,
            byline: each(Place::Byline)?,
            outlet: Set::new(&rows, Place::Outlet)?,
            no_name: Set::new(&rows, Place::NoName)?,
            label: Set::new(&rows, Place::Label)?,
            given_names: given_names(first_names),
        })
    }

    /// True when a line is boilerplate wherever it stands.
    pub(super) fn is_line(&self, line: &str) -> bool {
        self.line.is_match(line)
    }

    /// True when a line is boilerplate over the first or under the last paragraph.
    pub(super) fn is_edge(&self, line: &str) -> bool {
        self.edge.is_match(line)
    }

    /// True when a line over the first or under the last paragraph tells the day of publication.
    pub(super) fn is_stamp(&self, line: &str) -> bool {
        self.stamp.is_match(line)
    }

    /// Stretches of a line that may be boilerplate inside it.
    pub(super) fn inline<'t>(&'t self, line: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let found = move |(r, max): &'t (Regex, usize)| {
            r.find_iter(line.as_bytes()).map(|m| m.range()).filter(|m| m.len() <= *max)
        };
        self.inline.iter().flat_map(found).filter(|r| line.get(r.clone()).is_some())
    }

    /// What a byline says after its opening words.
    pub(super) fn byline<'t>(&self, line: &'t str) -> Option<&'t str> {
        let fitting = self.byline.iter().filter(|(_, max)| line.len() <= *max);
        fitting.filter_map(|(r, _)| r.captures(line.as_bytes())?.name("names")).find_map(|m| line.get(m.range()))
    }

    /// True when a name is an agency's or a paper's.
    pub(super) fn is_outlet(&self, name: &str) -> bool {
        self.outlet.is_match(name)
    }

    /// True when a word shows that a line of capitalised words is no person's name.
    pub(super) fn is_no_name(&self, line: &str) -> bool {
        self.no_name.is_match(line)
    }

    /// True when capitals before a colon are no place ("WATCH:").
    pub(super) fn is_label(&self, words: &str) -> bool {
        self.label.is_match(words)
    }

    /// True when a word is a given name, in whatever case.
    pub(super) fn is_given_name(&self, word: &str) -> bool {
        self.given_names.contains(&word.to_lowercase())
    }
}

fn compiled(row: &Row) -> Result<Regex> {
    let regex = RegexBuilder::new(row.pattern()).unicode(false).build();
    regex.map_err(|e| Error::data(FILE, row.line, e.to_string()))
}

fn rows(table: &str) -> Result<Vec<Row<'_>>> {
    let mut lines = table.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
    match lines.next() {
        Some((i, header)) if header != COLUMNS => {
            return Err(Error::data(FILE, i + 1, format!("expected the columns {}", COLUMNS.replace('\t', ", "))));
        }
        _ => {}
    }
    lines.map(|(i, line)| row(i + 1, line)).collect()
}

fn row(line: usize, text: &str) -> Result<Row<'_>> {
    let cells: Vec<&str> = text.split('\t').collect();
    let found = cells.len();
    let cells: [&str; 6] =
        cells.try_into().map_err(|_| Error::data(FILE, line, format!("expected 6 columns, found {found}")))?;
    let place = cells[1].parse().map_err(|()| Error::data(FILE, line, format!("unknown place \"{}\"", cells[1])))?;
    let max = cells[2].parse().map_err(|_| Error::data(FILE, line, format!("no length: \"{}\"", cells[2])))?;
    if place == Place::Byline && !cells[3].contains("(?<names>") {
        return Err(Error::data(FILE, line, "a byline pattern needs a group (?<names>…)"));
    }
    Ok(Row { line, place, max, cells })
}

fn given_names(table: &str) -> BTreeSet<String> {
    let rows = table.lines().filter(|l| !l.starts_with('#'));
    rows.filter_map(|l| l.split('\t').next()).filter(|n| !n.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = include_str!("../../../../data/lexicon/boilerplate.tsv");

    fn examples(cell: &str) -> impl Iterator<Item = &str> {
        cell.split(" || ").filter(|s| *s != "_")
    }

    #[test]
    fn every_row_holds_on_its_examples() {
        let rows = rows(TABLE).unwrap();
        assert!(rows.len() > 20);
        for row in &rows {
            let pattern = compiled(row).unwrap();
            let holds = |s: &str| pattern.find(s.as_bytes()).is_some_and(|m| m.len() <= row.max);
            assert!(examples(row.cells[4]).count() > 0, "line {}: a row needs an example", row.line);
            for yes in examples(row.cells[4]) {
                assert!(holds(yes), "line {}: must match {yes}", row.line);
            }
            for no in examples(row.cells[5]) {
                assert!(!holds(no), "line {}: must not match {no}", row.line);
            }
        }
    }

    #[test]
    fn no_example_of_news_is_taken_for_a_line() {
        let patterns = BoilerplatePatterns::load(TABLE, "").unwrap();
        for row in rows(TABLE).unwrap().iter().filter(|r| matches!(r.place, Place::Line | Place::Edge)) {
            for no in examples(row.cells[5]) {
                assert!(!patterns.is_line(no), "line {}: {no}", row.line);
            }
        }
    }

    #[test]
    fn damaged_rows_are_named() {
        for (row, what) in [
            ("a\tinline\t9\t(\tx\t_", "boilerplate.tsv:2: "),
            ("a\tmiddle\t9\tx\tx\t_", "unknown place"),
            ("a\tline\tx\tx\tx\t_", "no length"),
            ("a\tline\tx", "expected 6 columns, found 3"),
            ("a\tbyline\t9\tBy .*\tBy x\t_", "names"),
        ] {
            let table = format!("{COLUMNS}\n{row}\n");
            let error = BoilerplatePatterns::load(&table, "").map(|_| ()).unwrap_err().to_string();
            assert!(error.contains(what), "{error}");
        }
    }
}
