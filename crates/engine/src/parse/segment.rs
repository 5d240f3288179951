//! Paragraphs, sentences and words, as UD English (EWT, GUM) divides them. Everything is found in one pass over the text
//! and points into it; what the words are is for the model. Lists of abbreviations and contractions live in
//! `data/lexicon`.

use super::layout::paragraphs;
use super::tokenize::{Abbreviation, BorderWord, Ending, RawToken, WordLists, is_apostrophe, is_pictograph, tokens};
use crate::error::Result;
use crate::span::Span;
use std::ops::Range;

/// Capitalised words that a name between a quotation and its verb of saying has at most.
const LONGEST_NAME: usize = 6;
/// A sentence of so many words is cut at the next comma or semicolon, and at the latest after twice as many: bounds
/// hold whatever comes in.
const LONG_SENTENCE: usize = 250;
/// A mark that is repeated so often is a line across the page.
const RULE_LENGTH: usize = 5;

/// A segmented text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Segmented {
    /// Words in order; the flag tells that a word is written together with the one before as a multiword token.
    pub words: Vec<(Span, bool)>,
    /// Sentences as ranges of words, with their paragraph.
    pub sentences: Vec<(Range<u32>, u32)>,
    /// Paragraphs that hold at least one word.
    pub paragraphs: Vec<Span>,
}

/// Divides texts.
pub struct Segmenter {
    lists: WordLists,
}

impl Segmenter {
    /// From the texts of `abbreviations.tsv` and `contractions.tsv`.
    pub fn load(abbreviations: &str, contractions: &str) -> Result<Self> {
        Ok(Segmenter { lists: WordLists::load(abbreviations, contractions)? })
    }

    /// Divides a text; `skip` (in order, not overlapping) holds no words and is a boundary.
    pub fn segment(&self, text: &str, skip: &[Span]) -> Segmented {
        let mut out = Segmented::default();
        for paragraph in paragraphs(text, skip) {
            let tokens = tokens(text, paragraph, &self.lists);
            if tokens.is_empty() {
                continue;
            }
            let number = out.paragraphs.len() as u32;
            out.paragraphs.push(paragraph);
            let borders = Borders { text, tokens: &tokens, lists: &self.lists, quote_open: open_quotes(text, &tokens) };
            for Sentence { tokens: range, stop } in borders.sentences() {
                let first = out.words.len() as u32;
                for (i, token) in tokens[range.clone()].iter().enumerate() {
                    if stop == Some(range.start + i) {
                        let end = token.span.end as usize - 1;
                        out.words.push((Span::new(token.span.start as usize, end), token.joined));
                        out.words.push((Span::new(end, end + 1), false));
                    } else {
                        out.words.push((token.span, token.joined));
                    }
                }
                out.sentences.push((first..out.words.len() as u32, number));
            }
        }
        out
    }
}

/// A sentence of a paragraph.
struct Sentence {
    tokens: Range<usize>,
    /// The abbreviation whose full stop is also the sentence's, so that it is a token of its own.
    stop: Option<usize>,
}

/// Whether a straight double quotation mark is open after each token.
fn open_quotes(text: &str, tokens: &[RawToken]) -> Vec<bool> {
    let mut open = false;
    let mut out = Vec::with_capacity(tokens.len());
    for (i, token) in tokens.iter().enumerate() {
        if token.span.of(text) == "\"" {
            let spaced_before = i == 0 || tokens[i - 1].span.end < token.span.start;
            let spaced_after = tokens.get(i + 1).is_none_or(|next| token.span.end < next.span.start);
            open = match (spaced_before, spaced_after) {
                (true, false) => true,
                (false, true) => false,
                _ => !open,
            };
        }
        out.push(open);
    }
    out
}

/// Looks for the ends of sentences in a paragraph.
struct Borders<'t> {
    text: &'t str,
    tokens: &'t [RawToken],
    lists: &'t WordLists,
    quote_open: Vec<bool>,
}

impl Borders<'_> {
    fn sentences(&self) -> Vec<Sentence> {
        let mut out = Vec::new();
        let mut from = 0;
        let mut i = 0;
        while i < self.tokens.len() {
            let mut next = i + 1;
            let marked = self.tokens[i].ending != Ending::None;
            while marked && next < self.tokens.len() && self.closes(next) {
                next += 1;
            }
            if marked && (next >= self.tokens.len() || self.breaks(from, i, next)) {
                out.push(Sentence { tokens: from..next, stop: self.shared_stop(i) });
                from = next;
            } else if self.is_rule(i) || self.is_rule(next) || self.too_long(from, next - 1) {
                out.push(Sentence { tokens: from..next, stop: None });
                from = next;
            }
            i = next;
        }
        if from < self.tokens.len() {
            out.push(Sentence { tokens: from..self.tokens.len(), stop: None });
        }
        out
    }

    fn form(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| t.span.of(self.text))
    }

    fn first_char(&self, i: usize) -> char {
        self.form(i).chars().next().unwrap_or(' ')
    }

    /// Whether the token stands right behind the one before.
    fn touches(&self, i: usize) -> bool {
        i > 0 && i < self.tokens.len() && self.tokens[i - 1].span.end == self.tokens[i].span.start
    }

    /// The token when it is an abbreviation without inner full stops that ends a sentence: UD parts "etc" and ".".
    fn shared_stop(&self, i: usize) -> Option<usize> {
        let simple = || !self.form(i).trim_end_matches('.').contains('.') && self.form(i).ends_with('.');
        (matches!(self.tokens[i].ending, Ending::Abbreviation(_)) && simple()).then_some(i)
    }

    /// A line of dashes or the like across the page stands alone.
    fn is_rule(&self, i: usize) -> bool {
        let form = self.form(i);
        form.len() >= RULE_LENGTH && form.bytes().all(|b| matches!(b, b'-' | b'_' | b'=' | b'*' | b'~'))
    }

    fn too_long(&self, from: usize, i: usize) -> bool {
        let joined = self.tokens.get(i + 1).is_some_and(|t| t.joined);
        let length = i + 1 - from;
        !joined && (length >= 2 * LONG_SENTENCE || length >= LONG_SENTENCE && matches!(self.form(i), "," | ";" | ":"))
    }

    /// A mark right after a full stop that still belongs to the sentence before.
    fn closes(&self, i: usize) -> bool {
        let follows_closely = |form: &str| matches!(form, "." | "!" | "?" | "..." | "…");
        match self.form(i) {
            // "it . ” The": with blanks on both sides it still closes.
            "”" | "»" | "''" | "’’" => self.touches(i) || !self.touches(i + 1),
            "’" | ")" | "]" | "}" => self.touches(i),
            "'" => self.touches(i) && (!self.touches(i + 1) || matches!(self.form(i + 1), "\"" | ")")),
            "\"" if self.touches(i) => {
                !self.touches(i + 1) || !self.quote_open[i] || !self.first_char(i + 1).is_alphanumeric()
            }
            "\"" => !self.touches(i + 1) && !self.quote_open[i],
            // Three full stops with blanks between.
            "." if self.form(i - 1) == "." => true,
            form if follows_closely(form) => self.touches(i),
            // "1977. [3]": a reference number.
            "[" => self.is_reference(i),
            form if form.chars().all(is_raised) => self.touches(i),
            form if form.starts_with(is_pictograph) => self.touches(i),
            form => self.is_reference(i - 1) && form.bytes().all(|b| b.is_ascii_digit()),
        }
    }

    fn is_reference(&self, i: usize) -> bool {
        let digits = |s: &str| !s.is_empty() && s.len() <= 3 && s.bytes().all(|b| b.is_ascii_digit());
        self.form(i) == "[" && digits(self.form(i + 1)) && self.form(i + 2) == "]" && self.touches(i + 1)
    }

    /// Whether a sentence that began at `from` ends before token `next`; `mark` is the full stop or abbreviation,
    /// between them are closing marks.
    fn breaks(&self, from: usize, mark: usize, next: usize) -> bool {
        if self.form(next).is_empty() || self.numbers_item(from, mark) {
            return false;
        }
        let ending = self.tokens[mark].ending;
        if self.touches(next) {
            return self.misses_space(ending, mark, next);
        }
        match ending {
            Ending::Abbreviation(kind) => self.ends_after(kind, next),
            Ending::Stop => self.is_fresh(next) || self.is_web_start(mark, next),
            Ending::Loud | Ending::Dots => {
                let quoted = next > mark + 1;
                let dash = matches!(self.first_char(next), '-' | '–' | '—');
                self.is_fresh(next) && !dash && !(quoted && self.says(next))
            }
            Ending::None => false,
        }
    }

    /// "1. First": the number of an item and its full stop.
    fn numbers_item(&self, from: usize, mark: usize) -> bool {
        let form = self.form(from);
        mark == from + 1 && form.len() <= 3 && form.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    }

    /// "said.The", "isn't.The", "5%.The", "the U.N.The": no blank between the end of a word and a capital.
    fn misses_space(&self, ending: Ending, mark: usize, next: usize) -> bool {
        let opener = matches!(self.form(next), "“" | "\"") && self.first_char(next + 1).is_uppercase();
        let starts = self.first_char(next).is_uppercase() || opener;
        match ending {
            Ending::Stop | Ending::Loud => starts && (next > mark + 1 || self.is_plain_end(mark.wrapping_sub(1), next)),
            Ending::Abbreviation(Abbreviation::Either | Abbreviation::Last) => {
                next == mark + 1 && self.form(next).len() > 1 && self.lists.is(BorderWord::Start, self.form(next))
            }
            _ => false,
        }
    }

    /// A word in small letters, or a sign of percentage: what stands before the end of a sentence, and not inside a name. A
    /// word of two letters may be part of one unless what follows begins sentences.
    fn is_plain_end(&self, i: usize, next: usize) -> bool {
        let form = self.form(i);
        let least = if self.lists.is(BorderWord::Start, self.form(next)) { 2 } else { 3 };
        let long = form.chars().count() >= least || self.tokens.get(i).is_some_and(|t| t.joined);
        let small = form.ends_with(char::is_lowercase) && form.chars().all(|c| c.is_alphabetic() || is_apostrophe(c));
        form == "%" || (long && small)
    }

    /// The first letter or digit from a token on, behind opening marks.
    fn behind_openers(&self, i: usize) -> usize {
        let opener = |i: &usize| {
            matches!(self.first_char(*i), '"' | '“' | '„' | '‘' | '\'' | '«' | '(' | '[' | '`')
                && self.form(*i).chars().count() <= 2
        };
        (i..i + 3).find(|i| !opener(i)).unwrap_or(i)
    }

    /// A capital, a digit or a letter of a script without capitals, perhaps behind opening marks; or a bullet.
    fn is_fresh(&self, next: usize) -> bool {
        let start = self.first_char(self.behind_openers(next));
        let bullet = matches!(start, '•' | '-' | '–' | '—' | '*' | '@' | '#' | '<' | '>' | '$' | '£' | '€' | '…' | '.');
        start.is_uppercase()
            || start.is_numeric()
            || (start.is_alphabetic() && !start.is_lowercase())
            || bullet
            || !start.is_ascii() && !start.is_alphabetic()
    }

    /// A full stop after a plain word ends a sentence even when the next begins with a small letter.
    fn is_web_start(&self, mark: usize, next: usize) -> bool {
        let before = self.form(mark.saturating_sub(1));
        let plain = before.chars().count() > 3 && before.chars().all(char::is_lowercase);
        mark + 1 == next && plain && self.first_char(next).is_alphabetic()
    }

    /// Whether a sentence ends after an abbreviation.
    fn ends_after(&self, kind: Abbreviation, next: usize) -> bool {
        let start = self.behind_openers(next);
        let form = self.form(start);
        let starts = self.lists.is(BorderWord::Start, form);
        match kind {
            Abbreviation::Title | Abbreviation::Number => false,
            Abbreviation::Either | Abbreviation::Initial => starts,
            Abbreviation::Last => {
                starts || (self.first_char(start).is_uppercase() && !self.lists.is(BorderWord::Clock, form))
            }
        }
    }

    /// "Are you sure?" President Ann Petrov, 54, asked: a name and a verb of saying carry a quotation's sentence on.
    fn says(&self, next: usize) -> bool {
        let mut i = next;
        while i < next + LONGEST_NAME && self.first_char(i).is_uppercase() {
            if self.form(i) != "I" && self.lists.is(BorderWord::Start, self.form(i)) {
                return false;
            }
            i += 1;
        }
        i > next && self.lists.is(BorderWord::Saying, self.form(i))
    }
}

/// The raised digits of a footnote's number.
fn is_raised(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

#[cfg(test)]
mod tests {
    use super::super::tokenize::is_invisible;
    use super::*;
    use proptest::prelude::*;

    fn segmenter() -> Segmenter {
        Segmenter::load(
            include_str!("../../../../data/lexicon/abbreviations.tsv"),
            include_str!("../../../../data/lexicon/contractions.tsv"),
        )
        .unwrap()
    }

    fn show(text: &str) -> Vec<String> {
        let s = segmenter().segment(text, &[]);
        let sentence = |r: &Range<u32>| {
            let words = &s.words[r.start as usize..r.end as usize];
            let mut line = String::new();
            for (i, (span, joined)) in words.iter().enumerate() {
                line.push_str(if i == 0 {
                    ""
                } else if *joined {
                    "|"
                } else {
                    " "
                });
                line.extend(span.of(text).chars().filter(|&c| !is_invisible(c)));
            }
            line
        };
        s.sentences.iter().map(|(r, _)| sentence(r)).collect()
    }

    fn unescape(line: &str) -> String {
        let line = line.replace("\\n", "\n").replace("\\r", "\r");
        let mut out = String::new();
        for (i, part) in line.split('<').enumerate() {
            match part.split_once('>').and_then(|(code, rest)| Some((u32::from_str_radix(code, 16).ok()?, rest))) {
                Some((code, rest)) if i > 0 => {
                    out.extend(char::from_u32(code));
                    out.push_str(rest);
                }
                _ => out.push_str(part),
            }
        }
        out
    }

    #[test]
    fn cases() {
        for block in include_str!("../../tests/cases/segment.txt").split("\n\n").filter(|b| !b.starts_with('#')) {
            let mut lines = block.lines();
            let text = unescape(lines.next().unwrap_or_default());
            let expected: Vec<&str> = lines.collect();
            assert_eq!(show(&text), expected, "text: {text}");
        }
    }

    #[test]
    fn boilerplate_is_a_border_without_words() {
        let text = "The vote Read more: x went on. Next";
        let s = segmenter().segment(text, &[Span::new(9, 21)]);
        let sentences: Vec<&str> = s.sentences.iter().map(|(r, _)| s.words[r.start as usize].0.of(text)).collect();
        assert_eq!(sentences, ["The", "went", "Next"]);
    }

    #[test]
    fn endless_text_is_cut() {
        let text = "word, ".repeat(5_000);
        let s = segmenter().segment(&text, &[]);
        assert!(s.sentences.iter().all(|(r, _)| r.len() <= 2 * LONG_SENTENCE));
    }

    fn check(text: &str, skip: &[Span]) -> std::result::Result<(), TestCaseError> {
        let s = segmenter().segment(text, skip);
        let hidden = |range: Range<usize>| {
            text[range.clone()].char_indices().all(|(i, c)| {
                let at = (range.start + i) as u32;
                c.is_whitespace() || is_invisible(c) || skip.iter().any(|h| h.start <= at && at < h.end)
            })
        };
        let mut at = 0;
        for (span, _) in &s.words {
            prop_assert!(span.start as usize >= at && !span.is_empty());
            prop_assert!(text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize));
            prop_assert!(!skip.iter().any(|h| h.overlaps(*span)));
            prop_assert!(hidden(at..span.start as usize));
            at = span.end as usize;
        }
        prop_assert!(hidden(at..text.len()));
        let mut next = 0;
        let mut paragraph = 0;
        for (words, number) in &s.sentences {
            prop_assert_eq!(words.start, next);
            prop_assert!(words.end > words.start && *number >= paragraph);
            prop_assert!(
                s.words[words.clone().start as usize..words.end as usize]
                    .iter()
                    .all(|(w, _)| s.paragraphs[*number as usize].contains(*w))
            );
            prop_assert!(!s.words[words.start as usize].1);
            next = words.end;
            paragraph = *number;
        }
        prop_assert_eq!(next as usize, s.words.len());
        Ok(())
    }

    proptest! {
        #[test]
        fn words_are_in_order_and_cover_the_text(text in "\\PC{0,120}") {
            check(&text, &[])?;
        }

        #[test]
        fn news_like_soup_holds_together(
            text in "([A-Za-z]{1,8}|[0-9]{1,4}|['\"“”‘’.,$%&@#/:;()\\[\\]…!?•<>+*_-]{1,2}|U\\.S\\.|Mr\\.|n't|é|👍|\u{200b}|\u{ad}|\n|\r| |  ){0,80}",
            cuts in proptest::collection::vec(0usize..400, 0..6),
        ) {
            let mut at: Vec<usize> = cuts.into_iter().map(|c| (0..=c.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)).collect();
            at.sort_unstable();
            let skip: Vec<Span> = at.chunks_exact(2).map(|c| Span::new(c[0], c[1])).collect();
            check(&text, &skip)?;
        }
    }
}
