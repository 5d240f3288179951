//! What the four kinds of dictionary share: comments, blank lines, and codes in brackets.

use crate::error::{Error, Result};

/// A line without its comments, with its number from 1.
pub(super) struct Line<'t> {
    pub number: usize,
    pub text: &'t str,
}

/// The lines that say something. `<!-- … -->` may span lines; `#` and `;` end a line.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut commented = false;
    text.lines().enumerate().filter_map(move |(i, raw)| {
        let start = raw.trim_start();
        if commented || start.starts_with("<!") {
            commented = !start.contains("->");
            return None;
        }
        let text = raw.split(['#', ';']).next().unwrap_or(raw).trim_end();
        // `###` is an old spelling of the null code, not a comment.
        let text = if raw.contains("[###") { uncommented(raw) } else { text };
        (!text.trim().is_empty()).then_some(Line { number: i + 1, text })
    })
}

/// Up to the first comment mark that stands outside brackets.
fn uncommented(raw: &str) -> &str {
    let mut inside = false;
    for (i, c) in raw.char_indices() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            '#' | ';' if !inside => return raw[..i].trim_end(),
            _ => {}
        }
    }
    raw.trim_end()
}

/// A line's words and the contents of its brackets.
pub(super) fn bracketed<'t>(file: &str, line: &Line<'t>) -> Result<(&'t str, Vec<&'t str>)> {
    let wrong = |reason: &str| Error::data(file, line.number, reason);
    let (head, mut rest) = match line.text.find('[') {
        Some(i) => line.text.split_at(i),
        None => (line.text, ""),
    };
    if head.contains(']') {
        return Err(wrong("a ] without its ["));
    }
    let mut codes = Vec::new();
    while let Some(start) = rest.find('[') {
        let Some(end) = rest[start..].find(']') else { return Err(wrong("a [ is not closed")) };
        codes.push(rest[start + 1..start + end].trim());
        rest = &rest[start + end + 1..];
    }
    Ok((head.trim(), codes))
}
