//! The room's front door: paths in, items out, one after another. A file is opened when its turn comes and read record by
//! record.

use crate::csv::Rows;
use crate::feed;
use crate::item::{Body, Item, Page};
use crate::kind::{self, Found, Kind};
use crate::lines::Lines;
use crate::options::Options;
use crate::places::{self, is_stdin};
use crate::problem::Problem;
use crate::source::Source;
use crate::unpack::{Bytes, Unpacked, unpack};
use crate::warc::Records;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Items or what was wrong with them, in a stable order.
pub type Items = Box<dyn Iterator<Item = Result<Item, Problem>> + Send>;

/// Takes in files.
#[derive(Clone, Debug, Default)]
pub struct Intake {
    options: Arc<Options>,
}

impl Intake {
    /// With these options.
    pub fn new(options: Options) -> Self {
        Intake { options: Arc::new(options) }
    }

    /// All reports of all paths: files, folders, patterns, `-` for standard input.
    pub fn paths<P>(&self, paths: P) -> Items
    where
        P: IntoIterator<Item = PathBuf>,
        P::IntoIter: Send + 'static,
    {
        let intake = self.clone();
        Box::new(paths.into_iter().flat_map(places::files).flat_map(move |path| match path {
            Ok(path) => intake.path(&path),
            Err(problem) => only(Err(problem)),
        }))
    }

    /// The reports of one file.
    pub fn path(&self, path: &Path) -> Items {
        let source = Source::file(&places::name(path));
        match open(path).map_err(|e| Problem::io(source.clone(), &e)) {
            Ok(reader) => self.reader(&source.path, reader),
            Err(problem) => only(Err(problem)),
        }
    }

    /// The reports in bytes that a reader gives; `name` stands for the file.
    pub fn reader(&self, name: &str, reader: Box<dyn Read + Send>) -> Items {
        let source = Source::file(name);
        match unpack(reader, &self.options.limits) {
            Ok(unpacked) => {
                let (kind, _) = self.decide(name, &unpacked);
                self.records(kind, source, unpacked).unwrap_or_else(|problem| only(Err(problem)))
            }
            Err(e) => only(Err(Problem::io(source, &e))),
        }
    }

    /// What the caller says that all inputs hold.
    pub fn asked(&self) -> Option<Kind> {
        self.options.kind
    }

    /// What a file is taken for, what decided that, and the containers around it.
    pub fn sniff(&self, path: &Path) -> Result<(Kind, Found, Vec<&'static str>), Problem> {
        let source = Source::file(&places::name(path));
        let failed = |e: io::Error| Problem::io(source.clone(), &e);
        let unpacked = unpack(open(path).map_err(failed)?, &self.options.limits).map_err(failed)?;
        let (kind, found) = self.decide(&source.path, &unpacked);
        Ok((kind, found, unpacked.layers))
    }

    fn decide(&self, name: &str, unpacked: &Unpacked) -> (Kind, Found) {
        match self.options.kind {
            Some(kind) => (kind, Found::Asked),
            None => kind::decide(name, &unpacked.head, unpacked.whole, &self.options.fields),
        }
    }

    fn records(&self, kind: Kind, source: Source, unpacked: Unpacked) -> Result<Items, Problem> {
        let options = self.options.clone();
        let limit = options.limits.record;
        let Unpacked { reader, head, .. } = unpacked;
        Ok(match kind {
            Kind::Text => {
                let bytes = all(&source, reader, limit)?;
                only(Ok(Item::new(source, Body::Text(bytes), &options)))
            }
            Kind::Html => {
                let bytes = all(&source, reader, limit)?;
                let page = Page { bytes, alone: true, ..Page::default() };
                only(Ok(Item::new(source, Body::Page(page), &options)))
            }
            Kind::Jsonl => Box::new(
                Lines::new(reader, source, limit)
                    .map(move |line| line.map(|(source, line)| Item::new(source, Body::Line(line), &options))),
            ),
            Kind::Csv => Box::new(
                Rows::new(reader, &head, source, &self.options.fields, limit)?
                    .map(move |row| row.map(|(source, row)| Item::new(source, Body::Document(row), &options))),
            ),
            Kind::Feed => {
                let bytes = all(&source, reader, limit)?;
                let entries = feed::entries(&source, &bytes, &options.limits)?;
                Box::new(
                    entries.into_iter().map(move |entry| {
                        entry.map(|(source, entry)| Item::new(source, Body::Document(entry), &options))
                    }),
                )
            }
            Kind::Warc => Box::new(
                Records::new(reader, source, limit)
                    .map(move |record| record.map(|(source, body)| Item::new(source, body, &options))),
            ),
        })
    }
}

fn only(item: Result<Item, Problem>) -> Items {
    Box::new(std::iter::once(item))
}

fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if is_stdin(path) {
        return Ok(Box::new(io::stdin()));
    }
    if places::is_url(path) {
        return fetch(path);
    }
    Ok(Box::new(File::open(path)?))
}

#[cfg(feature = "fetch")]
fn fetch(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    crate::fetch::open(&path.to_string_lossy())
}

#[cfg(not(feature = "fetch"))]
fn fetch(_: &Path) -> io::Result<Box<dyn Read + Send>> {
    Err(io::Error::other(
        "this build does not fetch; build with --features fetch, or pipe it in: curl … | sayso read -",
    ))
}

/// All bytes of a file that is one record.
fn all(source: &Source, reader: Bytes, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|e| Problem::io(source.clone(), &e))?;
    if bytes.len() > limit {
        let reason = format!("longer than a report may be ({} MB); split it", limit >> 20);
        return Err(Problem::new(source.clone(), reason));
    }
    Ok(bytes)
}
