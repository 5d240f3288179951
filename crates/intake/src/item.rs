//! One report on its way to the engine: its bytes or text with what the format says about it. The costly part of reading
//! (the article of a page) is done by [`Item::report`], so that threads can share it.

use crate::fields;
use crate::html;
use crate::http;
use crate::options::Options;
use crate::problem::Problem;
use crate::source::Source;
use sayso::Engine;
use sayso::read::{Document, JsonLine, Metadata, Report};
use std::sync::Arc;

/// One report, not yet read.
#[derive(Clone, Debug)]
pub struct Item {
    source: Source,
    body: Body,
    options: Arc<Options>,
}

/// What an item holds.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// A text file.
    Text(Vec<u8>),
    /// A line of JSONL.
    Line(JsonLine),
    /// A web page.
    Page(Page),
    /// A web server's answer, as archived.
    Response(http::Archived),
    /// A text whose facts are already known.
    Document(Document),
}

/// A web page with what its transport says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    pub bytes: Vec<u8>,
    /// The encoding that the server named.
    pub label: Option<String>,
    /// Whether this is the one page of its file, which the caller's facts then describe.
    pub alone: bool,
    pub metadata: Metadata,
}

impl Item {
    pub(crate) fn new(source: Source, body: Body, options: &Arc<Options>) -> Self {
        Item { source, body, options: options.clone() }
    }

    /// Where it came from.
    pub fn origin(&self) -> &Source {
        &self.source
    }

    /// Reads the report. What the caller gives comes before what a single file says of itself, and after what a record
    /// among many says.
    pub fn report(self, engine: &Engine, given: &Metadata) -> Result<Report, Problem> {
        let Item { source, body, options } = self;
        let read = match body {
            Body::Text(bytes) => engine.read(inner(&source), &bytes, given),
            Body::Line(line) if options.fields.is_empty() => engine.read_line(inner(&source), &line, given),
            Body::Line(line) => engine.read_document(filled(fields::line(&source, &line, &options.fields)?, given)),
            Body::Page(page) => engine.read_document(html::document(&source, page, given, &options.limits)?),
            Body::Response(archived) => {
                let page = archived.page(&source, &options.limits)?;
                engine.read_document(match page {
                    http::Payload::Page(page) => html::document(&source, page, given, &options.limits)?,
                    http::Payload::Text(document) => filled(document, given),
                })
            }
            Body::Document(document) => engine.read_document(filled(document, given)),
        };
        read.map_err(|e| Problem::engine(source, &e))
    }
}

/// The engine calls a report after its file; containers have no say in it.
fn inner(source: &Source) -> &str {
    crate::source::inner_name(&source.path)
}

fn filled(document: Document, given: &Metadata) -> Document {
    Document { metadata: document.metadata.or(given.clone()), ..document }
}
