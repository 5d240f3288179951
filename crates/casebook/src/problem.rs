//! What is wrong with a file: where, what, and what to do about it. Problems are gathered, not thrown, so that one run
//! tells all of them.

use std::fmt;
use std::path::Path;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was named to the reader.
    pub file: String,
    /// Its line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}: {}", self.file, self.message),
        }
    }
}

/// The problems of one file.
pub(crate) struct Problems {
    file: String,
    found: Vec<Problem>,
}

impl Problems {
    pub fn of(file: &Path) -> Self {
        Problems { file: file.display().to_string(), found: Vec::new() }
    }

    /// Notes a problem.
    pub fn add(&mut self, line: usize, message: impl Into<String>) {
        self.found.push(Problem { file: self.file.clone(), line, message: message.into() });
    }

    /// The value, or none and a problem.
    pub fn take<T, E: fmt::Display>(&mut self, line: usize, what: &str, outcome: Result<T, E>) -> Option<T> {
        outcome.map_err(|e| self.add(line, format!("{what}: {e}"))).ok()
    }

    pub fn into_vec(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|p| p.line);
        self.found
    }
}
