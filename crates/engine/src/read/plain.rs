//! The room's front doors: a file's bytes, or a text with its metadata, to a [`Report`].

use super::dateline;
use super::encoding::{Decoded, decode};
use super::jsonl::{JsonLine, is_jsonl};
use super::metadata::{Metadata, parse_published};
use super::patterns::BoilerplatePatterns;
use super::{Report, boilerplate, front_matter, language};
use crate::error::{Error, Result};

/// Spans count bytes in 32 bits.
const MAX_TEXT: usize = u32::MAX as usize;
/// How web pages begin.
const HTML: [&str; 2] = ["<!doctype html", "<html"];

/// Reads a text file in any common encoding. `place` is its path: it names the file in messages, and its stem is the
/// report's id when nothing else is. A byte-order mark and a front-matter block (`---`, `key: value` lines, `---`) are
/// no part of the text; what the caller gives comes before what the block says.
pub fn read_text(place: &str, bytes: &[u8], given: &Metadata, patterns: &BoilerplatePatterns) -> Result<Report> {
    let Decoded { text, note } = decode(place, bytes)?;
    refuse_markup(place, &text)?;
    let mut notes: Vec<String> = note.into_iter().collect();
    let (metadata, text) = match front_matter::find(&text) {
        Some(found) => {
            notes.extend(
                found
                    .unknown
                    .iter()
                    .map(|key| format!("front matter: the field \"{key}\" is not known and was ignored")),
            );
            (given.clone().or(found.metadata), text[found.text_start..].to_owned())
        }
        None => (given.clone(), text),
    };
    assemble(place, stem(place), text, metadata, notes, patterns)
}

/// Reads a line of a JSONL file. Its text is taken as it is, front matter and all; what the line says comes before what
/// the caller gives. Without an id the report is called after the file and the line.
pub fn read_given(file: &str, line: &JsonLine, given: &Metadata, patterns: &BoilerplatePatterns) -> Result<Report> {
    let place = line.place(file);
    let parts = line.parts(&place)?;
    let id = format!("{}-{}", stem(file), line.number);
    assemble(&place, id, parts.text, parts.metadata.or(given.clone()), parts.note.into_iter().collect(), patterns)
}

/// A report that another format held: its text and what that format says about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Names the report in messages.
    pub place: String,
    /// Its id when the metadata have none.
    pub id: String,
    /// The text alone.
    pub text: String,
    /// What is known besides; it stands as it is.
    pub metadata: Metadata,
    /// What had to be guessed or left out on the way.
    pub notes: Vec<String>,
}

/// Reads a report that was taken out of another format. Its text is taken as it is, front matter and all.
pub fn read_document(document: Document, patterns: &BoilerplatePatterns) -> Result<Report> {
    let Document { place, id, text, metadata, notes } = document;
    assemble(&place, id, text, metadata, notes, patterns)
}

fn assemble(
    place: &str,
    id: String,
    text: String,
    metadata: Metadata,
    mut notes: Vec<String>,
    patterns: &BoilerplatePatterns,
) -> Result<Report> {
    if text.trim().is_empty() {
        return Err(Error::input(place, "there is no text in it; give a report's text"));
    }
    if text.len() > MAX_TEXT {
        return Err(Error::input(place, "a report of more than 4 GiB is not read; split it"));
    }
    let metadata = metadata.or(Metadata::default());
    let given_day = metadata.published.as_deref().map(|s| parse_published(place, s)).transpose()?;
    let marked = boilerplate::mark(patterns, &text);
    let published = given_day.or(marked.published);
    let dateline = dateline::find(&text, &marked.spans, published, patterns);
    notes.extend(match (given_day, published, dateline.as_ref().and_then(|d| d.date)) {
        (Some(_), ..) => None,
        (None, Some(day), _) => Some(format!("published date not given: {day} was read from a line of the text")),
        (None, None, Some(day)) => {
            Some(format!("published date not found: relative dates are read from the dateline's day, {day}"))
        }
        (None, None, None) => Some("published date not found: relative dates are left unresolved".to_owned()),
    });
    let language = language::detect(&text);
    notes.extend(language.filter(|l| *l != language::CODED).map(|l| format!("language {l}: only English is coded")));
    Ok(Report {
        id: metadata.id.unwrap_or(id),
        title: metadata.title,
        publisher: metadata.publisher,
        author: metadata.author.or(marked.author),
        dateline,
        published,
        url: metadata.url,
        language: language.map(str::to_owned),
        text,
        boilerplate: marked.spans,
        notes,
    })
}

/// A file's name without folders and extension.
fn stem(place: &str) -> String {
    std::path::Path::new(place).file_stem().map_or_else(|| place.to_owned(), |s| s.to_string_lossy().into_owned())
}

/// Tags and braces would be coded as words, so files of these formats are refused.
fn refuse_markup(place: &str, text: &str) -> Result<()> {
    let start = text.trim_start();
    let html = HTML.iter().any(|h| start.get(..h.len()).is_some_and(|s| s.eq_ignore_ascii_case(h)));
    if html {
        return Err(Error::input(
            place,
            "this is a web page (HTML), not plain text; name it .html or say that the input is html",
        ));
    }
    if is_jsonl(text) {
        return Err(Error::input(
            place,
            "this is JSONL, not plain text; name it .jsonl or say that the input is jsonl",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::JsonLines;

    const NO_DATE: &str = "published date not found: relative dates are left unresolved";

    fn read(bytes: &[u8]) -> Result<Report> {
        read_text("dir/r.x.txt", bytes, &Metadata::default(), &BoilerplatePatterns::load("", "")?)
    }

    fn dated() -> Metadata {
        Metadata { published: Some("2024-05-06".into()), ..Metadata::default() }
    }

    #[test]
    fn the_text_is_never_changed() {
        let text = "  Zażółć\r\n\r\n\tgęślą  jaźń.\u{a0}\r\n";
        let report = read(text.as_bytes()).unwrap();
        assert_eq!((report.text.as_str(), report.id.as_str()), (text, "r.x"));
        assert_eq!(report.notes, [NO_DATE]);
    }

    #[test]
    fn what_is_given_comes_before_front_matter() {
        let bytes = b"---\nid: f\ntitle: F\npublished: 2020-01-01\nmood: calm\n---\n\nThe text.";
        let report = read_text("r.txt", bytes, &dated(), &BoilerplatePatterns::load("", "").unwrap()).unwrap();
        assert_eq!((report.id.as_str(), report.title.as_deref(), report.text.as_str()), ("f", Some("F"), "The text."));
        assert_eq!(report.published, Some(jiff::civil::date(2024, 5, 6)));
        assert_eq!(report.notes, ["front matter: the field \"mood\" is not known and was ignored"]);
    }

    #[test]
    fn a_line_comes_before_what_is_given() {
        let patterns = BoilerplatePatterns::load("", "").unwrap();
        let file =
            "{\"text\":\"---\\nid: f\\n---\\nA.\",\"published\":\"2020-01-01\"}\n{\"text\":\"B.\",\"id\":\"b\"}\n{}"
                .as_bytes();
        let all: Vec<Result<Report>> =
            JsonLines::new(file).map(|l| read_given("d/b.jsonl", &l.unwrap(), &dated(), &patterns)).collect();
        let first = all[0].as_ref().unwrap();
        assert_eq!((first.id.as_str(), first.text.as_str()), ("b-1", "---\nid: f\n---\nA."));
        assert_eq!(first.published, Some(jiff::civil::date(2020, 1, 1)));
        assert_eq!(all[1].as_ref().unwrap().published, Some(jiff::civil::date(2024, 5, 6)));
        assert!(all[2].as_ref().unwrap_err().to_string().starts_with("d/b.jsonl:3: "));
    }

    #[test]
    fn errors_say_what_to_do() {
        for (bytes, what) in [
            (b"".as_slice(), "there is no text in it"),
            (b" \r\n\t", "there is no text in it"),
            (b"\xef\xbb\xbf", "there is no text in it"),
            (b"---\ntitle: A\n---\n", "there is no text in it"),
            (b"---\npublished: May 5\n---\nText.", "2024-10-22"),
            (b"<!DOCTYPE html><p>Text.", "web page"),
            (b"{\"text\":\"a\"}\n", ".jsonl"),
        ] {
            let error = read(bytes).unwrap_err().to_string();
            assert!(error.starts_with("dir/r.x.txt: ") && error.contains(what), "{error}");
        }
    }

    #[test]
    fn another_language_is_noted() {
        let text = "Le président a annoncé mardi que les troupes quitteraient la région avant la fin du mois, selon le ministère.";
        let report = read(text.as_bytes()).unwrap();
        assert_eq!(report.language.as_deref(), Some("fr"));
        assert!(!report.is_coded());
        assert_eq!(report.notes, [NO_DATE, "language fr: only English is coded"]);
    }
}
