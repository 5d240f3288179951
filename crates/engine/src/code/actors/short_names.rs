//! Short names: "the League" after "the League of Meridian States", "Guard spokesman" after "the Maritime Guard". The word
//! of a longer name that its owners go by is remembered, and stands for them where it is written with a capital and
//! nobody else is meant.

use super::resolver::Resolver;
use crate::code::model::{ActorId, MentionForm};
use crate::parse::{SentenceId, Upos, WordId};
use smol_str::SmolStr;
use std::ops::Range;

impl Resolver<'_> {
    /// Keeps the word that an organisation of a longer name goes by: the one before "of" or "for", else the last.
    pub fn remember_short(&mut self, words: Range<u32>, id: ActorId) {
        if words.len() < 2 {
            return;
        }
        let parts: Vec<WordId> =
            words.map(WordId).filter(|&w| !matches!(self.tree.upos(w), Upos::Part | Upos::Punct)).collect();
        let joint = parts.iter().position(|&w| matches!(self.form(w), "of" | "for" | "to" | "on" | "against"));
        let Some(&head) = joint.map_or(parts.last(), |j| j.checked_sub(1).and_then(|n| parts.get(n))) else { return };
        let form = self.form(head);
        if is_capitalised(form) && self.hit_at(head).is_none_or(|(hit, _)| hit.words.len() > 1) {
            self.state.by_short.insert(SmolStr::new(form), id);
        }
    }

    /// Makes the short names of a sentence stand for their owners.
    pub fn short_names(&mut self, s: SentenceId) {
        if self.state.by_short.is_empty() {
            return;
        }
        for w in self.tree.parsed.sentences[s.index()].words.clone().map(WordId) {
            let Some(&id) = self.state.by_short.get(self.form(w)) else { continue };
            let alone = self.hit_at(w).is_none() && self.state.out.at(w).is_empty() && !self.is_part_of_name(w);
            let named = matches!(self.tree.upos(w), Upos::Propn | Upos::Noun);
            if alone && named && !self.in_dateline(w.0) && self.is_said_of_one(w) {
                self.stand(w, &[id], self.tree.parsed.word(w).span, MentionForm::Name);
                self.state.explain(id, &format!("\"{}\" as a short name", self.form(w)));
            }
        }
    }

    /// "the League", "the League's council", "League envoy", not "League Two" or "a League".
    fn is_said_of_one(&self, w: WordId) -> bool {
        let before =
            w.0.checked_sub(1)
                .map(WordId)
                .filter(|&b| self.tree.parsed.word(b).sentence == self.tree.parsed.word(w).sentence);
        let after = WordId(w.0 + 1);
        let noun_follows = self.tree.head(w) == Some(after) && self.tree.upos(after) == Upos::Noun;
        let possessor = self.tree.parsed.words.get(after.index()).is_some_and(|x| x.upos == Upos::Part && x.joined);
        before.is_some_and(|b| self.form(b).eq_ignore_ascii_case("the")) || noun_follows || possessor
    }

    fn is_part_of_name(&self, w: WordId) -> bool {
        let beside = |n: u32| {
            self.tree.parsed.words.get(n as usize).is_some_and(|x| {
                x.upos == Upos::Propn
                    && x.sentence == self.tree.parsed.word(w).sentence
                    && is_capitalised(self.form(WordId(n)))
            })
        };
        let (before, after) = (w.0.checked_sub(1).is_some_and(beside), beside(w.0 + 1));
        // "League Secretary-General Tomas Arrizabal": a title and a name may follow, but then nothing stands before.
        let titled = self.is_role_noun(WordId(w.0 + 1));
        before || after && !titled
    }
}

fn is_capitalised(form: &str) -> bool {
    form.starts_with(char::is_uppercase) && form.chars().nth(1).is_some_and(char::is_lowercase)
}
