//! A casebook's reports without their gold: the front matter between `+++` lines says what is known of a report, and its text
//! ends where the gold begins. The format is casebook/FORMAT.md's; reading the gold is the laboratory's business.

use sayso::read::Metadata;
use std::path::Path;

const FENCE: &str = "+++\n";
const GOLD: &str = "\n## Gold\n";
/// The file about a whole story, which is no report.
const STORY: &str = "story.md";

/// What a file is to a casebook.
pub enum Found {
    /// A report: its text and what is known of it.
    Report(String, Metadata),
    /// The story that reports tell.
    Story,
    /// Nothing of a casebook's.
    Other,
}

/// Looks into files that are named like a casebook's.
pub fn find(path: &Path) -> Found {
    if path.extension().is_none_or(|e| e != "md") {
        return Found::Other;
    }
    // A file that cannot be read is complained of by whoever reads it as something else.
    let Ok(file) = std::fs::read_to_string(path) else { return Found::Other };
    match read(&file) {
        Some((text, metadata)) => Found::Report(text.to_owned(), metadata),
        None if file.starts_with(FENCE) && path.file_name().is_some_and(|n| n == STORY) => Found::Story,
        None => Found::Other,
    }
}

fn read(file: &str) -> Option<(&str, Metadata)> {
    let (front, body) = file.strip_prefix(FENCE)?.split_once(FENCE)?;
    let (text, _) = body.split_once(GOLD)?;
    let field = |key: &str| {
        let value = |line: &str| {
            Some(line.strip_prefix(key)?.trim_start().strip_prefix('=')?.trim().trim_matches('"').to_owned())
        };
        front.lines().find_map(value)
    };
    let metadata = Metadata {
        id: field("id"),
        title: field("title"),
        published: field("published"),
        publisher: field("outlet"),
        url: None,
        author: None,
    };
    Some((text.trim_matches('\n'), metadata))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gold_is_left_out() {
        let file = "+++\nid = \"x-01\"\noutlet = \"El Faro\"\npublished = \"2021-03-09\"\n+++\n\nA text.\n\n## Gold\n\n### Events\n";
        let (text, metadata) = read(file).unwrap();
        assert_eq!(text, "A text.");
        assert_eq!((metadata.id.as_deref(), metadata.publisher.as_deref()), (Some("x-01"), Some("El Faro")));
        assert_eq!(metadata.title, None);
    }

    #[test]
    fn other_files_are_none() {
        for file in ["", "A text.", "+++\nid = \"x\"\n+++\nno gold", "---\nid: x\n---\nA text.\n## Gold\n"] {
            assert!(read(file).is_none(), "{file}");
        }
    }
}
