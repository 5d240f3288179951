//! Dictionaries of actors: names, their synonyms, and codes that hold for a span of days.

use super::lines::{Line, bracketed, lines};
use super::phrases::{Phrase, Phrases};
use crate::error::{Error, Result};
use jiff::civil::Date;
use smol_str::{SmolStr, StrExt};

/// A code and the days on which it holds, both included.
#[derive(Clone, Debug, PartialEq)]
struct Term {
    code: SmolStr,
    from: Option<Date>,
    until: Option<Date>,
}

/// The codes that one name and its synonyms share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActorCodes {
    default: Option<SmolStr>,
    terms: Vec<Term>,
}

impl ActorCodes {
    /// The code on a day: the first whose span holds, else the one without a span. Without a day no span holds.
    pub fn on(&self, day: Option<Date>) -> Option<&SmolStr> {
        let holds = |t: &&Term| day.is_some_and(|d| t.from.is_none_or(|f| f <= d) && t.until.is_none_or(|u| d <= u));
        self.terms.iter().find(holds).map(|t| &t.code).or(self.default.as_ref())
    }
}

/// All names.
#[derive(Debug, Default)]
pub struct Actors {
    codes: Vec<ActorCodes>,
    names: Phrases<usize>,
}

impl Actors {
    /// The longest name that begins with the first of the words, and how many words it spans.
    pub fn at(&self, words: &[SmolStr]) -> Option<(&ActorCodes, usize)> {
        let (&index, length) = self.names.longest(words)?;
        Some((self.codes.get(index)?, length))
    }

    /// Reads one more file.
    pub(super) fn add(&mut self, file: &str, text: &str) -> Result<()> {
        let mut current = None;
        for line in lines(text) {
            let wrong = |reason: &str| Error::data(file, line.number, reason);
            let (head, blocks) = bracketed(file, &line)?;
            let synonym = head.strip_prefix('+');
            if !head.is_empty() {
                let name = Phrase::read(synonym.unwrap_or(head)).ok_or_else(|| wrong("the name has no letters"))?;
                let index = match synonym {
                    Some(_) => current.ok_or_else(|| wrong("a synonym (+) before any name"))?,
                    None => {
                        self.codes.push(ActorCodes::default());
                        self.codes.len() - 1
                    }
                };
                current = Some(index);
                self.names.insert(name, index);
            }
            let index = current.ok_or_else(|| wrong("a code before any name"))?;
            for block in blocks {
                self.codes[index].add(file, &line, block)?;
            }
        }
        Ok(())
    }
}

impl ActorCodes {
    fn add(&mut self, file: &str, line: &Line, block: &str) -> Result<()> {
        let wrong = |reason: String| Error::data(file, line.number, reason);
        let (code, when) = split(block);
        if code.is_empty() || code.contains(char::is_whitespace) {
            return Err(wrong(format!("[{block}] is not a code, or a code and days")));
        }
        let code = code.to_uppercase_smolstr();
        let day = |text: &str| {
            day(text).ok_or_else(|| wrong(format!("\"{}\" is not a day written YYMMDD or YYYYMMDD", text.trim())))
        };
        let (from, until) = match when {
            When::Always => {
                self.default = Some(code);
                return Ok(());
            }
            When::Before(d) => (None, Some(day(d)?.yesterday().unwrap_or(Date::MIN))),
            When::From(d) => (Some(day(d)?), None),
            When::Between(a, b) => (Some(day(a)?), Some(day(b)?)),
        };
        if from.zip(until).is_some_and(|(a, b)| b < a) {
            return Err(wrong(format!("[{block}] ends before it begins")));
        }
        self.terms.push(Term { code, from, until });
        Ok(())
    }
}

enum When<'t> {
    Always,
    Before(&'t str),
    From(&'t str),
    Between(&'t str, &'t str),
}

/// `HOB`, `HOB < 950601`, `HOB >990816`, `HOB 19950601 - 19990815`. Some files close a day with `>` as well.
fn split(block: &str) -> (&str, When<'_>) {
    if let Some((code, day)) = block.split_once('<') {
        return (code.trim(), When::Before(day.trim_end_matches('>')));
    }
    if let Some((code, day)) = block.split_once('>') {
        return (code.trim(), When::From(day));
    }
    match block.split_once(char::is_whitespace) {
        Some((code, days)) => match days.split_once('-') {
            Some((a, b)) => (code.trim(), When::Between(a, b)),
            None => (block, When::Always),
        },
        None => (block, When::Always),
    }
}

/// Six digits are of 1931 to 2030.
fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let (year, rest) = match text.len() {
        6 => {
            let year = number(0..2)?;
            (if year <= 30 { 2000 + year } else { 1900 + year }, 2)
        }
        8 => (number(0..4)?, 4),
        _ => return None,
    };
    Date::new(year, number(rest..rest + 2)? as i8, number(rest + 2..rest + 4)? as i8).ok()
}
