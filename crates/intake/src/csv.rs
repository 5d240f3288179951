//! CSV and TSV: a header, then one report a row. A row may hold line breaks inside quotation marks, but no more than a
//! record may be long.

use crate::fields::{Facts, Field, FieldMap, missing};
use crate::problem::Problem;
use crate::source::Source;
use sayso::read::{Document, decode};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What may part the cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much the reader takes at once.
const BUFFER: u64 = 64 * 1024;
/// How the complaint about an endless row is told from other failures.
const TOO_LONG: &str = "a row is longer than a report may be; a quotation mark may never be closed";

/// The delimiter of a header line: the one it holds most of.
pub(crate) fn delimiter(header: &[u8]) -> u8 {
    let count = |d: u8| header.iter().filter(|b| **b == d).count();
    DELIMITERS.into_iter().rev().max_by_key(|d| count(*d)).unwrap_or(b',')
}

/// The rows of a table.
pub(crate) struct Rows<R> {
    reader: csv::Reader<Rationed<R>>,
    ration: Arc<AtomicU64>,
    limit: u64,
    source: Source,
    map: FieldMap,
    names: Vec<String>,
    row: csv::ByteRecord,
    number: usize,
    failed: bool,
}

impl<R: Read> Rows<R> {
    /// Reads the header; a table in which nothing holds the text is refused.
    pub(crate) fn new(reader: R, head: &[u8], source: Source, map: &FieldMap, limit: usize) -> Result<Self, Problem> {
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err(Problem::new(source, "a table in UTF-16 is not read; save it as UTF-8"));
        }
        let limit = limit as u64 + BUFFER;
        let ration = Arc::new(AtomicU64::new(limit));
        let header = head.split(|b| matches!(b, b'\n' | b'\r')).find(|l| !l.is_empty()).unwrap_or_default();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(header))
            .flexible(true)
            .has_headers(true)
            .buffer_capacity(BUFFER as usize)
            .from_reader(Rationed { reader, left: ration.clone() });
        let names: Vec<String> = match reader.byte_headers() {
            Ok(names) => names
                .iter()
                .map(|n| String::from_utf8_lossy(n).trim().trim_start_matches('\u{feff}').to_owned())
                .collect(),
            Err(e) => return Err(problem(source, e)),
        };
        if map.text_column(&names).is_none() {
            return Err(missing(&source, map, names.iter().map(String::as_str)));
        }
        let map = map.clone();
        Ok(Rows { reader, ration, limit, source, map, names, row: csv::ByteRecord::new(), number: 0, failed: false })
    }

    fn document(&self, source: &Source) -> Result<Document, Problem> {
        let cell = |field| self.map.column(field, &self.names).and_then(|i| self.row.get(i));
        let Some(bytes) = cell(Field::Text).filter(|b| !b.trim_ascii().is_empty()) else {
            return Err(Problem::new(source.clone(), "the row has no text"));
        };
        let place = source.place();
        let text = decode(&place, bytes).map_err(|e| Problem::engine(source.clone(), &e))?;
        let mut facts = Facts::default();
        for field in [Field::Title, Field::Date, Field::Id, Field::Publisher, Field::Url, Field::Author] {
            if let Some(bytes) = cell(field) {
                facts.set(source, field, short(&place, bytes))?;
            }
        }
        let notes = text.note.into_iter().collect();
        Ok(Document { place, id: source.id(), text: text.text, metadata: facts.0, notes })
    }
}

/// A fact's cell. Too short to tell that it is no text, it is never refused.
fn short(place: &str, bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => decode(place, bytes).map_or_else(|_| String::from_utf8_lossy(bytes).into_owned(), |d| d.text),
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<(Source, Document), Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        self.ration.store(self.limit, Ordering::Relaxed);
        let read = self.reader.read_byte_record(&mut self.row);
        self.number += 1;
        // The header is no report: the first row under it is record 1.
        let offset = self.row.position().map(csv::Position::byte);
        let source = self.source.record(self.number, offset);
        match read {
            Ok(false) => None,
            Ok(true) => Some(self.document(&source).map(|document| (source, document))),
            Err(e) => {
                self.failed = true;
                Some(Err(problem(source, e)))
            }
        }
    }
}

fn problem(source: Source, error: csv::Error) -> Problem {
    match error.into_kind() {
        csv::ErrorKind::Io(e) if e.to_string() == TOO_LONG => Problem::new(source, TOO_LONG),
        csv::ErrorKind::Io(e) => Problem::io(source, &e),
        _ => Problem::new(source, "this is no table; a row cannot be told from the next"),
    }
}

/// A reader that gives only so much for one row.
struct Rationed<R> {
    reader: R,
    left: Arc<AtomicU64>,
}

impl<R: Read> Read for Rationed<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Err(io::Error::other(TOO_LONG));
        }
        let room = out.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let n = self.reader.read(&mut out[..room])?;
        self.left.store(left - n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = Result<(Source, Document), Problem>;

    fn rows(bytes: &[u8], map: &FieldMap, limit: usize) -> Result<Vec<Row>, Problem> {
        Rows::new(bytes, bytes, Source::file("t.csv"), map, limit).map(Iterator::collect)
    }

    #[test]
    fn quotes_and_breaks() {
        let bytes = b"\xef\xbb\xbfid,Body,date\n1,\"He said \"\"no\"\".\n\nShe left, too.\",2024-10-22\n2,,\n3,caf\xe9 noir est ferm\xe9,\n";
        let all = rows(bytes, &FieldMap::default(), 1000).unwrap();
        let (source, first) = all[0].as_ref().unwrap();
        assert_eq!(first.text, "He said \"no\".\n\nShe left, too.");
        assert_eq!((source.place().as_str(), first.metadata.id.as_deref()), ("t.csv:1", Some("1")));
        assert_eq!(source.offset, Some(16));
        assert!(all[1].as_ref().unwrap_err().to_string().starts_with("t.csv:2: the row has no text"));
        assert_eq!(all[2].as_ref().unwrap().1.text, "café noir est fermé");
    }

    #[test]
    fn other_delimiters_and_maps() {
        let map = FieldMap { text: Some("story".into()), ..FieldMap::default() };
        for d in [";", "\t", "|"] {
            let table = format!("nr{d}story\n1{d}He left, she said.\n");
            assert_eq!(rows(table.as_bytes(), &map, 1000).unwrap()[0].as_ref().unwrap().1.text, "He left, she said.");
        }
        let error = rows(b"a,b\n1,2\n", &map, 1000).unwrap_err().to_string();
        assert!(error.contains("--text-field") && error.contains("a, b"), "{error}");
    }

    #[test]
    fn an_endless_row_ends_the_table() {
        let table = format!("id,text\n1,\"{}", "never closed\n".repeat(100_000));
        let all = rows(table.as_bytes(), &FieldMap::default(), 1000).unwrap();
        assert!(all.len() == 1 && all[0].as_ref().unwrap_err().to_string().contains("never be closed"));
    }
}
