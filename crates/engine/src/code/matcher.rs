//! Meets event rules with the tree: for each predicate word the rule that fits best, with the words that stand as actor
//! and recipient. What the happening's reality is, and which mentions are one event, is decided after.

use super::actors::Actors;
use super::args::Args;
use super::mentions::Coreference;
use crate::code::{ActorId, ActorKind, EventType};
use crate::codebook::rules::{Comp, OpenClass, Rule, Rules, Slot, Trigger, TriggerPos, WordSet};
use crate::parse::{Deprel, NameKind, NameTag, Parsed, Upos, WordId};
use rustc_hash::FxHashSet;

/// What makes a predicate an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Origin {
    /// The rule with this index.
    Rule(usize),
    /// The event model, with this probability.
    Learned(f32),
}

/// A predicate word that a rule fits, or that the event model takes for an event.
#[derive(Clone, Debug)]
pub struct Match {
    /// The predicate's head word.
    pub head: WordId,
    /// Other words of the predicate (particles, light-verb objects).
    pub others: Vec<WordId>,
    /// The noun that names the same happening as the verb ("provide a *briefing*").
    pub noun: Option<WordId>,
    /// PLOVER type.
    pub event_type: EventType,
    /// What says so.
    pub origin: Origin,
    /// Who did it.
    pub actors: Vec<ActorId>,
    /// To whom.
    pub recipients: Vec<ActorId>,
    /// The words that were read as parties or as required objects, for attaching quantities.
    pub parties: Vec<WordId>,
    /// Words that the rule's filters needed.
    pub needed: Vec<WordId>,
}

/// Everything the matcher looks at.
pub struct Matcher<'a> {
    /// The tree.
    pub args: Args<'a>,
    /// The rules.
    pub rules: &'a Rules,
    /// Who the words stand for.
    pub actors: &'a Actors,
    /// Who is who: a pronoun passes a filter as what it stands for.
    pub chains: &'a Coreference,
}

impl Matcher<'_> {
    fn parsed(&self) -> &Parsed {
        self.args.parsed
    }

    /// The best match of every predicate word, in text order.
    pub fn matches(&self, skip: impl Fn(WordId) -> bool) -> Vec<Match> {
        let mut out: Vec<Match> = (0..self.parsed().words.len() as u32)
            .map(WordId)
            .filter(|&w| !skip(w))
            .filter_map(|w| self.best(w))
            .collect();
        // "imposed sanctions": the noun that a verb's rule asked for is no event of the same type beside it.
        let verb = |w: WordId| self.parsed().word(w).upos == Upos::Verb;
        let nouns: FxHashSet<(WordId, EventType)> =
            out.iter().filter(|m| !verb(m.head)).map(|m| (m.head, m.event_type)).collect();
        let mut taken = FxHashSet::default();
        for m in out.iter_mut().filter(|m| verb(m.head)) {
            let of = m.event_type;
            taken.extend(m.needed.iter().map(|&noun| (noun, of)));
            m.noun = m.needed.iter().copied().find(|&noun| nouns.contains(&(noun, of)));
        }
        out.retain(|m| !taken.contains(&(m.head, m.event_type)));
        out
    }

    fn best(&self, w: WordId) -> Option<Match> {
        let word = self.parsed().word(w);
        let lower;
        let lemma = if word.lemma.chars().any(char::is_uppercase) {
            lower = word.lemma.to_lowercase();
            lower.as_str()
        } else {
            &word.lemma
        };
        let triggers = self.rules.triggers(lemma);
        if triggers.is_empty() || (word.name != NameTag::Outside && word.upos == Upos::Propn) {
            return None;
        }
        let mut best: Option<((i32, usize, usize), &Trigger, Fit)> = None;
        for trigger in triggers {
            let Some(fit) = self.fit(w, trigger) else { continue };
            let rule = &self.rules.rules()[trigger.rule];
            let rank = (rule.priority, rule.filters() + trigger.others.len(), usize::from(rule.mode.is_some()));
            if best.as_ref().is_none_or(|(r, ..)| rank > *r) {
                best = Some((rank, trigger, fit));
            }
        }
        let (_, trigger, fit) = best?;
        let rule = &self.rules.rules()[trigger.rule];
        let mut parties = fit.needed.clone();
        let (actors, recipients) = self.parties(w, rule, &mut parties);
        Some(Match {
            head: w,
            others: fit.others,
            noun: None,
            event_type: rule.event,
            origin: Origin::Rule(trigger.rule),
            actors,
            recipients,
            parties,
            needed: fit.needed,
        })
    }

    fn fit(&self, w: WordId, trigger: &Trigger) -> Option<Fit> {
        let rule = &self.rules.rules()[trigger.rule];
        if !self.pos_fits(w, trigger.pos) {
            return None;
        }
        let mut others = Vec::new();
        for other in &trigger.others {
            others.push(self.part(w, other)?);
        }
        let mut objects = self.args.objects(w);
        if objects.is_empty() {
            // "take in refugees": trees often read the particle as a preposition.
            objects.extend(trigger.others.iter().flat_map(|particle| self.args.obliques(w, particle)));
        }
        let mut needed = Vec::new();
        if !rule.object.is_any() {
            let modifiers = self.noun_modifiers(w, trigger.pos);
            let found = objects.iter().chain(&modifiers).copied().find(|&o| self.in_set(o, &rule.object))?;
            needed.push(found);
        }
        let modifiers = self.noun_modifiers(w, trigger.pos);
        if !rule.not_object.is_any() && objects.iter().chain(&modifiers).any(|&o| self.in_set(o, &rule.not_object)) {
            return None;
        }
        if !rule.subject.is_any() || !rule.not_subject.is_any() || rule.subject_required {
            let subjects = self.args.subjects(w);
            let doers = || subjects.iter().filter(|&&s| !self.is_mere_modifier(s));
            if rule.subject_required && doers().next().is_none() {
                return None;
            }
            if !rule.subject.is_any() && doers().next().is_some() && !doers().any(|&s| self.in_set(s, &rule.subject)) {
                return None;
            }
            if !rule.not_subject.is_any() && subjects.iter().any(|&s| self.in_set(s, &rule.not_subject)) {
                return None;
            }
        }
        let oblique = |(preposition, set): &(smol_str::SmolStr, WordSet)| {
            self.args.obliques(w, preposition).into_iter().find(|&o| set.is_any() || self.in_set(o, set))
        };
        if !rule.prep.is_empty() {
            needed.push(rule.prep.iter().find_map(oblique)?);
        }
        if rule.not_prep.iter().any(|p| oblique(p).is_some()) {
            return None;
        }
        self.complement_fits(w, rule)?;
        Some(Fit { others, needed })
    }

    /// "a *fresh* truce": an adjective before an event noun is nobody who does it, unless it names somebody ("Syrian").
    fn is_mere_modifier(&self, w: WordId) -> bool {
        self.args.rel(w) == Deprel::Amod
            && self.actors.at(w).is_empty()
            && self.parsed().word(w).name == NameTag::Outside
    }

    /// True when something stands by the word that the trigger's rule refuses, whatever else it asks for.
    pub fn refuses(&self, w: WordId, trigger: &Trigger) -> bool {
        let rule = &self.rules.rules()[trigger.rule];
        let named = |words: &[WordId], set: &WordSet| words.iter().any(|&o| self.in_set(o, set));
        let by_object = !rule.not_object.is_any()
            && (named(&self.args.objects(w), &rule.not_object)
                || named(&self.noun_modifiers(w, trigger.pos), &rule.not_object));
        let by_subject = !rule.not_subject.is_any() && named(&self.args.subjects(w), &rule.not_subject);
        let by_phrase = |(preposition, set): &(smol_str::SmolStr, WordSet)| {
            self.args.obliques(w, preposition).into_iter().any(|o| set.is_any() || self.in_set(o, set))
        };
        by_object || by_subject || rule.not_prep.iter().any(by_phrase)
    }

    fn complement_fits(&self, w: WordId, rule: &Rule) -> Option<()> {
        let complements = self.complement_heads(w);
        match rule.comp {
            Comp::None if !complements.is_empty() => return None,
            Comp::Required if complements.is_empty() && self.predicate_of_object(w).is_none() => return None,
            _ => {}
        }
        if !rule.comp_head.is_any() {
            let mut heads = complements.iter().copied().chain(self.predicate_of_object(w));
            heads.find(|&c| rule.comp_head.has(self.args.lemma(c)))?;
        }
        Some(())
    }

    /// Heads of the clausal complements; of a verb put in brackets, the clause that it is put into ("otherwise, he warned,
    /// the picket will move").
    fn complement_heads(&self, w: WordId) -> Vec<WordId> {
        let mut own: Vec<WordId> = self.args.complements(w).collect();
        if own.is_empty() && self.args.is_verb(w) {
            // "ordered four diplomats to leave": trees often hang the infinitive from the object.
            let objects = self.args.children_by(w, Deprel::Obj).chain(self.args.children_by(w, Deprel::NsubjPass));
            let infinitive = |&c: &WordId| self.parsed().word(c).feats.has("VerbForm", "Inf");
            own.extend(objects.flat_map(|o| self.args.children_by(o, Deprel::Acl)).filter(infinitive));
        }
        match self.args.head(w) {
            Some(host) if own.is_empty() && self.args.rel(w) == Deprel::Parataxis => vec![host],
            _ => own,
        }
    }

    /// "called the note *a lie*": trees often take the second noun for an apposition to the first.
    fn predicate_of_object(&self, w: WordId) -> Option<WordId> {
        if self.parsed().word(w).upos != Upos::Verb {
            return None;
        }
        self.args.children_by(w, Deprel::Obj).find_map(|o| self.args.children_by(o, Deprel::Appos).next())
    }

    fn pos_fits(&self, w: WordId, pos: TriggerPos) -> bool {
        let word = self.parsed().word(w);
        match pos {
            TriggerPos::Verb => word.upos == Upos::Verb,
            TriggerPos::Noun => match word.upos {
                Upos::Noun | Upos::Propn => !self.is_name_part(w),
                // A gerund that the tagger took for a verb but that stands as a noun.
                Upos::Verb => {
                    matches!(word.deprel, Deprel::Compound) || self.args.children_by(w, Deprel::Det).next().is_some()
                }
                _ => false,
            },
            TriggerPos::Adjective => word.upos == Upos::Adj || (word.upos == Upos::Verb && word.deprel == Deprel::Amod),
        }
    }

    /// "peace talks" is an event, "Security Council meeting" too, "attack helicopter" is a thing: a trigger noun that
    /// only modifies another noun is none, unless that noun is itself an event ("arrest wave").
    fn is_name_part(&self, w: WordId) -> bool {
        self.args.rel(w) == Deprel::Compound
    }

    /// A word of a multiword trigger among the head's dependents.
    fn part(&self, w: WordId, lemma: &str) -> Option<WordId> {
        let direct = |&c: &WordId| {
            self.args.lemma(c) == lemma
                && matches!(
                    self.args.rel(c),
                    Deprel::CompoundPrt
                        | Deprel::Advmod
                        | Deprel::Obj
                        | Deprel::Compound
                        | Deprel::Amod
                        | Deprel::Xcomp
                        | Deprel::Obl
                        | Deprel::Nmod
                        | Deprel::Case
                        | Deprel::Mark
                        | Deprel::NsubjPass
                        | Deprel::OblUnmarked
                )
        };
        let children = self.parsed().children(w);
        if let Some(c) = children.iter().copied().find(direct) {
            return Some(c);
        }
        // "take into custody": the preposition hangs from the noun.
        children
            .iter()
            .copied()
            .filter(|&c| matches!(self.args.rel(c), Deprel::Obl | Deprel::Nmod | Deprel::Obj | Deprel::Xcomp))
            .flat_map(|c| self.parsed().children(c).iter().copied())
            .find(|&c| {
                self.args.lemma(c) == lemma
                    && matches!(self.args.rel(c), Deprel::Case | Deprel::Compound | Deprel::Amod)
            })
    }

    /// Compounds and adjectives before an event noun count as its object in filters ("troop deployment").
    fn noun_modifiers(&self, w: WordId, pos: TriggerPos) -> Vec<WordId> {
        if pos != TriggerPos::Noun {
            return Vec::new();
        }
        [Deprel::Compound, Deprel::Amod].iter().flat_map(|&rel| self.args.children_by(w, rel)).collect()
    }

    /// True when the word, what it measures ("thousands of troops") or its compound is in the set.
    fn in_set(&self, w: WordId, set: &WordSet) -> bool {
        self.one_in_set(w, set)
            || self.stands_for(w).is_some_and(|noun| self.one_in_set(noun, set))
            || self.measured(w).is_some_and(|m| self.one_in_set(m, set))
            || (self.args.rel(w) != Deprel::Conj
                && self.args.children_by(w, Deprel::Conj).any(|c| self.args.is_nominal(c) && self.one_in_set(c, set)))
    }

    /// What a pronoun of the third person stands for ("*It* would be lifted"), and the noun of a relative pronoun's clause.
    fn stands_for(&self, w: WordId) -> Option<WordId> {
        let word = self.parsed().word(w);
        let third = word.upos == Upos::Pron && word.feats.has("Person", "3");
        third.then(|| self.chains.antecedent(self.parsed(), w)).flatten()
    }

    /// True for somebody rather than something, named or not.
    pub fn is_somebody(&self, w: WordId) -> bool {
        self.rules.classes().get("person").is_some_and(|class| self.in_set(w, class))
    }

    fn one_in_set(&self, w: WordId, set: &WordSet) -> bool {
        let lemma = self.args.lemma(w).to_lowercase();
        if set.has(&lemma) {
            return true;
        }
        let compound = self
            .args
            .children_by(w, Deprel::Compound)
            .chain(self.args.children_by(w, Deprel::Amod))
            .any(|c| set.has(&format!("{} {lemma}", self.args.lemma(c).to_lowercase())));
        compound || set.open().iter().any(|class| self.in_open(w, *class))
    }

    fn in_open(&self, w: WordId, class: OpenClass) -> bool {
        let actors = || self.actors.at(w).iter().map(|a| &self.actors.list[a.index()]);
        match class {
            OpenClass::Actor => {
                actors().next().is_some() || self.parsed().word(w).name != NameTag::Outside || self.is_human(w)
            }
            OpenClass::Country => actors().any(|a| {
                a.kind == ActorKind::Country || a.code.is_some() && a.sectors.len() == 1 && a.sectors[0] == "GOV"
            }),
            OpenClass::Place => self.actors.place_at(w).is_some() || actors().any(|a| a.kind == ActorKind::Country),
            OpenClass::Number => self.args.upos(w) == Upos::Num,
            OpenClass::Person => self.is_human(w),
        }
    }

    fn is_human(&self, w: WordId) -> bool {
        let word = self.parsed().word(w);
        match word.upos {
            Upos::Pron if self.stands_for(w).is_some_and(|noun| !self.is_human(noun)) => false,
            Upos::Pron => matches!(
                word.lemma.to_lowercase().as_str(),
                "he" | "she"
                    | "we"
                    | "they"
                    | "i"
                    | "you"
                    | "who"
                    | "whom"
                    | "somebody"
                    | "someone"
                    | "nobody"
                    | "anybody"
                    | "anyone"
                    | "everybody"
                    | "everyone"
            ),
            Upos::Noun => !self.actors.at(w).is_empty(),
            // "the two agreed", "both sides", "the six were freed"
            Upos::Num => self.args.children_by(w, Deprel::Det).next().is_some(),
            _ => matches!(word.name, NameTag::Begin(NameKind::Person)),
        }
    }

    /// The noun that a measure word counts: "thousands *of troops*", "a shipment *of arms*".
    fn measured(&self, w: WordId) -> Option<WordId> {
        let partitive = self.rules.classes().get("partitive").is_some_and(|c| c.has(self.args.lemma(w)));
        let measure = partitive || self.args.upos(w) == Upos::Num;
        if !measure {
            return None;
        }
        self.args.children_by(w, Deprel::Nmod).find(|&c| self.args.preposition(c) == Some("of"))
    }

    fn parties(&self, w: WordId, rule: &Rule, parties: &mut Vec<WordId>) -> (Vec<ActorId>, Vec<ActorId>) {
        let default = [Slot::Subject];
        let slots = if rule.actor.is_empty() { &default[..] } else { &rule.actor };
        let mut actors = self.first_filled(w, slots, parties);
        let mut recipients = self.first_filled(w, &rule.recipient, parties);
        if rule.reciprocal {
            actors.append(&mut recipients);
            for slot in [Slot::Between, Slot::Prep("with".into())] {
                actors.extend(self.slot(w, &slot, parties));
            }
            dedup(&mut actors);
        } else {
            recipients.retain(|r| !actors.contains(r));
            // "have been blaming each other": everybody on both sides.
            if recipients.is_empty() && actors.len() > 1 && self.each_other(w) {
                recipients.clone_from(&actors);
            }
        }
        (actors, recipients)
    }

    /// True when "each other" or "one another" stands where the recipient would.
    fn each_other(&self, w: WordId) -> bool {
        let heads = self.args.parsed.children(w).iter().copied().filter(|&c| {
            matches!(self.args.rel(c), Deprel::Obj | Deprel::Iobj | Deprel::Obl | Deprel::Nmod | Deprel::NmodPoss)
        });
        heads.into_iter().any(|c| {
            self.args.lemma(c) == "other" && self.args.children_by(c, Deprel::Det).any(|d| self.args.lemma(d) == "each")
                || self.args.lemma(c) == "another"
        })
    }

    fn first_filled(&self, w: WordId, slots: &[Slot], parties: &mut Vec<WordId>) -> Vec<ActorId> {
        slots.iter().map(|s| self.slot(w, s, parties)).find(|found| !found.is_empty()).unwrap_or_default()
    }

    fn slot(&self, w: WordId, slot: &Slot, parties: &mut Vec<WordId>) -> Vec<ActorId> {
        let words = self.slot_words(w, slot);
        let mut out = Vec::new();
        for &word in &words {
            out.extend(self.actors_of(word));
        }
        dedup(&mut out);
        parties.extend(words);
        out
    }

    fn slot_words(&self, w: WordId, slot: &Slot) -> Vec<WordId> {
        match slot {
            Slot::Subject => self.args.subjects(w),
            Slot::Object => self.args.objects(w),
            Slot::Iobj => self.args.indirect_objects(w),
            Slot::Poss => {
                self.args.children_by(w, Deprel::NmodPoss).flat_map(|c| self.args.with_conjuncts(c)).collect()
            }
            Slot::Between => {
                let mut out = self.args.obliques(w, "between");
                out.extend(self.args.obliques(w, "among"));
                out
            }
            Slot::Comp => self.args.complements(w).flat_map(|c| self.args.subjects(c)).collect(),
            Slot::ObjectComp => self.args.objects(w),
            Slot::Prep(p) => self.args.obliques(w, p),
        }
    }

    /// The actors a party word stands for: its own, those of what it measures, else those that its modifiers name
    /// ("the Iranian *tanker*", "the *border* with Ukraine").
    pub fn actors_of(&self, w: WordId) -> Vec<ActorId> {
        let own = self.actors.at(w);
        if !own.is_empty() {
            return own.to_vec();
        }
        if let Some(m) = self.measured(w) {
            return self.actors_of(m);
        }
        if let Some(id) = self.country_of_place(w) {
            return vec![id];
        }
        if !self.args.is_nominal(w) {
            return Vec::new();
        }
        for rel in [Deprel::NmodPoss, Deprel::Compound, Deprel::Amod, Deprel::Nmod] {
            let found: Vec<ActorId> =
                self.args.children_by(w, rel).flat_map(|c| self.actors.at(c).iter().copied()).collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }
}

impl Matcher<'_> {
    /// A place that stands where a party is wanted ("aid to Kyiv") is read as its country, when the report names it.
    fn country_of_place(&self, w: WordId) -> Option<ActorId> {
        let code = self.actors.place_at(w)?.country?;
        let found =
            self.actors.list.iter().position(|a| a.kind == ActorKind::Country && a.code.as_ref() == Some(&code));
        let any = || {
            self.actors
                .list
                .iter()
                .position(|a| a.code.as_ref() == Some(&code) && a.sectors.first().is_some_and(|s| s == "GOV"))
        };
        found.or_else(any).map(|i| ActorId(i as u32))
    }
}

struct Fit {
    others: Vec<WordId>,
    needed: Vec<WordId>,
}

/// Drops repetitions and keeps the order.
pub(super) fn dedup(ids: &mut Vec<ActorId>) {
    let mut seen = FxHashSet::default();
    ids.retain(|id| seen.insert(*id));
}
