//! Migrations. The ledger's `user_version` is the number of the last one that ran; each runs in a transaction of its own.
//! A change to the schema is a new file, never an edit of an old one. Views are no migration: they hold nothing, so
//! they are made anew whenever a writer opens the ledger.

use crate::error::{Doing, Error, Result};
use rusqlite::Connection;
use std::path::Path;

/// "says", which marks the file as a ledger.
pub const APPLICATION: i32 = 0x7361_7973;

/// The migrations; the n-th leads to version n.
const MIGRATIONS: &[&str] = &[include_str!("schema/1.sql")];

/// The version that this program writes.
pub const VERSION: usize = MIGRATIONS.len();

/// The documented views.
const VIEWS: &str = include_str!("schema/views.sql");

/// What is in a file.
pub enum Found {
    /// Nothing yet.
    Empty,
    /// A ledger of a version that this program knows.
    Ledger(usize),
}

/// Tells ledgers from other files, and refuses those of a later version.
pub fn inspect(conn: &Connection, path: &Path) -> Result<Found> {
    let pragma = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let not_a_database = |e: rusqlite::Error| match e.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => {
            Error::file(path, "this is no ledger; name another file with --ledger")
        }
        _ => Error::file(path, format!("the ledger cannot be read: {e}")),
    };
    let application = pragma("application_id").map_err(not_a_database)?;
    let version = pragma("user_version").map_err(not_a_database)?;
    let tables: i64 =
        conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(not_a_database)?;
    if application == 0 && version == 0 && tables == 0 {
        return Ok(Found::Empty);
    }
    if application != i64::from(APPLICATION) {
        return Err(Error::file(path, "this is a SQLite file, but no ledger; name another file with --ledger"));
    }
    match usize::try_from(version) {
        Ok(version) if version <= VERSION => Ok(Found::Ledger(version)),
        _ => Err(Error::file(
            path,
            format!(
                "this ledger is of schema {version}, and this sayso {} knows schemas up to {VERSION}; use a newer sayso, \
                 or add the reports to another ledger",
                env!("CARGO_PKG_VERSION")
            ),
        )),
    }
}

/// Brings a ledger to the present version.
pub fn migrate(conn: &mut Connection, from: usize) -> Result<()> {
    for (n, script) in MIGRATIONS.iter().enumerate().skip(from) {
        let transaction =
            conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).doing("migrating")?;
        // Another process may have been faster.
        let now: i64 = transaction.pragma_query_value(None, "user_version", |r| r.get(0)).doing("migrating")?;
        if usize::try_from(now).is_ok_and(|now| now == n) {
            transaction.execute_batch(script).doing("migrating")?;
            transaction.pragma_update(None, "application_id", APPLICATION).doing("migrating")?;
            transaction.pragma_update(None, "user_version", n as i64 + 1).doing("migrating")?;
        }
        transaction.commit().doing("migrating")?;
    }
    Ok(())
}

/// Makes the views, if they are not these already.
pub fn make_views(conn: &mut Connection) -> Result<()> {
    let doing = "making the views";
    let transaction = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).doing(doing)?;
    for statement in VIEWS.split("\n\n").filter(|s| s.contains("CREATE VIEW")) {
        let create = &statement[statement.find("CREATE VIEW").unwrap_or(0)..];
        let name = create.split_whitespace().nth(2).unwrap_or_default();
        let have: Option<String> = transaction
            .query_row("SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = ?1", [name], |r| r.get(0))
            .ok();
        if have.as_deref().is_none_or(|have| have.trim() != create.trim().trim_end_matches(';')) {
            transaction.execute_batch(&format!("DROP VIEW IF EXISTS {name}; {create}")).doing(doing)?;
        }
    }
    transaction.commit().doing(doing)
}
