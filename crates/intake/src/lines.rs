//! Lines of a file, with their numbers and offsets; a line that is longer than a record may be is passed over without
//! being held.

use crate::problem::Problem;
use crate::source::Source;
use sayso::read::JsonLine;
use std::io::BufRead;

/// The lines of a JSONL file that are not blank.
pub(crate) struct Lines<R> {
    reader: R,
    source: Source,
    limit: usize,
    number: usize,
    offset: u64,
    failed: bool,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(reader: R, source: Source, limit: usize) -> Self {
        Lines { reader, source, limit, number: 0, offset: 0, failed: false }
    }

    /// The next line into `line`, as far as the limit; its whole length, 0 at the end.
    fn read(&mut self, line: &mut Vec<u8>) -> std::io::Result<u64> {
        let mut length = 0u64;
        loop {
            let available = self.reader.fill_buf()?;
            if available.is_empty() {
                return Ok(length);
            }
            let end = available.iter().position(|b| *b == b'\n').map(|i| i + 1);
            let piece = &available[..end.unwrap_or(available.len())];
            let room = (self.limit + 1).saturating_sub(line.len());
            line.extend_from_slice(&piece[..piece.len().min(room)]);
            let used = piece.len();
            length += used as u64;
            self.reader.consume(used);
            if end.is_some() {
                return Ok(length);
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<(Source, JsonLine), Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            let mut line = Vec::new();
            let start = self.offset;
            let read = self.read(&mut line);
            self.number += 1;
            let source = self.source.record(self.number, Some(start));
            match read {
                Ok(0) => return None,
                Ok(length) => self.offset += length,
                Err(e) => {
                    // A reader that fails once may fail for ever.
                    self.failed = true;
                    return Some(Err(Problem::io(source, &e)));
                }
            }
            if line.len() > self.limit {
                let reason = format!("the line is longer than a report may be ({} MB)", self.limit >> 20);
                return Some(Err(Problem::new(source, reason)));
            }
            let content = line.strip_prefix(b"\xef\xbb\xbf").filter(|_| self.number == 1).unwrap_or(&line);
            let content = content.trim_ascii();
            if !content.is_empty() {
                let bytes = content.to_vec();
                return Some(Ok((source, JsonLine { number: self.number, bytes })));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[test]
    fn numbers_and_offsets() {
        let bytes = b"\xef\xbb\xbf{\"a\":1}\r\n\n {\"much longer than that\":1}\n{\"b\":2}".as_slice();
        let all: Vec<_> = Lines::new(BufReader::with_capacity(3, bytes), Source::file("f"), 12).collect();
        let (first, line) = all[0].as_ref().unwrap();
        assert_eq!(
            (first.place().as_str(), first.offset, line.bytes.as_slice()),
            ("f:1", Some(0), b"{\"a\":1}".as_slice())
        );
        assert_eq!(all[1].as_ref().unwrap_err().origin().place(), "f:3");
        let (last, line) = all[2].as_ref().unwrap();
        assert_eq!((last.place().as_str(), last.offset, line.number), ("f:4", Some(42), 4));
        assert_eq!(all.len(), 3);
    }
}
