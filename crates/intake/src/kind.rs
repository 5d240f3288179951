//! What a file is taken for: by its first bytes, then by its name.

use crate::fields::FieldMap;
use crate::source::inner_name;
use std::fmt;

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Plain text.
    Text,
    /// A web page.
    Html,
    /// One JSON object a line.
    Jsonl,
    /// A table with a header.
    Csv,
    /// RSS or Atom.
    Feed,
    /// A web archive.
    Warc,
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The first bytes.
    Content,
    /// The name.
    Name,
    /// Nothing: it is text for want of anything else.
    Default,
    /// The caller.
    Asked,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Text => "text",
            Kind::Html => "html",
            Kind::Jsonl => "jsonl",
            Kind::Csv => "csv",
            Kind::Feed => "feed",
            Kind::Warc => "warc",
        })
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Found::Content => "by its content",
            Found::Name => "by its name",
            Found::Default => "for want of anything else",
            Found::Asked => "as asked",
        })
    }
}

/// Endings of names.
const ENDINGS: &[(&str, Kind)] = &[
    ("txt", Kind::Text),
    ("html", Kind::Html),
    ("htm", Kind::Html),
    ("xhtml", Kind::Html),
    ("jsonl", Kind::Jsonl),
    ("ndjson", Kind::Jsonl),
    ("csv", Kind::Csv),
    ("tsv", Kind::Csv),
    ("rss", Kind::Feed),
    ("atom", Kind::Feed),
    ("xml", Kind::Feed),
    ("warc", Kind::Warc),
    ("wet", Kind::Warc),
];

/// Elements that open a feed.
const FEED_ROOTS: [&str; 3] = ["rss", "feed", "rdf:rdf"];
/// Elements that only pages open with.
const PAGE_ROOTS: [&str; 10] = ["html", "head", "body", "title", "meta", "article", "main", "div", "section", "p"];

/// Decides from a file's first bytes and its name.
pub(crate) fn decide(name: &str, head: &[u8], whole: bool, fields: &FieldMap) -> (Kind, Found) {
    if let Some(kind) = by_content(head, whole, fields) {
        return (kind, Found::Content);
    }
    match by_name(name) {
        Some(kind) => (kind, Found::Name),
        None => (Kind::Text, Found::Default),
    }
}

/// Decides from the name alone.
pub(crate) fn by_name(name: &str) -> Option<Kind> {
    let (_, ending) = inner_name(name).rsplit_once('.')?;
    ENDINGS.iter().find(|(e, _)| ending.eq_ignore_ascii_case(e)).map(|(_, kind)| *kind)
}

fn by_content(head: &[u8], whole: bool, fields: &FieldMap) -> Option<Kind> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if head.starts_with(b"WARC/") {
        return Some(Kind::Warc);
    }
    match head.first()? {
        b'<' => by_markup(&String::from_utf8_lossy(head)),
        b'{' => opens_jsonl(head, whole).then_some(Kind::Jsonl),
        _ => opens_table(head, whole, fields).then_some(Kind::Csv),
    }
}

/// The first element decides, past declarations, comments and processing instructions.
fn by_markup(head: &str) -> Option<Kind> {
    let mut rest = head;
    loop {
        rest = rest.trim_start();
        let after = rest.strip_prefix('<')?;
        if let Some(comment) = after.strip_prefix("!--") {
            rest = &comment[comment.find("-->")? + 3..];
        } else if after.get(..8).is_some_and(|s| s.eq_ignore_ascii_case("!doctype")) {
            let kind = after[8..].trim_start();
            if kind.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("html")) {
                return Some(Kind::Html);
            }
            rest = &after[after.find('>')? + 1..];
        } else if after.starts_with('?') || after.starts_with('!') {
            rest = &after[after.find('>')? + 1..];
        } else {
            let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == ':'))?;
            let name = after[..end].to_ascii_lowercase();
            return if FEED_ROOTS.contains(&name.as_str()) {
                Some(Kind::Feed)
            } else {
                PAGE_ROOTS.contains(&name.as_str()).then_some(Kind::Html)
            };
        }
    }
}

/// A whole line must be an object; a line longer than what is looked at must at least start like one.
fn opens_jsonl(head: &[u8], whole: bool) -> bool {
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    if line.len() == head.len() && !whole {
        return line[1..].trim_ascii_start().starts_with(b"\"");
    }
    serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(line).is_ok()
}

/// A table opens with a line of several short names, one of which is a name for text.
fn opens_table(head: &[u8], whole: bool, fields: &FieldMap) -> bool {
    let line = head.split(|b| matches!(b, b'\n' | b'\r')).next().unwrap_or_default();
    if line.len() == head.len() && !whole {
        return false;
    }
    let delimiter = crate::csv::delimiter(line);
    let names: Vec<String> = line
        .split(|b| *b == delimiter)
        .map(|cell| String::from_utf8_lossy(cell).trim().trim_matches('"').to_owned())
        .collect();
    let short = names.iter().all(|n| n.len() <= 40 && !n.contains(['.', '!', '?']));
    names.len() > 1 && short && fields.text_column(&names).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_comes_before_the_name() {
        for (name, head, kind, found) in [
            ("a.txt", "The envoy left.", Kind::Text, Found::Name),
            ("a", "The envoy left.", Kind::Text, Found::Default),
            ("a.txt", "<!DOCTYPE html><p>x", Kind::Html, Found::Content),
            ("a.txt", "\u{feff}\n<!-- x --><HTML lang=en>", Kind::Html, Found::Content),
            ("a.xml", "<?xml version=\"1.0\"?>\n<!-- <html> -->\n<rss version=\"2.0\">", Kind::Feed, Found::Content),
            ("a.html", "<?xml version=\"1.0\"?><feed xmlns=\"x\">", Kind::Feed, Found::Content),
            ("a.html.gz", "no markup", Kind::Html, Found::Name),
            ("a", "{\"text\":\"a\"}\n{", Kind::Jsonl, Found::Content),
            ("a.jsonl", "{damaged\n{}", Kind::Jsonl, Found::Name),
            ("a", "{damaged\n{}", Kind::Text, Found::Default),
            ("a", "id,body,date\n1,x,y", Kind::Csv, Found::Content),
            ("a", "id;\"Body\";date\n1;x;y", Kind::Csv, Found::Content),
            ("a", "The text, he said, is long.\nMore", Kind::Text, Found::Default),
            ("a.csv", "x,y\n1,2", Kind::Csv, Found::Name),
            ("a.txt", "WARC/1.0\r\n", Kind::Warc, Found::Content),
            ("a.warc.gz", "", Kind::Warc, Found::Name),
        ] {
            assert_eq!(decide(name, head.as_bytes(), true, &FieldMap::default()), (kind, found), "{name}: {head}");
        }
    }
}
