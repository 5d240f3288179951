//! A web server's answer as archives keep it: status, headers, and a body that may be chunked or packed.

use crate::item::Page;
use crate::options::Limits;
use crate::problem::Problem;
use crate::source::Source;
use sayso::read::{Document, Metadata, decode};
use std::io::Read;

/// An answer with what the archive says about it.
#[derive(Clone, Debug)]
pub(crate) struct Archived {
    /// Status line, headers and body; the body alone when `bare`.
    pub bytes: Vec<u8>,
    /// What the archive says the body is, when there are no headers.
    pub bare: Option<Content>,
    pub metadata: Metadata,
}

/// What a body holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Page,
    Text,
}

/// What is inside.
pub(crate) enum Payload {
    Page(Page),
    Text(Document),
}

/// The headers that matter here.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Headers {
    pub status: u16,
    pub content: Option<Content>,
    label: Option<String>,
    chunked: bool,
    packed: bool,
    /// Where the body starts.
    pub body: usize,
}

/// What a media type is, if it is read at all.
pub(crate) fn content(media_type: &str) -> Option<Content> {
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    let is = |names: &[&str]| names.iter().any(|n| kind.eq_ignore_ascii_case(n));
    if is(&["text/html", "application/xhtml+xml"]) {
        Some(Content::Page)
    } else {
        is(&["text/plain"]).then_some(Content::Text)
    }
}

/// Reads the head of an answer; none when it is no answer.
pub(crate) fn headers(bytes: &[u8]) -> Option<Headers> {
    let (mut out, mut at) = (Headers::default(), 0);
    loop {
        let end = at + bytes.get(at..)?.iter().position(|b| *b == b'\n')?;
        let line = String::from_utf8_lossy(bytes[at..end].trim_ascii()).into_owned();
        let first = at == 0;
        at = end + 1;
        if first {
            out.status = line.strip_prefix("HTTP/")?.split_ascii_whitespace().nth(1)?.parse().ok()?;
        } else if line.is_empty() {
            out.body = at;
            return Some(out);
        } else if let Some((name, value)) = line.split_once(':') {
            out.field(&name.trim().to_ascii_lowercase(), value.trim());
        }
    }
}

impl Headers {
    fn field(&mut self, name: &str, value: &str) {
        match name {
            "content-type" => {
                self.content = content(value);
                let at = value.to_ascii_lowercase().find("charset=").map(|i| i + "charset=".len());
                self.label = at.and_then(|i| value.get(i..)).map(|label| {
                    label.split(';').next().unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned()
                });
            }
            "transfer-encoding" => self.chunked = value.eq_ignore_ascii_case("chunked"),
            "content-encoding" => self.packed = value.to_ascii_lowercase().contains("gzip"),
            _ => {}
        }
    }
}

impl Archived {
    /// The page or text inside.
    pub(crate) fn page(self, source: &Source, limits: &Limits) -> Result<Payload, Problem> {
        let Archived { bytes, bare, metadata } = self;
        if let Some(content) = bare {
            return payload(source, content, bytes, None, metadata);
        }
        let no_answer = || Problem::new(source.clone(), "the archived answer has no sound HTTP headers");
        let headers = headers(&bytes).ok_or_else(no_answer)?;
        let content = headers.content.ok_or_else(no_answer)?;
        let mut body = bytes[headers.body..].to_vec();
        // Archives name the encodings of the wire even where they have undone them.
        if let Some(joined) = headers.chunked.then(|| unchunked(&body)).flatten() {
            body = joined;
        }
        if headers.packed && body.starts_with(b"\x1f\x8b") {
            body = unpacked(source, &body, limits)?;
        }
        payload(source, content, body, headers.label, metadata)
    }
}

fn payload(
    source: &Source,
    content: Content,
    bytes: Vec<u8>,
    label: Option<String>,
    metadata: Metadata,
) -> Result<Payload, Problem> {
    Ok(match content {
        Content::Page => Payload::Page(Page { bytes, label, alone: false, metadata }),
        Content::Text => {
            let place = source.place();
            let text = decode(&place, &bytes).map_err(|e| Problem::engine(source.clone(), &e))?;
            let notes = text.note.into_iter().collect();
            Payload::Text(Document { place, id: source.id(), text: text.text, metadata, notes })
        }
    })
}

/// The body of a chunked answer; none when it is not in chunks.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut at) = (Vec::with_capacity(body.len()), 0);
    loop {
        let end = at + body.get(at..)?.iter().take(32).position(|b| *b == b'\n')?;
        let size = std::str::from_utf8(&body[at..end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(out);
        }
        let start = end + 1;
        let chunk = body.get(start..start.checked_add(size)?.min(body.len()))?;
        out.extend_from_slice(chunk);
        if chunk.len() < size {
            return Some(out);
        }
        at = start + size;
        at += body[at..].iter().take(2).take_while(|b| matches!(b, b'\r' | b'\n')).count();
    }
}

fn unpacked(source: &Source, body: &[u8], limits: &Limits) -> Result<Vec<u8>, Problem> {
    let mut out = Vec::new();
    let bound = (body.len() as u64).saturating_mul(limits.ratio).min(limits.record as u64);
    let read = flate2::read::MultiGzDecoder::new(body).take(bound + 1).read_to_end(&mut out);
    read.map_err(|e| Problem::io(source.clone(), &e))?;
    if out.len() as u64 > bound {
        return Err(Problem::new(source.clone(), "the page unpacks to more than a page may be"));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"ISO-8859-1\"\r\nTransfer-Encoding: chunked\r\n\r\nbody";
        let headers = headers(bytes).unwrap();
        assert_eq!((headers.status, headers.content, headers.chunked), (200, Some(Content::Page), true));
        assert_eq!((headers.label.as_deref(), &bytes[headers.body..]), (Some("ISO-8859-1"), b"body".as_slice()));
        for bad in [b"".as_slice(), b"HTTP/1.1", b"HTTP/1.1 200 OK\r\n", b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 abc\n\n"]
        {
            assert_eq!(super::headers(bad), None);
        }
    }

    #[test]
    fn chunks() {
        assert_eq!(unchunked(b"4\r\nabcd\r\n2;x=1\r\nef\r\n0\r\n\r\n").as_deref(), Some(b"abcdef".as_slice()));
        assert_eq!(unchunked(b"4\r\nab").as_deref(), Some(b"ab".as_slice()));
        assert_eq!(unchunked(b"<html>\n"), None);
        assert_eq!(unchunked(b"ffffffffffffffff\r\nab"), None);
    }
}
