//! Who acts: the names, role nouns and pronouns of a parsed report, resolved to [`Actor`]s with codes and sectors. What
//! there is to know stands in [`crate::codebook::actors`]; here it is matched with the words. Who does what to whom is
//! not decided here.

mod chains;
mod hits;
mod names;
mod nominals;
mod persons;
mod pronouns;
mod reading;
mod resolver;
mod roles;
mod short_names;
mod state;
#[cfg(test)]
mod tests;
mod tree;

use crate::code::model::{Actor, ActorId, ActorKind, Mention, MentionForm, Place};
use crate::codebook::actors::ActorLexicon;
use crate::parse::{Parsed, Upos, WordId};
use crate::read::Report;
use rustc_hash::FxHashMap;

/// The actors of a report and the words that stand for them.
#[derive(Debug, Default)]
pub struct Actors {
    /// In the order of their first mention.
    pub list: Vec<Actor>,
    at: Vec<(u32, u32)>,
    pool: Vec<ActorId>,
    places: FxHashMap<WordId, Place>,
    /// What a role noun says of its bearer, for nouns that made no actor of their own.
    hints: FxHashMap<WordId, Hint>,
    voices: Vec<WordId>,
}

/// What the tables say of a noun that names nobody in particular.
#[derive(Clone, Debug)]
struct Hint {
    code: Option<smol_str::SmolStr>,
    sectors: Vec<smol_str::SmolStr>,
    why: String,
}

impl Actors {
    /// Finds and resolves everybody.
    pub fn resolve(report: &Report, parsed: &Parsed, lexicon: &ActorLexicon) -> Actors {
        resolver::Resolver::new(report, parsed, lexicon).run()
    }

    /// The actors that the noun phrase or pronoun headed by a word stands for, without those coordinated with it.
    pub fn at(&self, w: WordId) -> &[ActorId] {
        match self.at.get(w.index()) {
            Some(&(start, len)) => &self.pool[start as usize..(start + len) as usize],
            None => &[],
        }
    }

    /// True for a noun that speaks for somebody whom its phrase does not name ("the statement").
    pub fn is_voice(&self, w: WordId) -> bool {
        self.voices.binary_search(&w).is_ok()
    }

    /// The same as [`Self::at`], with an actor made for a noun phrase that names nobody ("two people briefed on the matter").
    pub fn at_or_unnamed(&mut self, w: WordId, report: &Report, parsed: &Parsed) -> Vec<ActorId> {
        let found = self.at(w);
        if !found.is_empty() {
            return found.to_vec();
        }
        let word = parsed.word(w);
        if !matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Num | Upos::Adj | Upos::Det | Upos::X) {
            return Vec::new();
        }
        let at = tree::phrase_of(parsed, w);
        let hint = self.hints.get(&w);
        let id = ActorId(self.list.len() as u32);
        self.list.push(Actor {
            name: at.of(&report.text).to_owned(),
            kind: ActorKind::Unnamed,
            code: hint.and_then(|h| h.code.clone()),
            sub: None,
            sectors: hint.map(|h| h.sectors.clone()).unwrap_or_default(),
            entry: None,
            mentions: vec![Mention { at, head: w, form: MentionForm::Nominal }],
            why: vec![hint.map_or_else(|| "unnamed: only its noun phrase is known".to_owned(), |h| h.why.clone())],
        });
        self.set(w, &[id]);
        vec![id]
    }

    /// The place that a word names.
    pub fn place_at(&self, w: WordId) -> Option<Place> {
        self.places.get(&w).cloned()
    }

    fn with_words(n: usize) -> Self {
        Actors { at: vec![(0, 0); n], ..Actors::default() }
    }

    /// Makes a word stand for actors.
    fn set(&mut self, w: WordId, ids: &[ActorId]) {
        if let Some(slot) = self.at.get_mut(w.index()) {
            *slot = (self.pool.len() as u32, ids.len() as u32);
            self.pool.extend_from_slice(ids);
        }
    }

    /// Renumbers the actors by their first mention.
    fn order(&mut self) {
        self.voices.sort_unstable();
        for actor in &mut self.list {
            actor.mentions.sort_by_key(|m| (m.at.start, m.head));
            actor.mentions.dedup_by_key(|m| m.head);
        }
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by_key(|&i| (self.list[i].mentions.first().map_or(u32::MAX, |m| m.at.start), i));
        let mut place = vec![ActorId(0); order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old] = ActorId(new as u32);
        }
        for id in &mut self.pool {
            *id = place[id.index()];
        }
        let mut old: Vec<Option<Actor>> = std::mem::take(&mut self.list).into_iter().map(Some).collect();
        self.list = order.into_iter().filter_map(|i| old[i].take()).collect();
    }
}
