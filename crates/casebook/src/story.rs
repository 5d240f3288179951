//! What holds across the reports of one story: read from `story.md`, with every report, event and claim that it names.

use crate::codes::{CopyKind, EventState};
use crate::problem::{Problem, Problems};
use crate::report::{Item, Report, When};
use crate::sections::{check_headings, front_matter, list, sections};
use crate::tables::{item, when};
use serde::Deserialize;
use smol_str::SmolStr;
use std::fmt;
use std::path::{Path, PathBuf};

/// A story: several reports about the same things, or one.
#[derive(Clone, Debug)]
pub struct Story {
    /// Its file.
    pub path: PathBuf,
    /// `harbour-strike`.
    pub id: SmolStr,
    /// In words.
    pub title: String,
    /// What happened in truth.
    pub summary: String,
    /// Who copied whom.
    pub copies: Vec<Copied>,
    /// Happenings that several reports tell.
    pub events: Vec<SharedEvent>,
    /// Claims that several reports tell.
    pub origins: Vec<Origin>,
    /// Numbers for one thing.
    pub figures: Vec<SharedFigure>,
}

/// One report that depends on another.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The later report.
    pub report: SmolStr,
    /// The report it has it from.
    pub of: SmolStr,
    /// How much.
    pub kind: CopyKind,
    /// What, in words.
    pub share: String,
}

/// A happening over all reports.
#[derive(Clone, Debug)]
pub struct SharedEvent {
    /// `E1`, from 1.
    pub number: u32,
    /// In words.
    pub what: String,
    /// The rows of the reports.
    pub mentions: Vec<Reference>,
    /// How it stands, from which day.
    pub states: Vec<(When, EventState)>,
}

/// A claim over all reports.
#[derive(Clone, Debug)]
pub struct Origin {
    /// In words.
    pub claim: String,
    /// The rows of the reports.
    pub reports: Vec<Reference>,
    /// How many independent origins it has.
    pub independent: u32,
}

/// Numbers for one thing over all reports.
#[derive(Clone, Debug)]
pub struct SharedFigure {
    /// `E1`, from 1.
    pub event: u32,
    /// What is counted.
    pub what: String,
    /// Each number with the rows that have it.
    pub values: Vec<(String, Vec<Reference>)>,
}

/// A row of a report: `harbour-strike-01:e1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The report.
    pub report: SmolStr,
    /// Its row.
    pub item: Item,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.report, self.item)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFront {
    story: String,
    title: String,
    facts: String,
}

impl Story {
    /// Reads a story file beside its reports.
    pub fn read(path: &Path, raw: &str, reports: &[Report]) -> (Option<Story>, Vec<Problem>) {
        let mut problems = Problems::of(path);
        let (front, lines) = front_matter::<RawFront>(raw, &mut problems);
        let (before, found) = sections(&lines);
        check_headings(&found, &["Copies", "Events", "Origins", "Figures"], &[], &mut problems);
        let summary: Vec<&str> = before.iter().map(|(_, l)| l.trim()).filter(|l| !l.is_empty()).collect();
        if summary.is_empty() {
            problems.add(0, "no paragraph that says what happened in truth");
        }
        if let Some(front) = &front {
            let dir = path.parent().and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
            if dir.is_some_and(|dir| dir != front.story) {
                problems.add(1, format!("the story is called \"{}\" here but its folder otherwise", front.story));
            }
            if front.title.trim().is_empty() || front.facts.trim().is_empty() {
                problems.add(1, "front matter: title or facts is empty");
            }
        }
        let mut story = Story {
            path: path.to_owned(),
            id: front.as_ref().map(|f| SmolStr::new(&f.story)).unwrap_or_default(),
            title: front.as_ref().map(|f| f.title.clone()).unwrap_or_default(),
            summary: summary.join("\n"),
            copies: Vec::new(),
            events: Vec::new(),
            origins: Vec::new(),
            figures: Vec::new(),
        };
        let mut reader = Reader { reports, problems: &mut problems };
        for section in &found {
            match section.name {
                "Copies" => {
                    let rows = section.rows(["report", "of", "kind", "share"], reader.problems);
                    story.copies = rows.into_iter().filter_map(|(line, cells)| reader.copied(line, cells)).collect();
                }
                "Events" => {
                    let rows = section.rows(["event", "mentions", "state"], reader.problems);
                    story.events = rows.into_iter().filter_map(|(line, cells)| reader.event(line, cells)).collect();
                }
                "Origins" => {
                    let rows = section.rows(["claim", "reports", "independent"], reader.problems);
                    story.origins = rows.into_iter().filter_map(|(line, cells)| reader.origin(line, cells)).collect();
                }
                _ => {}
            }
        }
        // After the events, which figures name.
        for section in found.iter().filter(|s| s.name == "Figures") {
            let rows = section.rows(["event", "what", "values"], reader.problems);
            let events: Vec<u32> = story.events.iter().map(|e| e.number).collect();
            story.figures = rows.into_iter().filter_map(|(line, cells)| reader.figure(line, cells, &events)).collect();
        }
        (front.is_some().then_some(story), problems.into_vec())
    }
}

struct Reader<'a> {
    reports: &'a [Report],
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn copied(&mut self, line: usize, [report, of, kind, share]: [&str; 4]) -> Option<Copied> {
        let report = self.report(line, report);
        let of = self.report(line, of);
        if report.is_some() && report == of {
            self.problems.add(line, "a report is no copy of itself");
        }
        let kind = self.problems.take(line, "copy", kind.parse());
        Some(Copied { report: report?, of: of?, kind: kind?, share: share.to_owned() })
    }

    fn event(&mut self, line: usize, [event, mentions, state]: [&str; 3]) -> Option<SharedEvent> {
        let (id, what) = event.split_once(' ').unwrap_or((event, ""));
        let number = self.number(line, id);
        if what.trim().is_empty() {
            self.problems.add(line, format!("{id}: say in a few words what happened, `E1 arrests of 8 March`"));
        }
        let mentions: Vec<Reference> =
            list(mentions, ",").filter_map(|m| self.reference(line, id, m, Wanted::Event)).collect();
        let states: Vec<_> = list(state, ";").filter_map(|s| self.state(line, id, s)).collect();
        if mentions.is_empty() || states.is_empty() {
            self.problems.add(line, format!("{id}: it takes at least one mention and one state"));
        }
        if states.windows(2).any(|pair| pair[1].0.start < pair[0].0.start) {
            self.problems.add(line, format!("{id}: the states are not in the order of their days"));
        }
        Some(SharedEvent { number: number?, what: what.trim().to_owned(), mentions, states })
    }

    fn state(&mut self, line: usize, id: &str, cell: &str) -> Option<(When, EventState)> {
        let Some((day, state)) = cell.split_once(' ') else {
            self.problems.add(line, format!("{id}: \"{cell}\" is no state; write `2021-03-08 contested`"));
            return None;
        };
        let day = self.problems.take(line, id, when(day));
        let state = self.problems.take(line, id, state.trim().parse());
        Some((day?, state?))
    }

    fn origin(&mut self, line: usize, [claim, reports, independent]: [&str; 3]) -> Option<Origin> {
        let rows: Vec<Reference> =
            list(reports, ",").filter_map(|r| self.reference(line, "origin", r, Wanted::Either)).collect();
        let number = independent.parse::<u32>().ok().filter(|n| (1..=rows.len().max(1) as u32).contains(n));
        if number.is_none() {
            let advice = format!("\"{independent}\" origins; it is a number from 1 to that of the rows named");
            self.problems.add(line, advice);
        }
        if rows.is_empty() {
            self.problems.add(line, "an origin names the claims that have it");
        }
        Some(Origin { claim: claim.to_owned(), reports: rows, independent: number? })
    }

    fn figure(&mut self, line: usize, [event, what, values]: [&str; 3], events: &[u32]) -> Option<SharedFigure> {
        let number = self.number(line, event);
        if let Some(n) = number.filter(|n| !events.contains(n)) {
            self.problems.add(line, format!("there is no event E{n} in the table of events"));
        }
        let mut out = Vec::new();
        let mut rest = values.trim();
        while !rest.is_empty() {
            // A ", " in the value means that the one before has no rows.
            let parts = rest.split_once(" (").filter(|(value, _)| !value.contains(", "));
            let parts = parts.and_then(|(v, r)| r.split_once(')').map(|(refs, after)| (v, refs, after)));
            let Some((value, named, after)) = parts else {
                self.problems.add(line, format!("\"{rest}\" is no figure; write `9 (harbour-strike-01:c1), 12 (…)`"));
                break;
            };
            if !value.contains(|c: char| c.is_ascii_digit()) {
                self.problems.add(line, format!("the figure \"{value}\" has no number"));
            }
            let rows = list(named, ",").filter_map(|r| self.reference(line, "figure", r, Wanted::Either)).collect();
            out.push((value.trim().to_owned(), rows));
            rest = after.trim_start_matches([',', ';', ' ']);
        }
        Some(SharedFigure { event: number?, what: what.to_owned(), values: out })
    }

    fn number(&mut self, line: usize, cell: &str) -> Option<u32> {
        let number = cell.strip_prefix('E').and_then(|n| n.parse::<u32>().ok()).filter(|n| *n > 0);
        if number.is_none() {
            self.problems.add(line, format!("\"{cell}\" is no id of a story's event; write E1, E2 …"));
        }
        number
    }

    fn report(&mut self, line: usize, id: &str) -> Option<SmolStr> {
        let known = self.reports.iter().any(|r| r.front.id == id);
        if !known {
            let ids: Vec<&str> = self.reports.iter().map(|r| r.front.id.as_str()).collect();
            self.problems.add(line, format!("there is no report \"{id}\" in this story, only {}", ids.join(", ")));
        }
        known.then(|| id.into())
    }

    fn reference(&mut self, line: usize, what: &str, cell: &str, wanted: Wanted) -> Option<Reference> {
        let Some((report, id)) = cell.split_once(':') else {
            self.problems.add(line, format!("{what}: \"{cell}\" names no row; write `harbour-strike-01:e1`"));
            return None;
        };
        let report = self.report(line, report.trim())?;
        let item = self.problems.take(line, what, item(id.trim()))?;
        let rows = self.reports.iter().find(|r| r.front.id == report)?;
        let known = match item {
            Item::Event(id) => rows.events.iter().any(|e| e.id == id),
            Item::Claim(id) => wanted == Wanted::Either && rows.claims.iter().any(|c| c.id == id),
        };
        if !known {
            let kind = if wanted == Wanted::Event { "event" } else { "row" };
            self.problems.add(line, format!("{what}: {report} has no {kind} {item}"));
        }
        known.then_some(Reference { report, item })
    }
}

/// What a reference may name.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    Event,
    Either,
}
