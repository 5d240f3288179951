//! Opening a ledger: for writing (made when it is not there, brought to the present schema) or for asking (nothing in it
//! can change).

use crate::error::{Doing, Error, Result};
use crate::schema::{self, Found};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long to wait for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pages kept in memory, in KiB (negative by SQLite's convention).
const CACHE: i64 = -64 * 1024;

/// Pages that the log may hold before they are moved into the file. A page that many reports touch is moved once.
const CHECKPOINT: i64 = 16 * 1024;
/// Prepared statements kept for reuse; taking in needs some fifty.
const STATEMENTS: usize = 128;

/// An open ledger.
pub struct Ledger {
    pub(crate) conn: Connection,
    pub(crate) path: PathBuf,
}

impl Ledger {
    /// Opens a ledger for writing, and makes it when there is none.
    pub fn create(path: &Path) -> Result<Self> {
        let mut conn = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        let version = match schema::inspect(&conn, path)? {
            Found::Empty => 0,
            Found::Ledger(version) => version,
        };
        set_up(&conn)?;
        let doing = "opening the ledger";
        conn.pragma_update(None, "journal_mode", "WAL").doing(doing)?;
        conn.pragma_update(None, "synchronous", "NORMAL").doing(doing)?;
        conn.pragma_update(None, "wal_autocheckpoint", CHECKPOINT).doing(doing)?;
        schema::migrate(&mut conn, version)?;
        schema::make_views(&mut conn)?;
        Ok(Ledger { conn, path: path.to_owned() })
    }

    /// Opens a ledger for asking.
    pub fn open(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Err(Error::file(
                path,
                "there is no such ledger; `sayso add` makes one, --ledger names another file",
            ));
        }
        let conn = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        match schema::inspect(&conn, path)? {
            Found::Ledger(version) if version == schema::VERSION => {
                set_up(&conn)?;
                Ok(Ledger { conn, path: path.to_owned() })
            }
            // An old ledger is brought up to date by opening it for writing once.
            Found::Ledger(_) => {
                drop(conn);
                drop(Self::create(path)?);
                Self::open(path)
            }
            Found::Empty => Err(Error::file(path, "the ledger is empty; `sayso add` fills it")),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn open(path: &Path, mode: OpenFlags) -> Result<Connection> {
    let failed = |e: rusqlite::Error| Error::file(path, format!("the ledger cannot be opened: {e}"));
    let conn = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(failed)?;
    conn.busy_timeout(PATIENCE).map_err(failed)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(conn)
}

/// Settings of a connection to what is known to be a ledger.
fn set_up(conn: &Connection) -> Result<()> {
    let doing = "opening the ledger";
    conn.pragma_update(None, "foreign_keys", true).doing(doing)?;
    conn.pragma_update(None, "cache_size", CACHE).doing(doing)?;
    conn.pragma_update(None, "temp_store", "MEMORY").doing(doing)?;
    conn.pragma_update(None, "trusted_schema", false).doing(doing)
}
