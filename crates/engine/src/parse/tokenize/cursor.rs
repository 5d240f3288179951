//! Looking around in a text by byte offset, and the classes of characters that matter to the tokenizer.

use std::ops::Range;

/// A stretch of text that is being scanned; offsets are into the whole text.
#[derive(Clone, Copy)]
pub struct Cursor<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl<'t> Cursor<'t> {
    /// Looks at a stretch and never beyond.
    pub fn new(text: &'t str, stretch: Range<usize>) -> Self {
        Cursor { text, start: stretch.start, end: stretch.end }
    }

    /// The character that starts at an offset.
    pub fn at(&self, i: usize) -> Option<char> {
        self.text[i..self.end].chars().next()
    }

    /// The character after the one that starts at an offset.
    pub fn after(&self, i: usize) -> Option<char> {
        self.text[i..self.end].chars().nth(1)
    }

    /// The character that ends at an offset.
    pub fn before(&self, i: usize) -> Option<char> {
        self.text[self.start..i].chars().next_back()
    }

    /// The text of a range.
    pub fn slice(&self, range: Range<usize>) -> &'t str {
        &self.text[range]
    }

    /// What is left from an offset on.
    pub fn rest(&self, i: usize) -> &'t str {
        &self.text[i..self.end]
    }

    /// Where a run of characters that starts at an offset ends.
    pub fn run(&self, i: usize, mut keep: impl FnMut(char) -> bool) -> usize {
        self.rest(i).find(|c| !keep(c)).map_or(self.end, |n| i + n)
    }

    /// Like [`Self::run`], over so many characters at most.
    pub fn run_of(&self, i: usize, most: usize, mut keep: impl FnMut(char) -> bool) -> usize {
        let mut left = most;
        self.run(i, |c| {
            let go = left > 0 && keep(c);
            left -= usize::from(go);
            go
        })
    }
}

/// Characters that show nothing and are no word by themselves: zero-width and direction marks, soft hyphens, controls.
pub fn is_invisible(c: char) -> bool {
    let shown_nowhere = matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    );
    shown_nowhere || (c.is_control() && !c.is_whitespace())
}

/// Letters, digits and what is written over or under them.
pub fn is_word(c: char) -> bool {
    (c.is_alphanumeric() && c != 'ʼ') || c == '_' || is_combining(c)
}

fn is_combining(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}'
            | '\u{93a}'..='\u{94f}' | '\u{e31}'..='\u{e3a}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}' | '\u{3099}' | '\u{309a}'
    )
}

/// Marks that stand for an apostrophe within a word.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '´' | '′' | '＇')
}

/// Hyphens that may join the parts of a word.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

/// Emoji and dingbats.
pub fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}')
}

/// Brackets and quotation marks that open.
pub fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '<' | '“' | '„' | '‘' | '‚' | '«' | '"' | '\'' | '-' | '–' | '—' | '/')
}
