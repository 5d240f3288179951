//! What follows from the facts: which coding of a report counts, which events are one happening, and how each happening
//! stands. Everything written here can be made again from the other tables ([`Deriver::all`]), also as of an earlier
//! moment into temporary tables of the same names, which SQLite then prefers.

use crate::copies::Evidence;
use crate::error::{Doing, Result};
use crate::state::{Judgement, Origin, Stance, State, judge};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};

/// The derived tables.
pub const TABLES: [&str; 4] = ["live", "members", "happenings", "roles"];
/// A certainty with which nobody commits to anything.
const UNCOMMITTED: &str = "unknown";

/// Makes the derived rows.
pub struct Deriver {
    /// Decisions later than this do not count.
    until: i64,
}

impl Default for Deriver {
    fn default() -> Self {
        Deriver { until: i64::MAX }
    }
}

/// A member of a happening, with what orders members.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    /// Undated reports come last.
    published: (bool, String),
    handle: String,
    n: u32,
    event: i64,
    report: i64,
}

/// What a happening takes from its members' rows.
struct EventFacts {
    event_type: String,
    mode: Option<String>,
    reality: String,
    time: Option<String>,
    first_day: Option<String>,
    last_day: Option<String>,
    place: Option<String>,
    country: Option<String>,
}

impl Deriver {
    /// As of a moment.
    pub fn until(until: i64) -> Self {
        Deriver { until }
    }

    /// A report got a further name; it is called by the first in order of the alphabet.
    pub fn sighted(&self, conn: &Connection, report: i64, _sighting: i64) -> Result<()> {
        let doing = "naming a report";
        let sql = "UPDATE live SET sighting = (SELECT id FROM sightings WHERE report = ?1 AND added <= ?2 \
                   ORDER BY name, title, author, publisher, url LIMIT 1) WHERE report = ?1";
        conn.prepare_cached(sql).doing(doing)?.execute((report, self.until)).doing(doing)?;
        Ok(())
    }

    /// A report was coded; earlier codings of it count no more.
    pub fn coded(&self, conn: &Connection, report: i64, coding: i64, sighting: i64, events: &[i64]) -> Result<()> {
        let doing = "deriving a report's rows";
        let before: Option<i64> = conn
            .prepare_cached("SELECT coding FROM live WHERE report = ?1")
            .doing(doing)?
            .query_row([report], |row| row.get(0))
            .optional()
            .doing(doing)?;
        let sql = "INSERT INTO live (report, coding, sighting) VALUES (?1, ?2, ?3) \
                   ON CONFLICT (report) DO UPDATE SET coding = excluded.coding";
        conn.prepare_cached(sql).doing(doing)?.execute((report, coding, sighting)).doing(doing)?;
        let mut touched: BTreeSet<i64> = events.iter().copied().collect();
        if let Some(before) = before.filter(|b| *b != coding) {
            touched.extend(self.retire(conn, before)?);
        }
        self.regroup(conn, touched)
    }

    /// A report's claims may go back to another origin now.
    pub fn reconsider(&self, conn: &Connection, report: i64) -> Result<()> {
        let sql = "SELECT e.id FROM live l JOIN events e ON e.coding = l.coding WHERE l.report = ?1";
        let events = ids(conn, sql, report, "reading a report's events")?;
        self.regroup(conn, events)
    }

    /// Takes the events of a coding out of their happenings; returns the others that were in them.
    fn retire(&self, conn: &Connection, coding: i64) -> Result<Vec<i64>> {
        let doing = "retiring a coding";
        let sql = "SELECT o.event FROM events e JOIN members m ON m.event = e.id \
                   JOIN members o ON o.happening = m.happening JOIN events x ON x.id = o.event \
                   WHERE e.coding = ?1 AND x.coding <> ?1";
        let rest = ids(conn, sql, coding, doing)?;
        for event in ids(conn, "SELECT id FROM events WHERE coding = ?1", coding, doing)? {
            self.forget(conn, event)?;
        }
        Ok(rest)
    }

    /// Groups events anew: each with all that decisions hold to be the same happening.
    pub fn regroup(&self, conn: &Connection, events: impl IntoIterator<Item = i64>) -> Result<()> {
        let mut done = BTreeSet::new();
        let mut queue: Vec<i64> = events.into_iter().collect();
        queue.reverse();
        while let Some(event) = queue.pop() {
            if done.contains(&event) {
                continue;
            }
            let component = self.component(conn, event)?;
            // Whoever shared a happening with one of these and does no more needs one of their own.
            for &member in &component {
                let sql =
                    "SELECT o.event FROM members m JOIN members o ON o.happening = m.happening WHERE m.event = ?1";
                let beside = ids(conn, sql, member, "regrouping")?;
                queue.extend(beside.into_iter().filter(|b| !component.contains(b) && !done.contains(b)));
            }
            for &member in &component {
                self.forget(conn, member)?;
            }
            self.happening(conn, &component)?;
            done.extend(component);
        }
        Ok(())
    }

    /// Live events reachable over links that say "same".
    fn component(&self, conn: &Connection, event: i64) -> Result<BTreeSet<i64>> {
        let doing = "following links";
        // The latest decision about each pair holds.
        let sql = "SELECT other FROM (SELECT CASE WHEN a = ?1 THEN b ELSE a END AS other, decision, max(id) FROM links \
                   WHERE (a = ?1 OR b = ?1) AND decided <= ?2 GROUP BY 1) s \
                   JOIN events e ON e.id = s.other JOIN live l ON l.coding = e.coding WHERE s.decision = 'same'";
        let mut component = BTreeSet::from([event]);
        let mut queue = vec![event];
        while let Some(event) = queue.pop() {
            let mut statement = conn.prepare_cached(sql).doing(doing)?;
            let others = statement.query_map((event, self.until), |row| row.get::<_, i64>(0)).doing(doing)?;
            for other in others {
                let other = other.doing(doing)?;
                if component.insert(other) {
                    queue.push(other);
                }
            }
        }
        Ok(component)
    }

    fn forget(&self, conn: &Connection, event: i64) -> Result<()> {
        let doing = "regrouping";
        for sql in [
            "DELETE FROM roles WHERE happening = ?1",
            "DELETE FROM happenings WHERE id = ?1",
            "DELETE FROM members WHERE event = ?1",
        ] {
            conn.prepare_cached(sql).doing(doing)?.execute([event]).doing(doing)?;
        }
        Ok(())
    }

    /// Writes one happening.
    fn happening(&self, conn: &Connection, events: &BTreeSet<i64>) -> Result<()> {
        let mut members = events.iter().map(|e| member(conn, *e)).collect::<Result<Vec<_>>>()?;
        members.sort();
        let Some(first) = members.first() else { return Ok(()) };
        let facts = members.iter().map(|m| event_facts(conn, m.event)).collect::<Result<Vec<_>>>()?;
        let mut claims = 0;
        let mut stances = Vec::new();
        for m in &members {
            claims += self.stances(conn, m.event, m.report, &mut stances)?;
        }
        let judgement = judge(&stances);
        insert_happening(conn, first, &members, &facts, claims, judgement)?;
        let doing = "keeping a happening";
        for m in &members {
            conn.prepare_cached("INSERT INTO members (event, happening) VALUES (?1, ?2)")
                .doing(doing)?
                .execute((m.event, first.event))
                .doing(doing)?;
            conn.prepare_cached(
                "INSERT OR IGNORE INTO roles (happening, role, party) SELECT ?2, role, party FROM participants WHERE event = ?1",
            )
            .doing(doing)?
            .execute((m.event, first.event))
            .doing(doing)?;
        }
        Ok(())
    }

    /// The stances of an event's claims; returns how many claims there are.
    pub fn stances(&self, conn: &Connection, event: i64, report: i64, out: &mut Vec<Stance>) -> Result<u64> {
        let doing = "reading claims";
        let sql = "SELECT c.day, c.voice, c.polarity, c.certainty, p.who, p.kind, c.span_start, c.span_end, e.span_start, \
                   e.span_end FROM claims c JOIN events e ON e.id = c.event LEFT JOIN parties p ON p.id = c.party \
                   WHERE c.event = ?1";
        let mut statement = conn.prepare_cached(sql).doing(doing)?;
        let mut rows = statement.query([event]).doing(doing)?;
        let mut claims = 0;
        while let Some(row) = rows.next().doing(doing)? {
            claims += 1;
            let certainty: String = row.get(3).doing(doing)?;
            if certainty == UNCOMMITTED {
                continue;
            }
            let who: Option<String> = row.get(4).doing(doing)?;
            let kind: Option<String> = row.get(5).doing(doing)?;
            let span: Option<(u32, u32)> = row.get::<_, Option<u32>>(6).doing(doing)?.zip(row.get(7).doing(doing)?);
            let predicate = (row.get(8).doing(doing)?, row.get(9).doing(doing)?);
            let origin = match who {
                Some(who) if kind.as_deref() != Some("unnamed") => Origin::Speaker(who),
                who => {
                    let root = self.root(conn, report, span.unwrap_or(predicate))?;
                    match (row.get::<_, String>(1).doing(doing)?.as_str(), who) {
                        ("author", _) => outlet(conn, root)?,
                        (_, who) => Origin::Unnamed { report: root, who: who.unwrap_or_default() },
                    }
                }
            };
            let positive = row.get::<_, String>(2).doing(doing)? == "+";
            out.push(Stance { day: row.get(0).doing(doing)?, origin, positive });
        }
        Ok(claims)
    }

    /// The earliest report that a stretch of a report was copied from, else the report itself. One step is enough: whoever
    /// has the stretch is an origin of its own of all who have it later.
    fn root(&self, conn: &Connection, report: i64, span: (u32, u32)) -> Result<i64> {
        let doing = "following copies";
        // The latest decision about each pair holds.
        let sql = "SELECT origin, kind, evidence FROM (SELECT origin, kind, evidence, max(id) FROM copies \
                   WHERE report = ?1 AND decided <= ?2 GROUP BY origin) c JOIN reports r ON r.id = c.origin \
                   WHERE kind IN ('full', 'partial') ORDER BY r.published IS NULL, r.published, r.handle";
        let mut statement = conn.prepare_cached(sql).doing(doing)?;
        let mut rows = statement.query((report, self.until)).doing(doing)?;
        while let Some(row) = rows.next().doing(doing)? {
            let (origin, kind, evidence): (i64, String, String) =
                (row.get(0).doing(doing)?, row.get(1).doing(doing)?, row.get(2).doing(doing)?);
            // Spans of the evidence are the copying report's own.
            if kind == "full" || covers(&evidence, span) {
                return Ok(origin);
            }
        }
        Ok(report)
    }

    /// Makes all derived rows anew, from the facts up to the deriver's moment.
    pub fn all(&self, conn: &Connection) -> Result<()> {
        let doing = "deriving all rows";
        conn.execute_batch("DELETE FROM roles; DELETE FROM happenings; DELETE FROM members; DELETE FROM live")
            .doing(doing)?;
        let sql = "INSERT INTO live (report, coding, sighting) SELECT k.report, max(k.id), \
                   (SELECT s.id FROM sightings s WHERE s.report = k.report AND s.added <= ?1 \
                    ORDER BY s.name, s.title, s.author, s.publisher, s.url LIMIT 1) \
                   FROM codings k WHERE k.added <= ?1 GROUP BY k.report";
        conn.execute(sql, [self.until]).doing(doing)?;
        let events =
            ids(conn, "SELECT e.id FROM events e JOIN live l ON l.coding = e.coding WHERE e.id > ?1", 0, doing)?;
        self.regroup(conn, events)
    }

    /// The same into temporary tables, which then stand before the ledger's own on this connection.
    pub fn all_aside(&self, conn: &Connection) -> Result<()> {
        let doing = "deriving the rows of an earlier day";
        for table in TABLES {
            conn.execute_batch(&format!("CREATE TEMP TABLE {table} AS SELECT * FROM main.{table} WHERE false"))
                .doing(doing)?;
        }
        conn.execute_batch(
            "CREATE UNIQUE INDEX temp.live_key ON live (report); CREATE UNIQUE INDEX temp.live_coding ON live (coding); \
             CREATE UNIQUE INDEX temp.members_key ON members (event); CREATE INDEX temp.members_of ON members (happening); \
             CREATE UNIQUE INDEX temp.happenings_key ON happenings (id); \
             CREATE UNIQUE INDEX temp.roles_key ON roles (happening, role, party);",
        )
        .doing(doing)?;
        self.all(conn)
    }

    /// Takes the temporary tables away.
    pub fn drop_aside(conn: &Connection) -> Result<()> {
        // Statements that SQLite keeps for reuse may still read them.
        conn.flush_prepared_statement_cache();
        for table in TABLES {
            conn.execute_batch(&format!("DROP TABLE temp.{table}")).doing("checking derived rows")?;
        }
        Ok(())
    }
}

fn ids(conn: &Connection, sql: &str, id: i64, doing: &'static str) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(sql).doing(doing)?;
    let rows = statement.query_map([id], |row| row.get(0)).doing(doing)?;
    rows.collect::<rusqlite::Result<_>>().doing(doing)
}

/// True when a copy's evidence holds most of a span, or names no stretch.
fn covers(evidence: &str, span: (u32, u32)) -> bool {
    let evidence: Evidence = serde_json::from_str(evidence).unwrap_or_default();
    let shared = |s: &[u32; 2]| s[1].min(span.1).saturating_sub(s[0].max(span.0));
    let inside: u32 = evidence.spans.iter().map(shared).sum();
    evidence.spans.is_empty() || inside * 2 > span.1.saturating_sub(span.0)
}

fn outlet(conn: &Connection, report: i64) -> Result<Origin> {
    let doing = "reading a report's source";
    let source: String = conn
        .prepare_cached("SELECT source FROM reports WHERE id = ?1")
        .doing(doing)?
        .query_row([report], |row| row.get(0))
        .doing(doing)?;
    Ok(if source.is_empty() { Origin::Report(report) } else { Origin::Outlet(source) })
}

fn member(conn: &Connection, event: i64) -> Result<Member> {
    let doing = "reading an event";
    let sql = "SELECT r.published, r.handle, e.n, r.id FROM events e JOIN codings k ON k.id = e.coding \
               JOIN reports r ON r.id = k.report WHERE e.id = ?1";
    conn.prepare_cached(sql)
        .doing(doing)?
        .query_row([event], |row| {
            let published: Option<String> = row.get(0)?;
            Ok(Member {
                published: (published.is_none(), published.unwrap_or_default()),
                handle: row.get(1)?,
                n: row.get(2)?,
                event,
                report: row.get(3)?,
            })
        })
        .doing(doing)
}

fn event_facts(conn: &Connection, event: i64) -> Result<EventFacts> {
    let doing = "reading an event";
    let sql = "SELECT type, mode, reality, time, first_day, last_day, place, country FROM events WHERE id = ?1";
    conn.prepare_cached(sql)
        .doing(doing)?
        .query_row([event], |row| {
            Ok(EventFacts {
                event_type: row.get(0)?,
                mode: row.get(1)?,
                reality: row.get(2)?,
                time: row.get(3)?,
                first_day: row.get(4)?,
                last_day: row.get(5)?,
                place: row.get(6)?,
                country: row.get(7)?,
            })
        })
        .doing(doing)
}

/// The happening is called after its first member, and takes what that does not say from the next that does. It is as
/// real as its last report presents it.
fn insert_happening(
    conn: &Connection,
    first: &Member,
    members: &[Member],
    facts: &[EventFacts],
    claims: u64,
    judgement: Judgement,
) -> Result<()> {
    let doing = "keeping a happening";
    let dated = facts.iter().find(|f| f.first_day.is_some());
    let published: Vec<&str> = members.iter().filter(|m| !m.published.0).map(|m| m.published.1.as_str()).collect();
    let first_published = published.first().copied();
    let day = dated.and_then(|f| f.first_day.as_deref()).or(first_published).unwrap_or_default();
    let last_day = dated.and_then(|f| f.last_day.as_deref()).unwrap_or(day);
    let last_reality = facts.last().map_or("", |f| &f.reality);
    let reality = if judgement.state == State::Contested { "disputed" } else { last_reality };
    let reports: BTreeMap<i64, ()> = members.iter().map(|m| (m.report, ())).collect();
    let placed = facts.iter().find(|f| f.place.is_some());
    let sql = "INSERT INTO happenings (id, handle, n, type, mode, reality, state, day, last_day, time, place, country, \
               first_published, last_published, reports, claims, origins, denials) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    conn.prepare_cached(sql)
        .doing(doing)?
        .execute(params![
            first.event,
            first.handle,
            first.n,
            facts[0].event_type,
            facts.iter().find_map(|f| f.mode.as_ref()),
            reality,
            judgement.state.as_str(),
            day,
            last_day.max(day),
            dated.and_then(|f| f.time.as_ref()).or_else(|| facts.iter().find_map(|f| f.time.as_ref())),
            placed.and_then(|f| f.place.as_ref()),
            placed.and_then(|f| f.country.as_ref()),
            first_published,
            published.last().copied(),
            reports.len() as i64,
            claims as i64,
            judgement.origins as i64,
            judgement.denials as i64,
        ])
        .doing(doing)?;
    Ok(())
}
