//! The block of `key: value` lines between `---` lines that a text file may open with. It says what is known of the
//! report and is no part of its text: the text starts after the block and the blank lines under it.

use super::metadata::Metadata;

/// A block is at most this long; what is longer is text.
const MAX_BLOCK: usize = 16 * 1024;
const FENCE: &str = "---";

/// A block with what it says.
#[derive(Debug, PartialEq)]
pub(super) struct FrontMatter {
    /// Its fields.
    pub metadata: Metadata,
    /// Names of fields that mean nothing here.
    pub unknown: Vec<String>,
    /// Where the text starts.
    pub text_start: usize,
}

/// Finds the block. Without a closing line, with a line that is no `key: value`, or without a field that means
/// something, there is none and all is text.
pub(super) fn find(text: &str) -> Option<FrontMatter> {
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next()?;
    if opening.trim_end() != FENCE {
        return None;
    }
    let mut found = FrontMatter { metadata: Metadata::default(), unknown: Vec::new(), text_start: opening.len() };
    for line in lines {
        found.text_start += line.len();
        if found.text_start > MAX_BLOCK {
            return None;
        }
        let line = line.trim();
        if line == FENCE {
            let rest = &text[found.text_start..];
            found.text_start += rest.len() - rest.trim_start_matches(['\n', '\r']).len();
            return (found.metadata != Metadata::default()).then_some(found);
        }
        if !line.is_empty() && !line.starts_with('#') {
            found.field(line)?;
        }
    }
    None
}

impl FrontMatter {
    fn field(&mut self, line: &str) -> Option<()> {
        let (key, value) = line.split_once(':')?;
        let key = key.trim().to_ascii_lowercase();
        if key.is_empty() || !key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
            return None;
        }
        let metadata = &mut self.metadata;
        let slot = match key.as_str() {
            "id" => &mut metadata.id,
            "title" => &mut metadata.title,
            "published" => &mut metadata.published,
            "publisher" => &mut metadata.publisher,
            "url" => &mut metadata.url,
            "author" => &mut metadata.author,
            _ => {
                self.unknown.push(key);
                return Some(());
            }
        };
        *slot = Some(unquoted(value.trim()).to_owned());
        Some(())
    }
}

/// A value without the one pair of quotation marks around it.
fn unquoted(value: &str) -> &str {
    ['"', '\''].iter().find_map(|&q| value.strip_prefix(q)?.strip_suffix(q)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_no_text() {
        for text in [
            "---\ntitle: \"A: B\"\npublished: 2024-05-06\nmood: calm\n---\n\nThe text.",
            "---\r\n# facts\r\nTitle: 'A: B'\r\n\r\npublished: 2024-05-06\r\nmood: calm\r\n---\r\n\r\nThe text.",
        ] {
            let found = find(text).unwrap();
            assert_eq!(found.metadata.title.as_deref(), Some("A: B"));
            assert_eq!(found.metadata.published.as_deref(), Some("2024-05-06"));
            assert_eq!(found.unknown, ["mood"]);
            assert_eq!(&text[found.text_start..], "The text.");
        }
    }

    #[test]
    fn all_else_is_text() {
        for text in [
            "The text.",
            "---\nThe text goes on",
            "---\nThe minister said: no.\n---\nMore.",
            "---\ntitle: never closed\nThe text.",
            "---\nmood: calm\n---\nThe text.",
            "---\n---\nThe text.",
            "--- \u{2028}",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
