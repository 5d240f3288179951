//! One happening with all that is claimed about it: members, claims with their quoted text, figures, decisions, and how
//! its state came to be.

use crate::ask::{ClaimRow, EventRow, FigureRow};
use crate::derive::Deriver;
use crate::error::{Doing, Error, Result};
use crate::filter::Filter;
use crate::key::EventRef;
use crate::open::Ledger;
use crate::state::{State, history};
use crate::text::{Text, flat, unpack, unpack_text};
use sayso::records::Record;

/// A happening, shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The line that the list has.
    pub event: EventRow,
    /// What each report says, in order of days.
    pub members: Vec<MemberShown>,
    /// All claims about it, in order of days.
    pub claims: Vec<ClaimRow>,
    /// Figures side by side.
    pub figures: Vec<FigureRow>,
    /// Days on which its state changed.
    pub history: Vec<(String, State)>,
    /// Decisions about its members, latest last.
    pub decisions: Vec<DecisionShown>,
}

/// A report's event in a happening.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberShown {
    /// The event's id.
    pub id: String,
    /// The report's name.
    pub report: String,
    /// The report's title.
    pub title: Option<String>,
    /// Whose the report is.
    pub source: String,
    /// Day of publication.
    pub published: Option<String>,
    /// As the report presents it.
    pub reality: String,
    /// The sentence that holds the predicate.
    pub sentence: String,
}

/// A decision about two events.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionShown {
    /// First event.
    pub a: String,
    /// Second event.
    pub b: String,
    /// same or different.
    pub decision: String,
    /// Why.
    pub reason: String,
    /// rule or hand.
    pub maker: String,
    /// False when a later row says otherwise.
    pub holds: bool,
}

/// Why an event is as it is: the reasons that its coder gave, with the versions that made it.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// The event's id.
    pub id: String,
    /// Program, model and lexicon.
    pub versions: [String; 3],
    /// Rules, lexicon rows and decisions, in order.
    pub reasons: Vec<String>,
    /// The claims about it, each with its reasons.
    pub claims: Vec<(String, Vec<String>)>,
}

impl Ledger {
    /// A happening by the id of any of its events.
    pub fn show(&self, id: &EventRef) -> Result<Shown> {
        let happening = self.happening_of(self.event_row(id)?)?;
        let mut event = None;
        self.happenings(&Filter::default(), Some(happening), |row| {
            event = Some(row);
            Ok::<(), Error>(())
        })?;
        let event = event.ok_or_else(|| Error::damaged("an event's happening is not there"))?;
        let rows = self.member_rows(happening)?;
        let mut stances = Vec::new();
        for (row, report) in &rows {
            Deriver::default().stances(&self.conn, *row, *report, &mut stances)?;
        }
        let members = rows.iter().map(|(row, _)| self.member_shown(*row)).collect::<Result<Vec<_>>>()?;
        let mut claims = Vec::new();
        self.claims_of(&Filter { sort: crate::Sort::Oldest, ..Filter::default() }, Some(happening), |row| {
            claims.push(row);
            Ok::<(), Error>(())
        })?;
        let mut figures = Vec::new();
        self.figures_of(&Filter::default(), Some(happening), |row| {
            figures.push(row);
            Ok::<(), Error>(())
        })?;
        Ok(Shown { event, members, claims, figures, history: history(&stances), decisions: self.decisions(happening)? })
    }

    /// Members of a happening with their reports, in order of days.
    fn member_rows(&self, happening: i64) -> Result<Vec<(i64, i64)>> {
        let doing = "reading a happening";
        let sql = "SELECT e.id, r.id FROM members m JOIN events e ON e.id = m.event JOIN codings k ON k.id = e.coding \
                   JOIN reports r ON r.id = k.report WHERE m.happening = ?1 \
                   ORDER BY r.published IS NULL, r.published, r.handle, e.n";
        let mut statement = self.conn.prepare_cached(sql).doing(doing)?;
        let rows = statement.query_map([happening], |row| Ok((row.get(0)?, row.get(1)?))).doing(doing)?;
        rows.collect::<rusqlite::Result<_>>().doing(doing)
    }

    fn member_shown(&self, event: i64) -> Result<MemberShown> {
        let doing = "reading an event's report";
        let sql = "SELECT 'e' || r.handle || '.' || e.n, s.name, s.title, r.source, r.published, e.reality, r.text, \
                   k.record, e.span_start, e.span_end FROM events e JOIN codings k ON k.id = e.coding \
                   JOIN live l ON l.coding = k.id JOIN sightings s ON s.id = l.sighting JOIN reports r ON r.id = k.report \
                   WHERE e.id = ?1";
        let mut statement = self.conn.prepare_cached(sql).doing(doing)?;
        let (mut shown, text, record, at) = statement
            .query_row([event], |row| {
                let shown = MemberShown {
                    id: row.get(0)?,
                    report: row.get(1)?,
                    title: row.get(2)?,
                    source: row.get(3)?,
                    published: row.get(4)?,
                    reality: row.get(5)?,
                    sentence: String::new(),
                };
                let at: [u32; 2] = [row.get(8)?, row.get(9)?];
                Ok((shown, row.get::<_, Vec<u8>>(6)?, row.get::<_, Vec<u8>>(7)?, at))
            })
            .doing(doing)?;
        let text = unpack_text(&text)?;
        let record = read_record(&record)?;
        let sentence = record.sentences.iter().find(|s| s[0] <= at[0] && at[1] <= s[1]).copied().unwrap_or(at);
        shown.sentence = flat(Text::new(&text).get(sentence).unwrap_or_default());
        Ok(shown)
    }

    /// Decisions about pairs of which one is in the happening.
    fn decisions(&self, happening: i64) -> Result<Vec<DecisionShown>> {
        let doing = "reading decisions";
        let sql = "SELECT 'e' || ra.handle || '.' || a.n, 'e' || rb.handle || '.' || b.n, k.decision, k.reason, k.maker, \
                   k.id = (SELECT max(y.id) FROM links y WHERE (y.a, y.b) = (k.a, k.b) OR (y.a, y.b) = (k.b, k.a)) \
                   FROM (SELECT k.* FROM members m JOIN links k ON k.a = m.event WHERE m.happening = ?1 UNION \
                         SELECT k.* FROM members m JOIN links k ON k.b = m.event WHERE m.happening = ?1) k \
                   JOIN events a ON a.id = k.a JOIN codings ca ON ca.id = a.coding JOIN reports ra ON ra.id = ca.report \
                   JOIN events b ON b.id = k.b JOIN codings cb ON cb.id = b.coding JOIN reports rb ON rb.id = cb.report \
                   ORDER BY k.id";
        let mut statement = self.conn.prepare_cached(sql).doing(doing)?;
        let rows = statement
            .query_map([happening], |row| {
                Ok(DecisionShown {
                    a: row.get(0)?,
                    b: row.get(1)?,
                    decision: row.get(2)?,
                    reason: row.get(3)?,
                    maker: row.get(4)?,
                    holds: row.get(5)?,
                })
            })
            .doing(doing)?;
        rows.collect::<rusqlite::Result<_>>().doing(doing)
    }

    /// The reasons of all events of a happening, by the id of any of them.
    pub fn why(&self, id: &EventRef) -> Result<Vec<Why>> {
        let happening = self.happening_of(self.event_row(id)?)?;
        self.member_rows(happening)?.into_iter().map(|(event, _)| self.why_event(event)).collect()
    }

    fn why_event(&self, event: i64) -> Result<Why> {
        let doing = "reading a record";
        let sql = "SELECT r.handle, e.n, k.record FROM events e JOIN codings k ON k.id = e.coding \
                   JOIN reports r ON r.id = k.report WHERE e.id = ?1";
        let (handle, n, record): (String, u32, Vec<u8>) = self
            .conn
            .prepare_cached(sql)
            .doing(doing)?
            .query_row([event], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .doing(doing)?;
        let record = read_record(&record)?;
        let local = format!("e{n}");
        let reasons = record.events.iter().find(|e| e.id == local).and_then(|e| e.why.clone()).unwrap_or_default();
        let about = record.claims.iter().filter(|c| c.event.as_deref() == Some(&local));
        let claims = about
            .map(|c| (format!("c{handle}.{}", c.id.get(1..).unwrap_or_default()), c.why.clone().unwrap_or_default()))
            .collect();
        let v = record.sayso;
        Ok(Why { id: format!("e{handle}.{n}"), versions: [v.sayso, v.model, v.lexicon], reasons, claims })
    }
}

/// A kept record; its text is kept apart.
pub fn read_record(packed: &[u8]) -> Result<Record> {
    serde_json::from_slice(&unpack(packed)?).map_err(|e| Error::damaged(format!("a kept record cannot be read: {e}")))
}
