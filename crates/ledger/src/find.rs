//! Ids to rows. A handle may be shortened as long as one report only has a handle that starts so.

use crate::error::{Doing, Error, Result};
use crate::key::EventRef;
use crate::open::Ledger;
use rusqlite::OptionalExtension;

impl Ledger {
    /// A report's row by its handle or the start of it.
    fn report_row(&self, id: &EventRef) -> Result<i64> {
        let doing = "looking for a report";
        let sql = "SELECT id, handle FROM reports WHERE handle >= ?1 AND handle < ?1 || '~' ORDER BY handle LIMIT 3";
        let mut statement = self.conn.prepare_cached(sql).doing(doing)?;
        let rows = statement.query_map([&id.handle], |row| Ok((row.get(0)?, row.get(1)?))).doing(doing)?;
        let rows: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>().doing(doing)?;
        match rows.as_slice() {
            [] => Err(Error::asked(format!("there is no e{id} in {}", self.path.display()))),
            [(report, _)] => Ok(*report),
            [(_, a), (_, b), ..] => Err(Error::asked(format!(
                "e{id} is too short: e{a}.{n}, e{b}.{n} and perhaps others start so",
                n = id.n
            ))),
        }
    }

    /// The row of an event of a report, as the report's live coding has it.
    pub(crate) fn event_row(&self, id: &EventRef) -> Result<i64> {
        let doing = "looking for an event";
        let report = self.report_row(id)?;
        let sql = "SELECT e.id FROM events e JOIN live l ON l.coding = e.coding WHERE l.report = ?1 AND e.n = ?2";
        let mut statement = self.conn.prepare_cached(sql).doing(doing)?;
        statement
            .query_row((report, id.n), |row| row.get(0))
            .optional()
            .doing(doing)?
            .ok_or_else(|| Error::asked(format!("the report of e{id} is there, but it has no event {}", id.n)))
    }

    /// The happening that an event belongs to.
    pub(crate) fn happening_of(&self, event: i64) -> Result<i64> {
        let doing = "looking for an event's happening";
        let mut statement = self.conn.prepare_cached("SELECT happening FROM members WHERE event = ?1").doing(doing)?;
        statement.query_row([event], |row| row.get(0)).doing(doing)
    }
}
