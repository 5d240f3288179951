//! The actors found so far: keys that merge mentions into one actor, what is known beyond the record (gender, number,
//! roles), and who was mentioned lately.

use super::Actors;
use crate::code::model::{Actor, ActorId, ActorKind, Mention, MentionForm};
use crate::codebook::actors::people::Gender;
use crate::parse::{SentenceId, WordId};
use crate::span::Span;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// How far back an antecedent may lie, in mentions; also bounds the work of one look-up.
const MEMORY: usize = 60;

/// Where somebody belongs: what an actor takes from a country, organisation or role.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Standing {
    pub code: Option<SmolStr>,
    pub sub: Option<SmolStr>,
    pub sectors: Vec<SmolStr>,
    /// True when the text gives a nationality that has no code ("Western officials"): nothing may be inferred.
    pub uncoded: bool,
}

/// What is known of an actor beyond its record.
#[derive(Clone, Debug, Default)]
pub(super) struct Traits {
    /// He or she; none for what is no single person.
    pub gender: Option<Gender>,
    /// More than one: they.
    pub plural: bool,
    /// Lemma of the role noun, or roles of a person.
    pub roles: Vec<SmolStr>,
}

/// One mention in the order of the text.
#[derive(Clone, Debug)]
pub(super) struct Recent {
    pub head: WordId,
    pub ids: Vec<ActorId>,
    pub subject: bool,
    pub modifier: bool,
    pub sentence: SentenceId,
}

/// A new actor before it is listed.
pub(super) struct Draft {
    pub name: String,
    pub kind: ActorKind,
    pub standing: Standing,
    pub entry: Option<SmolStr>,
    pub traits: Traits,
    pub why: String,
}

/// Everything found so far.
#[derive(Default)]
pub(super) struct State {
    pub out: Actors,
    pub traits: Vec<Traits>,
    keys: FxHashMap<String, ActorId>,
    recent: Vec<Recent>,
    /// Persons by each part of their name.
    pub by_part: FxHashMap<SmolStr, Vec<ActorId>>,
    /// The last actor with a country that each role noun stood for.
    pub by_noun: FxHashMap<SmolStr, ActorId>,
    /// Organisations by the word they go by for short.
    pub by_short: FxHashMap<SmolStr, ActorId>,
}

impl State {
    pub fn new(words: usize) -> Self {
        State { out: Actors::with_words(words), ..State::default() }
    }

    pub fn actor(&self, id: ActorId) -> &Actor {
        &self.out.list[id.index()]
    }

    pub fn actor_mut(&mut self, id: ActorId) -> &mut Actor {
        &mut self.out.list[id.index()]
    }

    pub fn traits(&self, id: ActorId) -> &Traits {
        &self.traits[id.index()]
    }

    /// The actor of a key, made if there is none yet.
    pub fn intern(&mut self, key: String, make: impl FnOnce() -> Draft) -> ActorId {
        if let Some(&id) = self.keys.get(&key) {
            return id;
        }
        let id = self.add(make());
        self.keys.insert(key, id);
        id
    }

    /// A new actor without a key.
    pub fn add(&mut self, draft: Draft) -> ActorId {
        let id = ActorId(self.out.list.len() as u32);
        self.out.list.push(Actor {
            name: draft.name,
            kind: draft.kind,
            code: draft.standing.code,
            sub: draft.standing.sub,
            sectors: draft.standing.sectors,
            entry: draft.entry,
            mentions: Vec::new(),
            why: vec![draft.why],
        });
        self.traits.push(draft.traits);
        id
    }

    /// Where an actor belongs, for whoever belongs to it.
    pub fn standing(&self, id: ActorId) -> Standing {
        let a = self.actor(id);
        Standing { code: a.code.clone(), sub: a.sub.clone(), sectors: a.sectors.clone(), uncoded: false }
    }

    /// Adds a line to an actor's reasons.
    pub fn explain(&mut self, id: ActorId, why: &str) {
        let reasons = &mut self.actor_mut(id).why;
        if reasons.len() < 12 && !reasons.iter().any(|w| w == why) {
            reasons.push(why.to_owned());
        }
    }

    /// Records a mention.
    pub fn mention(&mut self, id: ActorId, at: Span, head: WordId, form: MentionForm) {
        let mentions = &mut self.actor_mut(id).mentions;
        if mentions.last().is_none_or(|m| m.head != head) {
            mentions.push(Mention { at, head, form });
        }
    }

    /// Keeps a mention in mind as an antecedent.
    pub fn remember(&mut self, recent: Recent) {
        self.recent.push(recent);
    }

    /// Mentions before a word, latest first.
    pub fn before(&self, w: WordId) -> impl Iterator<Item = &Recent> {
        let recent = &self.recent;
        recent.iter().rev().take(MEMORY).filter(move |r| r.head < w)
    }

    /// Mentions before a word in one sentence, in order.
    pub fn in_sentence(&self, s: SentenceId, w: WordId) -> Vec<&Recent> {
        let mut found: Vec<&Recent> = self.before(w).filter(|r| r.sentence == s).collect();
        found.sort_by_key(|r| r.head);
        found
    }

    /// Puts mentions and actors in the order of the text.
    pub fn finish(mut self) -> Actors {
        self.out.order();
        self.out
    }
}
