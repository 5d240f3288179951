//! Dictionaries of verbs: blocks of verbs with a code, the patterns that give another one, and the sets of words that
//! patterns name.

mod forms;
mod patterns;

pub use patterns::{Pattern, Piece, Step};

use super::lines::{Line, bracketed, lines};
use super::phrases::{Phrase, plural};
use crate::error::{Error, Result};
use forms::{Spelling, regular, spelling};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, StrExt};
use std::ops::Range;

/// What a verb or a pattern stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventCode {
    /// `[---]`: known, and no event.
    Null,
    /// `[042]`: from source to target.
    One(SmolStr),
    /// `[032:033]`: the first from source to target, the second the other way; either may be missing.
    Pair(Option<SmolStr>, Option<SmolStr>),
}

impl EventCode {
    fn read(text: &str) -> std::result::Result<EventCode, String> {
        if text.is_empty() || text.contains(char::is_whitespace) {
            return Err(format!("[{text}] is not a code"));
        }
        if ["---", "+++", "###"].contains(&text) {
            return Ok(EventCode::Null);
        }
        let code = |t: &str| (!t.is_empty()).then(|| SmolStr::new(t));
        match text.split_once(':') {
            Some((a, b)) if a.is_empty() && b.is_empty() => Err(format!("[{text}] is not a code")),
            Some((a, b)) => Ok(EventCode::Pair(code(a), code(b))),
            // Codes are written back as they stand in the dictionary.
            None => Ok(EventCode::One(text.into())),
        }
    }
}

/// A set of words that patterns name.
pub type Synset = Vec<Phrase>;

/// One way to write a verb.
#[derive(Clone, Debug, PartialEq)]
pub struct VerbForm {
    /// Words that stand before the inflected one, the nearest first.
    pub before: Vec<SmolStr>,
    /// Words that stand after it.
    pub after: Vec<SmolStr>,
    /// What it means when no pattern fits.
    pub code: EventCode,
    block: usize,
}

impl VerbForm {
    /// Where its words stand when the inflected one stands at a place, if all do.
    pub fn span<'t>(&self, place: usize, text: impl Fn(usize) -> Option<&'t str>) -> Option<Range<usize>> {
        let (start, end) = (place.checked_sub(self.before.len())?, place + 1 + self.after.len());
        let before = self.before.iter().enumerate().all(|(i, w)| text(place - 1 - i) == Some(w));
        let after = self.after.iter().enumerate().all(|(i, w)| text(place + 1 + i) == Some(w));
        (before && after).then_some(start..end)
    }

    fn length(&self) -> usize {
        self.before.len() + self.after.len()
    }
}

/// All verbs.
#[derive(Debug, Default)]
pub struct Verbs {
    forms: FxHashMap<SmolStr, Vec<VerbForm>>,
    blocks: Vec<Vec<Pattern>>,
    sets: Vec<Synset>,
    set_names: FxHashMap<SmolStr, usize>,
}

impl Verbs {
    /// The verbs whose inflected word this is, those of more words first.
    pub fn forms(&self, word: &str) -> &[VerbForm] {
        self.forms.get(word).map_or(&[], Vec::as_slice)
    }

    /// The patterns of a verb, as the file has them.
    pub fn patterns(&self, verb: &VerbForm) -> &[Pattern] {
        self.blocks.get(verb.block).map_or(&[], Vec::as_slice)
    }

    /// The members of a set.
    pub fn set(&self, index: usize) -> &[Phrase] {
        self.sets.get(index).map_or(&[], Vec::as_slice)
    }

    /// Whether no verb is known.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// Reads one more file.
    pub(super) fn add(&mut self, file: &str, text: &str) -> Result<()> {
        let mut at = Place::Start;
        for line in lines(text) {
            at = self.line(&line, file, at)?;
        }
        Ok(())
    }

    fn line(&mut self, line: &Line, file: &str, at: Place) -> Result<Place> {
        let wrong = |reason: String| Error::data(file, line.number, reason);
        let text = line.text.trim();
        if text.starts_with("---") {
            let (_, codes) = bracketed(file, line)?;
            let code = codes.first().ok_or_else(|| wrong("a block has a code, --- VERB [CODE] ---".into()))?;
            self.blocks.push(Vec::new());
            return Ok(Place::Block(EventCode::read(code).map_err(wrong)?));
        }
        if let Some(name) = text.strip_prefix('&') {
            return self.open_set(name).map_err(wrong);
        }
        if let (Place::Set { plurals, .. }, Some(member)) = (&at, text.strip_prefix('+')) {
            self.add_member(member.trim(), *plurals).map_err(wrong)?;
            return Ok(at);
        }
        let block = match at {
            Place::Start => return Err(wrong("a verb or a pattern before any block, --- VERB [CODE] ---".into())),
            Place::Set { .. } => return Err(wrong("a member of a set begins with +".into())),
            Place::Block(ref code) => code,
        };
        if let Some(pattern) = text.strip_prefix('-') {
            let (_, codes) = bracketed(file, line)?;
            let [code] = codes[..] else { return Err(wrong("a pattern ends with one code, [CODE]".into())) };
            let words = pattern.split('[').next().unwrap_or(pattern);
            let pattern =
                Pattern::read(words, &self.set_names, EventCode::read(code).map_err(wrong)?).map_err(wrong)?;
            if let Some(block) = self.blocks.last_mut() {
                block.push(pattern);
            }
        } else if text.starts_with('~') {
            return Err(wrong("transformations (~) of PETRARCH-2 are not read".into()));
        } else {
            let (head, codes) = bracketed(file, line)?;
            let code = match codes.first() {
                Some(code) => EventCode::read(code).map_err(wrong)?,
                None => block.clone(),
            };
            self.add_verb(head, &code).map_err(wrong)?;
        }
        Ok(at)
    }

    fn open_set(&mut self, name: &str) -> std::result::Result<Place, String> {
        let name = name.trim();
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err("the name of a set is one word".into());
        }
        let plurals = !name.ends_with('_');
        self.sets.push(Vec::new());
        self.set_names.insert(name.trim_end_matches('_').to_uppercase_smolstr(), self.sets.len() - 1);
        Ok(Place::Set { plurals })
    }

    fn add_member(&mut self, member: &str, plurals: bool) -> std::result::Result<(), String> {
        if let Some(name) = member.strip_prefix('&') {
            let inner = patterns::set_index(name, &self.set_names)?;
            let inner = self.set(inner).to_vec();
            if let Some(set) = self.sets.last_mut() {
                set.extend(inner);
            }
            return Ok(());
        }
        let phrase = Phrase::read(member).ok_or("the member has no letters")?;
        let more = phrase.parts().last().map(|last| phrase.ending_in(&plural(&last.word)));
        if let Some(set) = self.sets.last_mut() {
            set.push(phrase);
            set.extend(more.filter(|_| plurals && !member.ends_with('_')));
        }
        Ok(())
    }

    fn add_verb(&mut self, head: &str, code: &EventCode) -> std::result::Result<(), String> {
        let (name, listed) = match head.split_once('{') {
            Some((name, rest)) => (name, Some(rest.split_once('}').ok_or("a { is not closed")?.0)),
            None => (head, None),
        };
        let base = spelling(name).ok_or("the verb has no letters")?;
        let mut all = vec![base.clone()];
        match listed {
            Some(forms) => all.extend(forms.split_whitespace().filter_map(spelling)),
            None if name.trim_end().ends_with('_') => {}
            None => all.extend(regular(&base)),
        }
        let block = self.blocks.len().saturating_sub(1);
        for Spelling { before, word, after } in all {
            let form = VerbForm { before, after, code: code.clone(), block };
            let same = self.forms.entry(word).or_default();
            let at = same.partition_point(|f| f.length() >= form.length());
            same.insert(at, form);
        }
        Ok(())
    }
}

/// What the lines that follow belong to.
enum Place {
    Start,
    Set { plurals: bool },
    Block(EventCode),
}
