//! Paths, folders, patterns and standard input to files, one after another in a stable order. Folders are walked in the
//! order of names; hidden files and linked folders are left out.

use crate::problem::Problem;
use crate::source::Source;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Standard input in messages and ids.
pub const STDIN: &str = "stdin";

/// True when a path may stand for any number of files: a folder, or a pattern.
pub fn is_many(path: &Path) -> bool {
    path.is_dir() || is_pattern(path)
}

/// A path as messages name it.
pub(crate) fn name(path: &Path) -> String {
    if is_stdin(path) { STDIN.to_owned() } else { path.display().to_string() }
}

pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A file of that very name is no pattern.
fn is_pattern(path: &Path) -> bool {
    path.to_str().is_some_and(|p| p.contains(['*', '?', '['])) && path.symlink_metadata().is_err() && !is_url(path)
}

/// True for what is fetched.
pub(crate) fn is_url(path: &Path) -> bool {
    path.to_str().is_some_and(|p| p.starts_with("http://") || p.starts_with("https://"))
}

/// The files that a path stands for.
pub fn files(path: PathBuf) -> Box<dyn Iterator<Item = Result<PathBuf, Problem>> + Send> {
    if !is_stdin(&path) && path.is_dir() {
        return Box::new(Walk::new(path));
    }
    if is_pattern(&path) {
        return matching(&path);
    }
    Box::new(std::iter::once(Ok(path)))
}

fn matching(path: &Path) -> Box<dyn Iterator<Item = Result<PathBuf, Problem>> + Send> {
    let source = Source::file(&name(path));
    let problem = |reason: String| Box::new(std::iter::once(Err(Problem::new(source.clone(), reason))));
    let found = match glob::glob(&path.to_string_lossy()) {
        Ok(found) => found,
        Err(e) => return problem(format!("this is no pattern: {e}")),
    };
    // The crate gives them in the order of names.
    let mut all = found.peekable();
    if all.peek().is_none() {
        return problem("no file fits this pattern; check it".to_owned());
    }
    let all: Vec<_> = all.collect();
    Box::new(all.into_iter().flat_map(|found| match found {
        Ok(path) if path.is_dir() => Box::new(Walk::new(path)) as Box<dyn Iterator<Item = _> + Send>,
        Ok(path) => Box::new(std::iter::once(Ok(path))),
        Err(e) => {
            let source = Source::file(&name(e.path()));
            Box::new(std::iter::once(Err(Problem::io(source, e.error()))))
        }
    }))
}

/// A walk through a folder: what is still to be looked at, last first.
struct Walk {
    stack: Vec<PathBuf>,
    root: PathBuf,
    found: bool,
    done: bool,
}

impl Walk {
    fn new(root: PathBuf) -> Self {
        Walk { stack: vec![root.clone()], root, found: false, done: false }
    }

    fn open(&mut self, folder: &Path) -> std::io::Result<()> {
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let hidden = |name: &OsStr| name.to_string_lossy().starts_with('.');
            // A link to a folder may lead back up.
            let linked = entry.file_type()?.is_symlink() && entry.path().is_dir();
            if !hidden(&entry.file_name()) && !linked {
                inside.push(entry.path());
            }
        }
        inside.sort_unstable_by(|a, b| b.cmp(a));
        self.stack.append(&mut inside);
        Ok(())
    }
}

impl Iterator for Walk {
    type Item = Result<PathBuf, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(path) = self.stack.pop() {
            if !path.is_dir() {
                self.found = true;
                return Some(Ok(path));
            }
            if let Err(e) = self.open(&path) {
                self.found = true;
                return Some(Err(Problem::io(Source::file(&name(&path)), &e)));
            }
        }
        if self.found || std::mem::replace(&mut self.done, true) {
            return None;
        }
        let source = Source::file(&name(&self.root));
        Some(Err(Problem::new(source, "there is no file in this directory; check the path")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &Path, root: &Path) -> Vec<String> {
        files(path.to_owned())
            .map(|f| f.map_or_else(|e| e.reason().to_owned(), |p| p.strip_prefix(root).unwrap().display().to_string()))
            .collect()
    }

    #[test]
    fn folders_and_patterns_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        std::fs::create_dir_all(root.join("b/empty")).unwrap();
        for file in ["c.txt", "a.txt", "b/z.txt", "b/y[1].txt", ".hidden"] {
            std::fs::write(root.join(file), "x").unwrap();
        }
        assert_eq!(names(root, root), ["a.txt", "b/y[1].txt", "b/z.txt", "c.txt"]);
        assert_eq!(names(&root.join("*.txt"), root), ["a.txt", "c.txt"]);
        assert_eq!(names(&root.join("**/z*"), root), ["b/z.txt"]);
        assert_eq!(names(&root.join("b/y[1].txt"), root), ["b/y[1].txt"]);
        assert!(names(&root.join("*.none"), root)[0].contains("no file fits"));
        assert!(names(&root.join("b/empty"), root)[0].contains("no file in this directory"));
        assert!(is_many(root) && is_many(&root.join("*")) && !is_many(&root.join("a.txt")));
    }
}
