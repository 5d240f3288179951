//! Identity. A report is known by what it says and whose it is, so that the same report taken in twice, in any order and
//! from any file, is one. Handles are the start of a hash in letters and digits; events and claims are named by their
//! report's handle and their number in it, so that an id never depends on what else the ledger holds.

use crate::error::{Error, Result};
use sayso::records::ReportRecord;
use std::fmt;

/// Digits without those that look like others.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Digits of a handle: 60 bits, so that a collision is not to be expected below 100 million reports.
const HANDLE: usize = 12;

/// What makes a report the same report: source, day of publication and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReportKey(pub [u8; 32]);

impl ReportKey {
    /// The key of a report as read.
    pub fn of(publisher: Option<&str>, url: Option<&str>, published: Option<&str>, text: &str) -> Self {
        ReportKey(hash(&[&source(publisher, url), published.unwrap_or_default(), text]))
    }

    /// The key of a coded report.
    pub fn of_record(report: &ReportRecord) -> Self {
        Self::of(report.publisher.as_deref(), report.url.as_deref(), report.published.as_deref(), &report.text)
    }

    /// What names the report.
    pub fn handle(&self) -> String {
        handle(&self.0)
    }
}

/// Whose a report is: its publisher, else the host of its address, else nobody's.
pub fn source(publisher: Option<&str>, url: Option<&str>) -> String {
    match publisher.map(str::trim).filter(|p| !p.is_empty()) {
        Some(publisher) => publisher.to_lowercase(),
        None => url.and_then(host).unwrap_or_default(),
    }
}

fn host(url: &str) -> Option<String> {
    let rest = url.trim().split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?.to_lowercase();
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned()).filter(|h| !h.is_empty())
}

/// A hash over fields; each is led by its length, so that no two lists of fields run together.
pub fn hash(fields: &[&str]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for field in fields {
        hasher.update(&(field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// The first 60 bits of a hash, as a name.
pub fn handle(hash: &[u8; 32]) -> String {
    let mut bits = u64::from_be_bytes(std::array::from_fn(|i| hash[i]));
    let mut out = String::with_capacity(HANDLE);
    for _ in 0..HANDLE {
        out.push(char::from(DIGITS[(bits >> 59) as usize]));
        bits <<= 5;
    }
    out
}

/// A record's public id: `e7f3kq2mz9ax4.12`. The handle may be shortened as long as it is the only one that starts so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRef {
    /// The report's handle or its start.
    pub handle: String,
    /// Number in the report, from 1.
    pub n: u32,
}

impl EventRef {
    /// Reads an id with its letter (`e` for events, `c` for claims).
    pub fn parse(letter: char, id: &str) -> Result<Self> {
        let wrong = || {
            let shown: String = id.chars().take(40).collect();
            Error::asked(format!("\"{shown}\" is no id; one looks like {letter}7f3kq2mz9ax4.12, as the lists print it"))
        };
        let (handle, n) = id.trim().strip_prefix(letter).and_then(|s| s.split_once('.')).ok_or_else(wrong)?;
        let n = n.parse().map_err(|_| wrong())?;
        let fits = |b: u8| DIGITS.contains(&b);
        if handle.is_empty() || handle.len() > HANDLE || !handle.bytes().all(fits) {
            return Err(wrong());
        }
        Ok(EventRef { handle: handle.to_owned(), n })
    }
}

impl fmt::Display for EventRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.handle, self.n)
    }
}

/// The number in an id that is local to its report: 12 of `e12`.
pub fn local(id: &str) -> Result<u32> {
    let digits = id.get(1..).unwrap_or_default();
    digits.parse().map_err(|_| Error::damaged(format!("\"{id}\" is no id of a record")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_publisher_or_host() {
        for (publisher, url, want) in [
            (Some(" Meridian Wire "), Some("https://x.example/a"), "meridian wire"),
            (None, Some("https://www.Example.org:80/a?b"), "example.org"),
            (Some(""), Some("http://user@example.org#x"), "example.org"),
            (None, Some("no address"), ""),
            (None, None, ""),
        ] {
            assert_eq!(source(publisher, url), want);
        }
    }

    #[test]
    fn fields_do_not_run_together() {
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
    }

    #[test]
    fn ids_are_read_and_written() {
        let key = ReportKey::of(None, None, None, "text");
        let id = format!("e{}.7", key.handle());
        let read = EventRef::parse('e', &id).unwrap();
        assert_eq!((format!("e{read}"), read.n), (id, 7));
        for wrong in
            ["", "e", "e.1", "c7f.1", "e7f3kq2", "e7f.x", "eILO.1", "e7f3kq2mz9ax4000.1", "e7.99999999999", "é.1"]
        {
            assert!(EventRef::parse('e', wrong).unwrap_err().is_asked(), "{wrong}");
        }
    }
}
