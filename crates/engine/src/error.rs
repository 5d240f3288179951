//! The engine's one error type. Messy input is never an error (it becomes a note in the record); an error means that
//! nothing could be read at all, or that the engine's own data is broken, and says where.

use std::fmt;

/// What went wrong, with the place it went wrong in.
#[derive(Debug)]
pub struct Error(Box<Kind>);

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("{place}: {reason}")]
    Input { place: String, reason: String },
    #[error("{file}:{line}: {reason}")]
    Data { file: String, line: usize, reason: String },
    #[error("model {name}: {reason}")]
    Model { name: String, reason: String },
}

impl Error {
    /// An input that cannot be read; `place` names the file, or file and line.
    pub fn input(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Error(Box::new(Kind::Input { place: place.into(), reason: reason.into() }))
    }

    /// A broken row in a lexicon, rule or ontology file. Lines count from 1; 0 means the whole file.
    pub fn data(file: impl Into<String>, line: usize, reason: impl Into<String>) -> Self {
        Error(Box::new(Kind::Data { file: file.into(), line, reason: reason.into() }))
    }

    /// A model file that is missing, damaged or of another version.
    pub fn model(name: impl Into<String>, reason: impl Into<String>) -> Self {
        Error(Box::new(Kind::Model { name: name.into(), reason: reason.into() }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {}

/// The engine's result.
pub type Result<T> = std::result::Result<T, Error>;
