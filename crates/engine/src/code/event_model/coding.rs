//! What becomes of the event model's word: a verb that no rule fits is coded when the model is sure enough of a type and an
//! actor does it. Which words stand where is answered by `args`, what the model sees by `features`.

use super::features::{Neighbours, SIDES, Scene, Seen};
use super::{EventModel, Opinion};
use crate::code::matcher::{Match, Origin, dedup};
use crate::code::{ActorId, EventType};
use crate::parse::{Deprel, WordId};
use rustc_hash::FxHashMap;

/// Least probability of a type where both sides are known.
const LEAST: f32 = 0.6;
/// Least probability where nobody is found to whom it is done: without a second side the type is more often wrong, and the
/// record says less.
const LEAST_ALONE: f32 = 0.95;

/// A predicate that the model may judge.
pub struct Candidate {
    /// Its word.
    pub head: WordId,
    /// The type that a rule gives it.
    pub rule: Option<EventType>,
    /// The words that may be its parties.
    pub around: Neighbours,
}

impl Scene<'_> {
    /// The predicates that can be learned from, in text order: those that a rule fits, and verbs with an actor by them.
    pub fn candidates(&self, matches: &[Match], skip: impl Fn(WordId) -> bool) -> Vec<Candidate> {
        let heads: FxHashMap<WordId, EventType> = matches.iter().map(|m| (m.head, m.event_type)).collect();
        let mut used: Vec<WordId> = matches.iter().flat_map(|m| m.others.iter().chain(&m.needed).copied()).collect();
        used.sort_unstable();
        let words = (0..self.matcher.args.parsed.words.len() as u32).map(WordId).filter(|&w| !skip(w));
        words
            .filter_map(|w| {
                let rule = heads.get(&w).copied();
                if rule.is_none() && (used.binary_search(&w).is_ok() || !self.is_predicate(w)) {
                    return None;
                }
                let around = self.neighbours(w);
                let mut words =
                    around.subjects.iter().chain(&around.objects).chain(around.obliques.iter().map(|o| &o.1));
                let known = rule.is_some() || words.any(|&w| self.is_actor(w));
                known.then_some(Candidate { head: w, rule, around })
            })
            .collect()
    }

    fn is_actor(&self, w: WordId) -> bool {
        !self.matcher.actors_of(w).is_empty()
    }

    /// "A campaign to destroy them": the aim of a happening is none of its own.
    fn is_aim(&self, w: WordId) -> bool {
        let word = self.matcher.args.parsed.word(w);
        word.deprel == Deprel::Acl && word.feats.has("VerbForm", "Inf")
    }

    /// What the model finds where no rule does.
    pub fn learned(&self, model: &EventModel, matches: &[Match], skip: impl Fn(WordId) -> bool) -> Vec<Match> {
        let mut candidates = self.candidates(matches, skip);
        candidates.retain(|c| {
            c.rule.is_none() && !self.is_aim(c.head) && c.around.subjects.iter().any(|&w| self.is_actor(w))
        });
        let seen: Vec<Seen> = candidates.iter().map(|c| self.see(c.head, &c.around, None)).collect();
        let judged = candidates.iter().zip(model.judge(&seen));
        let likely = judged.filter(|(_, opinion)| opinion.probability >= LEAST);
        likely
            .map(|(candidate, opinion)| self.coded(candidate, opinion))
            .filter(|m| !m.recipients.is_empty() || matches!(m.origin, Origin::Learned(p) if p >= LEAST_ALONE))
            .collect()
    }

    /// The subject does it to the object, else to whom the first phrase with an actor names.
    fn coded(&self, candidate: &Candidate, opinion: Opinion) -> Match {
        let around = &candidate.around;
        let mut parties = Vec::new();
        let actors = self.actors_among(&around.subjects, &mut parties);
        let mut recipients = self.actors_among(&around.objects, &mut parties);
        recipients.retain(|r| !actors.contains(r));
        let towards = around.obliques.partition_point(|o| o.0 < SIDES);
        for phrase in around.obliques[..towards].chunk_by(|a, b| a.0 == b.0) {
            if !recipients.is_empty() {
                break;
            }
            let words: Vec<WordId> = phrase.iter().map(|o| o.1).collect();
            recipients = self.actors_among(&words, &mut parties);
            recipients.retain(|r| !actors.contains(r));
        }
        Match {
            noun: None,
            head: candidate.head,
            others: Vec::new(),
            event_type: opinion.event_type,
            origin: Origin::Learned(opinion.probability),
            actors,
            recipients,
            parties,
            needed: Vec::new(),
        }
    }

    fn actors_among(&self, words: &[WordId], parties: &mut Vec<WordId>) -> Vec<ActorId> {
        let mut out: Vec<ActorId> = words.iter().flat_map(|&w| self.matcher.actors_of(w)).collect();
        dedup(&mut out);
        parties.extend(words);
        out
    }
}
