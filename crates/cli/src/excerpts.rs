//! Pieces of a report's text by the code points that records carry, fit for one line of output.

use sayso::records::At;

/// Characters between two known byte positions.
const STRIDE: usize = 512;

/// Pieces of a text by code points, without a copy of it.
pub struct Excerpts<'t> {
    text: &'t str,
    /// Byte position of every [`STRIDE`]th character.
    marks: Vec<usize>,
}

impl<'t> Excerpts<'t> {
    /// Of a report's text.
    pub fn new(text: &'t str) -> Self {
        Excerpts { text, marks: text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect() }
    }

    /// The characters under a span on one line, no more than `most`; nothing where it leads nowhere.
    pub fn line(&self, [start, end]: At, most: usize) -> String {
        let from = self.marks.get(start as usize / STRIDE).copied().unwrap_or(self.text.len());
        let length = (end.saturating_sub(start) as usize).min(most);
        clean(&self.text[from..].chars().skip(start as usize % STRIDE).take(length).collect::<String>())
    }
}

/// On one line, without characters that a terminal obeys.
pub fn clean(s: &str) -> String {
    let steers = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    s.split(|c: char| c.is_whitespace() || steers(c)).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}
