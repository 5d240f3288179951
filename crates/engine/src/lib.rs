//! Sayso's engine: bytes of a news report in, events and claims out. It knows no SQL, clock or disk; callers hand bytes
//! and dates in. The rooms, in the order a report walks through them: [`read`], [`parse`], [`code`]; [`records`] owns
//! the shape of the JSON.

#![warn(missing_docs)]

pub mod builtin;
pub mod code;
pub mod codebook;
pub mod engine;
pub mod error;
pub mod parse;
pub mod read;
pub mod records;
pub mod resolve;
pub mod span;

pub use codebook::RuleFile;
pub use codebook::actors::ActorFile;
pub use engine::Engine;
pub use error::{Error, Result};
pub use span::Span;
