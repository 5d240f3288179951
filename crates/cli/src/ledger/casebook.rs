//! A casebook's report without its gold: the front matter between `+++` lines says what is known of it, and the text ends
//! where the gold begins. The format is casebook/FORMAT.md's; reading the gold is the laboratory's business.

use sayso::read::Metadata;

const FENCE: &str = "+++\n";
const GOLD: &str = "\n## Gold\n";

/// Text and metadata, when the bytes are a casebook's report.
pub fn read(bytes: &[u8]) -> Option<(&str, Metadata)> {
    let file = std::str::from_utf8(bytes).ok()?;
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
        let (text, metadata) = read(file.as_bytes()).unwrap();
        assert_eq!(text, "A text.");
        assert_eq!((metadata.id.as_deref(), metadata.publisher.as_deref()), (Some("x-01"), Some("El Faro")));
        assert_eq!(metadata.title, None);
    }

    #[test]
    fn other_files_are_none() {
        for file in ["", "A text.", "+++\nid = \"x\"\n+++\nno gold", "---\nid: x\n---\nA text.\n## Gold\n"] {
            assert!(read(file.as_bytes()).is_none(), "{file}");
        }
    }
}
