//! RSS and Atom: one report an entry. An entry's text is its content, else its summary; mark-up in it is taken off.

use crate::dates;
use crate::html;
use crate::options::Limits;
use crate::problem::Problem;
use crate::source::Source;
use feed_rs::model::{self, Feed};
use sayso::read::{Document, Metadata};
use std::io::Cursor;

/// What feeds hold that has no id of its own.
const NO_ID: &str = "";

/// An entry as a report, or what was wrong with it.
pub(crate) type Entry = Result<(Source, Document), Problem>;

/// The entries of a feed.
pub(crate) fn entries(source: &Source, bytes: &[u8], limits: &Limits) -> Result<Vec<Entry>, Problem> {
    let parser = feed_rs::parser::Builder::new()
        // The crate's own ids are drawn at random.
        .id_generator(|_, _, _| NO_ID.to_owned())
        // A day counts as it is written; the crate's own reading would move it to UTC.
        .timestamp_parser(|text| format!("{}T00:00:00Z", dates::day(text)?).parse().ok())
        .build();
    let feed = parser
        .parse(Cursor::new(bytes))
        .map_err(|e| Problem::new(source.clone(), format!("this is no sound RSS or Atom feed: {e}")))?;
    let outlet = feed.title.as_ref().map(|t| t.content.trim().to_owned());
    Ok(feed
        .entries
        .iter()
        .enumerate()
        .map(|(i, entry)| {
            let source = source.record(i + 1, None);
            document(&source, &feed, entry, outlet.clone(), limits).map(|d| (source, d))
        })
        .collect())
}

fn document(
    source: &Source,
    feed: &Feed,
    entry: &model::Entry,
    outlet: Option<String>,
    limits: &Limits,
) -> Result<Document, Problem> {
    let content = entry.content.as_ref().and_then(|c| c.body.as_deref());
    let summary = entry.summary.as_ref().map(|s| s.content.as_str());
    let marked = content.filter(|c| !c.trim().is_empty()).or(summary).unwrap_or_default();
    let text = html::fragment_text(source, marked, limits)?;
    if text.trim().is_empty() {
        return Err(Problem::new(source.clone(), "the entry has no text of its own; read the page it links to"));
    }
    let names = entry.authors.iter().chain(&feed.authors).map(|p| p.name.trim()).filter(|n| !n.is_empty());
    let metadata = Metadata {
        id: Some(entry.id.clone()),
        title: entry.title.as_ref().and_then(|t| html::fragment_text(source, &t.content, limits).ok()),
        published: entry.published.or(entry.updated).map(|d| d.date_naive().to_string()),
        publisher: outlet,
        url: entry.links.iter().find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate")).map(|l| l.href.clone()),
        author: names.take(1).next().map(str::to_owned),
    };
    Ok(Document { place: source.place(), id: source.id(), text, metadata, notes: Vec::new() })
}
