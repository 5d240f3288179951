//! WARC: the records of a web archive that hold pages or texts. The rest (requests, robots, images, failed answers) is
//! passed over; a damaged record is a problem, and the next sound one is looked for.

use crate::http::{self, Archived, Content};
use crate::item::Body;
use crate::problem::Problem;
use crate::source::Source;
use crate::unpack::Bytes;
use sayso::read::Metadata;
use std::io::{self, BufRead, Read};

/// A header line is at most this long.
const MAX_LINE: u64 = 64 * 1024;
/// A head has at most so many lines.
const MAX_LINES: usize = 256;

/// The reports of an archive.
pub(crate) struct Records {
    reader: Bytes,
    source: Source,
    limit: usize,
    number: usize,
    offset: u64,
    /// Where a version line starts that was met while looking for one.
    pending: Option<u64>,
    done: bool,
}

/// What a record's head says.
#[derive(Debug, Default)]
struct Head {
    kind: String,
    media_type: String,
    length: Option<u64>,
    url: Option<String>,
    id: Option<String>,
}

/// What became of one record.
enum Step {
    Found(Box<Body>),
    Passed,
    Bad(&'static str),
    End,
}

impl Records {
    pub(crate) fn new(reader: Bytes, source: Source, limit: usize) -> Self {
        Records { reader, source, limit, number: 0, offset: 0, pending: None, done: false }
    }

    /// A line without its break; none at the end.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let n = self.reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
        self.offset += n as u64;
        while matches!(line.last(), Some(b'\n' | b'\r')) {
            line.pop();
        }
        Ok((n > 0).then_some(line))
    }

    fn step(&mut self) -> io::Result<(Source, Step)> {
        let start = match self.pending.take() {
            Some(met) => Some(met),
            None => match self.opening()? {
                Some((start, true)) => Some(start),
                Some((start, false)) => {
                    self.number += 1;
                    let source = self.source.record(self.number, Some(start));
                    self.find_next()?;
                    return Ok((source, Step::Bad("no record starts here; the archive is damaged")));
                }
                None => None,
            },
        };
        let Some(start) = start else { return Ok((self.source.clone(), Step::End)) };
        self.number += 1;
        let source = self.source.record(self.number, Some(start));
        let step = match self.head()? {
            Some(head) => self.record(head)?,
            None => {
                self.find_next()?;
                Step::Bad("the head of this record is damaged")
            }
        };
        Ok((source, step))
    }

    /// The first line that is not blank: where it starts, and whether it opens a record.
    fn opening(&mut self) -> io::Result<Option<(u64, bool)>> {
        loop {
            let start = self.offset;
            match self.line()? {
                None => return Ok(None),
                Some(line) if line.is_empty() => {}
                Some(line) => return Ok(Some((start, line.starts_with(b"WARC/")))),
            }
        }
    }

    /// Goes on to the next line that opens a record.
    fn find_next(&mut self) -> io::Result<()> {
        loop {
            let start = self.offset;
            match self.line()? {
                None => return Ok(()),
                Some(line) if line.starts_with(b"WARC/") => {
                    self.pending = Some(start);
                    return Ok(());
                }
                Some(_) => {}
            }
        }
    }

    fn head(&mut self) -> io::Result<Option<Head>> {
        let mut head = Head::default();
        for _ in 0..MAX_LINES {
            let Some(line) = self.line()? else { return Ok(None) };
            if line.is_empty() {
                return Ok(head.length.is_some().then_some(head));
            }
            if let Some((name, value)) = String::from_utf8_lossy(&line).split_once(':') {
                head.field(&name.trim().to_ascii_lowercase(), value.trim());
            }
        }
        Ok(None)
    }

    fn record(&mut self, head: Head) -> io::Result<Step> {
        let length = head.length.unwrap_or_default();
        let wanted = match head.kind.as_str() {
            "response" => head.media_type.is_empty() || head.media_type.to_ascii_lowercase().contains("http"),
            "resource" | "conversion" => http::content(&head.media_type).is_some(),
            _ => false,
        };
        if !wanted || length > self.limit as u64 {
            self.skip(length)?;
            return Ok(if wanted { Step::Bad("the record is longer than a report may be") } else { Step::Passed });
        }
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(length).read_to_end(&mut bytes)?;
        self.offset += read as u64;
        if (read as u64) < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let bare = (head.kind != "response").then(|| http::content(&head.media_type)).flatten();
        Ok(if bare.is_some() || is_page(&bytes) {
            let metadata = Metadata { id: head.id, url: head.url, ..Metadata::default() };
            Step::Found(Box::new(Body::Response(Archived { bytes, bare, metadata })))
        } else {
            Step::Passed
        })
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        let passed = io::copy(&mut self.reader.by_ref().take(length), &mut io::sink())?;
        self.offset += passed;
        if passed < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

/// Successful answers with a page or a text are read.
fn is_page(bytes: &[u8]) -> bool {
    http::headers(bytes).is_some_and(|h| h.status == 200 && matches!(h.content, Some(Content::Page | Content::Text)))
}

impl Head {
    fn field(&mut self, name: &str, value: &str) {
        match name {
            "warc-type" => self.kind = value.to_ascii_lowercase(),
            "content-type" => value.clone_into(&mut self.media_type),
            "content-length" => self.length = value.parse().ok(),
            "warc-target-uri" => self.url = Some(value.trim_matches(['<', '>']).to_owned()),
            "warc-record-id" => {
                let id = value.trim_matches(['<', '>']);
                self.id = Some(id.strip_prefix("urn:uuid:").unwrap_or(id).to_owned());
            }
            _ => {}
        }
    }
}

impl Iterator for Records {
    type Item = Result<(Source, Body), Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            match self.step() {
                Ok((source, Step::Found(body))) => return Some(Ok((source, *body))),
                Ok((_, Step::Passed)) => {}
                Ok((source, Step::Bad(reason))) => return Some(Err(Problem::new(source, reason))),
                Ok((_, Step::End)) => self.done = true,
                Err(e) => {
                    // A reader that fails once may fail for ever.
                    self.done = true;
                    return Some(Err(Problem::io(self.source.record(self.number.max(1), Some(self.offset)), &e)));
                }
            }
        }
        None
    }
}
