//! Pronouns: whom "he", "it", "they" and "who" stand for. A clause's own subject first, then the subject of the sentence
//! before, then whoever fits and was mentioned last.

use super::resolver::Resolver;
use crate::code::model::{ActorId, ActorKind, MentionForm};
use crate::codebook::actors::people::Gender;
use crate::parse::{Deprel, SentenceId, WordId};

/// How many clauses up a subject is looked for.
const MAX_UP: usize = 8;

/// Sentences back that an antecedent may stand in.
const MAX_BACK: u32 = 3;

/// What a pronoun asks of its antecedent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wants {
    Person(Gender),
    Thing,
    Several,
}

fn wants(form: &str) -> Option<Wants> {
    Some(match form {
        "he" | "him" | "his" | "himself" => Wants::Person(Gender::Male),
        "she" | "her" | "hers" | "herself" => Wants::Person(Gender::Female),
        "it" | "its" | "itself" => Wants::Thing,
        "they" | "them" | "their" | "theirs" | "themselves" => Wants::Several,
        _ => return None,
    })
}

impl Resolver<'_> {
    /// Resolves a pronoun.
    pub fn pronoun(&mut self, w: WordId) {
        let form = self.form(w).to_lowercase();
        if self.tree.rel(w) == Deprel::Expl {
            return;
        }
        if matches!(form.as_str(), "who" | "which" | "that" | "whom" | "whose") {
            self.relative(w);
            return;
        }
        let Some(wanted) = wants(&form) else { return };
        let ids = self.antecedent(w, wanted);
        if !ids.is_empty() {
            let at = self.tree.parsed.word(w).span;
            self.stand(w, &ids, at, MentionForm::Pronoun);
        }
    }

    fn relative(&mut self, w: WordId) {
        let Some(noun) = self.tree.antecedent(w).filter(|n| *n < w) else { return };
        let ids = self.with_conjuncts(noun);
        if !ids.is_empty() {
            self.state.out.set(w, &ids);
            let at = self.tree.parsed.word(w).span;
            for &id in &ids {
                self.state.mention(id, at, w, MentionForm::Pronoun);
            }
        }
    }

    /// A noun's actors with those coordinated with it.
    fn with_conjuncts(&mut self, w: WordId) -> Vec<ActorId> {
        let mut ids = self.visit(w);
        let conjuncts: Vec<WordId> = self.tree.children_by(w, Deprel::Conj).collect();
        for c in conjuncts {
            ids.extend(self.visit(c));
        }
        let mut unique = Vec::new();
        ids.into_iter().for_each(|id| {
            if !unique.contains(&id) {
                unique.push(id);
            }
        });
        unique
    }

    fn antecedent(&mut self, w: WordId, wanted: Wants) -> Vec<ActorId> {
        if let Some(ids) = self.in_clause(w, wanted) {
            return ids;
        }
        let sentence = self.tree.parsed.word(w).sentence;
        self.same_sentence(sentence, w, wanted, true)
            .or_else(|| self.previous_subject(sentence, w, wanted))
            .or_else(|| self.same_sentence(sentence, w, wanted, false))
            .or_else(|| self.any_before(sentence, w, wanted))
            .unwrap_or_default()
    }

    /// The subject (or controlling object) of the clause, then of those above it.
    fn in_clause(&mut self, w: WordId, wanted: Wants) -> Option<Vec<ActorId>> {
        let own_argument = matches!(
            self.tree.relation(w).0,
            Deprel::Obj | Deprel::Iobj | Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obl
        );
        let reflexive = self.form(w).to_lowercase().ends_with("sel") || self.form(w).to_lowercase().contains("sel");
        let mut at = w;
        let mut barred = own_argument && !reflexive;
        for _ in 0..MAX_UP {
            let above = self.tree.head(at)?;
            let rel = self.tree.rel(at);
            if self.tree.is_verb(above) || self.tree.children_by(above, Deprel::Nsubj).next().is_some() {
                let bar = std::mem::take(&mut barred);
                if !bar && let Some(ids) = self.clause_party(above, rel, w, wanted) {
                    return Some(ids);
                }
            }
            at = above;
        }
        None
    }

    fn clause_party(&mut self, verb: WordId, from: Deprel, w: WordId, wanted: Wants) -> Option<Vec<ActorId>> {
        let mut parties: Vec<WordId> = Vec::new();
        if matches!(from, Deprel::Xcomp | Deprel::Advcl | Deprel::Ccomp) {
            parties.extend(self.tree.children_by(verb, Deprel::Obj).filter(|_| from != Deprel::Ccomp));
        }
        parties.extend(self.tree.children_by(verb, Deprel::Nsubj));
        parties.extend(self.tree.children_by(verb, Deprel::NsubjPass));
        if parties.iter().all(|p| *p >= w) && self.tree.rel(verb) == Deprel::Acl {
            parties.extend(self.tree.head(verb));
        }
        for p in parties.into_iter().filter(|p| *p < w) {
            let ids = self.with_conjuncts(p);
            if self.all_fit(&ids, wanted) {
                return Some(ids);
            }
        }
        None
    }

    /// The latest subject, or the latest mention, of the pronoun's own sentence.
    fn same_sentence(&self, s: SentenceId, w: WordId, wanted: Wants, subject: bool) -> Option<Vec<ActorId>> {
        let barred = self.coargument(w);
        let found = self.state.before(w).take_while(|r| r.sentence == s).find(|r| {
            (!subject || r.subject)
                && !r.modifier
                && barred != Some(r.head)
                && self.all_fit(&self.together(r.head, &r.ids), wanted)
        })?;
        Some(self.together(found.head, &found.ids))
    }

    /// The subject of the same verb as an object pronoun.
    fn coargument(&self, w: WordId) -> Option<WordId> {
        let (rel, verb) = self.tree.relation(w);
        if !matches!(rel, Deprel::Obj | Deprel::Iobj | Deprel::Obl) {
            return None;
        }
        self.tree.children_by(verb?, Deprel::Nsubj).next()
    }

    /// The first subject that fits of the sentence before.
    fn previous_subject(&self, s: SentenceId, w: WordId, wanted: Wants) -> Option<Vec<ActorId>> {
        for back in 1..=2 {
            let previous = SentenceId(s.0.checked_sub(back)?);
            let found = self
                .state
                .in_sentence(previous, w)
                .into_iter()
                .find(|r| r.subject && !r.modifier && self.all_fit(&self.together(r.head, &r.ids), wanted));
            if let Some(r) = found {
                return Some(self.together(r.head, &r.ids));
            }
            if wanted == Wants::Thing {
                return None;
            }
        }
        None
    }

    /// The latest mention that fits, a few sentences back.
    fn any_before(&self, s: SentenceId, w: WordId, wanted: Wants) -> Option<Vec<ActorId>> {
        let found = self.state.before(w).take_while(|r| r.sentence.0 + MAX_BACK >= s.0).find(|r| {
            !r.modifier && self.coargument(w) != Some(r.head) && self.all_fit(&self.together(r.head, &r.ids), wanted)
        })?;
        Some(self.together(found.head, &found.ids))
    }

    /// A mention with those coordinated with it.
    fn together(&self, head: WordId, ids: &[ActorId]) -> Vec<ActorId> {
        let mut out = ids.to_vec();
        for c in self.tree.children_by(head, Deprel::Conj) {
            out.extend(self.state.out.at(c).iter().copied().filter(|id| !ids.contains(id)));
        }
        out
    }

    fn all_fit(&self, ids: &[ActorId], wanted: Wants) -> bool {
        let single = |id: ActorId| {
            let actor = self.state.actor(id);
            let traits = self.state.traits(id);
            match wanted {
                Wants::Person(gender) => {
                    traits.gender.is_some_and(|g| g == gender || g == Gender::Either) && !traits.plural
                }
                Wants::Thing => actor.kind != ActorKind::Person && traits.gender.is_none() && !traits.plural,
                Wants::Several => {
                    traits.plural
                        || matches!(actor.kind, ActorKind::Organization | ActorKind::Group) && traits.gender.is_none()
                }
            }
        };
        match (ids, wanted) {
            ([], _) => false,
            ([id], _) => single(*id),
            (_, Wants::Several) => true,
            _ => false,
        }
    }
}
