//! Inputs: paths and standard input to [`Job`]s, one a report, in the order given. A job is small: a file is opened when
//! its turn comes, so that memory does not grow with the number of files. What files hold is `sayso-intake`'s business.

use crate::args::{Fields, Input};
use anyhow::{Result, bail};
use sayso::Engine;
use sayso::read::{Metadata, Report};
use sayso_intake::{FieldMap, Intake, Item, Kind, Options, Problem, is_many};
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// One report to be read, or what was wrong with it.
pub struct Job(Result<Item, Problem>);

impl Job {
    /// Names the report in messages.
    pub fn place(&self) -> String {
        match &self.0 {
            Ok(item) => item.origin().place(),
            Err(problem) => problem.origin().place(),
        }
    }

    /// Reads the report.
    pub fn report(self, engine: &Engine, given: &Metadata) -> Result<Report> {
        Ok(self.0?.report(engine, given)?)
    }
}

/// Takes in files as the command line asks.
pub fn intake(input: Input, fields: &Fields) -> Intake {
    let kind = match input {
        Input::Auto => None,
        Input::Text => Some(Kind::Text),
        Input::Html => Some(Kind::Html),
        Input::Jsonl => Some(Kind::Jsonl),
        Input::Csv => Some(Kind::Csv),
        Input::Feed => Some(Kind::Feed),
        Input::Warc => Some(Kind::Warc),
    };
    let fields = FieldMap {
        text: fields.text_field.clone(),
        title: fields.title_field.clone(),
        date: fields.date_field.clone(),
        id: fields.id_field.clone(),
        publisher: fields.publisher_field.clone(),
        url: fields.url_field.clone(),
        author: fields.author_field.clone(),
    };
    Intake::new(Options { kind, fields, ..Options::default() })
}

/// The reports of all inputs, in order.
pub fn jobs(intake: &Intake, files: &[PathBuf]) -> impl Iterator<Item = Job> + Send + use<> {
    intake.paths(files.to_vec()).map(Job)
}

/// The files that a path names: itself, those in a folder, those that fit a pattern.
pub fn files(path: PathBuf) -> impl Iterator<Item = Result<PathBuf, Box<Job>>> + Send {
    sayso_intake::files(path).map(|file| file.map_err(|problem| Box::new(Job(Err(problem)))))
}

/// True when an input may hold any number of reports. Only a regular file is looked into: what a pipe gives is gone.
pub fn holds_many(intake: &Intake, file: &Path) -> bool {
    let opened = !is_stdin(file) && file.is_file();
    let kind = if opened { intake.sniff(file).ok().map(|(kind, ..)| kind) } else { intake.asked() };
    is_many(file) || kind.is_some_and(|kind| !matches!(kind, Kind::Text | Kind::Html))
}

/// A path as messages name it.
pub fn name(file: &Path) -> String {
    if is_stdin(file) { sayso_intake::STDIN.to_owned() } else { file.display().to_string() }
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

fn open(file: &Path) -> Result<Box<dyn Read>> {
    if is_stdin(file) {
        return Ok(Box::new(io::stdin()));
    }
    if file.is_dir() {
        bail!("this is a directory, not a file");
    }
    Ok(Box::new(File::open(file).map_err(plainly)?))
}

/// The common failures in words that say what to do.
fn plainly(e: io::Error) -> anyhow::Error {
    match e.kind() {
        ErrorKind::NotFound => anyhow::anyhow!("there is no such file; check the path"),
        ErrorKind::PermissionDenied => anyhow::anyhow!("the file may not be read; check its permissions"),
        _ => anyhow::Error::new(e).context("the file cannot be read"),
    }
}
