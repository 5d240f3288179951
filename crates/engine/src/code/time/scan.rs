//! A cheap scanner for the grammars of times and quantities: words, numbers and marks with their places. It knows no
//! English beyond the shape of words, and it is not the parser's tokenizer: patterns such as `10/22/24` or `$4B` need
//! finer pieces than a treebank has.

use crate::span::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, with inner dots (`p.m.`) and apostrophes (`o'clock`); a clitic `'s` is a word of its own.
    Word,
    /// Digits with grouping and a decimal part (`1,500`, `4.5`).
    Number,
    /// Any other character.
    Mark(char),
}

/// A piece of text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// Its characters.
    pub(crate) span: Span,
    /// What it is made of.
    pub(crate) kind: Kind,
    /// White space stands before it, or the text begins.
    pub(crate) spaced: bool,
    /// A blank line stands before it, or the text begins.
    pub(crate) paragraph: bool,
}

/// A text in pieces.
pub(crate) struct Tokens<'a> {
    text: &'a str,
    list: Vec<Token>,
}

impl<'a> Tokens<'a> {
    /// Cuts a text up.
    pub(crate) fn of(text: &'a str) -> Self {
        let mut list = Vec::with_capacity(text.len() / 5);
        let (mut at, mut spaced, mut lines) = (0, true, 2);
        while let Some(c) = text[at..].chars().next() {
            if c.is_whitespace() {
                spaced = true;
                lines += u8::from(c == '\n' && lines < 2);
                at += c.len_utf8();
                continue;
            }
            let (kind, end) = piece(text, at, c);
            list.push(Token { span: Span::new(at, end), kind, spaced, paragraph: lines >= 2 });
            (at, spaced, lines) = (end, false, 0);
        }
        Tokens { text, list }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The token at a place.
    pub(crate) fn get(&self, i: usize) -> Option<Token> {
        self.list.get(i).copied()
    }

    /// Its characters; empty beyond the end.
    pub(crate) fn str(&self, i: usize) -> &'a str {
        self.list.get(i).map_or("", |t| t.span.of(self.text))
    }

    /// True when it is this word, in whatever case.
    pub(crate) fn is(&self, i: usize, word: &str) -> bool {
        self.str(i).eq_ignore_ascii_case(word)
    }

    /// True when it is one of these words, in whatever case.
    pub(crate) fn is_any(&self, i: usize, words: &[&str]) -> bool {
        let s = self.str(i);
        words.iter().any(|w| s.eq_ignore_ascii_case(w))
    }

    /// True when it is this mark.
    pub(crate) fn mark(&self, i: usize, mark: char) -> bool {
        self.get(i).is_some_and(|t| t.kind == Kind::Mark(mark))
    }

    /// True when it is a hyphen or a dash written without spaces around it.
    pub(crate) fn hyphen(&self, i: usize) -> bool {
        let dash = matches!(self.get(i).map(|t| t.kind), Some(Kind::Mark('-' | '\u{2010}' | '\u{2011}' | '\u{2013}')));
        dash && self.touches(i) && self.touches(i + 1)
    }

    /// True when nothing stands between it and the token before.
    pub(crate) fn touches(&self, i: usize) -> bool {
        self.get(i).is_some_and(|t| !t.spaced)
    }

    /// True for a number.
    pub(crate) fn number(&self, i: usize) -> bool {
        self.get(i).is_some_and(|t| t.kind == Kind::Number)
    }

    /// True for a word.
    pub(crate) fn word(&self, i: usize) -> bool {
        self.get(i).is_some_and(|t| t.kind == Kind::Word)
    }

    /// The value of a number of so many plain digits, none for any other token.
    pub(crate) fn digits(&self, i: usize, length: std::ops::RangeInclusive<usize>) -> Option<i16> {
        let s = self.str(i);
        (self.number(i) && length.contains(&s.len())).then(|| s.parse().ok()).flatten()
    }

    /// True when its first letter is a capital.
    pub(crate) fn capital(&self, i: usize) -> bool {
        self.str(i).starts_with(char::is_uppercase)
    }

    /// True when a sentence ends before it, as far as marks can tell.
    pub(crate) fn opens_sentence(&self, i: usize) -> bool {
        let Some(token) = self.get(i) else { return true };
        if token.paragraph || i == 0 {
            return true;
        }
        match self.list[i - 1].kind {
            Kind::Mark('.' | '!' | '?' | '"' | '\u{201c}' | '\u{201d}' | '`') => true,
            Kind::Mark(_) | Kind::Number | Kind::Word => false,
        }
    }
}

fn piece(text: &str, at: usize, c: char) -> (Kind, usize) {
    if c.is_ascii_digit() {
        return (Kind::Number, number_end(text, at));
    }
    if c.is_alphabetic() {
        return (Kind::Word, word_end(text, at));
    }
    if is_apostrophe(c) {
        let rest = &text[at + c.len_utf8()..];
        let glued = text[..at].ends_with(|p: char| p.is_alphanumeric() || p == '.');
        if glued && rest.starts_with(['s', 'S']) && !rest[1..].starts_with(char::is_alphanumeric) {
            return (Kind::Word, at + c.len_utf8() + 1);
        }
    }
    (Kind::Mark(if is_apostrophe(c) { '\'' } else { c }), at + c.len_utf8())
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}')
}

fn number_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let first = digits(at);
    let mut end = at + first;
    if first <= 3 {
        while let Some(separator) = group_separator(&text[end..]) {
            if digits(end + separator) != 3 {
                break;
            }
            end += separator + 3;
        }
    }
    if bytes.get(end) == Some(&b'.') {
        let decimals = digits(end + 1);
        end += if decimals > 0 { 1 + decimals } else { 0 };
    }
    end
}

/// Length of a mark that groups digits by threes: a comma, or a space that does not break.
fn group_separator(rest: &str) -> Option<usize> {
    rest.chars().next().filter(|c| matches!(c, ',' | '\u{a0}' | '\u{202f}' | '\u{2009}')).map(char::len_utf8)
}

fn word_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    if let Some(length) = dotted_length(rest) {
        return at + length;
    }
    for (i, c) in rest.char_indices() {
        let apostrophe = is_apostrophe(c) && {
            let after = &rest[i + c.len_utf8()..];
            let possessive = after.starts_with(['s', 'S']) && !after[1..].starts_with(char::is_alphanumeric);
            after.starts_with(char::is_alphabetic) && !possessive
        };
        if !(c.is_alphabetic() || is_joiner(c) || apostrophe) {
            return at + i;
        }
    }
    text.len()
}

/// Combining marks belong to the letter before them.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{ad}')
}

/// Length of single letters with dots between (`p.m.`, `U.S.`), none for anything else.
fn dotted_length(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let letter = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_alphabetic);
    let mut end = 0;
    while letter(end) && bytes.get(end + 1) == Some(&b'.') {
        end += 2;
    }
    if letter(end) && end >= 2 && !letter(end + 1) {
        end += 1;
    }
    (end >= 3 && !letter(end)).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pieces() {
        let cut = |text: &str| {
            let tokens = Tokens::of(text);
            (0..tokens.len()).map(|i| tokens.str(i).to_string()).collect::<Vec<_>>().join(" ")
        };
        for (text, expected) in [
            ("Oct. 22,2024", "Oct . 22 , 2024"),
            ("1,500 and 10,000.", "1,500 and 10,000 ."),
            ("at 7:15 p.m. Friday", "at 7 : 15 p.m. Friday"),
            ("the U.S.'s 5th-largest", "the U.S. 's 5 th - largest"),
            ("$4B, 2.5%", "$ 4 B , 2.5 %"),
            ("o'clock, year\u{2019}s end, the '80s", "o'clock , year \u{2019}s end , the ' 80 s"),
            ("21,0000 or 10\u{a0}000", "21 , 0000 or 10\u{a0}000"),
            ("I. said", "I . said"),
        ] {
            assert_eq!(cut(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn tokens_tile_the_text(text in "[a-zé0-9 .,'’$\n-]{0,60}|\\PC{0,40}") {
            let tokens = Tokens::of(&text);
            let mut at = 0;
            for i in 0..tokens.len() {
                let span = tokens.list[i].span;
                prop_assert!(!span.is_empty());
                prop_assert!(text[at..span.start as usize].chars().all(char::is_whitespace));
                at = span.end as usize;
            }
            prop_assert!(text[at..].chars().all(char::is_whitespace));
        }
    }
}
