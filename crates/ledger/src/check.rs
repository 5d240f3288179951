//! Whether a ledger is sound: SQLite's own checks, foreign keys, texts against their hashes, ids against their keys, spans
//! against texts, and what is derived against what it follows from.

use crate::derive::Deriver;
use crate::error::{Doing, Result};
use crate::key::handle;
use crate::open::Ledger;
use crate::show::read_record;
use crate::text::unpack_text;
use sayso::records::{At, EventTimeRecord, QuantityRecord, Record, SideRecord};

/// No more complaints than this are told of one kind.
const ENOUGH: usize = 100;

impl Ledger {
    /// All that is wrong, in words; nothing when the ledger is sound.
    pub fn check(&self) -> Result<Vec<String>> {
        let mut out = self.integrity()?;
        self.foreign_keys(&mut out)?;
        self.texts(&mut out)?;
        self.derived(&mut out)?;
        self.indices(&mut out)?;
        Ok(out)
    }

    fn integrity(&self) -> Result<Vec<String>> {
        let doing = "checking";
        let mut statement = self.conn.prepare("PRAGMA integrity_check").doing(doing)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).doing(doing)?;
        let rows = rows.collect::<rusqlite::Result<Vec<_>>>().doing(doing)?;
        Ok(rows.into_iter().filter(|r| r != "ok").map(|r| format!("file: {r}")).collect())
    }

    fn foreign_keys(&self, out: &mut Vec<String>) -> Result<()> {
        let doing = "checking references";
        let mut statement = self.conn.prepare("PRAGMA foreign_key_check").doing(doing)?;
        let rows = statement
            .query_map([], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, String>(2)?))
            })
            .doing(doing)?;
        for row in rows.take(ENOUGH) {
            let (table, id, parent) = row.doing(doing)?;
            let id = id.map_or_else(String::new, |id| format!(" {id}"));
            out.push(format!("{table}{id}: it refers to a row of {parent} that is not there"));
        }
        Ok(())
    }

    fn texts(&self, out: &mut Vec<String>) -> Result<()> {
        let doing = "checking texts";
        let sql = "SELECT r.handle, r.key, r.text, r.text_hash, r.chars, k.record FROM reports r \
                   LEFT JOIN codings k ON k.report = r.id ORDER BY r.handle, k.id";
        let mut statement = self.conn.prepare(sql).doing(doing)?;
        let mut rows = statement.query([]).doing(doing)?;
        while let Some(row) = rows.next().doing(doing)? {
            let name: String = row.get(0).doing(doing)?;
            let key: [u8; 32] = row.get(1).doing(doing)?;
            let text: Vec<u8> = row.get(2).doing(doing)?;
            let hash: [u8; 32] = row.get(3).doing(doing)?;
            let chars: u32 = row.get(4).doing(doing)?;
            let record: Option<Vec<u8>> = row.get(5).doing(doing)?;
            let mut wrong = |what: String| out.push(format!("r{name}: {what}"));
            if handle(&key) != name {
                wrong("its id does not follow from its key".to_owned());
            }
            match unpack_text(&text) {
                Err(e) => wrong(e.to_string()),
                Ok(text) if *blake3::hash(text.as_bytes()).as_bytes() != hash => {
                    wrong("its text is not the one that was taken in".to_owned());
                }
                Ok(text) if text.chars().count() != chars as usize => wrong("its text has another length".to_owned()),
                Ok(_) => {}
            }
            match record.as_deref().map(read_record) {
                None => wrong("it was never coded".to_owned()),
                Some(Err(e)) => wrong(e.to_string()),
                Some(Ok(record)) => {
                    let dangling = |at: &&At| at[0] > at[1] || at[1] > chars;
                    if let Some(at) = spans(&record).iter().find(dangling) {
                        wrong(format!("the span {}–{} is not in its text", at[0], at[1]));
                    }
                }
            }
        }
        Ok(())
    }

    /// The derived tables hold what follows from the others, no more and no less.
    fn derived(&self, out: &mut Vec<String>) -> Result<()> {
        let doing = "checking derived rows";
        Deriver::default().all_aside(&self.conn)?;
        for table in crate::derive::TABLES {
            let differ = |a: &str, b: &str| {
                let sql = format!("SELECT count(*) FROM (SELECT * FROM {a}.{table} EXCEPT SELECT * FROM {b}.{table})");
                self.conn.query_row(&sql, [], |row| row.get::<_, i64>(0)).doing(doing)
            };
            let (surplus, missing) = (differ("main", "temp")?, differ("temp", "main")?);
            if surplus + missing > 0 {
                out.push(format!(
                    "{table}: {surplus} rows do not follow from the facts, {missing} that do are missing"
                ));
            }
        }
        Deriver::drop_aside(&self.conn)
    }

    fn indices(&self, out: &mut Vec<String>) -> Result<()> {
        for (words, table) in [("event_words", "events"), ("claim_words", "claims")] {
            let sql = format!("SELECT (SELECT count(*) FROM {words}_docsize) - (SELECT count(*) FROM {table})");
            let off: i64 = self.conn.query_row(&sql, [], |row| row.get(0)).doing("checking the text index")?;
            if off != 0 {
                out.push(format!("{words}: the text index is off by {off} rows"));
            }
        }
        Ok(())
    }
}

/// Every span of a record.
fn spans(r: &Record) -> Vec<At> {
    let mut out: Vec<At> = r.boilerplate.iter().chain(&r.sentences).copied().collect();
    let time = |t: &Option<EventTimeRecord>| t.as_ref().and_then(|t| t.at);
    let figures = |q: &[QuantityRecord]| q.iter().map(|q| q.at).collect::<Vec<_>>();
    out.extend(r.times.iter().map(|t| t.at));
    out.extend(r.actors.iter().flat_map(|a| a.mentions.iter().map(|m| m.at)));
    for e in &r.events {
        out.push(e.predicate.at);
        out.extend(e.mentions.iter().copied().chain(e.place.as_ref().map(|p| p.at)).chain(time(&e.time)));
        out.extend(figures(&e.quantities));
    }
    for c in &r.claims {
        out.extend(
            c.content.iter().copied().chain(c.source_at).chain(c.cue.as_ref().map(|q| q.at)).chain(time(&c.time)),
        );
        out.extend(figures(&c.quantities));
    }
    for c in &r.conditions {
        out.push(c.marker);
        for side in [&c.antecedent, &c.consequent] {
            if let SideRecord::Text { at } = side {
                out.push(*at);
            }
        }
    }
    out
}
