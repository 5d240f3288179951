//! Parties, their positions, and what was set aside.

use super::CODE;
use crate::condition::Conditions;
use crate::error::Error;
use crate::filter::Filter;
use crate::open::Ledger;
use crate::row::row;
use rusqlite::Row;

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

impl Ledger {
    /// Parties, those with most claims first.
    pub fn actors<E: From<Error>>(
        &self,
        filter: &Filter,
        mut each: impl FnMut(ActorRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut c = Conditions::default();
        for pattern in filter.actors.iter().chain(&filter.recipients) {
            let fits = c.party(pattern);
            c.and(fits);
        }
        c.and("EXISTS (SELECT 1 FROM actors a JOIN live l ON l.coding = a.coding WHERE a.party = p.id)".to_owned());
        let sql = format!(
            "SELECT p.name, p.kind, p.code, p.sub, p.sectors, p.entry, \
             (SELECT count(DISTINCT l.report) FROM actors a JOIN live l ON l.coding = a.coding WHERE a.party = p.id) AS seen, \
             (SELECT count(*) FROM roles o WHERE o.party = p.id AND o.role = 'actor') AS acts, \
             (SELECT count(*) FROM roles o WHERE o.party = p.id AND o.role = 'recipient') AS receives, \
             (SELECT count(*) FROM claims c JOIN live l ON l.coding = c.coding WHERE c.party = p.id) AS claims \
             FROM parties p {} ORDER BY claims DESC, acts DESC, seen DESC, p.name, p.handle {}",
            c.clause(),
            filter.limit()
        );
        let read = |row: &Row<'_>| {
            Ok(ActorRow {
                name: row.get(0)?,
                kind: row.get(1)?,
                code: row.get(2)?,
                sub: row.get(3)?,
                sectors: row.get(4)?,
                entry: row.get(5)?,
                reports: row.get(6)?,
                acts: row.get(7)?,
                receives: row.get(8)?,
                claims: row.get(9)?,
            })
        };
        self.each(&sql, &c, read, &mut each)
    }

    /// Declared positions, each actor's in order of days, changes marked.
    pub fn postures<E: From<Error>>(
        &self,
        filter: &Filter,
        mut each: impl FnMut(PostureRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut c = Conditions::default();
        for pattern in &filter.actors {
            let fits = c.party(pattern);
            c.and(fits);
        }
        let of_actions = Filter { actors: Vec::new(), ..filter.clone() };
        c.of_happening(&of_actions);
        c.days(filter, "x.day", "x.day");
        // The change is against all earlier positions, also those that the filter leaves out.
        let sql = format!(
            "SELECT p.name, {CODE}, x.day, x.stance, NULLIF(b.before, x.stance), 'e' || h.handle || '.' || h.n, h.type, \
             x.since, CASE WHEN c.id IS NULL THEN NULL ELSE 'c' || r.handle || '.' || c.n END, s.name FROM postures x \
             JOIN (SELECT y.id, lag(y.stance) OVER (PARTITION BY w.who, e.type ORDER BY y.day, z.handle, y.n) AS before \
                   FROM postures y JOIN live k ON k.coding = y.coding JOIN reports z ON z.id = k.report \
                   JOIN parties w ON w.id = y.party JOIN events e ON e.id = y.event) b ON b.id = x.id \
             JOIN live l ON l.coding = x.coding JOIN reports r ON r.id = l.report JOIN sightings s ON s.id = l.sighting \
             JOIN parties p ON p.id = x.party JOIN members m ON m.event = x.event JOIN happenings h ON h.id = m.happening \
             LEFT JOIN claims c ON c.id = x.claim {} ORDER BY p.who, h.type, x.day, r.handle, x.n {}",
            c.clause(),
            filter.limit()
        );
        let read = |row: &Row<'_>| {
            let code: Option<String> = row.get(1)?;
            Ok(PostureRow {
                actor: row.get(0)?,
                code: code.filter(|c| !c.is_empty()),
                day: row.get(2)?,
                stance: row.get(3)?,
                before: row.get(4)?,
                event: row.get(5)?,
                event_type: row.get(6)?,
                since: row.get(7)?,
                claim: row.get(8)?,
                report: row.get(9)?,
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
}
