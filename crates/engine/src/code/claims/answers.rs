//! Which earlier claim a claim speaks against: the accusation before a denial, or what somebody else said before a sentence
//! with "no" and the same words. Also which happening a count of victims belongs to.

use super::{ClaimCoder, Draft, Target};
use crate::code::attribution::Attribution;
use crate::code::rejection::DENY;
use crate::code::{EventType, Polarity, QuantityRole, Source};
use crate::parse::{Deprel, Upos, WordId};
use crate::span::Span;
use smol_str::SmolStr;

/// Sentences between a denial and what it answers.
const REACH: u32 = 3;

/// The same where nothing but the order of the sentences says so.
const NEXT: u32 = 1;

/// The same for words that come again.
const RETOLD: u32 = 5;

/// Sentences between a count of victims and what befell them.
const COUNTED: u32 = 6;

/// Class of the cues that hold on to something against others.
const INSIST: &str = "claim";

/// Classes of the cues that put something to somebody.
const ACCUSES: &str = "allege";

impl ClaimCoder<'_> {
    /// The target of a content that names no event, where another claim or a count tells what it is about.
    pub(super) fn inferred(&self, i: usize, own: &[(Source, Option<Span>)], drafts: &[Draft]) -> Option<Target> {
        let attribution = &self.attributions[i];
        if attribution.cue.class == DENY {
            let answers = self.answered(attribution, own, drafts)?;
            return Some(Target {
                event: drafts[answers].claim.event.map(|e| e.index()),
                answers: Some(answers),
                why: Some("a denial of what was said before"),
                ..Target::default()
            });
        }
        self.contradicting(attribution, own, drafts).or_else(|| self.counting(attribution))
    }

    /// The claim that a denial answers. A clause answers what has the same words; a pronoun or a noun that may point back, the
    /// last accusation, else the last claim, of somebody else.
    pub(super) fn answered(
        &self,
        attribution: &Attribution,
        own: &[(Source, Option<Span>)],
        drafts: &[Draft],
    ) -> Option<usize> {
        let &head = attribution.content_heads.first()?;
        let before = |d: &Draft, reach: u32| self.stands_before(d, attribution, reach);
        let others = || self.asserted_by_others(own, drafts);
        if !self.points_back(head) && attribution.rejection.is_none() {
            let words = self.telling_words(head);
            let same = |d: &Draft| before(d, RETOLD) && self.says_any(&d.claim.content, &words);
            return others().find(|(_, d)| same(d)).map(|(n, _)| n);
        }
        let accuses = |d: &Draft| d.claim.cue.as_ref().is_some_and(|c| c.class == ACCUSES) && before(d, REACH);
        let accusation = others().find(|(_, d)| accuses(d));
        accusation.or_else(|| others().find(|(_, d)| before(d, NEXT))).map(|(n, _)| n)
    }

    /// A pronoun or a noun that may stand for what was said ("the charge", "any involvement").
    pub(super) fn points_back(&self, head: WordId) -> bool {
        let any = || self.args.children_by(head, Deprel::Det).any(|d| matches!(self.args.lemma(d), "any" | "all"));
        match self.args.upos(head) {
            Upos::Noun => any() || self.anaphora.opening_with(self.args.lemma(head)).any(|r| r.words.len() == 1),
            Upos::Pron | Upos::Det => true,
            _ => false,
        }
    }

    /// Claims of other sources that assert something, latest first, with their place.
    fn asserted_by_others<'d>(
        &self,
        own: &[(Source, Option<Span>)],
        drafts: &'d [Draft],
    ) -> impl Iterator<Item = (usize, &'d Draft)> {
        drafts.iter().enumerate().rev().filter(move |(_, d)| {
            let claim = &d.claim;
            let stating = claim.cue.as_ref().is_some_and(|c| (self.states)(&c.class));
            let other = own.iter().all(|(s, _)| *s != claim.source || *s == Source::Unstated);
            stating && other && !claim.aside && claim.polarity == Polarity::Positive
        })
    }

    fn stands_before(&self, draft: &Draft, attribution: &Attribution, reach: u32) -> bool {
        let Some(cue) = draft.attribution.map(|a| self.attributions[a].cue.head) else { return false };
        let sentence = |w: WordId| self.parsed().word(w).sentence.0;
        let apart = sentence(attribution.cue.head).checked_sub(sentence(cue));
        let inside = self.is_inside(cue, attribution);
        let apart = apart.filter(|_| !inside);
        cue < attribution.cue.head && apart.is_some_and(|n| n <= reach)
    }

    /// "No ambulance was touched" after somebody said that an ambulance was hit: a negated clause with the same words, or
    /// one that is insisted on right after it.
    fn contradicting(
        &self,
        attribution: &Attribution,
        own: &[(Source, Option<Span>)],
        drafts: &[Draft],
    ) -> Option<Target> {
        let &head = attribution.content_heads.first()?;
        let asserts = attribution.polarity == Polarity::Positive && (self.states)(&attribution.cue.class);
        let settled = self.presenter.present(head).settle(|o| self.is_inside(o.at, attribution));
        if !asserts || settled.polarity != Polarity::Negative {
            return None;
        }
        let words = self.telling_words(head);
        let answers = self.asserted_by_others(own, drafts).find_map(|(n, d)| {
            let insisted = attribution.cue.class == INSIST && self.stands_before(d, attribution, NEXT);
            let same = self.stands_before(d, attribution, RETOLD) && self.says_any(&d.claim.content, &words);
            (insisted || same).then_some(n)
        })?;
        Some(Target {
            event: drafts[answers].claim.event.map(|e| e.index()),
            answers: Some(answers),
            turned: true,
            why: Some("a negated clause about what was said before"),
            ..Target::default()
        })
    }

    /// The lemmas of a clause's predicate and of the nouns beside it.
    fn telling_words(&self, head: WordId) -> Vec<SmolStr> {
        let beside = self.parsed().children(head).iter().copied().filter(|&c| {
            matches!(self.args.rel(c), Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Obl | Deprel::Xcomp)
        });
        let telling = |&w: &WordId| matches!(self.args.upos(w), Upos::Noun | Upos::Verb);
        let lemma = |w: WordId| SmolStr::from(self.args.lemma(w));
        std::iter::once(head).chain(beside).filter(telling).map(lemma).filter(|l| !is_light(l)).collect()
    }

    fn says_any(&self, content: &[Span], lemmas: &[SmolStr]) -> bool {
        content.iter().any(|span| {
            let first = self.parsed().word_at_or_after(span.start).map_or(u32::MAX, |w| w.0);
            let words = (first..self.parsed().words.len() as u32).map(WordId);
            words.take_while(|&w| self.parsed().word(w).span.end <= span.end).any(|w| {
                lemmas.iter().any(|l| l == self.args.lemma(w)) && matches!(self.args.upos(w), Upos::Noun | Upos::Verb)
            })
        })
    }

    /// The last assault before a count of dead or injured.
    fn counting(&self, attribution: &Attribution) -> Option<Target> {
        let victims = |role| matches!(role, QuantityRole::Dead | QuantityRole::Injured);
        let counted = self.quantities_in(&attribution.content).iter().any(|q| victims(q.role));
        let here = self.parsed().word(attribution.cue.head).sentence.0;
        let near = |w: WordId| here.checked_sub(self.parsed().word(w).sentence.0).is_some_and(|n| n <= COUNTED);
        let mention = counted.then(|| {
            let assault = |event: usize| self.coded.events[event].event_type == EventType::Assault;
            let before = |m: WordId| m < attribution.cue.head && near(m);
            self.coded.mentions.iter().rev().find(|m| assault(m.event) && before(m.head))
        })??;
        Some(Target {
            event: Some(mention.event),
            why: Some("a count of victims belongs to the last assault"),
            ..Target::default()
        })
    }
}

/// Words that come up everywhere.
fn is_light(lemma: &str) -> bool {
    lemma.len() < 3
        || matches!(lemma, "be" | "have" | "do" | "say" | "go" | "make" | "thing" | "people" | "man" | "way")
}
