//! Folders to files: what `sayso add` reads of a folder, in order of names.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Extensions of reports.
const REPORTS: [&str; 3] = ["txt", "jsonl", "md"];
/// A casebook's file about a whole story, which is no report.
const STORY: &str = "story.md";

/// The files that paths name, folders walked through. A link to a folder is not followed, for it may lead back.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut out).with_context(|| format!("{}: the folder cannot be read", path.display()))?;
        } else {
            out.push(path.clone());
        }
    }
    Ok(out)
}

fn walk(dir: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = std::fs::read_dir(dir)?.collect::<std::io::Result<Vec<_>>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            walk(&path, out)?;
        } else if is_report(&path) {
            out.push(path);
        }
    }
    Ok(())
}

fn is_report(path: &Path) -> bool {
    let known = |e: &std::ffi::OsStr| REPORTS.iter().any(|r| e.eq_ignore_ascii_case(r));
    path.extension().is_some_and(known) && path.file_name().is_some_and(|n| n != STORY)
}
