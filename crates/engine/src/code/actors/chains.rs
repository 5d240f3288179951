//! Coreference chains brought to the actors: who is meant by phrases and pronouns that the tables leave open. The chains
//! themselves are `mentions`'.

use super::Actors;
use crate::code::mentions::{Coreference, Kind, Markable};
use crate::code::model::{ActorId, ActorKind, Mention, MentionForm};
use crate::parse::{Deprel, Parsed, Upos, WordId};

impl Actors {
    /// Lets phrases that stand for nobody yet, and pronouns of the third person, stand for whom the nearest earlier member of
    /// their chain does.
    pub fn follow(&mut self, chains: &Coreference, parsed: &Parsed) {
        for chain in &chains.chains {
            let members: Vec<&Markable> = chain.iter().map(|&m| &chains.mentions[m as usize]).collect();
            for (n, member) in members.iter().enumerate() {
                let word = parsed.word(member.head);
                let third = word.upos == Upos::Pron && word.feats.has("Person", "3");
                let open = self.at(member.head).is_empty() && matches!(word.upos, Upos::Pron | Upos::Noun);
                if member.kind != Kind::Phrase || !(open || third) {
                    continue;
                }
                let known = members[..n].iter().rev().find(|m| !self.at(m.head).is_empty());
                let Some(ids) = known.map(|m| self.at(m.head).to_vec()) else { continue };
                self.hand_over(member.head, &ids, parsed);
            }
        }
        self.follow_speech(parsed);
    }

    /// Makes a word stand for others than it did.
    fn hand_over(&mut self, w: WordId, ids: &[ActorId], parsed: &Parsed) {
        if self.at(w) == ids {
            return;
        }
        for actor in &mut self.list {
            actor.mentions.retain(|m| m.head != w);
        }
        self.set(w, ids);
        let word = parsed.word(w);
        let form = if word.upos == Upos::Pron { MentionForm::Pronoun } else { MentionForm::Nominal };
        for id in ids {
            let mentions = &mut self.list[id.index()].mentions;
            mentions.push(Mention { at: word.span, head: w, form });
            mentions.sort_by_key(|m| (m.at.start, m.head));
        }
    }

    /// "If they would send troops": whoever speaks says "we" of its own, so that a plural pronoun in direct speech that
    /// stands for nobody spoken of there is taken for the last party that the speech itself has as a subject.
    fn follow_speech(&mut self, parsed: &Parsed) {
        let plural = |w: WordId| {
            let word = parsed.word(w);
            word.upos == Upos::Pron && word.feats.has("Person", "3") && word.feats.has("Number", "Plur")
        };
        for w in (0..parsed.words.len() as u32).map(WordId).filter(|&w| plural(w)) {
            let Some(speech) = speech_of(w, parsed).filter(|_| !self.at(w).is_empty()) else { continue };
            let spoken = |m: &&Mention| m.head < w && speech_of(m.head, parsed) == Some(speech);
            if self.at(w).iter().any(|id| self.list[id.index()].mentions.iter().any(|m| spoken(&m))) {
                continue;
            }
            let parties = self.list.iter().filter(|a| a.kind != ActorKind::Person && a.code.is_some());
            let named = parties.flat_map(|a| &a.mentions).filter(|m| m.form != MentionForm::Pronoun);
            let subjects = named.filter(spoken).map(|m| m.head).filter(|&h| parsed.word(h).deprel == Deprel::Nsubj);
            if let Some(ids) = subjects.max().map(|h| self.at(h).to_vec()) {
                self.hand_over(w, &ids, parsed);
            }
        }
    }
}

/// The paragraph of the speech that a word stands in: what is quoted in one paragraph is said by one voice, and what a
/// quotation goes on with as well.
fn speech_of(w: WordId, parsed: &Parsed) -> Option<u32> {
    let at = parsed.word(w).span;
    let mut quotation = parsed.quotations.iter().find(|q| q.depth == 0 && q.inner.contains(at))?;
    for _ in 0..parsed.quotations.len() {
        match quotation.continues.and_then(|n| parsed.quotations.get(n)) {
            Some(earlier) => quotation = earlier,
            None => break,
        }
    }
    let first = parsed.word_at_or_after(quotation.inner.start)?;
    Some(parsed.sentence_of(first).paragraph)
}
