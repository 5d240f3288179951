//! Taking in: one record at a time, many in a transaction. Whatever happens between two commits, the ledger holds whole
//! reports only, and taking in the same ones again adds what is missing and nothing else.

use crate::copies;
use crate::derive::Deriver;
use crate::error::{Doing, Result};
use crate::key::{ReportKey, hash, local, source};
use crate::open::Ledger;
use crate::party::{Parties, PartyId};
use crate::replay::Again;
use crate::text::{Text, flat, pack};
use rusqlite::{Connection, OptionalExtension, params};
use sayso::read::Report;
use sayso::records::{
    ClaimRecord, ConditionRecord, EventRecord, QuantityRecord, Record, ReportRecord, SideRecord, Versions,
};
use std::collections::{BTreeSet, HashSet};

/// What taking in a report came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// A report that the ledger did not have.
    New,
    /// One that it had.
    Known,
}

/// What a report calls itself; no part of what makes it the same report.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sighting<'a> {
    name: &'a str,
    title: Option<&'a str>,
    author: Option<&'a str>,
    publisher: Option<&'a str>,
    url: Option<&'a str>,
}

impl<'a> Sighting<'a> {
    fn of_record(r: &'a ReportRecord) -> Self {
        Sighting {
            name: &r.id,
            title: r.title.as_deref(),
            author: r.author.as_deref(),
            publisher: r.publisher.as_deref(),
            url: r.url.as_deref(),
        }
    }

    fn of_report(r: &'a Report) -> Self {
        Sighting {
            name: &r.id,
            title: r.title.as_deref(),
            author: r.author.as_deref(),
            publisher: r.publisher.as_deref(),
            url: r.url.as_deref(),
        }
    }

    fn key(&self, report: &ReportKey) -> [u8; 32] {
        let handle = report.handle();
        let say = |s: Option<&'a str>| s.unwrap_or_default();
        hash(&[&handle, self.name, say(self.title), say(self.author), say(self.publisher), say(self.url)])
    }
}

/// The one writer. What was not committed when it is dropped is taken back.
pub struct Writer {
    ledger: Ledger,
    parties: Parties,
    deriver: Deriver,
    /// Reports that turned out to be copies of newer ones; derived anew once, before the commit.
    copying: BTreeSet<i64>,
    open: bool,
}

impl Writer {
    /// Writes to a ledger opened with [`Ledger::create`].
    pub fn new(ledger: Ledger) -> Self {
        Writer {
            ledger,
            parties: Parties::default(),
            deriver: Deriver::default(),
            copying: BTreeSet::new(),
            open: false,
        }
    }

    /// The ledger, for asking what was committed and what is about to be.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Keys of all reports that the ledger holds, for telling before the work of coding.
    pub fn keys(&self) -> Result<HashSet<ReportKey>> {
        let doing = "reading the reports' keys";
        let mut statement = self.ledger.conn.prepare("SELECT key FROM reports").doing(doing)?;
        let keys = statement.query_map([], |row| row.get::<_, [u8; 32]>(0)).doing(doing)?;
        keys.map(|key| key.map(ReportKey).doing(doing)).collect()
    }

    /// Takes in a record. `place` is where it was found, `now` when (seconds since 1970).
    pub fn add(&mut self, record: &Record, place: &str, now: i64) -> Result<Added> {
        self.begin()?;
        let key = ReportKey::of_record(&record.report);
        let conn = &self.ledger.conn;
        let known = report_id(conn, &key)?;
        let report = match known {
            Some(report) => report,
            None => insert_report(conn, &key, &record.report, now)?,
        };
        let sighting = insert_sighting(conn, report, &key, &Sighting::of_record(&record.report), place, now)?;
        settle(conn, place, now)?;
        if known.is_some() {
            self.deriver.sighted(conn, report, sighting)?;
            return Ok(Added::Known);
        }
        self.copying.extend(copies::find(conn, report, now)?);
        self.copying.remove(&report);
        self.insert_coding(report, sighting, record, now)?;
        Ok(Added::New)
    }

    /// Codes a report again: new rows beside the old ones, which count no more.
    pub fn recode(&mut self, again: &Again, record: &Record, now: i64) -> Result<()> {
        self.begin()?;
        let doing = "coding a report again";
        let sql = "SELECT sighting FROM live WHERE report = ?1";
        let sighting = self.ledger.conn.query_row(sql, [again.report], |row| row.get(0)).doing(doing)?;
        self.insert_coding(again.report, sighting, record, now)?;
        Ok(())
    }

    /// Notes that a report which the ledger holds came again, perhaps under another name.
    pub fn again(&mut self, key: &ReportKey, report: &Report, place: &str, now: i64) -> Result<()> {
        self.begin()?;
        let conn = &self.ledger.conn;
        if let Some(id) = report_id(conn, key)? {
            let sighting = insert_sighting(conn, id, key, &Sighting::of_report(report), place, now)?;
            self.deriver.sighted(conn, id, sighting)?;
        }
        settle(conn, place, now)
    }

    /// Sets a report aside that could not be read.
    pub fn problem(&mut self, place: &str, reason: &str, now: i64) -> Result<()> {
        self.begin()?;
        let doing = "noting a problem";
        let sql = "INSERT INTO problems (place, reason, added) VALUES (?1, ?2, ?3) \
                   ON CONFLICT (place, reason) DO UPDATE SET settled = NULL";
        self.ledger.conn.prepare_cached(sql).doing(doing)?.execute((place, reason, now)).doing(doing)?;
        Ok(())
    }

    /// Makes everything since the last commit last.
    pub fn commit(&mut self) -> Result<()> {
        for report in std::mem::take(&mut self.copying) {
            self.deriver.reconsider(&self.ledger.conn, report)?;
        }
        if std::mem::take(&mut self.open) {
            self.ledger.conn.execute_batch("COMMIT").doing("committing")?;
        }
        Ok(())
    }

    /// Commits, and lets SQLite look at the sizes of tables, so that questions are answered the short way.
    pub fn finish(mut self) -> Result<Ledger> {
        self.commit()?;
        let conn = &self.ledger.conn;
        let doing = "finishing";
        conn.execute_batch("PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002").doing(doing)?;
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).doing(doing)?;
        Ok(self.ledger)
    }

    fn begin(&mut self) -> Result<()> {
        if !self.open {
            self.ledger.conn.execute_batch("BEGIN IMMEDIATE").doing("beginning to write")?;
            self.open = true;
        }
        Ok(())
    }

    fn insert_coding(&mut self, report: i64, sighting: i64, record: &Record, now: i64) -> Result<i64> {
        let conn = &self.ledger.conn;
        let coding = insert_coding(conn, report, record, now)?;
        let text = Text::new(&record.report.text);
        let mut rows =
            Rows { conn, coding, record, text: &text, parties: Vec::new(), events: Vec::new(), claims: Vec::new() };
        rows.actors(&mut self.parties)?;
        rows.events()?;
        rows.claims()?;
        rows.rest()?;
        let events = std::mem::take(&mut rows.events);
        self.deriver.coded(conn, report, coding, sighting, &events)?;
        Ok(coding)
    }
}

fn report_id(conn: &Connection, key: &ReportKey) -> Result<Option<i64>> {
    let doing = "looking for a report";
    let mut statement = conn.prepare_cached("SELECT id FROM reports WHERE key = ?1").doing(doing)?;
    statement.query_row([key.0], |row| row.get(0)).optional().doing(doing)
}

fn insert_report(conn: &Connection, key: &ReportKey, report: &ReportRecord, now: i64) -> Result<i64> {
    let doing = "keeping a report";
    let sql = "INSERT INTO reports (key, handle, source, published, language, chars, text, text_hash, added) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    conn.prepare_cached(sql)
        .doing(doing)?
        .insert(params![
            key.0,
            key.handle(),
            source(report.publisher.as_deref(), report.url.as_deref()),
            report.published,
            report.language,
            report.text.chars().count() as i64,
            pack(report.text.as_bytes())?,
            blake3::hash(report.text.as_bytes()).as_bytes(),
            now,
        ])
        .doing(doing)
}

fn insert_sighting(
    conn: &Connection,
    report: i64,
    report_key: &ReportKey,
    sighting: &Sighting<'_>,
    place: &str,
    now: i64,
) -> Result<i64> {
    let doing = "keeping a report's name";
    let key = sighting.key(report_key);
    let sql = "INSERT INTO sightings (report, key, name, title, author, publisher, url, place, added) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (key) DO NOTHING";
    let s = sighting;
    conn.prepare_cached(sql)
        .doing(doing)?
        .execute(params![report, key, s.name, s.title, s.author, s.publisher, s.url, place, now])
        .doing(doing)?;
    let mut statement = conn.prepare_cached("SELECT id FROM sightings WHERE key = ?1").doing(doing)?;
    statement.query_row([key], |row| row.get(0)).doing(doing)
}

/// A report that reads now is no problem any more.
fn settle(conn: &Connection, place: &str, now: i64) -> Result<()> {
    let doing = "settling a problem";
    let sql = "UPDATE problems SET settled = ?2 WHERE place = ?1 AND settled IS NULL";
    conn.prepare_cached(sql).doing(doing)?.execute((place, now)).doing(doing)?;
    Ok(())
}

fn version_id(conn: &Connection, v: &Versions) -> Result<i64> {
    let doing = "keeping a version";
    conn.prepare_cached("INSERT INTO versions (sayso, model, lexicon) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
        .doing(doing)?
        .execute((&v.sayso, &v.model, &v.lexicon))
        .doing(doing)?;
    conn.prepare_cached("SELECT id FROM versions WHERE sayso = ?1 AND model = ?2 AND lexicon = ?3")
        .doing(doing)?
        .query_row((&v.sayso, &v.model, &v.lexicon), |row| row.get(0))
        .doing(doing)
}

fn insert_coding(conn: &Connection, report: i64, record: &Record, now: i64) -> Result<i64> {
    let doing = "keeping a record";
    let version = version_id(conn, &record.sayso)?;
    let mut kept = record.clone();
    kept.report.text = String::new();
    let json = serde_json::to_vec(&kept)
        .map_err(|e| crate::Error::damaged(format!("a record cannot be written as JSON: {e}")))?;
    conn.prepare_cached("INSERT INTO codings (report, version, record, added) VALUES (?1, ?2, ?3, ?4)")
        .doing(doing)?
        .insert((report, version, pack(&json)?, now))
        .doing(doing)
}

/// The rows of one record.
struct Rows<'a> {
    conn: &'a Connection,
    coding: i64,
    record: &'a Record,
    text: &'a Text<'a>,
    /// By number in the record.
    parties: Vec<PartyId>,
    events: Vec<i64>,
    claims: Vec<i64>,
}

/// The row that a record's local id means.
fn row(rows: &[i64], id: &str) -> Result<i64> {
    let n = local(id)? as usize;
    n.checked_sub(1)
        .and_then(|n| rows.get(n))
        .copied()
        .ok_or_else(|| crate::Error::damaged(format!("a record speaks of {id}, which it does not have")))
}

impl Rows<'_> {
    fn insert(&self, doing: &'static str, sql: &str, values: impl rusqlite::Params) -> Result<i64> {
        self.conn.prepare_cached(sql).doing(doing)?.insert(values).doing(doing)
    }

    fn actors(&mut self, parties: &mut Parties) -> Result<()> {
        for actor in &self.record.actors {
            let party = parties.id(self.conn, actor)?;
            self.parties.push(party);
            self.conn
                .prepare_cached("INSERT INTO actors (coding, n, party, mentions) VALUES (?1, ?2, ?3, ?4)")
                .doing("keeping an actor")?
                .execute((self.coding, local(&actor.id)?, party, actor.mentions.len() as i64))
                .doing("keeping an actor")?;
        }
        Ok(())
    }

    fn events(&mut self) -> Result<()> {
        for event in &self.record.events {
            let id = self.event(event)?;
            self.events.push(id);
            for (role, actors) in [("actor", &event.actors), ("recipient", &event.recipients)] {
                for actor in actors {
                    let sql =
                        "INSERT INTO participants (event, role, party) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
                    let doing = "keeping a participant";
                    let party = row(&self.parties, actor)?;
                    self.conn.prepare_cached(sql).doing(doing)?.execute((id, role, party)).doing(doing)?;
                }
            }
            for quantity in &event.quantities {
                self.quantity(quantity, Some(id), None)?;
            }
            let sentence = self.sentence(event.predicate.at);
            self.insert(
                "indexing an event",
                "INSERT INTO event_words (rowid, sentence) VALUES (?1, ?2)",
                (id, sentence),
            )?;
        }
        Ok(())
    }

    fn event(&self, e: &EventRecord) -> Result<i64> {
        let place = e.place.as_ref();
        let time = e.time.as_ref();
        let sql = "INSERT INTO events (coding, n, type, mode, contexts, cameo, quad, goldstein, lemma, span_start, \
                   span_end, place, country, lat, lon, geonameid, time, first_day, last_day, reality, plover_type, \
                   plover_mode) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, \
                   ?19, ?20, ?21, ?22)";
        self.insert(
            "keeping an event",
            sql,
            params![
                self.coding,
                local(&e.id)?,
                e.event_type,
                e.mode,
                e.contexts.join(" "),
                e.cameo,
                e.quad,
                e.goldstein.as_ref().and_then(serde_json::Number::as_f64),
                e.predicate.lemma,
                e.predicate.at[0],
                e.predicate.at[1],
                place.map(|p| &p.name),
                place.and_then(|p| p.country.as_ref()),
                place.and_then(|p| p.lat),
                place.and_then(|p| p.lon),
                place.and_then(|p| p.geonameid),
                time.map(|t| &t.value),
                time.and_then(|t| t.start.as_ref()),
                time.and_then(|t| t.end.as_ref()),
                e.reality,
                e.plover.as_ref().map(|p| &p.event_type),
                e.plover.as_ref().and_then(|p| p.mode.as_ref()),
            ],
        )
    }

    fn claims(&mut self) -> Result<()> {
        for claim in &self.record.claims {
            let id = self.claim(claim)?;
            self.claims.push(id);
            for (position, actor) in claim.chain.iter().enumerate() {
                let sql = "INSERT INTO claim_chains (claim, position, party) VALUES (?1, ?2, ?3)";
                let party = row(&self.parties, actor)?;
                let doing = "keeping a chain of sources";
                self.conn.prepare_cached(sql).doing(doing)?.execute((id, position as i64, party)).doing(doing)?;
            }
            for quantity in &claim.quantities {
                self.quantity(quantity, None, Some(id))?;
            }
        }
        Ok(())
    }

    fn claim(&self, c: &ClaimRecord) -> Result<i64> {
        let (voice, party) = match c.source.as_deref() {
            Some("author") => ("author", None),
            Some(actor) => ("actor", Some(row(&self.parties, actor)?)),
            None => ("unstated", None),
        };
        let content = self.text.join(&c.content);
        let sql = "INSERT INTO claims (coding, n, event, day, voice, party, cue, cue_class, content, span_start, span_end, \
                   quotation, polarity, certainty, said) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
        let id = self.insert(
            "keeping a claim",
            sql,
            params![
                self.coding,
                local(&c.id)?,
                c.event.as_ref().map(|e| row(&self.events, e)).transpose()?,
                self.record.report.published.as_deref().unwrap_or_default(),
                voice,
                party,
                c.cue.as_ref().map(|q| &q.lemma),
                c.cue.as_ref().map(|q| &q.class),
                content,
                c.content.first().map(|s| s[0]),
                c.content.last().map(|s| s[1]),
                c.quotation,
                c.polarity,
                c.certainty,
                c.time.as_ref().map(|t| &t.value),
            ],
        )?;
        self.insert("indexing a claim", "INSERT INTO claim_words (rowid, content) VALUES (?1, ?2)", (id, content))?;
        Ok(id)
    }

    fn quantity(&self, q: &QuantityRecord, event: Option<i64>, claim: Option<i64>) -> Result<i64> {
        let sql = "INSERT INTO quantities (coding, event, claim, span_start, span_end, value, upper, unit, counted, role, \
                   bound) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        self.insert(
            "keeping a figure",
            sql,
            params![
                self.coding,
                event,
                claim,
                q.at[0],
                q.at[1],
                q.value.as_f64().unwrap_or_default(),
                q.upper.as_ref().and_then(serde_json::Number::as_f64),
                q.unit,
                q.of,
                q.role,
                q.bound,
            ],
        )
    }

    /// Conflicts, conditions and postures.
    fn rest(&self) -> Result<()> {
        for (n, c) in self.record.conflicts.iter().enumerate() {
            let (a, b) = (row(&self.claims, &c.between[0])?, row(&self.claims, &c.between[1])?);
            let sql = "INSERT INTO conflicts (coding, n, kind, a, b, what) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            self.insert("keeping a conflict", sql, (self.coding, n as i64 + 1, &c.kind, a, b, &c.what))?;
        }
        for (n, c) in self.record.conditions.iter().enumerate() {
            self.condition(n as i64 + 1, c)?;
        }
        for (n, p) in self.record.postures.iter().enumerate() {
            let sql = "INSERT INTO postures (coding, n, party, event, stance, since, claim, day) \
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
            let values = params![
                self.coding,
                n as i64 + 1,
                row(&self.parties, &p.actor)?,
                row(&self.events, &p.action)?,
                p.stance,
                p.since,
                p.claim.as_ref().map(|c| row(&self.claims, c)).transpose()?,
                self.record.report.published.as_deref().unwrap_or_default(),
            ];
            self.insert("keeping a posture", sql, values)?;
        }
        Ok(())
    }

    fn condition(&self, n: i64, c: &ConditionRecord) -> Result<i64> {
        type Side = (Option<i64>, Option<u32>, Option<u32>);
        let side = |s: &SideRecord| -> Result<Side> {
            Ok(match s {
                SideRecord::Event(id) => (Some(row(&self.events, id)?), None, None),
                SideRecord::Text { at } => (None, Some(at[0]), Some(at[1])),
            })
        };
        let (i, t) = (side(&c.antecedent)?, side(&c.consequent)?);
        let sql = "INSERT INTO conditions (coding, n, if_event, if_start, if_end, then_event, then_start, then_end, \
                   marker_start, marker_end) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let values = params![self.coding, n, i.0, i.1, i.2, t.0, t.1, t.2, c.marker[0], c.marker[1]];
        self.insert("keeping a condition", sql, values)
    }

    /// The sentence that holds a span.
    fn sentence(&self, at: [u32; 2]) -> String {
        let after = self.record.sentences.partition_point(|s| s[0] <= at[0]);
        let sentence = after.checked_sub(1).and_then(|i| self.record.sentences.get(i)).copied().unwrap_or(at);
        flat(self.text.get(sentence).unwrap_or_default())
    }
}
