//! The casebook on disk: which files belong to it, and the actors that its reports know.

use crate::codes::Split;
use crate::problem::Problem;
use crate::report::Report;
use crate::story::Story;
use sayso::ActorFile;
use sayso::codebook::Codebook;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// Stories with their reports.
#[derive(Clone, Debug, Default)]
pub struct Casebook {
    /// By folder.
    pub folders: Vec<Folder>,
}

/// A story's folder.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The part of the casebook it lies in.
    pub split: Option<Split>,
    /// What holds across the reports, where the story file can be read.
    pub story: Option<Story>,
    /// By number.
    pub reports: Vec<Report>,
}

/// The tables of a casebook's own actors, by name.
pub fn lexicon(dir: &Path) -> io::Result<Vec<ActorFile>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "tsv") {
            paths.push(path);
        }
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| Ok(ActorFile { name: path.display().to_string(), text: std::fs::read_to_string(&path)? }))
        .collect()
}

/// The folder with the actors that a file or folder of a casebook knows: its own, or that of the nearest folder above.
pub fn lexicon_above(path: &Path) -> Option<PathBuf> {
    let path = path.canonicalize().ok()?;
    path.ancestors().map(|dir| dir.join("lexicon")).find(|dir| dir.is_dir())
}

impl Casebook {
    /// Reads a casebook, a part of it, a story's folder or a single file, and says all that is wrong with it.
    pub fn read(path: &Path, codebook: &Codebook) -> io::Result<(Casebook, Vec<Problem>)> {
        let mut out = Casebook::default();
        let mut problems = Vec::new();
        if path.is_file() && path.file_name().is_some_and(|n| n != "story.md") {
            let (report, found) = Report::read(path, &std::fs::read_to_string(path)?, codebook);
            out.folders.push(Folder {
                split: split(path.parent()),
                story: None,
                reports: report.into_iter().collect(),
            });
            return Ok((out, found));
        }
        let root = if path.is_file() { path.parent().unwrap_or(path) } else { path };
        let mut folders = Vec::new();
        story_folders(root, &mut folders)?;
        for dir in folders {
            let (folder, found) = Folder::read(&dir, codebook)?;
            out.folders.push(folder);
            problems.extend(found);
        }
        problems.extend(out.repeated_ids());
        Ok((out, problems))
    }

    /// All reports, story by story.
    pub fn reports(&self) -> impl Iterator<Item = &Report> {
        self.folders.iter().flat_map(|f| &f.reports)
    }

    fn repeated_ids(&self) -> Vec<Problem> {
        let mut seen: BTreeMap<&str, &Report> = BTreeMap::new();
        let mut out = Vec::new();
        for report in self.reports() {
            if let Some(other) = seen.insert(&report.front.id, report) {
                out.push(Problem {
                    file: report.path.display().to_string(),
                    line: 1,
                    message: format!("the id {} is that of {} too", report.front.id, other.path.display()),
                });
            }
        }
        out
    }
}

impl Folder {
    fn read(dir: &Path, codebook: &Codebook) -> io::Result<(Folder, Vec<Problem>)> {
        let mut problems = Vec::new();
        let mut reports = Vec::new();
        let mut story = None;
        for path in markdown(dir)? {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if name == "story.md" {
                story = Some(path);
            } else if is_report(&name) {
                let (report, found) = Report::read(&path, &std::fs::read_to_string(&path)?, codebook);
                reports.extend(report);
                problems.extend(found);
            } else {
                let message = "neither story.md nor a report, which is called NN-OUTLET.md".to_owned();
                problems.push(Problem { file: path.display().to_string(), line: 0, message });
            }
        }
        let story = match story {
            Some(path) => {
                let (story, found) = Story::read(&path, &std::fs::read_to_string(&path)?, &reports);
                problems.extend(found);
                story
            }
            None => {
                let message = "no story.md beside the reports".to_owned();
                problems.push(Problem { file: dir.display().to_string(), line: 0, message });
                None
            }
        };
        Ok((Folder { split: split(Some(dir)), story, reports }, problems))
    }
}

/// The folders at or below one that hold a story, in order.
fn story_folders(dir: &Path, out: &mut Vec<PathBuf>) -> io::Result<()> {
    let names = markdown(dir)?;
    let is_story =
        |path: &PathBuf| path.file_name().is_some_and(|n| n == "story.md" || is_report(&n.to_string_lossy()));
    if names.iter().any(is_story) {
        out.push(dir.to_owned());
        return Ok(());
    }
    let mut below = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            below.push(path);
        }
    }
    below.sort();
    below.iter().try_for_each(|dir| story_folders(dir, out))
}

fn markdown(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_file() && path.extension().is_some_and(|e| e == "md") {
            out.push(path);
        }
    }
    out.sort();
    Ok(out)
}

/// `02-el-faro.md`.
fn is_report(name: &str) -> bool {
    let (number, rest) = name.split_at(name.bytes().take_while(u8::is_ascii_digit).count());
    number.len() == 2 && rest.starts_with('-') && rest.ends_with(".md")
}

/// The split that a story's folder lies in.
fn split(dir: Option<&Path>) -> Option<Split> {
    let dir = dir?.canonicalize().ok()?;
    dir.parent()?.file_name()?.to_str()?.parse().ok()
}
