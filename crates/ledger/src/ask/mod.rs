//! The questions. Each is a query whose rows are handed out one by one, so that an answer may be larger than the memory.

mod claims;
mod happenings;
mod others;

pub use claims::{ClaimRow, ConflictRow};
pub use happenings::{EventRow, FigureRow};
pub use others::{ActorRow, PostureRow, ProblemRow};

use crate::condition::Conditions;
use crate::error::{Doing, Error};
use crate::open::Ledger;
use rusqlite::Row;

/// A party's code as people write it.
pub(crate) const CODE: &str =
    "trim(coalesce(p.code, '') || CASE WHEN p.sub IS NULL THEN '' ELSE ' ' || p.sub END || ' ' || p.sectors)";

impl Ledger {
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
        conditions.bind_to(&mut statement).doing(doing)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().doing(doing)? {
            each(read(row).doing(doing)?)?;
        }
        Ok(())
    }
}
