//! Taking in: files, containers and formats become reports, one after another. What a file is taken for is decided by its
//! content first and its name second; what cannot be read becomes a [`Problem`] and the run goes on. Memory is bounded by
//! one record. Meaning, records and storage live elsewhere.

#![warn(missing_docs)]

mod csv;
mod dates;
mod feed;
#[cfg(feature = "fetch")]
mod fetch;
mod fields;
mod html;
mod http;
mod intake;
mod item;
mod kind;
mod lines;
mod metadata;
mod nesting;
mod options;
mod places;
mod problem;
mod source;
mod unpack;
mod warc;

pub use fields::{Field, FieldMap};
pub use intake::{Intake, Items};
pub use item::Item;
pub use kind::{Found, Kind};
pub use options::{Limits, Options};
pub use places::{STDIN, files, is_many};
pub use problem::Problem;
pub use source::Source;
