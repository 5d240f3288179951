//! What a content is about: the events that it names, those that its words point back to, and the claim that it answers.

use super::{ClaimCoder, Draft, Target};
use crate::code::attribution::Attribution;
use crate::code::coreference::determined;
use crate::code::events::EventMention;
use crate::code::presentation::{OperatorEffect, Presentation};
use crate::code::{Polarity, Source};
use crate::codebook::stance::Referent;
use crate::parse::{Deprel, Upos, WordId};
use crate::span::Span;

/// How many sentences back a content that points back may look for its claim.
const REACH: u32 = 4;

/// An event this many steps below the content's head is what the content is about.
const NEAR: usize = 1;

impl ClaimCoder<'_> {
    /// What a content is about, first things first: events on its main clauses; what their subjects point back to; what else
    /// is mentioned inside, in so many words or by a noun that points back, and so rests on the source's word too. No event
    /// at all is a target as well.
    pub(super) fn targets(&self, i: usize, own: &[(Source, Option<Span>)], drafts: &[Draft]) -> Vec<Target> {
        let attribution = &self.attributions[i];
        let events = self.content_events(attribution);
        let mut out: Vec<Target> = Vec::new();
        let add = |out: &mut Vec<Target>, target: Target| {
            if out.iter().all(|t| t.event != target.event) {
                out.push(target);
            }
        };
        let spoken = |m: &EventMention, aside: bool| Target {
            event: Some(m.event),
            presentation: Some(m.presentation.clone()),
            aside,
            ..Target::because(if aside { "event further down in the content" } else { "event in the content" })
        };
        for (_, m) in events.iter().filter(|(depth, _)| *depth <= NEAR) {
            add(&mut out, spoken(m, false));
        }
        let back = |w: WordId| self.pointed_at(w, attribution, drafts);
        for target in self.content_subjects(attribution).into_iter().filter_map(back) {
            add(&mut out, target);
        }
        // What a denial is about is its topmost event; those further down are not denied with it.
        let denies = attribution.polarity == Polarity::Negative;
        for (_, m) in events.iter().filter(|(depth, _)| *depth > NEAR) {
            if !denies || out.is_empty() {
                let aside = !out.is_empty();
                add(&mut out, spoken(m, aside));
            }
        }
        if !denies || out.is_empty() {
            self.anaphors_inside(attribution).for_each(|target| add(&mut out, target));
        }
        if out.is_empty() {
            out.extend(attribution.content_heads.first().copied().and_then(back));
        }
        if out.is_empty() {
            out.extend(self.inferred(i, own, drafts));
        } else if denies {
            out[0].answers = self.answered(attribution, own, drafts);
        }
        if out.is_empty() {
            let presentation = attribution.content_heads.first().map(|&h| self.presenter.present(self.proposition(h)));
            out.push(Target { presentation, ..Target::default() });
        }
        out
    }

    /// The clause that a predicate is about: "it is likely *that prices rise*".
    pub(super) fn proposition(&self, head: WordId) -> WordId {
        let clause = |c: &WordId| matches!(self.args.rel(*c), Deprel::Csubj | Deprel::Ccomp);
        let inner = self.parsed().children(head).iter().copied().find(clause);
        inner.filter(|_| !self.args.is_verb(head)).unwrap_or(head)
    }

    /// The subjects of a content's clauses.
    fn content_subjects(&self, attribution: &Attribution) -> Vec<WordId> {
        let heads = attribution.content_heads.iter();
        let subjects = |&h: &WordId| {
            self.parsed()
                .children(h)
                .iter()
                .copied()
                .filter(|&c| matches!(self.args.rel(c), Deprel::Nsubj | Deprel::NsubjPass))
                .collect::<Vec<_>>()
        };
        heads.flat_map(subjects).filter(|&w| self.is_inside(w, attribution)).collect()
    }

    /// Nouns of a content that were found to point back to an event. The clause around them weakens what is said of it.
    fn anaphors_inside(&self, attribution: &Attribution) -> impl Iterator<Item = Target> {
        let inside = self.coded.anaphors.iter().filter(|(w, _)| self.is_inside(*w, attribution));
        inside.map(|&(noun, event)| Target {
            event: Some(event),
            presentation: Some(self.around(noun)),
            aside: true,
            ..Target::because("a noun of the content points back to an event")
        })
    }

    /// A noun's own presentation with the hedges of the clause that it stands in; whether that clause is negated says nothing
    /// of the noun.
    fn around(&self, noun: WordId) -> Presentation {
        let mut out = self.presenter.present(noun);
        let clause = self.presenter.present(self.args.clause_verb(noun));
        out.operators.extend(
            clause.operators.into_iter().filter(|o| {
                matches!(o.effect, OperatorEffect::Condition | OperatorEffect::Shift { negative: false, .. })
            }),
        );
        out
    }

    /// The event mentions of a content with their depth below its clauses, highest first, each event once.
    fn content_events(&self, attribution: &Attribution) -> Vec<(usize, &EventMention)> {
        let mut found: Vec<(usize, &EventMention)> = self
            .coded
            .mentions
            .iter()
            .filter(|m| self.is_inside(m.head, attribution) && m.head != attribution.cue.head)
            .map(|m| (self.depth(m.head, attribution), m))
            .collect();
        found.sort_by_key(|(depth, m)| (*depth, m.head));
        let mut seen: Vec<usize> = Vec::new();
        found.retain(|(_, m)| {
            let fresh = !seen.contains(&m.event);
            seen.push(m.event);
            fresh
        });
        found
    }

    /// Steps from a word up to a head of the content.
    fn depth(&self, w: WordId, attribution: &Attribution) -> usize {
        let mut at = w;
        let mut steps = 0;
        while !attribution.content_heads.contains(&at) && steps < 20 {
            let conjunct = matches!(self.args.rel(at), Deprel::Conj | Deprel::Parataxis);
            match self.args.head(at) {
                Some(h) => at = h,
                None => break,
            }
            steps += usize::from(!conjunct);
        }
        steps
    }

    /// A word of a content may point back: "these claims", "any involvement", "it".
    fn pointed_at(&self, head: WordId, attribution: &Attribution, drafts: &[Draft]) -> Option<Target> {
        if let Some(&(_, event)) = self.coded.anaphors.iter().find(|(w, _)| *w == head) {
            return Some(Target {
                event: Some(event),
                presentation: Some(self.around(head)),
                ..Target::because("a noun of the content points back to an event")
            });
        }
        let word = self.parsed().word(head);
        if word.upos == Upos::Pron
            && let Some(antecedent) = self.chains.antecedent(self.parsed(), head)
        {
            let mention = |w: WordId| self.coded.mentions.iter().find(|m| m.head == w).map(|m| m.event);
            let noun = |w: WordId| self.coded.anaphors.iter().find(|(n, _)| *n == w).map(|(_, event)| *event);
            return mention(antecedent).or_else(|| noun(antecedent)).map(|event| Target {
                event: Some(event),
                presentation: Some(self.presenter.present(head)),
                ..Target::because("a pronoun of the content stands for an event")
            });
        }
        let here = word.sentence.0;
        let row = self.anaphora.opening_with(&word.lemma).find(|r| r.words.len() == 1);
        let noun = row.is_some_and(|r| determined(head, r, self.args));
        let pronoun = word.upos == Upos::Pron && matches!(word.lemma.as_str(), "it" | "this" | "that");
        let stance = matches!(attribution.cue.class.as_str(), "deny" | "confirm" | "refuse" | "doubt" | "agree")
            && attribution.content_heads.first() == Some(&head)
            && (word.upos != Upos::Noun || self.points_back(head));
        if !(noun || pronoun || stance) || (word.upos == Upos::Verb && !stance) {
            return None;
        }
        let near = |w: WordId| here.checked_sub(self.parsed().word(w).sentence.0).is_some_and(|d| d <= REACH);
        let claims_event = row.is_none_or(|r| r.referent != Referent::Event);
        let cue_fits = |d: &Draft| match (row, &d.claim.cue) {
            (Some(r), Some(cue)) => r.cues.admits(&cue.class),
            _ => true,
        };
        let fits = |d: &&Draft| {
            let Some(a) = d.attribution.map(|a| &self.attributions[a]) else { return false };
            claims_event
                && d.claim.event.is_some()
                && a.cue.head < attribution.cue.head
                && near(a.cue.head)
                && cue_fits(d)
        };
        // What a claim only speaks of in passing is pointed back to last.
        let main = drafts.iter().rev().filter(|d| !d.claim.aside).find(fits);
        let by_claim = main.or_else(|| drafts.iter().rev().find(fits));
        let target = |event: usize, why: &'static str| Target {
            event: Some(event),
            presentation: pronoun.then(|| self.presenter.present(head)),
            ..Target::because(why)
        };
        if let Some(d) = by_claim {
            return d.claim.event.map(|e| target(e.index(), "content points back to a claim"));
        }
        let mention = self.coded.mentions.iter().rev().find(|m| {
            m.head < attribution.cue.head
                && m.head < head
                && near(m.head)
                && row.is_none_or(|r| {
                    r.referent == Referent::Claim || r.types.admits(&self.coded.events[m.event].event_type)
                })
        });
        mention.map(|m| target(m.event, "content points back to an event"))
    }
}
