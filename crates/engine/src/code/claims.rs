//! From attributions to claims: who the source is, which event a content is about, what the source thinks of it, and
//! what the report says in its own voice.

use super::actors::Actors;
use super::args::Args;
use super::attribution::Attribution;
use super::coreference::determined;
use super::events::{CodedEvents, EventMention};
use super::mentions::Coreference;
use super::presentation::{OperatorEffect, Presentation, Presenter};
use super::quantity::FoundQuantity;
use crate::code::{
    ActorId, ActorKind, Certainty, Claim, Cue, Event, EventId, EventTime, Polarity, Quantity, QuotationKind, Reality,
    Source, TimeExpression,
};
use crate::codebook::stance::{Anaphor, Lexemes, Referent};
use crate::parse::{Deprel, Parsed, Upos, WordId};
use crate::read::Report;
use crate::span::Span;
use smol_str::SmolStr;

/// How many sentences back a content that points back may look for its claim.
const REACH: u32 = 4;

/// What claims are made from.
pub struct ClaimCoder<'a> {
    /// The report.
    pub report: &'a Report,
    /// Its tree.
    pub args: Args<'a>,
    /// Who is who.
    pub chains: &'a Coreference,
    /// Finds what stands over a predicate.
    pub presenter: Presenter<'a>,
    /// Who says what.
    pub attributions: &'a [Attribution],
    /// Coded events with their mentions.
    pub coded: &'a CodedEvents,
    /// Nouns that point back.
    pub anaphora: &'a Lexemes<Anaphor>,
    /// Numbers.
    pub quantities: &'a [FoundQuantity],
    /// Times.
    pub times: &'a [TimeExpression],
}

/// Sentences over which a source goes on speaking as "it" or "the statement".
const CARRIED: u32 = 2;

/// An event this many steps below the content's head is what the content is about.
const NEAR: usize = 1;

/// The sector of the press.
const PRESS: &str = "JRN";

/// What a content is about.
struct Target {
    /// Index of the event.
    event: Option<usize>,
    /// What stands over its predicate there.
    presentation: Option<Presentation>,
    /// Only spoken of, not what the content states.
    aside: bool,
    why: Option<&'static str>,
}

/// A claim under construction with the index of its attribution.
struct Draft {
    claim: Claim,
    attribution: Option<usize>,
    at: u32,
}

impl ClaimCoder<'_> {
    fn parsed(&self) -> &Parsed {
        self.args.parsed
    }

    /// All claims, by position.
    pub fn code(&self, actors: &mut Actors) -> Vec<Claim> {
        let mut sources: Vec<Vec<(Source, Option<Span>)>> = Vec::with_capacity(self.attributions.len());
        for a in self.attributions {
            let carried = self.carried_source(a, &sources, actors);
            let found = carried.unwrap_or_else(|| self.sources(a, actors));
            sources.push(found);
        }
        let mut drafts: Vec<Draft> = Vec::new();
        for (i, attribution) in self.attributions.iter().enumerate() {
            for target in self.targets(i, &drafts) {
                for (source, source_at) in &sources[i] {
                    let chain = self.chain(i, *source, &sources);
                    let mut claim = self.claim(attribution, *source, *source_at, &target, chain);
                    if self.relays(i, *source, actors) {
                        claim.certainty = Certainty::Unknown;
                    }
                    drafts.push(Draft { claim, attribution: Some(i), at: attribution.cue.at.start });
                }
            }
        }
        self.author_claims(&mut drafts);
        drafts.sort_by_key(|d| d.claim.content.first().map_or(d.at, |s| s.start.min(d.at)));
        drafts.into_iter().map(|d| d.claim).collect()
    }

    /// "It" and "the statement" go on with the words of whoever spoke last, if that is no person.
    fn carried_source(
        &self,
        attribution: &Attribution,
        before: &[Vec<(Source, Option<Span>)>],
        actors: &Actors,
    ) -> Option<Vec<(Source, Option<Span>)>> {
        let source = attribution.source.as_ref().filter(|s| s.antecedent.is_none())?;
        let word = self.parsed().word(source.head);
        let voice = actors.is_voice(source.head);
        let it = word.upos == Upos::Pron && word.lemma == "it";
        if !voice && !it {
            return None;
        }
        let fits = |id: ActorId| voice || actors.list[id.index()].kind != ActorKind::Person;
        let last = before.iter().zip(self.attributions).rev().find_map(|(sources, a)| {
            let spoken = self.parsed().word(a.cue.head).sentence;
            let near = word.sentence.0.checked_sub(spoken.0).is_some_and(|d| d <= CARRIED);
            let elsewhere = a.source.as_ref().is_none_or(|s| s.head != source.head);
            let ids: Vec<ActorId> = sources.iter().filter_map(|(s, _)| s.actor()).collect();
            (near && elsewhere && !ids.is_empty() && ids.iter().all(|&id| fits(id))).then_some(ids)
        })?;
        Some(last.into_iter().map(|id| (Source::Actor(id), Some(source.at))).collect())
    }

    /// The source's actors, coordinated sources apart.
    fn sources(&self, attribution: &Attribution, actors: &mut Actors) -> Vec<(Source, Option<Span>)> {
        let Some(source) = &attribution.source else { return vec![(Source::Unstated, None)] };
        let head = source.antecedent.unwrap_or(source.head);
        let mut heads = vec![head];
        heads.extend(self.args.children_by(head, Deprel::Conj).filter(|&c| self.args.is_nominal(c)));
        let mut out = Vec::new();
        // Coordinated sources are said to say it together: each has the whole phrase.
        let at = source.at;
        for h in heads {
            let found = actors.at_or_unnamed(h, self.report, self.parsed());
            match found.as_slice() {
                [] => out.push((Source::Unstated, Some(at))),
                ids => out.extend(ids.iter().map(|&id| (Source::Actor(id), Some(at)))),
            }
        }
        out
    }

    /// What a content is about, first things first: events on its main clauses; what their subjects point back to; what else
    /// is mentioned inside, in so many words or by a noun that points back, and so rests on the source's word too. No event
    /// at all is a target as well.
    fn targets(&self, i: usize, drafts: &[Draft]) -> Vec<Target> {
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
            why: Some(if aside { "event further down in the content" } else { "event in the content" }),
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
            let presentation = attribution.content_heads.first().map(|&h| self.presenter.present(self.proposition(h)));
            out.push(Target { event: None, presentation, aside: false, why: None });
        }
        out
    }

    /// The clause that a predicate is about: "it is likely *that prices rise*".
    fn proposition(&self, head: WordId) -> WordId {
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
            why: Some("a noun of the content points back to an event"),
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

    fn is_inside(&self, w: WordId, attribution: &Attribution) -> bool {
        attribution.content.iter().any(|s| s.contains(self.parsed().word(w).span))
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

    /// True when an outlet of the press only passes on what another source says.
    fn relays(&self, i: usize, source: Source, actors: &Actors) -> bool {
        let Source::Actor(id) = source else { return false };
        let press = actors.list.get(id.index()).is_some_and(|a| a.sectors.iter().any(|s| s == PRESS));
        press && self.attributions.iter().any(|a| a.outer == Some(i) && a.source.is_some())
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
                aside: false,
                why: Some("a noun of the content points back to an event"),
            });
        }
        let word = self.parsed().word(head);
        if word.upos == Upos::Pron
            && let Some(antecedent) = self.antecedent(head)
        {
            let mention = |w: WordId| self.coded.mentions.iter().find(|m| m.head == w).map(|m| m.event);
            let noun = |w: WordId| self.coded.anaphors.iter().find(|(n, _)| *n == w).map(|(_, event)| *event);
            return mention(antecedent).or_else(|| noun(antecedent)).map(|event| Target {
                event: Some(event),
                presentation: Some(self.presenter.present(head)),
                aside: false,
                why: Some("a pronoun of the content stands for an event"),
            });
        }
        let here = word.sentence.0;
        let row = self.anaphora.opening_with(&word.lemma).find(|r| r.words.len() == 1);
        let noun = row.is_some_and(|r| determined(head, r, self.args));
        let pronoun = word.upos == Upos::Pron && matches!(word.lemma.as_str(), "it" | "this" | "that");
        let stance = matches!(attribution.cue.class.as_str(), "deny" | "confirm" | "refuse" | "doubt" | "agree")
            && attribution.content_heads.first() == Some(&head);
        if !(noun || pronoun || stance) || (word.upos == Upos::Verb && !stance) {
            return None;
        }
        let near = |w: WordId| here.checked_sub(self.parsed().word(w).sentence.0).is_some_and(|d| d <= REACH);
        let claims_event = row.is_none_or(|r| r.referent != Referent::Event);
        let cue_fits = |d: &Draft| match (row, &d.claim.cue) {
            (Some(r), Some(cue)) => r.cues.admits(&cue.class),
            _ => true,
        };
        let by_claim = drafts.iter().rev().find(|d| {
            let Some(a) = d.attribution.map(|a| &self.attributions[a]) else { return false };
            claims_event
                && d.claim.event.is_some()
                && a.cue.head < attribution.cue.head
                && near(a.cue.head)
                && cue_fits(d)
        });
        let target = |event: usize, why: &'static str| Target {
            event: Some(event),
            presentation: pronoun.then(|| self.presenter.present(head)),
            aside: false,
            why: Some(why),
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

    /// What a pronoun stands for, by the chains; pronouns on the way are followed.
    fn antecedent(&self, pronoun: WordId) -> Option<WordId> {
        let mut at = self.chains.mentions.iter().position(|m| m.head == pronoun)?;
        loop {
            at = self.chains.antecedents[at]? as usize;
            let head = self.chains.mentions[at].head;
            if self.parsed().word(head).upos != Upos::Pron {
                return Some(head);
            }
        }
    }

    fn claim(
        &self,
        attribution: &Attribution,
        source: Source,
        source_at: Option<Span>,
        target: &Target,
        chain: Vec<ActorId>,
    ) -> Claim {
        let (polarity, certainty) = self.stance(attribution, target);
        let mut why =
            vec![format!("cues.tsv:{} {} ({})", attribution.cue.row, attribution.cue.lemma, attribution.frame)];
        why.extend(target.why.map(str::to_owned));
        Claim {
            source,
            source_at,
            cue: Some(Cue {
                at: attribution.cue.at,
                lemma: attribution.cue.lemma.clone(),
                class: attribution.cue.class.clone(),
            }),
            content: attribution.content.clone(),
            quotation: attribution.quotation,
            event: target.event.map(|e| EventId(e as u32)),
            aside: target.aside,
            polarity,
            certainty,
            chain,
            quantities: self.quantities_in(&attribution.content),
            time: self.said_when(attribution),
            why,
        }
    }

    /// The cue's stance, turned and weakened by what stands over the predicate inside the content. A content without an
    /// event keeps its own negation.
    fn stance(&self, attribution: &Attribution, target: &Target) -> (Polarity, Certainty) {
        let mut polarity = attribution.polarity;
        let mut certainty = attribution.certainty;
        let settled = target.presentation.as_ref().map(|p| p.settle(|o| self.is_inside(o.at, attribution)));
        if let Some(s) = settled {
            if s.polarity == Polarity::Negative && target.event.is_some() {
                polarity = match polarity {
                    Polarity::Positive => Polarity::Negative,
                    Polarity::Negative => Polarity::Positive,
                };
            }
            certainty = certainty.max(s.certainty);
        }
        (polarity, certainty)
    }

    fn quantities_in(&self, content: &[Span]) -> Vec<Quantity> {
        self.quantities
            .iter()
            .filter(|q| content.iter().any(|s| s.contains(q.quantity.at)))
            .map(|q| q.quantity.clone())
            .collect()
    }

    /// The time phrase that hangs from the cue, not from the content.
    fn said_when(&self, attribution: &Attribution) -> Option<EventTime> {
        let time = self.parsed().children(attribution.cue.head).iter().find_map(|&c| {
            let fits = matches!(self.args.rel(c), Deprel::Obl | Deprel::OblUnmarked | Deprel::Advmod | Deprel::Nmod);
            let span = self.parsed().word(c).span;
            let i = self.times.partition_point(|t| t.at.end <= span.start);
            self.times.get(i).filter(|t| fits && t.at.overlaps(span))
        })?;
        Some(EventTime { at: Some(time.at), value: time.value.clone(), start: time.start, end: time.end })
    }

    /// Outer sources, outermost first.
    fn chain(&self, i: usize, own: Source, sources: &[Vec<(Source, Option<Span>)>]) -> Vec<ActorId> {
        let mut out = Vec::new();
        let mut at = self.attributions[i].outer;
        while let Some(o) = at {
            if let Some((Source::Actor(id), _)) = sources[o].first()
                && own != Source::Actor(*id)
                && !out.contains(id)
            {
                out.push(*id);
            }
            at = self.attributions[o].outer.filter(|&x| x < o || x != i);
            if out.len() > 8 {
                break;
            }
        }
        out.reverse();
        out
    }

    /// What the report says in its own voice: every event with a mention outside all contents, or with no other claim.
    fn author_claims(&self, drafts: &mut Vec<Draft>) {
        let claimed: Vec<EventId> = drafts.iter().filter_map(|d| d.claim.event).collect();
        for (index, _) in self.coded.events.iter().enumerate() {
            let id = EventId(index as u32);
            let mentions = || self.coded.mentions.iter().filter(|m| m.event == index);
            let own = mentions().find(|m| !self.is_attributed(m.head));
            let mention = match own {
                Some(m) => m,
                None if claimed.contains(&id) => continue,
                None => match mentions().next() {
                    Some(m) => m,
                    None => continue,
                },
            };
            drafts.push(self.author_claim(id, mention));
        }
    }

    fn is_attributed(&self, w: WordId) -> bool {
        let span = self.parsed().word(w).span;
        self.attributions.iter().any(|a| a.content.iter().any(|s| s.contains(span)))
    }

    fn author_claim(&self, event: EventId, mention: &EventMention) -> Draft {
        let enclosing = self.enclosing(mention.head);
        let settled = mention.presentation.settle(|_| true);
        let content = self.parsed().subtree_span(self.args.clause_verb(mention.head));
        let claim = Claim {
            source: Source::Author,
            source_at: None,
            cue: None,
            content: vec![content],
            quotation: QuotationKind::None,
            event: Some(event),
            aside: false,
            polarity: settled.polarity,
            certainty: if enclosing { Certainty::Unknown } else { settled.certainty },
            chain: Vec::new(),
            quantities: self.quantities_in(&[content]),
            time: None,
            why: vec!["the report's own voice".into()],
        };
        Draft { claim, attribution: None, at: self.parsed().word(mention.head).span.start }
    }

    fn enclosing(&self, w: WordId) -> bool {
        self.is_attributed(w)
    }
}

/// What the claims make of an event's reality: asserted by one source and denied by another is disputed. Only claims that
/// state something count, by their class of cue, and of those only what they state, not what they speak of in passing.
pub fn dispute(events: &mut [Event], claims: &[Claim], states: &dyn Fn(&str) -> bool) {
    let stating = |c: &&Claim| !c.aside && c.cue.as_ref().is_none_or(|cue| states(&cue.class));
    for (i, event) in events.iter_mut().enumerate() {
        let about = || claims.iter().filter(|c| c.event == Some(EventId(i as u32))).filter(stating);
        let denied = about().any(|c| c.polarity == Polarity::Negative && c.cue.is_some() && c.source != Source::Author);
        let asserted = about().any(|c| c.polarity == Polarity::Positive && c.certainty != Certainty::Unknown);
        let doubted = !denied
            && about().next().is_some()
            && about().all(|c| c.cue.as_ref().is_some_and(|q| matches!(q.class.as_str(), "allege" | "deny")));
        if (denied && asserted || doubted) && matches!(event.reality, Reality::Occurred | Reality::Ongoing) {
            event.reality = Reality::Disputed;
            event.why.push(if denied { "asserted and denied".into() } else { "only alleged".into() });
        }
    }
}

/// The lemma of a claim's cue, for messages.
pub fn cue_lemma(claim: &Claim) -> SmolStr {
    claim.cue.as_ref().map_or_else(SmolStr::default, |c| c.lemma.clone())
}
