//! Other moments and other versions: the ledger as it stood on a day, reports whose coding is not of the present version,
//! and what two versions make of the same reports.

use crate::derive::Deriver;
use crate::error::{Doing, Error, Result};
use crate::open::Ledger;
use crate::row::row;
use crate::show::read_record;
use crate::text::unpack_text;
use sayso::records::{Record, Versions};
use std::collections::BTreeSet;

/// A report to be coded again.
#[derive(Clone, Debug, PartialEq)]
pub struct Again {
    /// Its row.
    pub(crate) report: i64,
    /// Its id in the ledger.
    pub id: String,
    /// What it is called, and what is known of it.
    pub name: String,
    /// Headline.
    pub title: Option<String>,
    /// Writer.
    pub author: Option<String>,
    /// Outlet.
    pub publisher: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Day of publication.
    pub published: Option<String>,
    /// Its text.
    pub text: String,
}

row! {
    /// One line of a difference.
    Difference {
        /// The report's id.
        report: String,
        /// `-` for what the older version had and the newer has not, `+` the other way round.
        change: String,
        /// The event or claim in short.
        what: String,
    }
}

impl Ledger {
    /// From now on this ledger answers as it stood at the end of a day (ISO, UTC): without reports, codings and decisions
    /// that came later.
    pub fn as_of(&self, day: &str) -> Result<()> {
        let doing = "going back to a day";
        let end: i64 = self
            .conn
            .query_row("SELECT unixepoch(?1, '+1 day') - 1", [day], |row| row.get::<_, Option<i64>>(0))
            .doing(doing)?
            .ok_or_else(|| Error::asked(format!("\"{day}\" is no day; it looks like 2024-10-22")))?;
        Deriver::until(end).all_aside(&self.conn)
    }

    /// Reports whose live coding is of another version, in order of ids. `after` is the last one seen.
    pub fn stale(&self, version: &Versions, after: Option<&str>, limit: usize) -> Result<Vec<Again>> {
        let doing = "looking for reports to code again";
        let sql = "SELECT r.id, r.handle, s.name, s.title, s.author, s.publisher, s.url, r.published, r.text FROM reports r \
                   JOIN live l ON l.report = r.id JOIN sightings s ON s.id = l.sighting JOIN codings k ON k.id = l.coding \
                   JOIN versions v ON v.id = k.version WHERE r.handle > ?1 AND (v.sayso, v.model, v.lexicon) <> (?2, ?3, ?4) \
                   ORDER BY r.handle LIMIT ?5";
        let mut statement = self.conn.prepare_cached(sql).doing(doing)?;
        let after = after.unwrap_or_default().trim_start_matches('r');
        let values = (after, &version.sayso, &version.model, &version.lexicon, limit as i64);
        let mut rows = statement.query(values).doing(doing)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().doing(doing)? {
            let text: Vec<u8> = row.get(8).doing(doing)?;
            let handle: String = row.get(1).doing(doing)?;
            out.push(Again {
                report: row.get(0).doing(doing)?,
                id: format!("r{handle}"),
                name: row.get(2).doing(doing)?,
                title: row.get(3).doing(doing)?,
                author: row.get(4).doing(doing)?,
                publisher: row.get(5).doing(doing)?,
                url: row.get(6).doing(doing)?,
                published: row.get(7).doing(doing)?,
                text: unpack_text(&text)?,
            });
        }
        Ok(out)
    }

    /// What the live codings changed against those before them, report by report.
    pub fn diff<E: From<Error>>(
        &self,
        mut each: impl FnMut(Difference) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let doing = "comparing versions";
        let sql = "SELECT r.handle, (SELECT record FROM codings o WHERE o.report = r.id AND o.id < l.coding \
                   ORDER BY o.id DESC LIMIT 1) AS before, k.record, r.text FROM reports r JOIN live l ON l.report = r.id \
                   JOIN codings k ON k.id = l.coding WHERE before IS NOT NULL ORDER BY r.handle";
        let mut statement = self.conn.prepare(sql).doing(doing)?;
        let mut rows = statement.query([]).doing(doing)?;
        while let Some(row) = rows.next().doing(doing)? {
            let read = |i: usize| -> Result<Record> { read_record(&row.get::<_, Vec<u8>>(i).doing(doing)?) };
            let handle: String = row.get(0).doing(doing)?;
            let text = unpack_text(&row.get::<_, Vec<u8>>(3).doing(doing)?)?;
            let (before, now) = (lines(&read(1)?, &text), lines(&read(2)?, &text));
            let lost = before.difference(&now).map(|line| ("-", line));
            let gained = now.difference(&before).map(|line| ("+", line));
            for (change, (_, what)) in lost.chain(gained) {
                each(Difference { report: format!("r{handle}"), change: change.to_owned(), what: what.clone() })?;
            }
        }
        Ok(())
    }
}

/// A record's events and claims in short, by where they stand; numbers in the report do not count, for they shift.
fn lines(record: &Record, text: &str) -> BTreeSet<(u32, String)> {
    let text = crate::text::Text::new(text);
    let name = |id: &str| record.actors.iter().find(|a| a.id == id).map_or_else(|| id.to_owned(), |a| a.name.clone());
    let names = |ids: &[String]| ids.iter().map(|id| name(id)).collect::<Vec<_>>().join(", ");
    let events = record.events.iter().map(|e| {
        let mode = e.mode.as_ref().map_or_else(String::new, |m| format!("·{m}"));
        let at = e.predicate.at;
        let word = text.get(at).unwrap_or_default();
        let line = format!(
            "event {}{mode} {} “{word}” {} → {}",
            e.event_type,
            e.reality,
            names(&e.actors),
            names(&e.recipients)
        );
        (at[0], line)
    });
    let claims = record.claims.iter().map(|c| {
        let source = c.source.as_deref().map_or_else(|| "unstated".to_owned(), name);
        let line = format!("claim {source} {} {} “{}”", c.polarity, c.certainty, text.join(&c.content));
        (c.content.first().map_or(0, |s| s[0]), line)
    });
    events.chain(claims).collect()
}
