//! PETRARCH's columns: date, source, target, code, issues, sentences, address, publisher, then the texts and the roots of the
//! codes. As with PETRARCH, a report tells the same thing between the same two on the same day once.

use super::{Fact, NOBODY, Row, cameo_code, cell};
use sayso::records::ActorRecord;

pub const COLUMNS: &[&str] = &[
    "date",
    "source",
    "target",
    "code",
    "issues",
    "sentences",
    "url",
    "publisher",
    "source_text",
    "target_text",
    "event_text",
    "source_root",
    "target_root",
];
/// Which of the columns tell two rows apart.
const KEY: std::ops::Range<usize> = 0..4;
const SENTENCES: usize = 5;

/// The rows of a report's events.
pub fn rows(facts: &[Fact<'_>]) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    for row in facts.iter().flat_map(of_fact) {
        let same = out.iter_mut().find(|o| o.cells[KEY] == row.cells[KEY] && o.reality == row.reality);
        match same {
            Some(first) => merge(&mut first.cells[SENTENCES], &row.cells[SENTENCES]),
            None => out.push(row),
        }
    }
    out
}

fn of_fact(fact: &Fact<'_>) -> Vec<Row> {
    let id = &fact.record.report.id;
    let sentences: Vec<String> = fact.sentences().iter().map(|n| format!("{id}_{n}")).collect();
    let text = |a: Option<&ActorRecord>| a.map_or_else(String::new, |a| fact.text_of(a));
    let root = |a: Option<&ActorRecord>| a.and_then(|a| a.code.clone()).unwrap_or_else(|| NOBODY.to_owned());
    let row = |d: super::Dyad<'_>| Row {
        cells: vec![
            fact.day().unwrap_or_default().replace('-', ""),
            cameo_code(d.actor),
            cameo_code(d.recipient),
            d.code.to_owned(),
            String::new(),
            sentences.join(";"),
            cell(fact.record.report.url.as_deref()),
            cell(fact.record.report.publisher.as_deref()),
            text(d.actor),
            text(d.recipient),
            fact.predicate(),
            root(d.actor),
            root(d.recipient),
        ],
        reality: fact.reality,
    };
    fact.dyads().into_iter().map(row).collect()
}

/// Adds the sentences of a second row to those of the first.
fn merge(into: &mut String, more: &str) {
    for sentence in more.split(';').filter(|s| !s.is_empty()) {
        if !into.split(';').any(|s| s == sentence) {
            into.push(';');
            into.push_str(sentence);
        }
    }
}
