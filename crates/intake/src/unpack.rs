//! Containers: gzip (of many members) and zstd, one inside another. What unpacks to far more than it was is stopped.

use crate::options::Limits;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much is looked at to tell what a file is.
const HEAD: usize = 8 * 1024;
/// How much the readers take at once.
const BUFFER: usize = 64 * 1024;
const GZIP: &[u8] = b"\x1f\x8b\x08";
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";

/// A file's bytes, to be read once.
pub(crate) type Bytes = Box<dyn BufRead + Send>;

/// An unpacked file.
pub(crate) struct Unpacked {
    /// All of it.
    pub reader: Bytes,
    /// How it begins.
    pub head: Vec<u8>,
    /// Whether that is all.
    pub whole: bool,
    /// The containers that were opened, outermost first.
    pub layers: Vec<&'static str>,
}

/// Opens all containers around a file.
pub(crate) fn unpack(reader: Box<dyn Read + Send>, limits: &Limits) -> io::Result<Unpacked> {
    let mut layers = Vec::new();
    let mut packed: Box<dyn Read + Send> = reader;
    loop {
        let (reader, head, whole) = peek(packed)?;
        let container = if head.starts_with(GZIP) {
            "gzip"
        } else if head.starts_with(ZSTD) {
            "zstd"
        } else {
            return Ok(Unpacked { reader, head, whole, layers });
        };
        if layers.len() >= limits.layers {
            return Err(io::Error::other(format!("more than {} archives within each other; unpack it", limits.layers)));
        }
        layers.push(container);
        let taken = Arc::new(AtomicU64::new(0));
        let counted = BufReader::with_capacity(BUFFER, Counted { reader, taken: taken.clone() });
        let opened: Box<dyn Read + Send> = match container {
            "gzip" => Box::new(flate2::bufread::MultiGzDecoder::new(counted)),
            _ => Box::new(zstd::Decoder::with_buffer(counted)?),
        };
        packed = Box::new(Bounded { reader: opened, taken, given: 0, free: limits.unpacked, ratio: limits.ratio });
    }
}

/// The first bytes, which are still to be read.
fn peek(mut reader: Box<dyn Read + Send>) -> io::Result<(Bytes, Vec<u8>, bool)> {
    let mut head = Vec::new();
    // A failure after the first bytes is met again by whoever reads on.
    let read = reader.by_ref().take(HEAD as u64).read_to_end(&mut head);
    match read {
        Err(e) if head.is_empty() => return Err(e),
        Err(e) => {
            let rest = Cursor::new(head.clone()).chain(Failing(Some(e)));
            return Ok((Box::new(BufReader::new(rest)), head, false));
        }
        Ok(_) => {}
    }
    let whole = head.len() < HEAD;
    let rest = BufReader::with_capacity(BUFFER, reader);
    Ok((Box::new(Cursor::new(head.clone()).chain(rest)), head, whole))
}

/// A reader that only fails.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Counts what is taken.
struct Counted<R> {
    reader: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(out)?;
        self.taken.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Stops an archive that unpacks to too much.
struct Bounded<R> {
    reader: R,
    taken: Arc<AtomicU64>,
    given: u64,
    free: u64,
    ratio: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(out)?;
        self.given += n as u64;
        let bound = self.taken.load(Ordering::Relaxed).saturating_mul(self.ratio);
        if self.given > self.free && self.given > bound {
            let (ratio, free) = (self.ratio, self.free >> 20);
            return Err(io::Error::other(format!(
                "the archive unpacks to more than {ratio} times its size (and {free} MB), as no archive of news does; \
                 unpack it first if it is sound"
            )));
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn all(bytes: Vec<u8>, limits: &Limits) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        unpack(Box::new(Cursor::new(bytes)), limits)?.reader.read_to_end(&mut out)?;
        Ok(out)
    }

    #[test]
    fn containers_within_each_other() {
        let limits = Limits::default();
        let text = "He left. ".repeat(10_000).into_bytes();
        let zst = zstd::encode_all(text.as_slice(), 3).unwrap();
        for packed in [text.clone(), gz(&text), zst.clone(), gz(&zst), [gz(&text[..999]), gz(&text[999..])].concat()] {
            assert_eq!(all(packed, &limits).unwrap(), text);
        }
        let deep = (0..4).fold(text, |bytes, _| gz(&bytes));
        assert!(all(deep, &limits).unwrap_err().to_string().contains("within each other"));
    }

    #[test]
    fn bombs_are_stopped() {
        let limits = Limits { unpacked: 1 << 20, ..Limits::default() };
        let zeros = vec![0u8; 64 << 20];
        for bomb in [gz(&zeros), zstd::encode_all(zeros.as_slice(), 3).unwrap()] {
            assert!(all(bomb, &limits).unwrap_err().to_string().contains("times its size"));
        }
    }

    #[test]
    fn cut_archives_fail() {
        let packed = gz(&(0..50_000u32).flat_map(u32::to_le_bytes).collect::<Vec<_>>());
        for cut in [1, 5, 20, packed.len() / 2, packed.len() - 3] {
            let outcome = all(packed[..cut].to_vec(), &Limits::default());
            assert!(outcome.is_err() || cut == 1, "{cut}");
        }
    }
}
