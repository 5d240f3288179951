//! Decisions by hand and by rule: two events are the same happening or are not, a report is a copy or is not. Each is a
//! new row with its reason; a later row about the same pair holds, but a rule never speaks against a hand.

use crate::derive::Deriver;
use crate::error::{Doing, Error, Result};
use crate::key::EventRef;
use crate::open::Ledger;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use std::fmt;

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// The program.
    Rule,
    /// A person.
    Hand,
}

impl Maker {
    /// As the ledger writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Maker::Rule => "rule",
            Maker::Hand => "hand",
        }
    }
}

/// What is decided about two events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// One happening.
    Same,
    /// Two.
    Different,
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Decision::Same => "same",
            Decision::Different => "different",
        })
    }
}

/// A decision with its grounds.
pub struct Ruling<'a> {
    /// What.
    pub decision: Decision,
    /// How sure, for a rule that counts.
    pub score: Option<f64>,
    /// Why, in words.
    pub reason: &'a str,
    /// By whom.
    pub maker: Maker,
    /// When.
    pub now: i64,
}

impl Ledger {
    /// Takes an event out of its happening, by hand. Returns how many events it is parted from.
    pub fn split(&mut self, event: &EventRef, reason: &str, now: i64) -> Result<usize> {
        let row = self.event_row(event)?;
        let happening = self.happening_of(row)?;
        let doing = "splitting a happening";
        let transaction = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).doing(doing)?;
        let others: Vec<i64> = {
            let sql = "SELECT event FROM members WHERE happening = ?1 AND event <> ?2 ORDER BY event";
            let mut statement = transaction.prepare(sql).doing(doing)?;
            let rows = statement.query_map([happening, row], |r| r.get(0)).doing(doing)?;
            rows.collect::<rusqlite::Result<_>>().doing(doing)?
        };
        if others.is_empty() {
            return Err(Error::asked(format!("e{event} is alone in its happening; there is nothing to split")));
        }
        let ruling = Ruling { decision: Decision::Different, score: None, reason, maker: Maker::Hand, now };
        for &other in &others {
            link(&transaction, row, other, &ruling)?;
        }
        Deriver::default().regroup(&transaction, others.iter().copied().chain([row]))?;
        transaction.commit().doing(doing)?;
        Ok(others.len())
    }

    /// Holds two events for one happening, by hand.
    pub fn join(&mut self, a: &EventRef, b: &EventRef, reason: &str, now: i64) -> Result<()> {
        let (x, y) = (self.event_row(a)?, self.event_row(b)?);
        if self.happening_of(x)? == self.happening_of(y)? {
            return Err(Error::asked(format!("e{a} and e{b} are one happening already")));
        }
        let doing = "joining two happenings";
        let transaction = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).doing(doing)?;
        let ruling = Ruling { decision: Decision::Same, score: None, reason, maker: Maker::Hand, now };
        link(&transaction, x, y, &ruling)?;
        Deriver::default().regroup(&transaction, [x, y])?;
        transaction.commit().doing(doing)
    }
}

/// Adds a decision about two events; false when it says nothing new or a hand has spoken.
pub fn link(conn: &Connection, a: i64, b: i64, ruling: &Ruling<'_>) -> Result<bool> {
    let doing = "keeping a decision";
    let (a, b) = if place_of(conn, a)? <= place_of(conn, b)? { (a, b) } else { (b, a) };
    let sql = "SELECT decision, maker FROM links WHERE a = ?1 AND b = ?2 ORDER BY id DESC LIMIT 1";
    let before: Option<(String, String)> = conn
        .prepare_cached(sql)
        .doing(doing)?
        .query_row([a, b], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
        .doing(doing)?;
    let decision = ruling.decision.to_string();
    if ruling.maker == Maker::Rule
        && before.is_some_and(|(said, maker)| said == decision || maker == Maker::Hand.as_str())
    {
        return Ok(false);
    }
    let sql = "INSERT INTO links (a, b, decision, score, reason, maker, decided) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    conn.prepare_cached(sql)
        .doing(doing)?
        .execute((a, b, decision, ruling.score, ruling.reason, ruling.maker.as_str(), ruling.now))
        .doing(doing)?;
    Ok(true)
}

/// What orders the two sides of a pair, whatever order they came in.
fn place_of(conn: &Connection, event: i64) -> Result<(String, i64)> {
    let doing = "reading an event";
    let sql = "SELECT r.handle, e.n FROM events e JOIN codings k ON k.id = e.coding JOIN reports r ON r.id = k.report \
               WHERE e.id = ?1";
    conn.prepare_cached(sql).doing(doing)?.query_row([event], |row| Ok((row.get(0)?, row.get(1)?))).doing(doing)
}
