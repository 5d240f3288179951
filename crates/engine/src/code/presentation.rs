//! How a happening is presented: the modals, negators, embedding verbs and conditions that stand over a predicate, in
//! order from the inside out, and what they make of it together (FactBank's polarity and certainty, PLOVER's auxiliary
//! modes). What a *source* thinks of it is settled in `claims`; here speaks the clause itself.

use super::args::Args;
use crate::code::{Certainty, Polarity, Reality, Stance};
use crate::codebook::stance::{
    Complement, ConditionKind, ConditionMarker, Effect, Holds, Lexeme, Lexemes, Modal, NegationScope, NegationStrength,
    Negator, Opens, Reach, Signature,
};
use crate::parse::{Deprel, Upos, WordId};

/// The auxiliary of what is to come, and what becomes of it in speech that is reported in the past.
const FUTURE: &str = "will";
const PAST_OF_FUTURE: &str = "would";

/// How far up a tree operators are looked for.
const MAX_STEPS: usize = 10;

/// The tables that operators come from.
#[derive(Clone, Copy)]
pub struct StanceTables<'a> {
    /// Modals and hedges.
    pub modals: &'a Lexemes<Modal>,
    /// Embedding verbs, nouns and adjectives.
    pub signatures: &'a Lexemes<Signature>,
    /// Negators.
    pub negators: &'a Lexemes<Negator>,
    /// Condition markers.
    pub conditions: &'a Lexemes<ConditionMarker>,
}

/// One thing that stands over a predicate.
#[derive(Clone, Debug)]
pub struct Operator {
    /// The word that carries it.
    pub at: WordId,
    /// What it does.
    pub effect: OperatorEffect,
    /// The posture it declares of its subject.
    pub stance: Option<Stance>,
    /// Table and line.
    pub why: String,
}

/// What an operator does to the predicate below it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OperatorEffect {
    /// Turns it round.
    Negate,
    /// Weakens or shifts it.
    Shift {
        /// How it is presented.
        reality: Option<Reality>,
        /// The most that is still committed to.
        certainty: Option<Certainty>,
        /// Turned round as well.
        negative: bool,
    },
    /// It only holds if something else does.
    Condition,
}

/// The operators over a predicate, and how the bare clause presents it.
#[derive(Clone, Debug)]
pub struct Presentation {
    /// Inside out.
    pub operators: Vec<Operator>,
    /// Without operators: from tense and form.
    pub base: Reality,
}

impl Presentation {
    /// What the operators that `keep` lets through make of the predicate.
    pub fn settle(&self, keep: impl Fn(&Operator) -> bool) -> Settled {
        let mut out = Settled { reality: self.base, polarity: Polarity::Positive, certainty: Certainty::Certain };
        let mut negative = false;
        for operator in self.operators.iter().filter(|o| keep(o)) {
            match operator.effect {
                OperatorEffect::Negate => negative = !negative,
                OperatorEffect::Condition => {
                    out.reality = Reality::Hypothetical;
                    out.certainty = Certainty::Unknown;
                }
                OperatorEffect::Shift { reality, certainty, negative: turned } => {
                    negative ^= turned;
                    if let Some(r) = reality.filter(|&r| rank(r) > rank(out.reality) || settles(out.reality, r)) {
                        out.reality = r;
                    }
                    if let Some(c) = certainty {
                        out.certainty = out.certainty.max(c);
                    }
                }
            }
        }
        if negative {
            out.polarity = Polarity::Negative;
            if out.reality != Reality::Hypothetical {
                out.reality = Reality::Refrained;
            }
        }
        out
    }

    /// The outermost posture that an operator declares.
    pub fn stance(&self) -> Option<(Stance, WordId)> {
        self.operators.iter().rev().find_map(|o| o.stance.map(|s| (s, o.at)))
    }
}

/// How weak a presentation is; a weaker one outside takes over.
fn rank(r: Reality) -> u8 {
    match r {
        Reality::Occurred | Reality::Refrained | Reality::Disputed => 0,
        Reality::Ongoing => 1,
        Reality::Planned => 2,
        Reality::Possible => 3,
        Reality::Hypothetical => 4,
    }
}

/// An implicative settles an infinitive that by itself was only planned ("managed to take").
fn settles(inner: Reality, outer: Reality) -> bool {
    inner == Reality::Planned && matches!(outer, Reality::Occurred | Reality::Ongoing)
}

/// What a clause says of a happening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// How it is presented.
    pub reality: Reality,
    /// Asserted or denied.
    pub polarity: Polarity,
    /// How firmly.
    pub certainty: Certainty,
}

/// Finds what stands over predicates.
#[derive(Clone, Copy)]
pub struct Presenter<'a> {
    /// The tree.
    pub args: Args<'a>,
    /// The tables.
    pub tables: StanceTables<'a>,
}

impl Presenter<'_> {
    /// The presentation of a predicate.
    pub fn present(&self, p: WordId) -> Presentation {
        let mut operators = Vec::new();
        let mut at = p;
        self.local(at, &mut operators);
        for _ in 0..MAX_STEPS {
            let Some(up) = self.args.head(at) else { break };
            if !self.passes(at, up) {
                break;
            }
            let before = operators.len();
            self.step(at, up, &mut operators);
            let clausal =
                matches!(self.args.rel(at), Deprel::Conj | Deprel::Xcomp | Deprel::Ccomp | Deprel::Advcl | Deprel::Acl);
            let carried = self.args.support_of(at).is_some_and(|(verb, _)| verb == up);
            if operators.len() == before && !clausal && !carried {
                break;
            }
            at = up;
        }
        Presentation { operators, base: self.base(p) }
    }

    /// Whether what stands over `up` also stands over `at`.
    fn passes(&self, at: WordId, up: WordId) -> bool {
        match self.args.rel(at) {
            Deprel::Conj => {
                // A second conjunct with a subject of its own is a statement of its own, but an if-clause takes in both.
                self.args.children_by(at, Deprel::Nsubj).next().is_none() || self.args.rel(up) == Deprel::Advcl
            }
            Deprel::Parataxis | Deprel::AclRelcl | Deprel::Appos | Deprel::Discourse | Deprel::List => false,
            Deprel::Advcl => self.args.children_by(at, Deprel::Mark).next().is_some() || !self.args.is_verb(up),
            Deprel::Acl => true,
            _ => true,
        }
    }

    fn step(&self, at: WordId, up: WordId, out: &mut Vec<Operator>) {
        let rel = self.args.rel(at);
        if rel == Deprel::Conj {
            if self.args.children_by(at, Deprel::Aux).next().is_none() {
                self.local(up, out);
            }
            return;
        }
        if rel == Deprel::Advcl {
            // "could respond by sending": means share the modality of what they serve.
            let marks = || self.args.children_by(at, Deprel::Mark).map(|m| self.args.lemma(m));
            if marks().any(|m| m == "by") {
                self.local(up, out);
            } else if marks().any(|m| matches!(m, "from" | "into" | "against"))
                && let Some(complement) = self.complement_of(at, up)
            {
                // "refrained from supplying": trees take the gerund for an adverbial clause as often as for a complement.
                self.signature(up, complement, out);
            }
            return;
        }
        // "considers the decision a breach" weighs nothing: what is said of the object is another matter.
        let judged = rel == Deprel::Obj && self.args.children_by(up, Deprel::Xcomp).next().is_some();
        if let Some(complement) = self.complement_of(at, up).filter(|_| !judged) {
            self.signature(up, complement, out);
        }
        // Modals over the governing verb reach its infinitive and the event noun it only supports ("may launch an
        // attack"), not a reported clause with its own tense.
        let carried = self.args.support_of(at).is_some_and(|(verb, _)| verb == up);
        if rel == Deprel::Xcomp || carried {
            self.local_but_negation(up, out);
        }
        if carried {
            self.negations(up, out);
        }
    }

    /// How `at` complements `up`, in the terms of the signature table.
    fn complement_of(&self, at: WordId, up: WordId) -> Option<Vec<Complement>> {
        let word = self.args.parsed.word(at);
        let mark = |lemma: &str| self.args.children_by(at, Deprel::Mark).any(|m| self.args.lemma(m) == lemma);
        let case = self.args.preposition(at);
        let has_object = self.args.children_by(up, Deprel::Obj).next().is_some();
        let gerund = word.upos == Upos::Verb
            && (word.feats.has("VerbForm", "Ger")
                || word.feats.has("Tense", "Pres") && word.feats.has("VerbForm", "Part"));
        let out = match self.args.rel(at) {
            Deprel::Xcomp | Deprel::Acl | Deprel::Ccomp | Deprel::Advcl | Deprel::Csubj if gerund => {
                if mark("from") {
                    vec![Complement::FromIng, Complement::From]
                } else if mark("into") {
                    vec![Complement::IntoIng]
                } else if mark("of") {
                    vec![Complement::Of, Complement::Ing]
                } else if mark("in") {
                    vec![Complement::In, Complement::Ing]
                } else if mark("for") {
                    vec![Complement::For]
                } else if mark("against") {
                    vec![Complement::Against]
                } else if mark("on") {
                    vec![Complement::On]
                } else {
                    vec![Complement::Ing]
                }
            }
            Deprel::Xcomp | Deprel::Acl | Deprel::Advcl if mark("to") || word.feats.has("VerbForm", "Inf") => {
                if has_object {
                    vec![Complement::ObjTo, Complement::To]
                } else {
                    vec![Complement::To]
                }
            }
            Deprel::Ccomp | Deprel::Acl => vec![Complement::That],
            Deprel::Obj | Deprel::NsubjPass => vec![Complement::Np],
            Deprel::Obl | Deprel::Nmod => vec![match case? {
                "of" => Complement::Of,
                "in" => Complement::In,
                "for" => Complement::For,
                "from" => Complement::From,
                "on" => Complement::On,
                "upon" => Complement::Upon,
                "to" => Complement::ToNoun,
                "at" => Complement::At,
                "with" => Complement::With,
                "about" => Complement::About,
                "against" => Complement::Against,
                _ => return None,
            }],
            _ => return None,
        };
        Some(out)
    }

    fn signature(&self, up: WordId, complements: Vec<Complement>, out: &mut Vec<Operator>) {
        let pos = match self.args.upos(up) {
            Upos::Aux | Upos::Verb => Upos::Verb,
            Upos::Propn => Upos::Noun,
            other => other,
        };
        for complement in complements {
            let rows = self.tables.signatures.opening_with(self.args.lemma(up));
            for row in rows.filter(|r| r.pos == pos && r.complement == complement) {
                if !self.rest_stands_with(row.words(), up) {
                    continue;
                }
                let negated = self.negated_locally(up);
                let Effect { holds, reality } = if negated { row.negative } else { row.positive };
                if complement == Complement::That && holds == Holds::Open && reality.is_none() {
                    // Saying it makes it neither true nor false: that is for the claim.
                    return;
                }
                out.push(Operator {
                    at: up,
                    effect: OperatorEffect::Shift {
                        reality: reality
                            .or((holds == Holds::Open).then_some(Reality::Possible))
                            .filter(|&r| r != Reality::Refrained),
                        // What somebody has decided or agreed to do is settled as far as his word goes.
                        certainty: (holds == Holds::Open && reality != Some(Reality::Planned))
                            .then_some(Certainty::Possible),
                        negative: holds == Holds::No,
                    },
                    stance: match row.stance {
                        Some(_) if negated => Some(Stance::Refuses),
                        s => s,
                    },
                    why: format!("signatures.tsv:{} {}", row.line, self.args.lemma(up)),
                });
                return;
            }
        }
    }

    /// The later words of a multiword lemma must stand close after its head.
    fn rest_stands_with(&self, words: &[smol_str::SmolStr], head: WordId) -> bool {
        let mut at = head.0 + 1;
        let end = self.args.parsed.sentence_of(head).words.end;
        words[1..].iter().all(|w| {
            let found = (at..end.min(at + 3)).find(|&i| self.args.lemma(WordId(i)) == w);
            at = found.map_or(at, |i| i + 1);
            found.is_some()
        })
    }

    fn negated_locally(&self, w: WordId) -> bool {
        let mut operators = Vec::new();
        self.negations(w, &mut operators);
        !operators.is_empty()
    }

    fn local(&self, p: WordId, out: &mut Vec<Operator>) {
        self.local_but_negation(p, out);
        self.negations(p, out);
    }

    /// Modals that hang from the predicate or stand before it, and conditions that open its clause.
    fn local_but_negation(&self, p: WordId, out: &mut Vec<Operator>) {
        for &c in self.args.parsed.children(p) {
            let reach_head = matches!(self.args.rel(c), Deprel::Aux | Deprel::Advmod | Deprel::Amod | Deprel::AuxPass);
            if reach_head {
                self.modal(c, Reach::Head, out);
            }
            if self.args.rel(c) == Deprel::Mark || self.args.rel(c) == Deprel::Advmod {
                self.condition(p, c, out);
            }
        }
        out.extend(self.condition_on(p));
        if let Some(up) = self.args.head(p) {
            match self.args.rel(p) {
                Deprel::Xcomp => self.modal(up, Reach::Xcomp, out),
                Deprel::Ccomp | Deprel::Csubj => self.modal(up, Reach::Ccomp, out),
                Deprel::Nmod => self.modal(up, Reach::Nmod, out),
                Deprel::Acl => self.modal(up, Reach::Acl, out),
                _ => {}
            }
        }
    }

    fn modal(&self, w: WordId, reach: Reach, out: &mut Vec<Operator>) {
        let word = self.args.parsed.word(w);
        // "be likely to": rows may open with the copula that hangs from the adjective.
        let rows = self.tables.modals.opening_with(&word.lemma).map(|r| (r, 0));
        let copular = self.tables.modals.opening_with("be").map(|r| (r, 1));
        let found = rows.chain(copular).find(|(row, skip)| {
            row.reach == reach
                && row.words.get(*skip).is_some_and(|x| *x == word.lemma)
                && (row.pos == word.upos || row.words.len() > 1)
                && (*skip == 0 || self.has_copula(w))
                && self.rest_stands_with(&row.words[*skip..], w)
        });
        if let Some((row, _)) = found {
            let row = self.as_said_then(row, w).unwrap_or(row);
            out.push(Operator {
                at: w,
                effect: OperatorEffect::Shift {
                    reality: row.reality.filter(|&r| r != Reality::Refrained),
                    certainty: row.certainty.filter(|&c| c != Certainty::Certain),
                    negative: row.polarity == Polarity::Negative,
                },
                stance: None,
                why: format!("modals.tsv:{} {}", row.line, word.lemma),
            });
        }
    }

    /// "said it *would* send": in speech reported in the past this is what "will" was when it was said.
    fn as_said_then(&self, row: &Modal, w: WordId) -> Option<&Modal> {
        let future = self.tables.modals.opening_with(FUTURE).find(|m| m.words.len() == 1)?;
        let conditional = row.words.len() == 1 && row.words[0] == PAST_OF_FUTURE;
        let clause = self.args.head(w).filter(|_| conditional)?;
        let first = self.first_conjunct(clause);
        let governor = match self.args.rel(first) {
            Deprel::Ccomp => self.args.head(first)?,
            _ => self.args.children_by(first, Deprel::Parataxis).find(|&c| self.is_past(c))?,
        };
        let supposed = self.args.surface_subjects(clause).into_iter().any(|s| self.is_any(s));
        let firm = self.is_past(governor) && !supposed && !self.has_wish(clause);
        firm.then_some(future)
    }

    fn first_conjunct(&self, mut w: WordId) -> WordId {
        for _ in 0..MAX_STEPS {
            match self.args.head(w).filter(|_| self.args.rel(w) == Deprel::Conj) {
                Some(h) => w = h,
                None => break,
            }
        }
        w
    }

    fn is_past(&self, verb: WordId) -> bool {
        let past = |w: WordId| self.args.parsed.word(w).feats.has("Tense", "Past");
        let auxiliaries = || self.args.children_by(verb, Deprel::Aux);
        let finite_past = |w: WordId| past(w) && self.args.parsed.word(w).feats.has("VerbForm", "Fin");
        if auxiliaries().next().is_some() { auxiliaries().any(finite_past) } else { past(verb) }
    }

    /// "such a move", "any attack": nothing that is known to come.
    fn is_any(&self, noun: WordId) -> bool {
        let open = |&c: &WordId| matches!(self.args.lemma(c), "any" | "such");
        self.args.parsed.children(noun).iter().any(open)
    }

    /// "would rather", "would like to".
    fn has_wish(&self, clause: WordId) -> bool {
        let rather = |c: WordId| matches!(self.args.lemma(c), "rather" | "sooner");
        self.args.children_by(clause, Deprel::Advmod).any(rather)
            || matches!(self.args.lemma(clause), "like" | "prefer")
    }

    fn has_copula(&self, w: WordId) -> bool {
        self.args.parsed.children(w).iter().any(|&c| matches!(self.args.rel(c), Deprel::Cop | Deprel::AuxPass))
    }

    fn condition(&self, p: WordId, marker: WordId, out: &mut Vec<Operator>) {
        if let Some(operator) = self.opens_condition(marker).filter(|_| self.args.rel(p) == Deprel::Advcl) {
            out.push(operator);
        } else if self.args.lemma(marker) == "whether" {
            out.push(Operator {
                at: marker,
                effect: OperatorEffect::Shift {
                    reality: Some(Reality::Possible),
                    certainty: Some(Certainty::Unknown),
                    negative: false,
                },
                stance: None,
                why: "whether".into(),
            });
        }
    }

    /// The condition that a predicate hangs on. A refusal that names its terms is still a refusal; anything else only holds
    /// if they are met. "agreed to cut tariffs if": it is the cut that hangs on it.
    fn condition_on(&self, p: WordId) -> Option<Operator> {
        let infinitive = |w: WordId| self.args.children_by(w, Deprel::Mark).any(|m| self.args.lemma(m) == "to");
        let below = |v: WordId, x: WordId| self.args.head(x) == Some(v) || self.carrier(x) == Some(v);
        let act = |v: WordId, c: WordId| (v.0..c.0).map(WordId).any(|x| infinitive(x) && below(v, x));
        let stated =
            |v: WordId| self.args.children_by(v, Deprel::Advcl).filter_map(move |c| Some((c, self.condition_of(c)?)));
        let governors = [self.args.head(p), self.carrier(p)].into_iter().flatten().filter(|_| infinitive(p));
        let own = stated(p).find(|&(c, _)| !act(p, c));
        let above = || governors.flat_map(stated).find(|&(c, _)| p < c);
        own.or_else(above).filter(|_| !self.negated_locally(p)).map(|(_, operator)| operator)
    }

    /// The verb over the noun that an infinitive hangs from: "agreed in principle *to cut*".
    fn carrier(&self, infinitive: WordId) -> Option<WordId> {
        self.args.head(infinitive).filter(|&n| self.args.is_nominal(n)).and_then(|n| self.args.head(n))
    }

    /// The condition that an adverbial clause states.
    fn condition_of(&self, clause: WordId) -> Option<Operator> {
        self.args.children_by(clause, Deprel::Mark).find_map(|m| self.opens_condition(m))
    }

    fn opens_condition(&self, marker: WordId) -> Option<Operator> {
        let row = self.tables.conditions.opening_with(self.args.lemma(marker)).find(|r| {
            r.kind == ConditionKind::Condition && r.opens == Opens::Clause && self.rest_stands_with(&r.words, marker)
        })?;
        Some(Operator {
            at: marker,
            effect: OperatorEffect::Condition,
            stance: None,
            why: format!("condition_markers.tsv:{} {}", row.line, self.args.lemma(marker)),
        })
    }

    /// Negators over the predicate itself, on its auxiliaries, its subject ("no troops were sent") or its object.
    fn negations(&self, p: WordId, out: &mut Vec<Operator>) {
        let mut push = |at: WordId, row: &Negator| {
            if row.strength != NegationStrength::Partial {
                out.push(Operator {
                    at,
                    effect: OperatorEffect::Negate,
                    stance: None,
                    why: format!("negation.tsv:{} {}", row.line, self.args.lemma(at)),
                });
            }
        };
        for &c in self.args.parsed.children(p) {
            if let Some(row) = self.negator(c, NegationScope::Head) {
                push(c, row);
            } else if matches!(self.args.rel(c), Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj) {
                let determiner = self
                    .args
                    .children_by(c, Deprel::Det)
                    .find_map(|d| self.negator(d, NegationScope::Predicate).map(|r| (d, r)));
                if let Some((d, row)) = determiner {
                    push(d, row);
                } else if let Some(row) = self.negator(c, NegationScope::Predicate) {
                    push(c, row);
                }
            } else if matches!(self.args.rel(c), Deprel::Mark | Deprel::Case | Deprel::Det)
                && let Some(row) = self.negator(c, NegationScope::Object)
            {
                push(c, row);
            }
        }
    }

    fn negator(&self, w: WordId, scope: NegationScope) -> Option<&Negator> {
        self.tables
            .negators
            .opening_with(self.args.lemma(w))
            .find(|r| r.scope == scope && self.rest_stands_with(r.words(), w))
            .filter(|_| !self.is_not_only(w))
    }

    fn is_not_only(&self, w: WordId) -> bool {
        let next = WordId(w.0 + 1);
        next.index() < self.args.parsed.words.len()
            && matches!(self.args.lemma(next), "only" | "just" | "until")
            && matches!(self.args.lemma(w), "not" | "n't")
            || self.is_or_not(w)
    }

    /// "whether it is, or not": both sides are left open.
    fn is_or_not(&self, w: WordId) -> bool {
        self.args.lemma(w) == "not" && w.0.checked_sub(1).is_some_and(|b| self.args.lemma(WordId(b)) == "or")
    }

    /// From tense and form alone.
    fn base(&self, p: WordId) -> Reality {
        if !self.args.is_verb(p) {
            return self.noun_base(p);
        }
        let feats = &self.args.parsed.word(p).feats;
        let auxiliaries: Vec<&str> = self
            .args
            .parsed
            .children(p)
            .iter()
            .filter(|&&c| matches!(self.args.rel(c), Deprel::Aux | Deprel::AuxPass | Deprel::Cop))
            .map(|&c| self.args.lemma(c))
            .collect();
        let present_be = self.args.parsed.children(p).iter().any(|&c| {
            matches!(self.args.rel(c), Deprel::Aux | Deprel::AuxPass)
                && self.args.lemma(c) == "be"
                && self.args.parsed.word(c).feats.has("Tense", "Pres")
                && self.args.parsed.word(c).feats.has("VerbForm", "Fin")
        });
        // "are being readied": the passive has its own progressive.
        let being = self
            .args
            .parsed
            .children(p)
            .iter()
            .any(|&c| self.args.rel(c) == Deprel::AuxPass && self.args.lemma(c) == "be" && self.args.is_gerund(c));
        let progressive =
            being || feats.has("VerbForm", "Part") && feats.has("Tense", "Pres") || feats.has("VerbForm", "Ger");
        let infinitive =
            feats.has("VerbForm", "Inf") && !auxiliaries.iter().any(|a| matches!(*a, "do" | "have" | "will"));
        if auxiliaries.contains(&"have") && !progressive {
            return Reality::Occurred;
        }
        if infinitive && auxiliaries.is_empty() {
            return Reality::Planned;
        }
        if present_be && progressive || (feats.has("Tense", "Pres") && feats.has("VerbForm", "Fin")) {
            return Reality::Ongoing;
        }
        if auxiliaries.contains(&"have") && progressive {
            return Reality::Ongoing;
        }
        Reality::Occurred
    }

    /// An event noun is as real as the verb that carries it says; a bare one has happened.
    fn noun_base(&self, n: WordId) -> Reality {
        match self.args.support_of(n) {
            Some((verb, _)) => match self.base(verb) {
                Reality::Planned => Reality::Planned,
                other => other,
            },
            None => Reality::Occurred,
        }
    }
}
