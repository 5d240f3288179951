//! Inputs: paths and standard input to [`Job`]s, one a report, in the order given. A job is small: a file is read by the
//! thread that works on it, so that memory does not grow with the number of files.

use crate::args::Input;
use anyhow::{Result, bail};
use sayso::Engine;
use sayso::read::{JsonLine, JsonLines, Metadata, Report};
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Standard input in messages and ids.
const STDIN: &str = "stdin";

/// One report to be read.
pub enum Job {
    /// A whole file.
    File(PathBuf),
    /// A line of a JSONL file.
    Line { file: Arc<str>, line: JsonLine },
    /// What could not even be opened.
    Failed { place: String, error: anyhow::Error },
}

impl Job {
    /// Names the report in messages.
    pub fn place(&self) -> String {
        match self {
            Job::File(path) => name(path),
            Job::Line { file, line } => line.place(file),
            Job::Failed { place, .. } => place.clone(),
        }
    }

    /// Reads the report.
    pub fn report(self, engine: &Engine, given: &Metadata) -> Result<Report> {
        match self {
            Job::File(path) => Ok(engine.read(&name(&path), &bytes(&path)?, given)?),
            Job::Line { file, line } => Ok(engine.read_line(&file, &line, given)?),
            Job::Failed { error, .. } => Err(error),
        }
    }
}

/// The reports of all inputs, in order.
pub fn jobs(files: &[PathBuf], input: Input) -> impl Iterator<Item = Job> + Send {
    files.iter().flat_map(move |file| -> Box<dyn Iterator<Item = Job> + Send> {
        if holds_lines(file, input) { lines(file) } else { Box::new(std::iter::once(Job::File(file.clone()))) }
    })
}

/// True when a file holds many reports, one a line.
pub fn holds_lines(file: &Path, input: Input) -> bool {
    match input {
        Input::Auto => file.extension().is_some_and(|e| e.eq_ignore_ascii_case("jsonl")),
        Input::Text => false,
        Input::Jsonl => true,
    }
}

/// A path as messages name it.
pub fn name(file: &Path) -> String {
    if is_stdin(file) { STDIN.to_owned() } else { file.display().to_string() }
}

/// A file's bytes.
pub fn bytes(file: &Path) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    open(file)?.read_to_end(&mut out).map_err(plainly)?;
    Ok(out)
}

fn is_stdin(file: &Path) -> bool {
    file.as_os_str() == "-"
}

fn open(file: &Path) -> Result<Box<dyn BufRead + Send>> {
    if is_stdin(file) {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    if file.is_dir() {
        bail!("this is a directory, not a file; name the files in it, as in {}/*.txt", file.display());
    }
    Ok(Box::new(BufReader::new(File::open(file).map_err(plainly)?)))
}

/// The common failures in words that say what to do.
fn plainly(e: io::Error) -> anyhow::Error {
    match e.kind() {
        ErrorKind::NotFound => anyhow::anyhow!("there is no such file; check the path"),
        ErrorKind::PermissionDenied => anyhow::anyhow!("the file may not be read; check its permissions"),
        _ => anyhow::Error::new(e).context("the file cannot be read"),
    }
}

fn lines(file: &Path) -> Box<dyn Iterator<Item = Job> + Send> {
    let file_name: Arc<str> = name(file).into();
    let reader = match open(file) {
        Ok(reader) => reader,
        Err(error) => return Box::new(std::iter::once(Job::Failed { place: file_name.to_string(), error })),
    };
    let mut failed = false;
    let jobs = JsonLines::new(reader).map(move |line| match line {
        Ok(line) => Job::Line { file: file_name.clone(), line },
        Err(e) => Job::Failed { place: file_name.to_string(), error: plainly(e) },
    });
    // A reader that fails once may fail for ever.
    Box::new(jobs.take_while(move |job| !std::mem::replace(&mut failed, matches!(job, Job::Failed { .. }))))
}
