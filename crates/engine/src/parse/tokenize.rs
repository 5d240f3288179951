//! Words within a paragraph, as UD English divides them: hyphenated words in parts, `don't` as two words written
//! together, `U.S.`, `1,500`, `$`, addresses and marks each as one. Where sentences end is for `segment`; what the
//! words are is for the model.

mod address;
mod cursor;
mod lists;
mod words;

pub use cursor::{is_apostrophe, is_invisible, is_pictograph};
pub use lists::{Abbreviation, BorderWord, WordLists};

use crate::span::Span;
use address::{address, smiley};
use cursor::{Cursor, is_word, opens};
use words::{word_end, word_run};

/// A written word longer than this has no inner structure that matters.
const MAX_STRUCTURED: usize = 100;
/// Initials run no longer than this (`U.S.S.R.`).
const MAX_INITIALS: usize = 8;
/// An opening single quotation mark counts as open for so many bytes.
const SINGLE_QUOTE_REACH: usize = 400;

/// What a token says about the end of its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing.
    None,
    /// A full stop.
    Stop,
    /// `!`, `?` and their like.
    Loud,
    /// An ellipsis.
    Dots,
    /// An abbreviation with its full stop.
    Abbreviation(Abbreviation),
}

/// A word before sentences are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawToken {
    /// Its characters.
    pub span: Span,
    /// Written together with the one before as a multiword token.
    pub joined: bool,
    /// What it says about the end of its sentence.
    pub ending: Ending,
}

/// The words of a paragraph.
pub fn tokens(text: &str, paragraph: Span, lists: &WordLists) -> Vec<RawToken> {
    let cursor = Cursor::new(text, paragraph.range());
    let mut scanner = Scanner { cursor, lists, out: Vec::new(), single_open: None };
    let mut i = paragraph.start as usize;
    while let Some(c) = cursor.at(i) {
        i = if c.is_whitespace() || is_invisible(c) { i + c.len_utf8() } else { scanner.one(i, c) };
    }
    scanner.out
}

struct Scanner<'t> {
    cursor: Cursor<'t>,
    lists: &'t WordLists,
    out: Vec<RawToken>,
    /// Where a single quotation mark opened that has not been closed.
    single_open: Option<usize>,
}

impl Scanner<'_> {
    fn push(&mut self, start: usize, end: usize, joined: bool, ending: Ending) -> usize {
        self.out.push(RawToken { span: Span::new(start, end), joined, ending });
        end
    }

    fn plain(&mut self, start: usize, end: usize) -> usize {
        self.push(start, end, false, Ending::None)
    }

    /// Takes what starts at `i` and returns where the next begins.
    fn one(&mut self, i: usize, c: char) -> usize {
        let cursor = self.cursor;
        if let Some(end) = address(&cursor, self.lists, i).or_else(|| smiley(&cursor, i)) {
            return self.plain(i, end);
        }
        if is_word(c) {
            return self.word(i);
        }
        if is_apostrophe(c)
            && let Some(end) = self.elision(i, c)
        {
            return end;
        }
        if let Some(end) = tag_or_number(&cursor, i, c) {
            return self.plain(i, end);
        }
        self.mark(i, c)
    }

    fn word(&mut self, start: usize) -> usize {
        let end = word_end(&self.cursor, self.lists, start);
        if end - start > MAX_STRUCTURED {
            return self.plain(start, end);
        }
        let form = self.cursor.slice(start..end);
        if self.cursor.at(end) == Some('$') && form.len() <= 3 && form.chars().all(|c| c.is_ascii_uppercase()) {
            return self.plain(start, end + 1);
        }
        if let Some(cut) = self.unit(form) {
            self.plain(start, start + cut);
            return self.word(start + cut);
        }
        if self.cursor.at(end) == Some('.') {
            if let Some(end) = self.initials(start, end) {
                return end;
            }
            if let Some(kind) = self.abbreviation(form, end) {
                return self.push(start, end + 1, false, Ending::Abbreviation(kind));
            }
        }
        self.parts(start, end)
    }

    /// Where digits end and a unit begins.
    fn unit(&self, form: &str) -> Option<usize> {
        if !form.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let cut = form.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ':' | '/'))?;
        let unit = &form[cut..];
        self.lists.is_unit(unit).then_some(cut)
    }

    /// `U.S.`, `a.m.`, `Ph.D.`: single letters with full stops between, and the last full stop if there is one.
    fn initials(&mut self, start: usize, end: usize) -> Option<usize> {
        let cursor = self.cursor;
        let letter = |i: usize| {
            let stop = word_run(&cursor, i);
            let form = cursor.slice(i..stop);
            (form.chars().count() == 1 && form.starts_with(char::is_alphabetic)).then_some(stop)
        };
        if letter(start) != Some(end) && cursor.slice(start..end) != "Ph" {
            return None;
        }
        let mut last = end;
        let mut count = 1;
        while count < MAX_INITIALS && cursor.at(last) == Some('.') {
            let Some(next) = letter(last + 1) else { break };
            last = next;
            count += 1;
        }
        if count == 1 {
            return None;
        }
        if cursor.at(last) != Some('.') || cursor.rest(last).starts_with("...") {
            return Some(self.plain(start, last));
        }
        let form = cursor.slice(start..last);
        let kind = self.lists.abbreviation(form).unwrap_or(Abbreviation::Either);
        Some(self.push(start, last + 1, false, Ending::Abbreviation(kind)))
    }

    /// What the full stop at `end` makes of the word before it.
    fn abbreviation(&self, form: &str, end: usize) -> Option<Abbreviation> {
        let rest = self.cursor.rest(end + 1);
        if rest.starts_with("..") || rest.starts_with('…') {
            return None;
        }
        let next = rest.chars().find(|&c| !c.is_whitespace() && !is_invisible(c));
        let numeric = next.is_some_and(char::is_numeric);
        if let Some(kind) = self.lists.abbreviation(form).filter(|&kind| kind != Abbreviation::Number || numeric) {
            return Some(kind);
        }
        let mut letters = form.chars();
        let single = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
        let before_name = next.is_some_and(|c| c.is_uppercase() || (numeric && self.after_initial()));
        (single && before_name && !self.ends_numeral(form, end)).then_some(Abbreviation::Initial)
    }

    fn after_initial(&self) -> bool {
        self.out.last().is_some_and(|t| t.ending == Ending::Abbreviation(Abbreviation::Initial))
    }

    /// "World War I. Later …": the pronoun and the numeral I are initials only among other initials.
    fn ends_numeral(&self, form: &str, end: usize) -> bool {
        form == "I"
            && self.cursor.rest(end + 1).chars().nth(2) != Some('.')
            && !self.out.is_empty()
            && !self.after_initial()
    }

    /// Divides a written word at its clitics.
    fn parts(&mut self, start: usize, end: usize) -> usize {
        let form = self.cursor.slice(start..end);
        let plain: String = form.chars().filter(|&c| !is_invisible(c)).map(plain_letter).collect();
        if let Some(lengths) = self.lists.contraction(&plain) {
            let mut at = start;
            for (n, &length) in lengths.iter().enumerate() {
                let stop = if n + 1 == lengths.len() { end } else { at + bytes_of(self.cursor.slice(at..end), length) };
                self.push(at, stop, n > 0, Ending::None);
                at = stop;
            }
            return end;
        }
        if let Some(length) = self.lists.clitic(&plain).filter(|_| !is_decade(&plain)) {
            let whole = plain.chars().count();
            let cut = start + bytes_of(form, whole - length);
            self.plain(start, cut);
            return self.push(cut, end, true, Ending::None);
        }
        self.plain(start, end);
        self.plural_possessive(&plain, end).unwrap_or(end)
    }

    /// "the workers' party": an apostrophe after an s that closes no quotation.
    fn plural_possessive(&mut self, plain: &str, end: usize) -> Option<usize> {
        let mark = self.cursor.at(end).filter(|&c| matches!(c, '\'' | '’' | 'ʼ'))?;
        let after = end + mark.len_utf8();
        let quoted = self.single_open.is_some_and(|open| end - open < SINGLE_QUOTE_REACH);
        let doubled = self.cursor.at(after) == Some(mark);
        let possessive = plain.len() > 2 && plain.ends_with(['s', 'z', 'x']) && !quoted && !doubled;
        possessive.then(|| self.push(end, after, true, Ending::None))
    }

    /// `'71`, `'em`, a clitic cut off from its word by a bracket or quotation mark.
    fn elision(&mut self, i: usize, c: char) -> Option<usize> {
        let cursor = self.cursor;
        let after = i + c.len_utf8();
        let end = word_run(&cursor, after);
        let form = cursor.slice(after..end);
        if form.is_empty() || form.len() > MAX_STRUCTURED || matches!(cursor.at(end), Some(c) if c == '-') {
            return None;
        }
        let plain: String = format!("'{}", form.to_ascii_lowercase());
        let before_word = cursor.before(i).is_some_and(is_word);
        let abbreviated =
            self.out.last().is_some_and(|t| t.span.end as usize == i && matches!(t.ending, Ending::Abbreviation(_)));
        let touching = before_word
            || abbreviated
            || cursor.before(i).is_some_and(|b| matches!(b, ')' | ']' | '"' | '”' | '’' | '%'));
        if self.lists.is_clitic(&plain) && touching {
            return Some(self.push(i, end, before_word || abbreviated, Ending::None));
        }
        if let Some(lengths) = self.lists.contraction(&plain) {
            let cut = i + bytes_of(cursor.slice(i..end), *lengths.first()?);
            self.plain(i, cut);
            return Some(self.push(cut, end, true, Ending::None));
        }
        let short = matches!(plain.as_str(), "'em" | "'til" | "'cause" | "'bout" | "'n");
        (!before_word && (is_year(form) || short)).then(|| self.plain(i, end))
    }

    /// A mark; repeated ones together.
    fn mark(&mut self, i: usize, c: char) -> usize {
        let cursor = self.cursor;
        let (end, ending) = match c {
            '.' | '…' => {
                let dots = cursor.run(i, |x| matches!(x, '.' | '…'));
                let end = cursor.run(dots, |x| matches!(x, '!' | '?'));
                let single = dots - i == 1;
                let ending = if end > dots {
                    Ending::Loud
                } else if single {
                    Ending::Stop
                } else {
                    Ending::Dots
                };
                (end, ending)
            }
            '!' | '?' | '‽' | '⁉' | '؟' => {
                (cursor.run(i, |x| matches!(x, '!' | '?' | '‽' | '⁉' | '؟')), Ending::Loud)
            }
            '。' | '।' => (i + c.len_utf8(), Ending::Stop),
            '-' | '*' | '=' | '~' | '+' | '<' | '>' | '—' | '―' | '#' | '•' | '/' => {
                (cursor.run(i, |x| x == c), Ending::None)
            }
            '\'' | '`' | '’' | '‘' => (self.single_mark(i, c), Ending::None),
            c if is_pictograph(c) => {
                (cursor.run(i, |x| is_pictograph(x) || matches!(x, '\u{200d}' | '\u{fe0f}')), Ending::None)
            }
            _ => (i + c.len_utf8(), Ending::None),
        };
        self.push(i, end, false, ending)
    }

    /// A single quotation mark, or two that stand for a double one; keeps account of what is open.
    fn single_mark(&mut self, i: usize, c: char) -> usize {
        let pair = |a: char, b: char| a == b || matches!((a, b), ('‘', '’') | ('’', '‘'));
        let doubled = self.cursor.after(i).is_some_and(|next| pair(c, next));
        let end = self.cursor.run_of(i, if doubled { 2 } else { 1 }, |_| true);
        if !doubled {
            let free = self.cursor.before(i).is_none_or(|b| b.is_whitespace() || opens(b));
            let opening = c == '‘' || (free && self.cursor.at(end).is_some_and(is_word));
            self.single_open = opening.then_some(i);
        }
        end
    }
}

/// `#topic`, `@name`, `+44`, `.265`.
fn tag_or_number(cursor: &Cursor, i: usize, c: char) -> Option<usize> {
    let next = cursor.after(i)?;
    let free = cursor.before(i).is_none_or(|b| b.is_whitespace() || opens(b));
    let follows = match c {
        '#' | '@' => next.is_alphabetic(),
        '.' | '+' => next.is_ascii_digit(),
        _ => false,
    };
    (free && follows).then(|| word_run(cursor, i + 1))
}

fn plain_letter(c: char) -> char {
    if is_apostrophe(c) { '\'' } else { c.to_lowercase().next().unwrap_or(c) }
}

/// The bytes of the first so many characters that are shown, with the invisible ones behind them.
fn bytes_of(s: &str, shown: usize) -> usize {
    s.char_indices().filter(|&(_, c)| !is_invisible(c)).nth(shown).map_or(s.len(), |(b, _)| b)
}

/// "the 1980's"
fn is_decade(plain: &str) -> bool {
    let Some(digits) = plain.strip_suffix("'s") else { return false };
    matches!(digits.len(), 2 | 4) && digits.bytes().all(|b| b.is_ascii_digit()) && digits.ends_with('0')
}

/// The two digits of a year, or of a decade with its s.
fn is_year(form: &str) -> bool {
    let digits = form.strip_suffix('s').unwrap_or(form);
    digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit())
}
