//! The arguments of a predicate in a UD tree: who stands as its subject, object or oblique once voice, control, raising,
//! relative clauses, coordination and support verbs are seen through. Which of these words are actors is not decided
//! here.

use crate::parse::{Deprel, Parsed, Upos, WordId};

/// How deep a chain of control, coordination and relative clauses is followed.
const MAX_STEPS: usize = 8;

/// What a support verb's subject is to the event noun it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// "carried out an attack": the doer.
    Agent,
    /// "suffered an attack": the one it is done to.
    Patient,
}

/// A view of a tree that answers questions about arguments.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    /// The parsed report.
    pub parsed: &'a Parsed,
    /// Which verbs lend their subject to an event noun.
    pub support: &'a rustc_hash::FxHashMap<smol_str::SmolStr, Support>,
}

impl<'a> Args<'a> {
    /// A word's lemma in lower case for look-ups.
    pub fn lemma(&self, w: WordId) -> &'a str {
        &self.parsed.word(w).lemma
    }

    /// A word's relation to its head.
    pub fn rel(&self, w: WordId) -> Deprel {
        self.parsed.word(w).deprel
    }

    /// A word's part of speech.
    pub fn upos(&self, w: WordId) -> Upos {
        self.parsed.word(w).upos
    }

    /// A word's head.
    pub fn head(&self, w: WordId) -> Option<WordId> {
        self.parsed.word(w).head
    }

    /// Dependents in a given relation.
    pub fn children_by(&self, w: WordId, rel: Deprel) -> impl Iterator<Item = WordId> + use<'a> {
        let parsed = self.parsed;
        parsed.children(w).iter().copied().filter(move |&c| parsed.word(c).deprel == rel)
    }

    /// True for a verb, or a word used as one.
    pub fn is_verb(&self, w: WordId) -> bool {
        matches!(self.upos(w), Upos::Verb | Upos::Aux)
    }

    /// True for a noun, a name or a pronoun.
    pub fn is_nominal(&self, w: WordId) -> bool {
        matches!(self.upos(w), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num)
    }

    /// The preposition of an oblique or nominal modifier.
    pub fn preposition(&self, w: WordId) -> Option<&'a str> {
        let parsed = self.parsed;
        let own = self.children_by(w, Deprel::Case).find(|&c| parsed.word(c).upos != Upos::Part).map(|c| self.lemma(c));
        match own {
            None if self.rel(w) == Deprel::Conj => self.head(w).and_then(|h| self.preposition(h)),
            other => other,
        }
    }

    /// A word with what is coordinated with it ("A, B and C").
    pub fn with_conjuncts(&self, w: WordId) -> Vec<WordId> {
        let mut out = vec![w];
        out.extend(self.children_by(w, Deprel::Conj).filter(|&c| self.is_nominal(c) || !self.is_nominal(w)));
        out
    }

    /// True when the predicate is passive, with or without its auxiliary ("troops *sent* to the front").
    pub fn is_passive(&self, p: WordId) -> bool {
        let word = self.parsed.word(p);
        if word.upos != Upos::Verb {
            return false;
        }
        let has = |rel| self.children_by(p, rel).next().is_some();
        if has(Deprel::NsubjPass) || has(Deprel::AuxPass) || has(Deprel::OblAgent) {
            return true;
        }
        let past_participle = word.feats.has("VerbForm", "Part") && !word.feats.has("Tense", "Pres");
        let reduced = matches!(word.deprel, Deprel::Acl | Deprel::Amod) && past_participle && !has(Deprel::Nsubj);
        let inherited = word.deprel == Deprel::Conj
            && past_participle
            && !has(Deprel::Nsubj)
            && !has(Deprel::Obj)
            && !has(Deprel::Aux)
            && word.head.is_some_and(|h| self.is_passive(h));
        reduced || inherited
    }

    /// The subject as it stands, active or passive, own or inherited.
    pub fn surface_subjects(&self, p: WordId) -> Vec<WordId> {
        self.surface(p, MAX_STEPS)
    }

    fn surface(&self, p: WordId, steps: usize) -> Vec<WordId> {
        if steps == 0 {
            return Vec::new();
        }
        for rel in [Deprel::Nsubj, Deprel::NsubjPass, Deprel::NsubjOuter] {
            if let Some(s) = self.children_by(p, rel).next() {
                return self.through_relative(s, p);
            }
        }
        let Some(h) = self.head(p) else { return Vec::new() };
        match self.rel(p) {
            Deprel::Conj | Deprel::Parataxis if self.is_verb(h) || !self.is_nominal(p) => self.surface(h, steps - 1),
            Deprel::Xcomp => {
                let object = self.children_by(h, Deprel::Obj).chain(self.children_by(h, Deprel::Iobj)).next();
                match object {
                    Some(o) if self.takes_object_control(h) => self.with_conjuncts(o),
                    _ => self.surface(h, steps - 1),
                }
            }
            Deprel::Advcl if self.children_by(p, Deprel::Mark).all(|m| self.lemma(m) != "that") => {
                self.surface(h, steps - 1)
            }
            Deprel::Acl | Deprel::AclRelcl => {
                let infinitive = self.parsed.word(p).feats.has("VerbForm", "Inf");
                if infinitive || self.is_gerund_with_preposition(p) {
                    // "its plan to send troops": the plan's holder.
                    self.noun_subjects(h, steps - 1)
                } else {
                    self.with_conjuncts(h)
                }
            }
            Deprel::Ccomp if !self.has_finite_verb(p) => self.surface(h, steps - 1),
            _ => Vec::new(),
        }
    }

    fn takes_object_control(&self, governor: WordId) -> bool {
        !matches!(self.lemma(governor), "promise" | "threaten" | "vow" | "use")
    }

    /// True for a present participle or gerund.
    pub fn is_gerund(&self, w: WordId) -> bool {
        let feats = &self.parsed.word(w).feats;
        feats.get("VerbForm") == Some("Ger") || (feats.get("VerbForm") == Some("Part") && feats.has("Tense", "Pres"))
    }

    fn is_gerund_with_preposition(&self, p: WordId) -> bool {
        self.parsed.word(p).feats.has("VerbForm", "Ger") && self.children_by(p, Deprel::Mark).next().is_some()
    }

    fn has_finite_verb(&self, p: WordId) -> bool {
        self.parsed.word(p).feats.has("VerbForm", "Fin")
            || self.children_by(p, Deprel::Aux).chain(self.children_by(p, Deprel::Cop)).next().is_some()
    }

    /// A relative pronoun stands for the noun its clause modifies.
    fn through_relative(&self, s: WordId, p: WordId) -> Vec<WordId> {
        if self.is_relative_pronoun(s) {
            let mut clause = p;
            for _ in 0..MAX_STEPS {
                match (self.rel(clause), self.head(clause)) {
                    (Deprel::AclRelcl | Deprel::Acl, Some(noun)) => return self.with_conjuncts(noun),
                    (Deprel::Conj | Deprel::Xcomp | Deprel::Ccomp | Deprel::Advcl, Some(up)) => clause = up,
                    _ => break,
                }
            }
        }
        self.with_conjuncts(s)
    }

    fn is_relative_pronoun(&self, w: WordId) -> bool {
        self.parsed.word(w).feats.has("PronType", "Rel")
            || (self.upos(w) == Upos::Pron && matches!(self.lemma(w), "who" | "which" | "that" | "whom"))
    }

    /// Who does it.
    pub fn subjects(&self, p: WordId) -> Vec<WordId> {
        if self.is_verb(p) || (self.upos(p) == Upos::Adj && !self.is_nominal(p)) {
            if self.is_passive(p) { self.agents(p) } else { self.surface_subjects(p) }
        } else {
            self.noun_subjects(p, MAX_STEPS)
        }
    }

    /// By-phrases.
    fn agents(&self, p: WordId) -> Vec<WordId> {
        let by = |&c: &WordId| {
            self.rel(c) == Deprel::OblAgent
                || (matches!(self.rel(c), Deprel::Obl | Deprel::Nmod) && self.preposition(c) == Some("by"))
        };
        let found = self.parsed.children(p).iter().copied().find(by);
        match found {
            Some(a) => self.with_conjuncts(a),
            None if self.rel(p) == Deprel::Conj => {
                self.head(p).map_or_else(Vec::new, |h| if self.is_passive(h) { self.agents(h) } else { Vec::new() })
            }
            None => Vec::new(),
        }
    }

    /// Doers of an event noun, in order of preference: by-phrase, possessor, support verb's subject, modifiers.
    fn noun_subjects(&self, n: WordId, steps: usize) -> Vec<WordId> {
        let mut out = self.agents(n);
        for poss in self.children_by(n, Deprel::NmodPoss) {
            out.extend(self.with_conjuncts(poss));
        }
        for rel in [Deprel::Compound, Deprel::Amod] {
            out.extend(self.children_by(n, rel).filter(|&c| self.upos(c) != Upos::Verb));
        }
        out.extend(self.led_by(n));
        if let Some((verb, Support::Agent)) = self.support_of(n) {
            let doers =
                if self.is_passive(verb) { self.agents(verb) } else { self.surface(verb, steps.saturating_sub(1)) };
            out.extend(doers.into_iter().filter(|&d| d != n));
        }
        if out.is_empty() && self.rel(n) == Deprel::Conj && steps > 0 {
            return self
                .head(n)
                .filter(|&h| self.is_nominal(h))
                .map_or_else(Vec::new, |h| self.noun_subjects(h, steps - 1));
        }
        out
    }

    /// "U.S.-led sanctions", "Saudi-backed offensive": the compound of the participle that modifies the noun.
    fn led_by(&self, n: WordId) -> Vec<WordId> {
        self.children_by(n, Deprel::Amod)
            .filter(|&c| self.upos(c) == Upos::Verb && matches!(self.lemma(c), "lead" | "impose" | "run" | "conduct"))
            .flat_map(|c| self.parsed.children(c).iter().copied())
            .filter(|&c| self.is_nominal(c) || self.upos(c) == Upos::Adj)
            .collect()
    }

    /// The support verb that carries an event noun as its object or passive subject, and what its subject is.
    pub fn support_of(&self, n: WordId) -> Option<(WordId, Support)> {
        let top = if self.rel(n) == Deprel::Conj { self.head(n)? } else { n };
        let verb = self.head(top)?;
        let carried = matches!(self.rel(top), Deprel::Obj | Deprel::NsubjPass)
            || (self.rel(top) == Deprel::Obl && matches!(self.preposition(top), Some("in" | "into" | "to" | "under")));
        let support = *self.support.get(self.lemma(verb))?;
        (carried && self.is_verb(verb)).then_some((verb, support))
    }

    /// Whom or what it is done to.
    pub fn objects(&self, p: WordId) -> Vec<WordId> {
        if !self.is_verb(p) {
            return self.noun_objects(p);
        }
        if self.is_passive(p) {
            let mut out = match self.rel(p) {
                Deprel::Amod => self.head(p).into_iter().collect(),
                _ => self.surface_subjects(p),
            };
            out.extend(self.children_by(p, Deprel::Obj));
            return out;
        }
        let mut own = self.children_by(p, Deprel::Obj).chain(self.children_by(p, Deprel::Iobj));
        if let Some(o) = own.next() {
            let mut out = self.through_relative(o, p);
            out.extend(own);
            return out;
        }
        match self.head(p) {
            // "the weapons it supplied": the noun is the object when the clause has a subject of its own and no object.
            Some(h) if self.rel(p) == Deprel::AclRelcl && self.gap_is_object(p) => self.with_conjuncts(h),
            Some(h) if self.rel(p) == Deprel::Conj && self.is_verb(h) && self.shares_object(h, p) => self.objects(h),
            _ => Vec::new(),
        }
    }

    fn gap_is_object(&self, p: WordId) -> bool {
        let subject = self.children_by(p, Deprel::Nsubj).next();
        subject.is_some_and(|s| !self.is_relative_pronoun(s))
            && self.children_by(p, Deprel::Ccomp).chain(self.children_by(p, Deprel::Xcomp)).next().is_none()
    }

    /// "arrested and deported two men": the object stands after the second verb or is shared by both.
    fn shares_object(&self, first: WordId, second: WordId) -> bool {
        let object = self.children_by(first, Deprel::Obj).next();
        object.is_some_and(|o| o > second) && self.children_by(second, Deprel::Nsubj).next().is_none()
    }

    fn noun_objects(&self, n: WordId) -> Vec<WordId> {
        let mut out = Vec::new();
        for c in self.children_by(n, Deprel::Nmod).filter(|&c| self.preposition(c) == Some("of")) {
            out.extend(self.with_conjuncts(c));
        }
        out.extend(self.children_by(n, Deprel::Compound));
        if let Some((verb, Support::Patient)) = self.support_of(n) {
            out.extend(self.surface_subjects(verb));
        }
        out
    }

    /// Indirect objects.
    pub fn indirect_objects(&self, p: WordId) -> Vec<WordId> {
        self.children_by(p, Deprel::Iobj).flat_map(|c| self.with_conjuncts(c)).collect()
    }

    /// Phrases with a preposition, of the predicate, of its object ("sanctions on X" under "imposed") or of the verb
    /// that supports it.
    pub fn obliques(&self, p: WordId, preposition: &str) -> Vec<WordId> {
        let mut hosts = vec![p];
        if self.is_verb(p) {
            hosts.extend(self.children_by(p, Deprel::Obj).filter(|_| preposition != "of"));
            if self.is_passive(p) {
                hosts.extend(self.children_by(p, Deprel::NsubjPass).filter(|_| preposition != "of"));
            }
            hosts.extend(self.children_by(p, Deprel::Xcomp).filter(|&x| !self.is_verb(x)));
        } else {
            // "deployment of troops to the border": the phrase may hang from what is deployed.
            if preposition != "of" {
                hosts.extend(self.children_by(p, Deprel::Nmod).filter(|&c| self.preposition(c) == Some("of")));
            }
            if let Some((verb, _)) = self.support_of(p) {
                hosts.push(verb);
            } else if self.rel(p) == Deprel::Conj {
                hosts.extend(self.head(p).filter(|&h| self.is_nominal(h)));
            }
        }
        let mut out = Vec::new();
        for host in hosts {
            for &c in self.parsed.children(host) {
                let oblique = matches!(
                    self.rel(c),
                    Deprel::Obl | Deprel::Nmod | Deprel::OblAgent | Deprel::Advmod | Deprel::NmodPoss
                );
                if oblique && c != p && self.has_preposition(c, preposition) {
                    out.extend(self.with_conjuncts(c));
                }
            }
        }
        out
    }

    fn has_preposition(&self, w: WordId, preposition: &str) -> bool {
        self.children_by(w, Deprel::Case).any(|c| self.lemma(c) == preposition)
    }

    /// Clausal complements: "that" clauses, infinitives, gerunds after a preposition.
    pub fn complements(&self, p: WordId) -> impl Iterator<Item = WordId> + use<'a> {
        let this = *self;
        this.parsed.children(p).iter().copied().filter(move |&c| match this.rel(c) {
            Deprel::Ccomp | Deprel::Xcomp => true,
            Deprel::Advcl => this
                .children_by(c, Deprel::Mark)
                .any(|m| matches!(this.lemma(m), "of" | "from" | "for" | "to" | "against")),
            Deprel::Acl => this.is_nominal(p),
            _ => false,
        })
    }

    /// The verb whose clause a word stands in: itself, its support verb, or the nearest verb above.
    pub fn clause_verb(&self, w: WordId) -> WordId {
        let mut at = w;
        for _ in 0..MAX_STEPS {
            if self.is_verb(at) && self.rel(at) != Deprel::Amod {
                return at;
            }
            match self.head(at) {
                Some(h) => at = h,
                None => break,
            }
        }
        at
    }
}
