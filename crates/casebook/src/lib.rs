//! The casebook: invented news reports with gold events and claims, written as Markdown (`casebook/FORMAT.md`). This crate
//! reads them into types, checks them, turns the strings that gold cells quote into spans of the text, and writes the gold
//! as JSON. Running the engine over the reports, and scoring, is for the laboratory.

#![warn(missing_docs)]

pub mod book;
pub mod codes;
pub mod gold;
pub mod problem;
pub mod quoted;
pub mod report;
mod sections;
pub mod stats;
pub mod story;
mod tables;

pub use book::Casebook;
pub use problem::Problem;
pub use report::Report;
pub use story::Story;
