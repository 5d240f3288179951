//! The ledger's one error type: what was being done, what was wrong, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

/// What went wrong.
#[derive(Debug)]
pub struct Error(Box<Kind>);

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("{path}: {reason}")]
    File { path: PathBuf, reason: String },
    #[error("the ledger failed while {doing}: {source}")]
    Sql { doing: &'static str, source: rusqlite::Error },
    #[error("the ledger is damaged: {0}; `sayso check` tells all")]
    Damaged(String),
    #[error("{0}")]
    Asked(String),
}

impl Error {
    /// A ledger file that cannot be used.
    pub(crate) fn file(path: &Path, reason: impl Into<String>) -> Self {
        Error(Box::new(Kind::File { path: path.to_owned(), reason: reason.into() }))
    }

    /// Rows that cannot be.
    pub(crate) fn damaged(reason: impl Into<String>) -> Self {
        Error(Box::new(Kind::Damaged(reason.into())))
    }

    /// A question that cannot be answered as it stands; the message says how to ask.
    pub fn asked(reason: impl Into<String>) -> Self {
        Error(Box::new(Kind::Asked(reason.into())))
    }

    /// True when the question was wrong, not the ledger.
    pub fn is_asked(&self) -> bool {
        matches!(*self.0, Kind::Asked(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&*self.0)
    }
}

/// The ledger's result.
pub type Result<T> = std::result::Result<T, Error>;

/// Says what was being done when SQLite failed.
pub(crate) trait Doing<T> {
    fn doing(self, doing: &'static str) -> Result<T>;
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T> {
        self.map_err(|source| Error(Box::new(Kind::Sql { doing, source })))
    }
}
