//! What the casebook holds, counted, as Markdown tables with a column for each split. Lemmas of cues are not counted here:
//! they take a parser.

use crate::book::{Casebook, Folder};
use crate::codes::{Context, CopyKind, EventState, Split, Style};
use crate::report::{Claim, Report};
use sayso::code::{Certainty, ConflictKind, EventType, Polarity, QuotationKind, Reality, Stance};
use sayso::codebook::ontology::Ontology;
use std::collections::BTreeMap;
use std::fmt::Write;

/// How often each mode, and each type that has none, stands in the whole casebook at least.
const LEAST_MODE: usize = 2;
/// The same of contexts.
const LEAST_CONTEXT: usize = 1;

/// Columns: the splits in order, and what lies in none.
const COLUMNS: usize = 4;

/// A table of counts: rows in the order in which they were laid down or first counted.
pub struct Counts {
    title: String,
    head: &'static str,
    rows: Vec<(String, [usize; COLUMNS])>,
    index: BTreeMap<String, usize>,
}

impl Counts {
    /// An empty table.
    pub fn new(title: &str, head: &'static str) -> Self {
        Counts { title: title.to_owned(), head, rows: Vec::new(), index: BTreeMap::new() }
    }

    /// Lays down rows, to show that there is none of something.
    fn with<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        names.into_iter().for_each(|name| self.add(&name.into(), None, 0));
        self
    }

    /// Counts.
    pub fn add(&mut self, row: &str, split: Option<Split>, n: usize) {
        let at = *self.index.entry(row.to_owned()).or_insert_with(|| {
            self.rows.push((row.to_owned(), [0; COLUMNS]));
            self.rows.len() - 1
        });
        let column = split.map_or(COLUMNS - 1, |s| s as usize);
        self.rows[at].1[column] += n;
    }

    /// Rows by count, the largest first.
    fn by_count(mut self) -> Self {
        self.rows.sort_by_key(|(name, n)| (std::cmp::Reverse(n.iter().sum::<usize>()), name.clone()));
        self.index.clear();
        self
    }

    fn total(&self, row: &str) -> usize {
        self.rows.iter().find(|(name, _)| name == row).map_or(0, |(_, n)| n.iter().sum())
    }

    /// As Markdown, with no column for what lies in no split unless something does.
    pub fn markdown(&self) -> String {
        let loose = self.rows.iter().any(|(_, n)| n[COLUMNS - 1] > 0);
        let shown = if loose { COLUMNS } else { COLUMNS - 1 };
        let mut names: Vec<&str> = Split::ALL.iter().map(|s| s.as_str()).collect();
        names.push("other");
        let mut out = format!("## {}\n| {} | {} | all |\n|---|", self.title, self.head, names[..shown].join(" | "));
        out += &"---:|".repeat(shown + 1);
        out.push('\n');
        for (name, n) in &self.rows {
            let cells: Vec<String> = n[..shown].iter().map(usize::to_string).collect();
            let _ = writeln!(out, "| {name} | {} | {} |", cells.join(" | "), n.iter().sum::<usize>());
        }
        out
    }
}

/// All tables, the last section saying what falls short.
pub fn tables(book: &Casebook, ontology: &Ontology) -> Vec<String> {
    let modes = modes(book, ontology);
    let contexts = contexts(book);
    let short = shortfalls(&modes, &contexts);
    let mut out: Vec<String> = [overview(book), styles(book), modes, contexts].iter().map(Counts::markdown).collect();
    out.extend(reality(book));
    out.extend(claims(book));
    out.extend(relations(book));
    out.extend(stories(book));
    out.push(short);
    out
}

fn each(book: &Casebook) -> impl Iterator<Item = (Option<Split>, &Report)> {
    book.folders.iter().flat_map(|f| f.reports.iter().map(|r| (f.split, r)))
}

fn overview(book: &Casebook) -> Counts {
    let mut out = Counts::new("Overview", "");
    for Folder { split, reports, .. } in &book.folders {
        out.add("stories", *split, 1);
        for report in reports {
            let words = report.text.as_str().split_whitespace().count();
            let core_events = report.events.iter().filter(|e| e.core).count();
            let core_claims = report.claims.iter().filter(|c| c.core).count();
            for (row, n) in [
                ("reports", 1),
                ("reports without an event", usize::from(report.is_quiet())),
                ("words", words),
                ("events", report.events.len()),
                ("events, core", core_events),
                ("mentions of events", report.events.iter().map(|e| 1 + e.mentions.len()).sum()),
                ("figures", report.events.iter().map(|e| e.figures.len()).sum()),
                ("claims", report.claims.len()),
                ("claims, core", core_claims),
                ("conflicts", report.conflicts.len()),
                ("conditions", report.conditions.len()),
                ("postures", report.postures.len()),
                ("boilerplate", report.boilerplate.len()),
            ] {
                out.add(row, *split, n);
            }
        }
    }
    out
}

fn styles(book: &Casebook) -> Counts {
    let mut out = Counts::new("Styles", "style").with(Style::ALL.iter().map(|s| s.as_str()));
    each(book).for_each(|(split, r)| out.add(r.front.style.as_str(), split, 1));
    out
}

/// `COERCE arrest`, and `COERCE` for what has no mode.
fn modes(book: &Casebook, ontology: &Ontology) -> Counts {
    let mut rows = Vec::new();
    for event in EventType::ALL {
        rows.push(event.as_str().to_owned());
        rows.extend(ontology.modes(*event).iter().map(|m| format!("{event} {m}")));
    }
    let mut out = Counts::new("Events by type and mode", "type and mode").with(rows);
    for (split, report) in each(book) {
        for e in &report.events {
            let row = e.mode.as_ref().map_or(e.event_type.to_string(), |m| format!("{} {m}", e.event_type));
            out.add(&row, split, 1);
        }
    }
    out
}

fn contexts(book: &Casebook) -> Counts {
    let mut out = Counts::new("Contexts", "context").with(Context::ALL.iter().map(|c| c.as_str()));
    for (split, report) in each(book) {
        report.events.iter().flat_map(|e| &e.contexts).for_each(|c| out.add(c.as_str(), split, 1));
    }
    out
}

fn reality(book: &Casebook) -> Vec<String> {
    let mut out = Counts::new("Reality", "reality").with(Reality::ALL.iter().map(|r| r.as_str()));
    for (split, report) in each(book) {
        report.events.iter().for_each(|e| out.add(e.reality.as_str(), split, 1));
    }
    vec![out.markdown()]
}

fn claims(book: &Casebook) -> Vec<String> {
    let all = |polarity: &Polarity| Certainty::ALL.iter().map(move |c| format!("{polarity} {c}")).collect::<Vec<_>>();
    let mut stance =
        Counts::new("Claims by polarity and certainty", "polarity, certainty").with(Polarity::ALL.iter().flat_map(all));
    let mut quotation = Counts::new("Quotation", "quotation").with(QuotationKind::ALL.iter().map(|q| q.as_str()));
    let mut chains = Counts::new("Chains", "outer sources").with(["0", "1", "2"]);
    let mut about = Counts::new("What claims are about", "about").with(["an event", "no event"]);
    for (split, report) in each(book) {
        for Claim { polarity, certainty, quotation: quoted, chain, event, .. } in &report.claims {
            stance.add(&format!("{polarity} {certainty}"), split, 1);
            quotation.add(quoted.as_str(), split, 1);
            chains.add(&chain.len().to_string(), split, 1);
            about.add(if event.is_some() { "an event" } else { "no event" }, split, 1);
        }
    }
    [stance, quotation, chains, about].iter().map(Counts::markdown).collect()
}

fn relations(book: &Casebook) -> Vec<String> {
    let mut conflicts = Counts::new("Conflicts", "kind").with(ConflictKind::ALL.iter().map(|k| k.as_str()));
    let mut markers = Counts::new("Condition markers", "marker");
    let mut postures = Counts::new("Postures", "stance").with(Stance::ALL.iter().map(|s| s.as_str()));
    for (split, report) in each(book) {
        report.conflicts.iter().for_each(|c| conflicts.add(c.kind.as_str(), split, 1));
        report.postures.iter().for_each(|p| postures.add(p.stance.as_str(), split, 1));
        for c in &report.conditions {
            let marker = c.marker.hull().of(report.text.as_str()).to_lowercase();
            markers.add(&marker, split, 1);
        }
    }
    vec![conflicts.markdown(), markers.by_count().markdown(), postures.markdown()]
}

fn stories(book: &Casebook) -> Vec<String> {
    let mut copies = Counts::new("Copies", "kind").with(CopyKind::ALL.iter().map(|k| k.as_str()));
    let mut states = Counts::new("States of shared events", "state").with(EventState::ALL.iter().map(|s| s.as_str()));
    for folder in &book.folders {
        let Some(story) = &folder.story else { continue };
        story.copies.iter().for_each(|c| copies.add(c.kind.as_str(), folder.split, 1));
        story.events.iter().flat_map(|e| &e.states).for_each(|(_, s)| states.add(s.as_str(), folder.split, 1));
    }
    [copies, states].iter().map(Counts::markdown).collect()
}

/// Modes and contexts that stand too rarely. A type that has modes may stand without one as rarely as it likes.
fn shortfalls(modes: &Counts, contexts: &Counts) -> String {
    let has_modes = |row: &str| modes.rows.iter().any(|(name, _)| name.starts_with(&format!("{row} ")));
    let rare: Vec<String> = modes
        .rows
        .iter()
        .filter(|(name, _)| name.contains(' ') || !has_modes(name))
        .map(|(name, _)| (name, modes.total(name)))
        .filter(|(_, n)| *n < LEAST_MODE)
        .map(|(name, n)| format!("{name} ({n})"))
        .collect();
    let absent: Vec<&str> =
        Context::ALL.iter().map(|c| c.as_str()).filter(|c| contexts.total(c) < LEAST_CONTEXT).collect();
    let list = |names: String| if names.is_empty() { "none".to_owned() } else { names };
    format!(
        "## Below the minimum\n- types without modes, and modes, that stand fewer than {LEAST_MODE} times: {}\n- contexts that \
         stand fewer than {LEAST_CONTEXT} times: {}\n",
        list(rare.join(", ")),
        list(absent.join(", "))
    )
}
