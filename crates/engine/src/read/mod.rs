//! The reading room: bytes become a [`Report`]. Formats, encodings, front matter, dateline, byline and boilerplate live
//! here; once a report is made its text never changes, and every later record points into it. Files and clocks do not
//! live here: callers hand bytes in.

mod boilerplate;
mod byline;
mod dateline;
mod day;
mod encoding;
mod front_matter;
mod jsonl;
mod language;
mod metadata;
mod patterns;
mod plain;

pub use day::written_day;
pub use encoding::{Decoded, decode, decode_labelled};
pub use jsonl::{JsonLine, JsonLines};
pub use metadata::{Metadata, parse_published};
pub use patterns::BoilerplatePatterns;
pub use plain::{Document, read_document, read_given, read_text};

use crate::span::Span;
use jiff::civil::Date;

/// One news report, as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The given id, else the file's name without extension.
    pub id: String,
    /// Headline, when given as metadata. Never part of `text`.
    pub title: Option<String>,
    /// Outlet.
    pub publisher: Option<String>,
    /// Writer, from metadata or a recognised byline.
    pub author: Option<String>,
    /// The place line that opens wire copy (`SEOUL, Oct. 22 (Agency) —`).
    pub dateline: Option<Dateline>,
    /// Day of publication.
    pub published: Option<Date>,
    /// Where it was published.
    pub url: Option<String>,
    /// ISO 639-1 code of the language found, none when too short to tell.
    pub language: Option<String>,
    /// The text as read; spans are byte ranges into it.
    pub text: String,
    /// Bylines, captions, "follow us" lines and the like: never coded. In order, not overlapping.
    pub boilerplate: Vec<Span>,
    /// What a reader of the record should know.
    pub notes: Vec<String>,
}

impl Report {
    /// True when the text is in a language that is coded, or too short to tell.
    pub fn is_coded(&self) -> bool {
        self.language.as_deref().is_none_or(|l| l == language::CODED)
    }
}

/// A dateline, recognised at the start of the text or under its headline and byline.
#[derive(Clone, Debug, PartialEq)]
pub struct Dateline {
    /// The whole dateline with its closing dash.
    pub at: Span,
    /// The place, as written.
    pub place: Option<Span>,
    /// The agency, as written.
    pub agency: Option<Span>,
    /// The day, when the dateline names one and its year is written or follows from the publication date.
    pub date: Option<Date>,
}
