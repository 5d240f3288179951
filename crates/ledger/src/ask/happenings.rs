//! Happenings and their figures.

use super::CODE;
use crate::condition::Conditions;
use crate::error::{Error, Result};
use crate::filter::{Filter, Sort};
use crate::open::Ledger;
use crate::row::row;
use rusqlite::{Connection, Row};

row! {
    /// A happening, over all reports that tell of it.
    EventRow {
        /// Its id, that of its first report's event.
        id: String,
        /// PLOVER type.
        event_type: String,
        /// PLOVER mode.
        mode: Option<String>,
        /// asserted, confirmed, contested, denied, retracted or open.
        state: String,
        /// As the last report presents it; disputed when contested.
        reality: String,
        /// First day, else the day of the first report.
        day: String,
        /// Last day.
        last_day: String,
        /// Who did it.
        actors: Vec<String>,
        /// Their codes with sectors.
        actor_codes: Vec<String>,
        /// To whom.
        recipients: Vec<String>,
        /// Their codes with sectors.
        recipient_codes: Vec<String>,
        /// Where, as the report names it.
        place: Option<String>,
        /// ISO code.
        country: Option<String>,
        /// Independent origins that say so.
        origins: i64,
        /// Independent origins that deny it.
        denials: i64,
        /// Reports that tell of it.
        reports: i64,
        /// Claims about it.
        claims: i64,
        /// Day of the first report.
        first_published: Option<String>,
        /// Day of the last report.
        last_published: Option<String>,
    }
}

row! {
    /// A figure.
    FigureRow {
        /// The event.
        event: String,
        /// Its type.
        event_type: String,
        /// What the number says of it: dead, injured, size, …
        role: String,
        /// The number, the lower end of a range.
        value: f64,
        /// The upper end of a range.
        upper: Option<f64>,
        /// exact, at_least, at_most or about.
        bound: String,
        /// person, USD, …
        unit: Option<String>,
        /// What is counted, as the text puts it.
        counted: Option<String>,
        /// Who says so; nothing for the event's own figure.
        source: Option<String>,
        /// The claim, if one makes it.
        claim: Option<String>,
        /// Day of the report.
        day: String,
        /// The report's name.
        report: String,
    }
}

impl Ledger {
    /// Conditions on a happening `h`: a filter's, and a certain one if it is wanted.
    fn fitting(&self, filter: &Filter, one: Option<i64>) -> Result<Conditions> {
        let mut c = Conditions::default();
        if let Some(id) = one {
            let id = c.bind(id);
            c.and(format!("h.id = {id}"));
        }
        c.of_happening(filter);
        c.days(filter, "h.day", "h.last_day");
        c.claimed(filter)?;
        c.drive(&self.conn, "h.id")?;
        Ok(c)
    }

    /// Happenings.
    pub fn events<E: From<Error>>(
        &self,
        filter: &Filter,
        each: impl FnMut(EventRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        self.happenings(filter, None, each)
    }

    /// Happenings that fit, of all or of one.
    pub(crate) fn happenings<E: From<Error>>(
        &self,
        filter: &Filter,
        one: Option<i64>,
        mut each: impl FnMut(EventRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let c = self.fitting(filter, one)?;
        let sql = format!(
            "SELECT h.id, 'e' || h.handle || '.' || h.n, h.type, h.mode, h.state, h.reality, h.day, h.last_day, h.place, h.country, h.origins, \
             h.denials, h.reports, h.claims, h.first_published, h.last_published FROM happenings h {} ORDER BY {} {}",
            c.clause(),
            happening_order(filter.sort),
            filter.limit()
        );
        let conn = &self.conn;
        let read = |row: &Row<'_>| {
            let [actors, recipients] = parties(conn, row.get(0)?)?;
            Ok(EventRow {
                id: row.get(1)?,
                event_type: row.get(2)?,
                mode: row.get(3)?,
                state: row.get(4)?,
                reality: row.get(5)?,
                day: row.get(6)?,
                last_day: row.get(7)?,
                actors: actors.0,
                actor_codes: actors.1,
                recipients: recipients.0,
                recipient_codes: recipients.1,
                place: row.get(8)?,
                country: row.get(9)?,
                origins: row.get(10)?,
                denials: row.get(11)?,
                reports: row.get(12)?,
                claims: row.get(13)?,
                first_published: row.get(14)?,
                last_published: row.get(15)?,
            })
        };
        self.each(&sql, &c, read, &mut each)
    }

    /// Figures, of events and of claims about them, side by side.
    pub fn figures<E: From<Error>>(
        &self,
        filter: &Filter,
        each: impl FnMut(FigureRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        self.figures_of(filter, None, each)
    }

    /// Figures of all happenings or of one.
    pub(crate) fn figures_of<E: From<Error>>(
        &self,
        filter: &Filter,
        one: Option<i64>,
        mut each: impl FnMut(FigureRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let c = self.fitting(filter, one)?;
        let days = if filter.sort == Sort::Oldest { "h.day" } else { "h.day DESC" };
        let fit = c.clause();
        // A claim's figure that the event has as well, from the same characters, is told once, by the claim.
        let sql = format!(
            "WITH f (happening, figure) AS MATERIALIZED (SELECT h.id, q.id FROM happenings h JOIN members m ON m.happening = h.id \
             JOIN quantities q ON q.event = m.event {fit} UNION ALL \
             SELECT h.id, q.id FROM happenings h JOIN members m ON m.happening = h.id JOIN claims c ON c.event = m.event \
             JOIN quantities q ON q.claim = c.id {fit}) \
             SELECT 'e' || h.handle || '.' || h.n, h.type, q.role, q.value, q.upper, q.bound, q.unit, q.counted, \
             CASE c.voice WHEN 'author' THEN 'author' ELSE p.name END, \
             CASE WHEN c.id IS NULL THEN NULL ELSE 'c' || r.handle || '.' || c.n END, coalesce(r.published, ''), s.name \
             FROM f JOIN happenings h ON h.id = f.happening JOIN quantities q ON q.id = f.figure \
             LEFT JOIN claims c ON c.id = q.claim LEFT JOIN parties p ON p.id = c.party \
             JOIN live l ON l.coding = q.coding JOIN reports r ON r.id = l.report JOIN sightings s ON s.id = l.sighting \
             WHERE NOT (q.claim IS NULL AND EXISTS (SELECT 1 FROM claims x JOIN quantities y ON y.claim = x.id \
             WHERE x.event = q.event AND y.span_start = q.span_start)) \
             ORDER BY {days}, h.handle, h.n, q.role, r.published, r.handle, q.span_start, c.n {}",
            filter.limit()
        );
        let read = |row: &Row<'_>| {
            Ok(FigureRow {
                event: row.get(0)?,
                event_type: row.get(1)?,
                role: row.get(2)?,
                value: row.get(3)?,
                upper: row.get(4)?,
                bound: row.get(5)?,
                unit: row.get(6)?,
                counted: row.get(7)?,
                source: row.get(8)?,
                claim: row.get(9)?,
                day: row.get(10)?,
                report: row.get(11)?,
            })
        };
        self.each(&sql, &c, read, &mut each)
    }
}

/// Names and codes of those who act and of those whom it befalls.
type Names = (Vec<String>, Vec<String>);

fn parties(conn: &Connection, happening: i64) -> rusqlite::Result<[Names; 2]> {
    let sql = format!(
        "SELECT role = 'recipient', p.name, {CODE} FROM roles o JOIN parties p ON p.id = o.party WHERE happening = ?1 \
         ORDER BY role, p.name, p.handle"
    );
    let mut out: [Names; 2] = Default::default();
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([happening])?;
    while let Some(row) = rows.next()? {
        let side = &mut out[usize::from(row.get::<_, bool>(0)?)];
        side.0.push(row.get(1)?);
        side.1.push(row.get(2)?);
    }
    Ok(out)
}

fn happening_order(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "h.day DESC, h.handle, h.n",
        Sort::Oldest => "h.day, h.handle, h.n",
        Sort::Origins => "h.origins DESC, h.day DESC, h.handle, h.n",
        Sort::Claims => "h.claims DESC, h.day DESC, h.handle, h.n",
        Sort::Reports => "h.reports DESC, h.day DESC, h.handle, h.n",
    }
}
