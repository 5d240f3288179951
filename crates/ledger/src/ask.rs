//! The questions: events, claims, actors, conflicts, figures, postures and problems, each a query whose rows are handed
//! out one by one, so that an answer may be larger than the memory.

use crate::error::{Doing, Error};
use crate::filter::{Conditions, Filter, Sort};
use crate::open::Ledger;
use crate::row::row;
use rusqlite::{Connection, Row, params_from_iter};

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
    /// A party with what it has part in.
    ActorRow {
        /// Name, or what is known of one without a name.
        name: String,
        /// country, organization, person, group or unnamed.
        kind: String,
        /// Country's or international code.
        code: Option<String>,
        /// Organisation's own code.
        sub: Option<String>,
        /// PLOVER sectors.
        sectors: String,
        /// Entry of the lexicon.
        entry: Option<String>,
        /// Reports that mention it.
        reports: i64,
        /// Happenings in which it acts.
        acts: i64,
        /// Happenings that befall it.
        receives: i64,
        /// Claims it makes.
        claims: i64,
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

row! {
    /// A declared position.
    PostureRow {
        /// Whose.
        actor: String,
        /// Code with sectors.
        code: Option<String>,
        /// Day of the report.
        day: String,
        /// refuses, considers, promises, threatens, does or stops.
        stance: String,
        /// The stance that the same actor took before on the same kind of action, when it was another.
        before: Option<String>,
        /// The action.
        event: String,
        /// Its type.
        event_type: String,
        /// Since when.
        since: Option<String>,
        /// The claim that declares it.
        claim: Option<String>,
        /// The report's name.
        report: String,
    }
}

row! {
    /// A report that was set aside.
    ProblemRow {
        /// File, or file and line.
        place: String,
        /// What is wrong with it.
        reason: String,
        /// When it was noted, seconds since 1970.
        added: i64,
    }
}

/// A party's code as people write it.
const CODE: &str =
    "trim(coalesce(p.code, '') || CASE WHEN p.sub IS NULL THEN '' ELSE ' ' || p.sub END || ' ' || p.sectors)";

impl Ledger {
    /// Happenings.
    pub fn events<E: From<Error>>(
        &self,
        filter: &Filter,
        mut each: impl FnMut(EventRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut c = Conditions::default();
        filter.of_happening(&self.conn, &mut c)?;
        filter.happening_days(&mut c);
        filter.claimed(&self.conn, &mut c)?;
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

    /// Claims.
    pub fn claims<E: From<Error>>(
        &self,
        filter: &Filter,
        mut each: impl FnMut(ClaimRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut c = Conditions::default();
        filter.of_claim(&self.conn, &mut c)?;
        filter.of_happening(&self.conn, &mut c)?;
        filter.days("c.day", &mut c);
        filter.claim_words(&mut c)?;
        // A claim about no event has no happening; it is an answer when nothing is asked of one.
        let join = if filter.asks_for_happening() { "JOIN" } else { "LEFT JOIN" };
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

    /// Reports that were set aside and are not read since.
    pub fn problems<E: From<Error>>(
        &self,
        mut each: impl FnMut(ProblemRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let sql = "SELECT place, reason, added FROM problems WHERE settled IS NULL ORDER BY place, reason";
        let read = |row: &Row<'_>| Ok(ProblemRow { place: row.get(0)?, reason: row.get(1)?, added: row.get(2)? });
        self.each(sql, &Conditions::default(), read, &mut each)
    }

    /// Hands out the rows of a query.
    pub(crate) fn each<T, E: From<Error>>(
        &self,
        sql: &str,
        conditions: &Conditions,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
        each: &mut impl FnMut(T) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let doing = "answering";
        let mut statement = self.conn.prepare(sql).doing(doing)?;
        let mut rows = statement.query(params_from_iter(conditions.values())).doing(doing)?;
        while let Some(row) = rows.next().doing(doing)? {
            each(read(row).doing(doing)?)?;
        }
        Ok(())
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

fn chain(conn: &Connection, claim: i64) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT p.name FROM claim_chains x JOIN parties p ON p.id = x.party WHERE x.claim = ?1 ORDER BY position";
    let mut statement = conn.prepare_cached(sql)?;
    let names = statement.query_map([claim], |row| row.get(0))?;
    names.collect()
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

fn claim_order(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "c.day DESC",
        Sort::Oldest => "c.day",
        Sort::Origins => "h.origins DESC, c.day DESC",
        Sort::Claims => "h.claims DESC, c.day DESC",
        Sort::Reports => "h.reports DESC, c.day DESC",
    }
}
