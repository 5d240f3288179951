//! What could not be read, with its place and the reason.

use crate::source::{Source, inner_name};
use std::io;

/// An input, or a record of one, that was set aside.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {reason}", origin.place())]
pub struct Problem {
    origin: Source,
    reason: String,
}

impl Problem {
    /// A problem with an input.
    pub fn new(source: Source, reason: impl Into<String>) -> Self {
        Problem { origin: source, reason: reason.into() }
    }

    /// The same, from the engine's complaint, which names the place itself.
    pub(crate) fn engine(source: Source, error: &sayso::Error) -> Self {
        let message = error.to_string();
        // The engine calls a file by its name without the endings of containers.
        let inner = Source { path: inner_name(&source.path).into(), ..source.clone() };
        let places = [source.place(), inner.place()];
        let stripped = places.iter().find_map(|place| message.strip_prefix(place.as_str())?.strip_prefix(": "));
        let reason = stripped.unwrap_or(&message).to_owned();
        Problem { origin: source, reason }
    }

    /// The same, from a failure to read, in words that say what to do.
    pub(crate) fn io(source: Source, error: &io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file; check the path".to_owned(),
            io::ErrorKind::PermissionDenied => "the file may not be read; check its permissions".to_owned(),
            io::ErrorKind::UnexpectedEof => {
                "the file ends too early; it was cut off or is damaged, fetch it again".to_owned()
            }
            _ => format!("the file cannot be read: {error}"),
        };
        Problem { origin: source, reason }
    }

    /// Where it is.
    pub fn origin(&self) -> &Source {
        &self.origin
    }

    /// What is wrong and what to do.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}
