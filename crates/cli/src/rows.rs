//! Rows for programs downstream: the events of a record as PLOVER's JSON lines, or in the columns of PETRARCH, GDELT and
//! ICEWS. Which events make rows, between whom and under which code is settled here; each layout has a module of its own,
//! and `docs/EXPORTS.md` says how each column is filled. Nothing is read out of text here.

mod cameo;
mod gdelt;
mod icews;
mod plover;

use crate::excerpts::{Excerpts, clean};
use sayso::codebook::Codebook;
use sayso::codebook::ontology::CameoCode;
use sayso::records::{ActorRecord, EventRecord, Record};

/// What stands for a party that is not known, and for a country that is not.
const NOBODY: &str = "---";
/// Types whose parties stand as actors side by side, each acting on the others.
const MUTUAL: &[&str] = &["CONSULT", "COOPERATE", "AGREE", "ASSAULT"];
/// A visit and its other side: going to meet and receiving.
const VISIT: &str = "042";
const HOST: &str = "043";
/// Parties' and predicates' texts are cut after this many characters.
const MAX_TEXT: usize = 200;

/// Whose columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// PLOVER's JSON lines.
    Plover,
    /// PETRARCH's columns.
    Cameo,
    /// GDELT 2.0's event table.
    Gdelt,
    /// ICEWS coded events.
    Icews,
}

/// How rows are written.
pub struct Rows<'a> {
    /// Names and values of codes, sectors and countries.
    pub book: &'a Codebook,
    /// Whose columns.
    pub layout: Layout,
    /// Also events that are not presented as facts, with a column that says so.
    pub all_realities: bool,
}

impl Rows<'_> {
    /// The line of column names; JSON lines have none.
    pub fn header(&self) -> String {
        let columns = match self.layout {
            Layout::Plover => return String::new(),
            Layout::Cameo => cameo::COLUMNS,
            Layout::Gdelt => gdelt::COLUMNS,
            Layout::Icews => icews::COLUMNS,
        };
        let mut names = columns.join("\t");
        if self.all_realities {
            names += "\treality";
        }
        names + "\n"
    }

    /// The rows of a record.
    pub fn of(&self, record: &Record) -> String {
        let excerpts = Excerpts::new(&record.report.text);
        let facts = record.events.iter().filter_map(|e| Fact::of(record, e, self, &excerpts));
        match self.layout {
            Layout::Plover => facts.map(|f| plover::line(&f)).collect(),
            Layout::Cameo => cameo::rows(&facts.collect::<Vec<_>>()).into_iter().map(|r| self.joined(r)).collect(),
            Layout::Gdelt => facts.flat_map(|f| gdelt::rows(&f)).map(|r| self.joined(r)).collect(),
            Layout::Icews => facts.flat_map(|f| icews::rows(&f)).map(|r| self.joined(r)).collect(),
        }
    }

    /// One line; a cell never holds what separates cells.
    fn joined(&self, row: Row) -> String {
        let reality = self.all_realities.then(|| row.reality.to_owned());
        let cells: Vec<String> = row.cells.into_iter().chain(reality).map(|c| clean(&c)).collect();
        cells.join("\t") + "\n"
    }
}

/// Cells in the order of the layout's columns, and what the last one says if it is asked for.
struct Row {
    cells: Vec<String>,
    reality: &'static str,
}

/// An event as rows tell it.
struct Fact<'r> {
    record: &'r Record,
    event: &'r EventRecord,
    book: &'r Codebook,
    excerpts: &'r Excerpts<'r>,
    /// Type and mode under PLOVER's folding; those of the action where PLOVER drops it.
    event_type: &'r str,
    mode: Option<&'r str>,
    reality: &'static str,
    all_realities: bool,
}

/// One actor, one recipient and the code of what passes between them.
struct Dyad<'r> {
    actor: Option<&'r ActorRecord>,
    recipient: Option<&'r ActorRecord>,
    code: &'r str,
}

impl<'r> Fact<'r> {
    /// Nothing for an event that makes no row.
    fn of(record: &'r Record, event: &'r EventRecord, rows: &'r Rows<'_>, excerpts: &'r Excerpts<'r>) -> Option<Self> {
        let reality = reality(record, event);
        let told = matches!(reality, "occurred" | "ongoing") && event.plover.is_some();
        if !told && !rows.all_realities {
            return None;
        }
        let (event_type, mode) = match &event.plover {
            Some(folded) => (folded.event_type.as_str(), folded.mode.as_deref()),
            None => (event.event_type.as_str(), event.mode.as_deref()),
        };
        let (book, all_realities) = (rows.book, rows.all_realities);
        Some(Fact { record, event, book, excerpts, event_type, mode, reality, all_realities })
    }

    fn find(&self, ids: &[String]) -> Vec<&'r ActorRecord> {
        ids.iter().filter_map(|id| self.record.actors.iter().find(|a| a.id == *id)).collect()
    }

    fn actors(&self) -> Vec<&'r ActorRecord> {
        self.told("actor", &self.event.actors)
    }

    fn recipients(&self) -> Vec<&'r ActorRecord> {
        self.told("recipient", &self.event.recipients)
    }

    /// The parties of a side that the report names; rows have no column to mark one that is only implied.
    fn told(&self, side: &str, ids: &[String]) -> Vec<&'r ActorRecord> {
        if self.event.implied.iter().any(|s| s == side) { Vec::new() } else { self.find(ids) }
    }

    /// One for each actor with each recipient. Parties of a mutual event act on each other, and a visit is received.
    fn dyads(&self) -> Vec<Dyad<'r>> {
        let code = self.event.cameo.as_deref().unwrap_or_default();
        let (actors, recipients) = (self.actors(), self.recipients());
        let mutual = recipients.is_empty() && actors.len() > 1 && MUTUAL.contains(&self.event_type);
        let recipients = if mutual { actors.clone() } else { recipients };
        let some_or_nobody = |list: Vec<&'r ActorRecord>| -> Vec<Option<&'r ActorRecord>> {
            if list.is_empty() { vec![None] } else { list.into_iter().map(Some).collect() }
        };
        let (actors, recipients) = (some_or_nobody(actors), some_or_nobody(recipients));
        let mut out = Vec::new();
        for &actor in &actors {
            for &recipient in &recipients {
                if let (Some(a), Some(b)) = (actor, recipient)
                    && a.id == b.id
                {
                    continue;
                }
                out.push(Dyad { actor, recipient, code });
                if code == VISIT && !mutual && actor.is_some() && recipient.is_some() {
                    out.push(Dyad { actor: recipient, recipient: actor, code: HOST });
                }
            }
        }
        out
    }

    fn cameo(&self, code: &str) -> Option<&'r CameoCode> {
        self.book.ontology.cameo(code)
    }

    /// The first day of the event, else the day of publication.
    fn day(&self) -> Option<&'r str> {
        let start = self.event.time.as_ref().and_then(|t| t.start.as_deref());
        start.or(self.record.report.published.as_deref())
    }

    /// Number of the sentence that a character stands in, from 1.
    fn sentence(&self, at: u32) -> Option<usize> {
        self.record.sentences.iter().position(|[start, end]| (*start..*end).contains(&at)).map(|n| n + 1)
    }

    /// Numbers of the sentences that mention the event.
    fn sentences(&self) -> Vec<usize> {
        let mentions = std::iter::once(&self.event.predicate.at).chain(&self.event.mentions);
        let mut out: Vec<usize> = mentions.filter_map(|at| self.sentence(at[0])).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The words of the mention of an actor that stands nearest before the predicate, or else of his first one.
    fn text_of(&self, actor: &ActorRecord) -> String {
        let own = self.sentence(self.event.predicate.at[0]);
        let near = actor.mentions.iter().find(|m| self.sentence(m.at[0]) == own);
        near.or(actor.mentions.first()).map_or_else(|| clean(&actor.name), |m| self.excerpts.line(m.at, MAX_TEXT))
    }

    fn predicate(&self) -> String {
        self.excerpts.line(self.event.predicate.at, MAX_TEXT)
    }

    /// The whole event's id across reports.
    fn id(&self) -> String {
        format!("{}-{}", self.record.report.id, self.event.id)
    }

    /// The id of a row: the event's, numbered where an event makes several.
    fn row_id(&self, n: usize) -> String {
        format!("{}-{}", self.id(), n + 1)
    }
}

/// How the report presents an event; `denied` where nobody asserts it and somebody denies it.
fn reality(record: &Record, event: &EventRecord) -> &'static str {
    let mut claims = record.claims.iter().filter(|c| c.event.as_ref() == Some(&event.id)).peekable();
    let denied = claims.peek().is_some() && claims.all(|c| c.polarity == "-");
    match event.reality.as_str() {
        "occurred" | "ongoing" | "disputed" if denied => "denied",
        "occurred" => "occurred",
        "ongoing" => "ongoing",
        "planned" => "planned",
        "possible" => "possible",
        "refrained" => "refrained",
        "disputed" => "disputed",
        _ => "hypothetical",
    }
}

/// An actor's code in CAMEO's way: country or international code, the organisation's own, sectors, one behind the other.
fn cameo_code(actor: Option<&ActorRecord>) -> String {
    let Some(actor) = actor else { return NOBODY.to_owned() };
    let own = actor.sub.as_deref().unwrap_or_default();
    format!("{}{own}{}", actor.code.as_deref().unwrap_or(NOBODY), actor.sector.concat())
}

/// True for a code that names a state rather than a kind of organisation.
fn is_country(code: &str) -> bool {
    !matches!(code, "IGO" | "UNO" | "EUR" | "NGO" | "ISM" | "IMG" | "MNC" | "UNK" | NOBODY)
}

/// A number as it is read back, or nothing.
fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

/// An optional cell.
fn cell(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}
