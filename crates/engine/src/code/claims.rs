//! From attributions to claims: who the source is, which event a content is about, what the source thinks of it, and
//! what the report says in its own voice.

mod answers;
mod targets;

use super::actors::Actors;
use super::args::Args;
use super::attribution::Attribution;
use super::events::{CodedEvents, EventMention};
use super::mentions::Coreference;
use super::presentation::{OperatorEffect, Presentation, Presenter};
use super::quantity::FoundQuantity;
use crate::code::{
    ActorId, ActorKind, Certainty, Claim, ClaimId, Cue, Event, EventId, EventTime, Polarity, Quantity, QuotationKind,
    Reality, Source, TimeExpression,
};
use crate::codebook::cues::{CueLexicon, CuePos};
use crate::codebook::stance::{Anaphor, Lexemes};
use crate::parse::{Deprel, Parsed, Upos, WordId};
use crate::read::Report;
use crate::span::Span;
use smol_str::SmolStr;

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
    /// Heads of clauses that only hold on a condition.
    pub conditions: &'a [WordId],
    /// What cues mean.
    pub cues: &'a CueLexicon,
    /// Says of a class of cues whether its source says that something is or is not so.
    pub states: &'a dyn Fn(&str) -> bool,
    /// Nouns that point back.
    pub anaphora: &'a Lexemes<Anaphor>,
    /// Numbers.
    pub quantities: &'a [FoundQuantity],
    /// Times.
    pub times: &'a [TimeExpression],
}

/// Sentences over which a source goes on speaking as "it" or "the statement".
const CARRIED: u32 = 2;

/// Class of the cues that refuse.
const REFUSE: &str = "refuse";

/// The sector of the press.
const PRESS: &str = "JRN";

/// What a content is about.
#[derive(Default)]
struct Target {
    /// Index of the event.
    event: Option<usize>,
    /// What stands over its predicate there.
    presentation: Option<Presentation>,
    /// Only spoken of, not what the content states.
    aside: bool,
    /// The claim that it speaks against.
    answers: Option<usize>,
    /// Denied, though the cue asserts the content.
    turned: bool,
    why: Option<&'static str>,
}

impl Target {
    fn because(why: &'static str) -> Self {
        Target { why: Some(why), ..Target::default() }
    }
}

/// A claim under construction with the index of its attribution.
struct Draft {
    claim: Claim,
    attribution: Option<usize>,
    at: u32,
    /// Index of the draft that it speaks against.
    answers: Option<usize>,
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
            for target in self.targets(i, &sources[i], &drafts) {
                for (source, source_at) in &sources[i] {
                    let chain = self.chain(i, *source, &sources);
                    let mut claim = self.claim(attribution, *source, *source_at, &target, chain);
                    if self.relays(i, *source, actors) {
                        claim.certainty = Certainty::Unknown;
                    }
                    let at = attribution.cue.at.start;
                    drafts.push(Draft { claim, attribution: Some(i), at, answers: target.answers });
                }
            }
        }
        drop_asides(&mut drafts);
        self.author_claims(&mut drafts);
        in_text_order(drafts)
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

    fn is_inside(&self, w: WordId, attribution: &Attribution) -> bool {
        attribution.content.iter().any(|s| s.contains(self.parsed().word(w).span))
    }

    /// True when an outlet of the press only passes on what another source says.
    fn relays(&self, i: usize, source: Source, actors: &Actors) -> bool {
        let Source::Actor(id) = source else { return false };
        let press = actors.list.get(id.index()).is_some_and(|a| a.sectors.iter().any(|s| s == PRESS));
        press && self.attributions.iter().any(|a| a.outer == Some(i) && a.source.is_some())
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
        why.extend(attribution.rejection.map(|line| format!("rejections.tsv:{line}")));
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
            answers: None,
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
        if self.keeps_silent(attribution) {
            return (Polarity::Positive, Certainty::Unknown);
        }
        if target.turned {
            polarity = Polarity::Negative;
        }
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
        if !target.aside {
            certainty = certainty.max(self.hedged(attribution));
        }
        (polarity, certainty)
    }

    /// "declined to comment", "refused to say": to say nothing is no denial.
    fn keeps_silent(&self, attribution: &Attribution) -> bool {
        let speaks = |w: &WordId| {
            let mut rows = self.cues.rows(self.args.lemma(*w), CuePos::Verb);
            rows.any(|r| matches!(r.class.as_str(), "say" | "confirm" | "reveal" | "describe" | "deny"))
        };
        attribution.cue.class == REFUSE && attribution.content_heads.iter().any(speaks)
    }

    /// What the content's main clause leaves of the source's commitment, whatever event inside it is spoken of.
    fn hedged(&self, attribution: &Attribution) -> Certainty {
        let Some(&head) = attribution.content_heads.first() else { return Certainty::Certain };
        let asks = self.parsed().children(head).iter().any(|&c| self.args.lemma(c) == "whether" && c < head);
        if asks {
            return Certainty::Unknown;
        }
        if attribution.polarity == Polarity::Positive && self.conditions.contains(&head) {
            return Certainty::Unknown;
        }
        let weakens =
            |e: OperatorEffect| matches!(e, OperatorEffect::Condition | OperatorEffect::Shift { negative: false, .. });
        let inside = |w: WordId| self.is_inside(w, attribution);
        self.presenter.present(self.proposition(head)).settle(|o| weakens(o.effect) && inside(o.at)).certainty
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
            answers: None,
            polarity: settled.polarity,
            certainty: if enclosing { Certainty::Unknown } else { settled.certainty },
            chain: Vec::new(),
            quantities: self.quantities_in(&[content]),
            time: None,
            why: vec!["the report's own voice".into()],
        };
        let at = self.parsed().word(mention.head).span.start;
        Draft { claim, attribution: None, at, answers: None }
    }

    fn enclosing(&self, w: WordId) -> bool {
        self.is_attributed(w)
    }
}

/// Leaves out what a content only speaks of in passing where somebody states it, and where the content has another claim.
fn drop_asides(drafts: &mut Vec<Draft>) {
    let main = || drafts.iter().filter(|d| !d.claim.aside);
    let stated: Vec<EventId> = main().filter_map(|d| d.claim.event).collect();
    let spoken_for: Vec<usize> = main().filter_map(|d| d.attribution).collect();
    let idle = |d: &Draft| {
        let elsewhere = d.claim.event.is_some_and(|e| stated.contains(&e));
        d.claim.aside && elsewhere && d.attribution.is_some_and(|a| spoken_for.contains(&a))
    };
    let kept: Vec<bool> = drafts.iter().map(|d| !idle(d)).collect();
    let place = |i: usize| kept[..i].iter().filter(|&&k| k).count();
    for draft in drafts.iter_mut() {
        draft.answers = draft.answers.filter(|&a| kept[a]).map(place);
    }
    let mut keep = kept.iter();
    drafts.retain(|_| keep.next().copied().unwrap_or(true));
}

/// Claims by position, each with the number of the one that it speaks against.
fn in_text_order(drafts: Vec<Draft>) -> Vec<Claim> {
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|&i| drafts[i].claim.content.first().map_or(drafts[i].at, |s| s.start.min(drafts[i].at)));
    let mut place = vec![0u32; drafts.len()];
    for (n, &i) in order.iter().enumerate() {
        place[i] = n as u32;
    }
    let answers: Vec<Option<ClaimId>> = drafts.iter().map(|d| d.answers.map(|a| ClaimId(place[a]))).collect();
    let mut claims: Vec<Option<Claim>> = drafts.into_iter().map(|d| Some(d.claim)).collect();
    let take = |i: usize| claims[i].take().map(|claim| Claim { answers: answers[i], ..claim });
    order.into_iter().filter_map(take).collect()
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
