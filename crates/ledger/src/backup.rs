//! A copy of the ledger while it is in use (SQLite's online backup).

use crate::error::{Doing, Error, Result};
use crate::open::Ledger;
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::path::Path;
use std::time::Duration;

/// Pages copied at a time; between two steps others may write.
const STEP: i32 = 4096;
const PAUSE: Duration = Duration::from_millis(1);

impl Ledger {
    /// Copies the ledger as it is now to a file that is not there yet.
    pub fn backup(&self, to: &Path) -> Result<()> {
        if to.exists() {
            return Err(Error::file(to, "this file is there already; name a new one, or move it away"));
        }
        let mut target = Connection::open(to).map_err(|e| Error::file(to, format!("the copy cannot be made: {e}")))?;
        let doing = "copying";
        let backup = Backup::new(&self.conn, &mut target).doing(doing)?;
        backup.run_to_completion(STEP, PAUSE, None).doing(doing)
    }
}
