//! Inputs: paths and standard input to bytes, JSONL files to lines, one [`Job`] a report in the order given.

use anyhow::{Context, Result, bail};
use sayso::read::{Metadata, parse_line};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// One report to be read: its bytes with what is known of it, or why it cannot be had.
pub struct Job {
    /// Names it in errors.
    pub place: String,
    /// The text's bytes and metadata.
    pub body: Result<(Vec<u8>, Metadata)>,
}

/// The reports of all inputs, in order, opened one after the other.
pub fn jobs<'a>(files: &'a [PathBuf], given: &'a Metadata, stdin_jsonl: bool) -> impl Iterator<Item = Job> + Send + 'a {
    files.iter().flat_map(move |file| -> Box<dyn Iterator<Item = Job> + Send + 'a> {
        let lines = file.extension().is_some_and(|e| e == "jsonl") || (is_stdin(file) && stdin_jsonl);
        if lines { json_lines(file) } else { Box::new(std::iter::once(whole(file, given))) }
    })
}

fn is_stdin(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// A file's bytes.
pub fn bytes(file: &Path) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    if is_stdin(file) {
        std::io::stdin().lock().read_to_end(&mut out).context("standard input cannot be read")?;
        return Ok(out);
    }
    if file.is_dir() {
        bail!("this is a directory; name the files in it, as in {}/*.txt", file.display());
    }
    File::open(file).and_then(|mut f| f.read_to_end(&mut out)).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => anyhow::anyhow!("there is no such file"),
        std::io::ErrorKind::PermissionDenied => anyhow::anyhow!("the file may not be read (permission denied)"),
        _ => anyhow::Error::new(e),
    })?;
    Ok(out)
}

fn whole(file: &Path, given: &Metadata) -> Job {
    let place = if is_stdin(file) { "standard input".to_owned() } else { file.display().to_string() };
    let stem = if is_stdin(file) { None } else { file.file_stem().map(|s| s.to_string_lossy().into_owned()) };
    let metadata = Metadata { id: given.id.clone().or(stem).or_else(|| Some("stdin".into())), ..given.clone() };
    Job { place, body: bytes(file).map(|b| (b, metadata)) }
}

/// The lines of a JSONL file; a bad line is a job that failed, and the rest goes on.
fn json_lines(file: &Path) -> Box<dyn Iterator<Item = Job> + Send> {
    let place = if is_stdin(file) { "stdin".to_owned() } else { file.display().to_string() };
    let opened: Result<Box<dyn BufRead + Send>> = if is_stdin(file) {
        Ok(Box::new(BufReader::new(std::io::stdin())))
    } else if file.is_dir() {
        Err(anyhow::anyhow!("this is a directory, not a JSONL file"))
    } else {
        File::open(file).map(|f| Box::new(BufReader::new(f)) as Box<dyn BufRead + Send>).context("the file cannot be opened")
    };
    match opened {
        Err(e) => Box::new(std::iter::once(Job { place, body: Err(e) })),
        Ok(reader) => {
            let lines = reader.split(b'\n').enumerate();
            Box::new(lines.filter_map(move |(i, line)| {
                let at = format!("{place}:{}", i + 1);
                let line = match line {
                    Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                    Err(e) => return Some(Job { place: at, body: Err(e.into()) }),
                };
                if line.trim().is_empty() {
                    return None;
                }
                let body = parse_line(&place, i + 1, &line).map(|l| (l.text.into_bytes(), l.metadata)).map_err(anyhow::Error::new);
                Some(Job { place: at, body })
            }))
        }
    }
}
