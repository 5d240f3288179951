//! JSONL: one report a line. A damaged line is an error of that line, which names it; the other lines are read.

use super::metadata::Metadata;
use crate::error::{Error, Result};
use serde::Deserialize;
use std::io::BufRead;

/// The fields of a line; others are ignored.
#[derive(Deserialize)]
struct Fields {
    text: String,
    id: Option<Id>,
    title: Option<String>,
    published: Option<String>,
    publisher: Option<String>,
    url: Option<String>,
    author: Option<String>,
}

/// Archives number their reports as often as they name them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Whole(i64),
}

/// The lines of a JSONL file that are not blank, not yet read as JSON, so that threads can share that work.
pub struct JsonLines<R> {
    reader: R,
    number: usize,
}

/// One line with its number.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonLine {
    /// Counts from 1, blank lines included.
    pub number: usize,
    /// The line, without its line break.
    pub bytes: Vec<u8>,
}

impl<R: BufRead> JsonLines<R> {
    /// The lines that a reader gives.
    pub fn new(reader: R) -> Self {
        JsonLines { reader, number: 0 }
    }
}

impl<R: BufRead> Iterator for JsonLines<R> {
    type Item = std::io::Result<JsonLine>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut bytes = Vec::new();
            match self.reader.read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) => self.number += 1,
                Err(e) => return Some(Err(e)),
            }
            let content = bytes.strip_prefix("\u{FEFF}".as_bytes()).filter(|_| self.number == 1).unwrap_or(&bytes);
            if !content.trim_ascii().is_empty() {
                return Some(Ok(JsonLine { number: self.number, bytes: content.trim_ascii().to_vec() }));
            }
        }
    }
}

/// A line's text with what it says about it.
#[derive(Debug, PartialEq)]
pub(super) struct Parts {
    pub text: String,
    pub metadata: Metadata,
    pub note: Option<String>,
}

impl JsonLine {
    /// The line's place for messages: `file:7`.
    pub fn place(&self, file: &str) -> String {
        format!("{file}:{}", self.number)
    }

    pub(super) fn parts(&self, place: &str) -> Result<Parts> {
        let line = String::from_utf8_lossy(&self.bytes);
        let note = matches!(line, std::borrow::Cow::Owned(_))
            .then(|| "bytes that are no UTF-8 were replaced by U+FFFD".to_owned());
        let fields: Fields = serde_json::from_str(&line).map_err(|e| {
            Error::input(place, format!("a line must be a JSON object with a \"text\" of its own: {}", reason(&e)))
        })?;
        let id = fields.id.map(|id| match id {
            Id::Text(s) => s,
            Id::Whole(n) => n.to_string(),
        });
        let metadata = Metadata {
            id,
            title: fields.title,
            published: fields.published,
            publisher: fields.publisher,
            url: fields.url,
            author: fields.author,
        };
        Ok(Parts { text: fields.text, metadata, note })
    }
}

/// What is wrong, without serde's line number, which is always 1.
fn reason(e: &serde_json::Error) -> String {
    e.to_string().replace(" at line 1 column ", " at column ")
}

/// True when a text file is JSONL under another name.
pub(super) fn is_jsonl(text: &str) -> bool {
    let line = text.trim_start().lines().next().unwrap_or("");
    line.starts_with('{') && serde_json::from_str::<Fields>(line).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<JsonLine> {
        JsonLines::new(bytes).collect::<std::io::Result<_>>().unwrap()
    }

    #[test]
    fn lines_keep_their_numbers() {
        let all = lines(b"\xef\xbb\xbf{\"a\":1}\r\n\n  \n{\"b\":2}");
        assert_eq!(
            all.iter().map(|l| (l.number, l.bytes.as_slice())).collect::<Vec<_>>(),
            [(1, b"{\"a\":1}".as_slice()), (4, b"{\"b\":2}"),]
        );
        assert_eq!(all[1].place("a/b.jsonl"), "a/b.jsonl:4");
    }

    #[test]
    fn fields() {
        let line = &lines(br#"{"text":"a\u0000b","id":7,"published":"2024-05-06","title":null,"other":[[{}]]}"#)[0];
        let parts = line.parts("f:1").unwrap();
        assert_eq!((parts.text.as_str(), parts.metadata.id.as_deref()), ("a\0b", Some("7")));
        assert_eq!(
            (parts.metadata.published.as_deref(), parts.metadata.title, parts.note),
            (Some("2024-05-06"), None, None)
        );
    }

    #[test]
    fn damaged_lines_say_where_and_what() {
        for (line, what) in [
            ("{\"txt\":1}", "missing field `text`"),
            ("{\"text\":1}", "invalid type"),
            ("{\"text\":\"a\"", "EOF"),
            ("text", "expected"),
            ("[]", "column 2"),
            ("{\"text\":\"a\",\"published\":2024}", "invalid type"),
        ] {
            let error = lines(line.as_bytes())[0].parts("b.jsonl:7").unwrap_err().to_string();
            assert!(error.starts_with("b.jsonl:7: ") && error.contains(what), "{error}");
        }
    }

    #[test]
    fn damaged_bytes_are_noted() {
        let parts = lines(b"{\"text\":\"a\xff\"}")[0].parts("f:1").unwrap();
        assert_eq!(parts.text, "a\u{FFFD}");
        assert!(parts.note.is_some());
    }
}
