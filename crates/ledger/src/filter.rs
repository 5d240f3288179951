//! What is asked for: a typed filter, and the parties and words that it names. How it becomes SQL is in `condition`.

use crate::error::{Error, Result};
use crate::state::State;
use sayso::code::{Certainty, EventType, Polarity, Reality};
use std::str::FromStr;

/// Which records are wanted; nothing set means all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Who did it; all must fit.
    pub actors: Vec<ActorPattern>,
    /// To whom; all must fit.
    pub recipients: Vec<ActorPattern>,
    /// Two parties on either side of it.
    pub dyad: Option<(ActorPattern, ActorPattern)>,
    /// One of these types.
    pub types: Vec<EventType>,
    /// One of these modes.
    pub modes: Vec<String>,
    /// Part of the place's name, or the country's code.
    pub place: Option<String>,
    /// First day, ISO.
    pub since: Option<String>,
    /// Last day, ISO.
    pub until: Option<String>,
    /// On whose say-so.
    pub source: Option<SourcePattern>,
    /// Claimed or denied.
    pub polarity: Option<Polarity>,
    /// One of these.
    pub certainties: Vec<Certainty>,
    /// One of these.
    pub realities: Vec<Reality>,
    /// One of these.
    pub states: Vec<State>,
    /// At least so many independent origins.
    pub min_origins: Option<u32>,
    /// Words that must all stand in the sentence or in what is claimed.
    pub text: Option<String>,
    /// In which order.
    pub sort: Sort,
    /// At most so many.
    pub limit: Option<u64>,
}

/// The order of an answer; ties are broken by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Latest day first.
    #[default]
    Newest,
    /// Earliest day first.
    Oldest,
    /// Most independent origins first.
    Origins,
    /// Most claims first.
    Claims,
    /// Most reports first.
    Reports,
}

/// Names parties: a code with sectors (`RUS`, `RUS GOV`, `NATO`), or part of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorPattern(String);

impl FromStr for ActorPattern {
    type Err = Error;
    fn from_str(s: &str) -> Result<Self> {
        match s.trim() {
            "" => {
                Err(Error::asked("an actor is a code like RUS or \"RUS GOV\", or part of a name; it cannot be empty"))
            }
            s => Ok(ActorPattern(s.to_owned())),
        }
    }
}

/// On whose say-so: the report's own voice, or a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourcePattern {
    /// `author`.
    Author,
    /// Anybody who fits.
    Party(ActorPattern),
}

impl FromStr for SourcePattern {
    type Err = Error;
    fn from_str(s: &str) -> Result<Self> {
        Ok(if s.trim() == "author" { SourcePattern::Author } else { SourcePattern::Party(s.parse()?) })
    }
}

impl ActorPattern {
    /// The condition that a row `p` of parties fits; `bind` keeps a value and says its place.
    pub(crate) fn fits(&self, mut bind: impl FnMut(String) -> String) -> String {
        let words: Vec<&str> = self.0.split_whitespace().collect();
        let capital = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        if !words.iter().all(|w| w.len() >= 2 && w.bytes().all(capital)) {
            let (part, entry) = (bind(contains(&self.0)), bind(self.0.clone()));
            return format!("(p.name LIKE {part} ESCAPE '\\' OR p.entry = {entry})");
        }
        let sector = |place: &str| format!("instr(' ' || p.sectors || ' ', ' ' || {place} || ' ') > 0");
        let first = bind(words[0].to_owned());
        let mut fits = format!("(p.code = {first} OR p.sub = {first})");
        if words.len() == 1 {
            // Alone, it may be a sector, or a name in capitals.
            fits = format!("({fits} OR p.name = {first} COLLATE NOCASE OR {})", sector(&first));
        }
        for word in &words[1..] {
            let place = bind((*word).to_owned());
            fits += &format!(" AND {}", sector(&place));
        }
        fits
    }
}

/// A LIKE pattern for whatever contains these characters.
pub(crate) fn contains(s: &str) -> String {
    let mut out = "%".to_owned();
    for c in s.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('%');
    out
}

/// Words for FTS5: each is quoted, so that none is an operator.
pub(crate) fn words(text: &str) -> Result<String> {
    let words: Vec<String> = text.split_whitespace().map(|w| format!("\"{}\"", w.replace('"', "\"\""))).collect();
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Error::asked("--text needs a word to look for"));
    }
    Ok(words.join(" "))
}

impl Filter {
    /// True when a claim must fit for its happening to fit.
    pub(crate) fn asks_for_claims(&self) -> bool {
        self.polarity.is_some() || !self.certainties.is_empty() || self.source.is_some()
    }

    /// True when anything is asked of the happening.
    pub(crate) fn asks_for_happening(&self) -> bool {
        !(self.actors.is_empty()
            && self.recipients.is_empty()
            && self.dyad.is_none()
            && self.types.is_empty()
            && self.modes.is_empty()
            && self.place.is_none()
            && self.realities.is_empty()
            && self.states.is_empty()
            && self.min_origins.is_none())
    }

    /// `LIMIT …`, or nothing.
    pub(crate) fn limit(&self) -> String {
        // No ledger has more rows than fit into 63 bits.
        self.limit.map_or_else(String::new, |n| format!("LIMIT {}", n.min(i64::MAX as u64)))
    }
}
