//! `lab actors`: how much of the world the tables of actors cover, as docs/ACTORS.md, and a check of what the engine's reader
//! cannot see: terms that overlap or end before they begin, and codes that no country has.

use anyhow::{Context, Result, bail};
use sayso::builtin::{PEOPLE, table};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

/// Months that two holders of one office may share: the month of the change, and a little doubt.
const SHARED_MONTHS: i32 = 2;
/// Countries named that lack something.
const NAMED: usize = 60;
/// Codes besides those of countries.
const INTERNATIONAL: &[&str] = &["IGO", "NGO", "MNC", "IMG", "ISM", "UNO", "EUR", ""];

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Write docs/ACTORS.md
    Page {
        /// Where the page goes
        #[arg(long, default_value = "docs/ACTORS.md")]
        out: PathBuf,
    },
    /// Name rows that contradict each other; fails when there are any
    Check,
}

/// An office or body of `offices.tsv`.
struct Office {
    name: &'static str,
    people: bool,
    words: Vec<&'static str>,
    one: bool,
}

/// A term of office.
struct Term {
    id: &'static str,
    code: &'static str,
    role: &'static str,
    from: &'static str,
    until: &'static str,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.what {
        What::Page { out } => std::fs::write(out, page()?).with_context(|| out.display().to_string()),
        What::Check => {
            let problems = problems();
            for problem in &problems {
                println!("{problem}");
            }
            if problems.is_empty() { Ok(()) } else { bail!("{} problems", problems.len()) }
        }
    }
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let full = |l: &&str| !l.starts_with('#') && !l.trim().is_empty();
    text.lines().filter(full).map(|l| l.split('\t').map(str::trim).collect())
}

/// A cell; none where a row is short.
fn cell(row: &[&'static str], n: usize) -> &'static str {
    row.get(n).copied().unwrap_or_default()
}

fn offices() -> Vec<Office> {
    let table = rows(include_str!("offices.tsv")).skip(1);
    let office = |r: Vec<&'static str>| Office {
        name: cell(&r, 0),
        people: cell(&r, 1) == "people",
        words: r.get(2).map(|w| w.split('|').collect()).unwrap_or_default(),
        one: cell(&r, 3) == "one",
    };
    table.map(office).collect()
}

fn terms() -> Vec<Term> {
    let term = |r: Vec<&'static str>| Term {
        id: cell(&r, 0),
        code: cell(&r, 4),
        role: cell(&r, 7),
        from: cell(&r, 8),
        until: cell(&r, 9),
    };
    PEOPLE.iter().flat_map(|text| rows(text)).map(term).collect()
}

/// States, by code, with their names.
fn states() -> BTreeMap<&'static str, &'static str> {
    let states = rows(table::COUNTRIES).filter(|r| cell(r, 1) == "country");
    states.map(|r| (cell(&r, 0), cell(&r, 4))).collect()
}

/// Countries that have an office, with the number of rows.
fn holders(office: &Office, terms: &[Term]) -> BTreeMap<&'static str, usize> {
    let mut out = BTreeMap::new();
    if office.people {
        for term in terms.iter().filter(|t| office.words.contains(&t.role)) {
            *out.entry(term.code).or_default() += 1;
        }
        return out;
    }
    for row in rows(table::ORGANIZATIONS) {
        let (name, sectors) = (cell(&row, 3), cell(&row, 6));
        let sector = |w: &str| sectors.split('|').any(|s| s == w);
        let named = |w: &str| w.len() > 3 && name.contains(w);
        if office.words.iter().any(|w| sector(w) || named(w)) {
            *out.entry(cell(&row, 1)).or_default() += 1;
        }
    }
    out
}

fn page() -> Result<String> {
    let (states, terms) = (states(), terms());
    let people: BTreeSet<&str> = terms.iter().map(|t| t.id).collect();
    let mut out = String::from(
        "# Actors\n\nWhat `data/lexicon/actors` covers, counted by `cargo run -p sayso-lab -- actors page`; a test says when it is out of date. \
         `lab actors check` names rows that contradict each other.\n\n",
    );
    writeln!(out, "| table | rows |\n|---|---|")?;
    writeln!(out, "| states | {} |", states.len())?;
    writeln!(out, "| all countries, territories and regions | {} |", rows(table::COUNTRIES).count())?;
    writeln!(out, "| people | {} |\n| terms of office | {} |", people.len(), terms.len())?;
    writeln!(out, "| organisations and groups | {} |", rows(table::ORGANIZATIONS).count())?;
    writeln!(out, "| role nouns | {} |\n| titles | {} |", rows(table::ROLES).count(), rows(table::TITLES).count())?;
    writeln!(out, "\n## By state\n\n| office or body | states with it | rows |\n|---|---|---|")?;
    let mut lacking = String::new();
    for office in offices() {
        let holders = holders(&office, &terms);
        let with = states.keys().filter(|c| holders.contains_key(*c)).count();
        let count: usize = states.keys().filter_map(|c| holders.get(c)).sum();
        writeln!(out, "| {} | {with} of {} | {count} |", office.name, states.len())?;
        let without: Vec<&str> = states.iter().filter(|(c, _)| !holders.contains_key(*c)).map(|(_, n)| *n).collect();
        if !without.is_empty() && without.len() <= NAMED {
            writeln!(lacking, "- **{}**: {}", office.name, without.join(", "))?;
        }
    }
    write!(out, "\n## States without\n\nWhere no more than {NAMED} lack it.\n\n{lacking}")?;
    Ok(out)
}

/// What contradicts itself.
fn problems() -> Vec<String> {
    let terms = terms();
    let codes: BTreeSet<&str> =
        rows(table::COUNTRIES).map(|r| cell(&r, 0)).chain(INTERNATIONAL.iter().copied()).collect();
    let mut out = Vec::new();
    for term in &terms {
        if !codes.contains(term.code) {
            out.push(format!("{}: unknown code {}", term.id, term.code));
        }
        if let (Some(from), Some(until)) = (month(term.from), month(term.until))
            && until < from
        {
            out.push(format!("{}: {} ends in {} before it begins in {}", term.id, term.role, term.until, term.from));
        }
    }
    for office in offices().into_iter().filter(|o| o.one) {
        overlaps(&office, &terms, &mut out);
    }
    out
}

/// Two holders of an office that only one can have.
fn overlaps(office: &Office, terms: &[Term], out: &mut Vec<String>) {
    let mut by_state: BTreeMap<&str, Vec<&Term>> = BTreeMap::new();
    for term in terms.iter().filter(|t| office.words.contains(&t.role) && month(t.from).is_some()) {
        by_state.entry(term.code).or_default().push(term);
    }
    for (code, mut held) in by_state {
        held.sort_by_key(|t| (month(t.from), month(t.until), t.id));
        for pair in held.windows(2) {
            let (first, second) = (pair[0], pair[1]);
            let end = month(first.until).unwrap_or(i32::MAX);
            let begin = month(second.from).unwrap_or(i32::MAX);
            if first.id != second.id && end.saturating_sub(begin) > SHARED_MONTHS {
                let until = if first.until.is_empty() { "now" } else { first.until };
                out.push(format!(
                    "{code} {}: {} until {until}, {} from {}",
                    office.name, first.id, second.id, second.from
                ));
            }
        }
    }
}

/// Months since year 0; of a year alone nothing, since it says too little to contradict anything.
fn month(cell: &str) -> Option<i32> {
    let (year, month) = cell.split_once('-')?;
    Some(year.parse::<i32>().ok()? * 12 + month.parse::<i32>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE_EXPECT=1` writes the page instead.
    #[test]
    fn the_page_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/ACTORS.md");
        let page = page().expect("a page");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(path, &page).expect("the page is written");
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == page, "docs/ACTORS.md is out of date: UPDATE_EXPECT=1 cargo test -p sayso-lab actors");
    }

    #[test]
    fn terms_that_overlap_are_named() {
        let term = |id, from, until| Term { id, code: "XXA", role: "foreign minister", from, until };
        let office = Office { name: "foreign minister", people: true, words: vec!["foreign minister"], one: true };
        let mut out = Vec::new();
        overlaps(&office, &[term("a", "2001-01", "2003-05"), term("b", "2003-05", "")], &mut out);
        assert!(out.is_empty(), "{out:?}");
        overlaps(&office, &[term("a", "2001-01", "2004-05"), term("b", "2003-05", "")], &mut out);
        assert_eq!(out, ["XXA foreign minister: a until 2004-05, b from 2003-05"]);
    }
}
