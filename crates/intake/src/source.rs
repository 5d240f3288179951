//! Where a report came from: the file, the record in it and where that starts.

use std::path::Path;
use std::sync::Arc;

/// Endings of containers, which say nothing about what is inside.
const CONTAINERS: [&str; 4] = ["gz", "zst", "gzip", "zstd"];

/// A report's origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file as messages name it.
    pub path: Arc<str>,
    /// The record in a file of many, counted from 1: the line in JSONL, the row in CSV, the entry in a feed, the record in
    /// WARC.
    pub record: Option<usize>,
    /// Where the record starts, in bytes of the unpacked file.
    pub offset: Option<u64>,
}

impl Source {
    /// A whole file.
    pub fn file(path: &str) -> Self {
        Source { path: path.into(), record: None, offset: None }
    }

    /// A record of the same file.
    pub fn record(&self, record: usize, offset: Option<u64>) -> Self {
        Source { path: self.path.clone(), record: Some(record), offset }
    }

    /// Names the report in messages: `file`, or `file:7`.
    pub fn place(&self) -> String {
        match self.record {
            Some(n) => format!("{}:{n}", self.path),
            None => self.path.to_string(),
        }
    }

    /// The id of a report that has none of its own: its file's name, with the record's number.
    pub fn id(&self) -> String {
        let stem = stem(inner_name(&self.path));
        match self.record {
            Some(n) => format!("{stem}-{n}"),
            None => stem,
        }
    }
}

/// A file's name without the endings of containers: `a/b.jsonl.gz` is `a/b.jsonl`.
pub(crate) fn inner_name(mut path: &str) -> &str {
    while let Some((rest, ending)) = path.rsplit_once('.') {
        if rest.is_empty() || !CONTAINERS.iter().any(|c| ending.eq_ignore_ascii_case(c)) {
            break;
        }
        path = rest;
    }
    path
}

fn stem(path: &str) -> String {
    Path::new(path).file_stem().map_or_else(|| path.to_owned(), |s| s.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_names() {
        for (path, id) in
            [("a/b.txt", "b"), ("a/b.jsonl.gz", "b"), ("b.c.warc.gz", "b.c"), ("stdin", "stdin"), (".gz", ".gz")]
        {
            assert_eq!(Source::file(path).id(), id);
        }
        assert_eq!(Source::file("a/b.csv.zst").record(7, None).id(), "b-7");
    }
}
