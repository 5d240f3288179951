//! Claims and their conflicts.

use super::CODE;
use crate::condition::Conditions;
use crate::error::{Error, Result};
use crate::filter::{Filter, Sort};
use crate::open::Ledger;
use crate::row::row;
use rusqlite::{Connection, Row};

row! {
    /// A claim.
    ClaimRow {
        /// Its id.
        id: String,
        /// Day of the report.
        day: String,
        /// The report's name.
        report: String,
        /// The report's source.
        publisher: String,
        /// The event it is about.
        event: Option<String>,
        /// That event's type.
        event_type: Option<String>,
        /// Who claims: a name, `author` for the report's own voice, nothing when unstated.
        source: Option<String>,
        /// Code with sectors.
        source_code: Option<String>,
        /// The cue's lemma.
        cue: Option<String>,
        /// The cue's class.
        cue_class: Option<String>,
        /// `+` or `-`.
        polarity: String,
        /// certain, probable, possible or unknown.
        certainty: String,
        /// direct, indirect, mixed or none.
        quotation: String,
        /// Outer sources, outermost first.
        chain: Vec<String>,
        /// What is claimed, in the report's words.
        content: String,
    }
}

row! {
    /// Two claims that can't both stand.
    ConflictRow {
        /// denial, figures, reality or responsibility.
        kind: String,
        /// Day of the report.
        day: String,
        /// The event.
        event: Option<String>,
        /// First claim.
        claim: String,
        /// Its source.
        source: Option<String>,
        /// Its content.
        content: String,
        /// Second claim.
        other_claim: String,
        /// Its source.
        other_source: Option<String>,
        /// Its content.
        other_content: String,
        /// In words.
        what: String,
        /// The report's name.
        report: String,
    }
}

impl Ledger {
    /// A filter's conditions on a claim `c` and its happening `h`.
    fn fitting_claims(&self, filter: &Filter) -> Result<Conditions> {
        let mut c = Conditions::default();
        c.of_claim(filter);
        c.of_claims_happening(&self.conn, filter)?;
        c.days(filter, "c.day", "c.day");
        c.claim_words(filter)?;
        c.drive(&self.conn, "c.id")?;
        Ok(c)
    }

    /// Claims.
    pub fn claims<E: From<Error>>(
        &self,
        filter: &Filter,
        each: impl FnMut(ClaimRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        self.claims_of(filter, None, each)
    }

    /// Claims about anything, or about one happening.
    pub(crate) fn claims_of<E: From<Error>>(
        &self,
        filter: &Filter,
        one: Option<i64>,
        mut each: impl FnMut(ClaimRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut c = self.fitting_claims(filter)?;
        if let Some(id) = one {
            let id = c.bind(id);
            c.and(format!("m.happening = {id}"));
        }
        // A claim about no event has no happening; it is an answer when nothing is asked of one.
        let join = if one.is_some() || filter.asks_for_happening() { "JOIN" } else { "LEFT JOIN" };
        let sql = format!(
            "SELECT c.id, 'c' || r.handle || '.' || c.n, c.day, s.name, r.source, 'e' || h.handle || '.' || h.n, h.type, \
             CASE c.voice WHEN 'author' THEN 'author' ELSE p.name END, {CODE}, c.cue, c.cue_class, c.polarity, c.certainty, \
             c.quotation, c.content FROM claims c JOIN live l ON l.coding = c.coding JOIN reports r ON r.id = l.report \
             JOIN sightings s ON s.id = l.sighting LEFT JOIN parties p ON p.id = c.party \
             {join} members m ON m.event = c.event {join} happenings h ON h.id = m.happening {} ORDER BY {}, r.handle, c.n {}",
            c.clause(),
            claim_order(filter.sort),
            filter.limit()
        );
        let conn = &self.conn;
        let read = |row: &Row<'_>| {
            let code: Option<String> = row.get(8)?;
            Ok(ClaimRow {
                id: row.get(1)?,
                day: row.get(2)?,
                report: row.get(3)?,
                publisher: row.get(4)?,
                event: row.get(5)?,
                event_type: row.get(6)?,
                source: row.get(7)?,
                source_code: code.filter(|c| !c.is_empty()),
                cue: row.get(9)?,
                cue_class: row.get(10)?,
                polarity: row.get(11)?,
                certainty: row.get(12)?,
                quotation: row.get(13)?,
                chain: chain(conn, row.get(0)?)?,
                content: row.get(14)?,
            })
        };
        self.each(&sql, &c, read, &mut each)
    }

    /// Conflicts within reports.
    pub fn conflicts<E: From<Error>>(
        &self,
        filter: &Filter,
        mut each: impl FnMut(ConflictRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let c = self.fitting_claims(filter)?;
        let join = if filter.asks_for_happening() { "JOIN" } else { "LEFT JOIN" };
        let source =
            |claim: &str, party: &str| format!("CASE {claim}.voice WHEN 'author' THEN 'author' ELSE {party}.name END");
        let sql = format!(
            "SELECT x.kind, c.day, 'e' || h.handle || '.' || h.n, 'c' || r.handle || '.' || c.n, {}, c.content, \
             'c' || r.handle || '.' || d.n, {}, d.content, x.what, s.name FROM conflicts x \
             JOIN live l ON l.coding = x.coding JOIN reports r ON r.id = l.report JOIN sightings s ON s.id = l.sighting \
             JOIN claims c ON c.id = x.a JOIN claims d ON d.id = x.b LEFT JOIN parties p ON p.id = c.party \
             LEFT JOIN parties q ON q.id = d.party {join} members m ON m.event = coalesce(c.event, d.event) \
             {join} happenings h ON h.id = m.happening {} ORDER BY {}, r.handle, x.n {}",
            source("c", "p"),
            source("d", "q"),
            c.clause(),
            claim_order(filter.sort),
            filter.limit()
        );
        let read = |row: &Row<'_>| {
            Ok(ConflictRow {
                kind: row.get(0)?,
                day: row.get(1)?,
                event: row.get(2)?,
                claim: row.get(3)?,
                source: row.get(4)?,
                content: row.get(5)?,
                other_claim: row.get(6)?,
                other_source: row.get(7)?,
                other_content: row.get(8)?,
                what: row.get(9)?,
                report: row.get(10)?,
            })
        };
        self.each(&sql, &c, read, &mut each)
    }
}

fn chain(conn: &Connection, claim: i64) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT p.name FROM claim_chains x JOIN parties p ON p.id = x.party WHERE x.claim = ?1 ORDER BY position";
    let mut statement = conn.prepare_cached(sql)?;
    let names = statement.query_map([claim], |row| row.get(0))?;
    names.collect()
}

fn claim_order(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "c.day DESC",
        Sort::Oldest => "c.day",
        Sort::Origins => "h.origins DESC, c.day DESC",
        Sort::Claims => "h.claims DESC, c.day DESC",
        Sort::Reports => "h.reports DESC, c.day DESC",
    }
}
