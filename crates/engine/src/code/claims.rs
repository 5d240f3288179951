//! From attributions to claims: who the source is, which event a content is about, what the source thinks of it, and
//! what the report says in its own voice.

use super::actors::Actors;
use super::args::Args;
use super::attribution::Attribution;
use super::coreference::determined;
use super::events::{CodedEvents, EventMention};
use super::quantity::FoundQuantity;
use crate::code::{
    ActorId, Certainty, Claim, Cue, Event, EventId, EventTime, Polarity, Quantity, QuotationKind, Reality, Source,
    TimeExpression,
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
        let sources: Vec<Vec<(Source, Option<Span>)>> =
            self.attributions.iter().map(|a| self.sources(a, actors)).collect();
        let mut drafts: Vec<Draft> = Vec::new();
        for (i, attribution) in self.attributions.iter().enumerate() {
            let events = self.content_events(i);
            let targets: Vec<Option<&EventMention>> =
                if events.is_empty() { vec![None] } else { events.into_iter().map(Some).collect() };
            for target in targets {
                let linked = match target {
                    Some(m) => Some((EventId(m.event as u32), "event in the content")),
                    None => self.pointed_at(attribution, &drafts),
                };
                for (source, source_at) in &sources[i] {
                    let chain = self.chain(i, *source, &sources);
                    let claim = self.claim(attribution, *source, *source_at, linked, target, chain);
                    drafts.push(Draft { claim, attribution: Some(i), at: attribution.cue.at.start });
                }
            }
        }
        self.author_claims(&mut drafts);
        drafts.sort_by_key(|d| d.claim.content.first().map_or(d.at, |s| s.start.min(d.at)));
        drafts.into_iter().map(|d| d.claim).collect()
    }

    /// The source's actors, coordinated sources apart.
    fn sources(&self, attribution: &Attribution, actors: &mut Actors) -> Vec<(Source, Option<Span>)> {
        let Some(source) = &attribution.source else { return vec![(Source::Unstated, None)] };
        let head = source.antecedent.unwrap_or(source.head);
        let mut heads = vec![head];
        heads.extend(self.args.children_by(head, Deprel::Conj).filter(|&c| self.args.is_nominal(c)));
        let several = heads.len() > 1;
        let mut out = Vec::new();
        for h in heads {
            let at = if several { self.phrase(h) } else { source.at };
            let found = actors.at_or_unnamed(h, self.report, self.parsed());
            match found.as_slice() {
                [] => out.push((Source::Unstated, Some(at))),
                ids => out.extend(ids.iter().map(|&id| (Source::Actor(id), Some(at)))),
            }
        }
        out
    }

    /// One conjunct's noun phrase without the others.
    fn phrase(&self, head: WordId) -> Span {
        let parsed = self.parsed();
        let own = parsed.children(head).iter().copied().filter(|&c| {
            !matches!(self.args.rel(c), Deprel::Conj | Deprel::Cc | Deprel::Punct | Deprel::AclRelcl | Deprel::Appos)
        });
        own.map(|c| parsed.subtree_span(c)).fold(parsed.word(head).span, Span::hull)
    }

    /// The topmost event mentions of a content; deeper ones are only spoken of.
    fn content_events(&self, i: usize) -> Vec<&EventMention> {
        let attribution = &self.attributions[i];
        let inside = |w: WordId, a: &Attribution| a.content.iter().any(|s| s.contains(self.parsed().word(w).span));
        let mut found: Vec<(usize, &EventMention)> = self
            .coded
            .mentions
            .iter()
            .filter(|m| inside(m.head, attribution) && m.head != attribution.cue.head)
            .map(|m| (self.depth(m.head, attribution), m))
            .collect();
        found.sort_by_key(|(depth, m)| (*depth, m.head));
        let Some(&(top, _)) = found.first() else { return Vec::new() };
        let mut events = Vec::new();
        let mut out = Vec::new();
        for (depth, m) in found {
            // Coordinated statements stand side by side.
            if depth == top && !events.contains(&m.event) {
                events.push(m.event);
                out.push(m);
            }
        }
        out
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

    /// A content without an event of its own may point back: "these claims", "any involvement", "it".
    fn pointed_at(&self, attribution: &Attribution, drafts: &[Draft]) -> Option<(EventId, &'static str)> {
        let head = *attribution.content_heads.first()?;
        let word = self.parsed().word(head);
        let here = word.sentence.0;
        let row = self.anaphora.opening_with(&word.lemma).find(|r| r.words.len() == 1);
        let noun = row.is_some_and(|r| determined(head, r, self.args));
        let pronoun = word.upos == Upos::Pron && matches!(word.lemma.as_str(), "it" | "this" | "that" | "they");
        let stance = matches!(attribution.cue.class.as_str(), "deny" | "confirm" | "refuse" | "doubt" | "agree");
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
        if let Some(d) = by_claim {
            return d.claim.event.map(|e| (e, "content points back to a claim"));
        }
        let mention = self.coded.mentions.iter().rev().find(|m| {
            m.head < attribution.cue.head
                && near(m.head)
                && row.is_none_or(|r| {
                    r.referent == Referent::Claim || r.types.admits(&self.coded.events[m.event].event_type)
                })
        });
        mention.map(|m| (EventId(m.event as u32), "content points back to an event"))
    }

    fn claim(
        &self,
        attribution: &Attribution,
        source: Source,
        source_at: Option<Span>,
        linked: Option<(EventId, &'static str)>,
        target: Option<&EventMention>,
        chain: Vec<ActorId>,
    ) -> Claim {
        let (polarity, certainty) = self.stance(attribution, target);
        let mut why =
            vec![format!("cues.tsv:{} {} ({})", attribution.cue.row, attribution.cue.lemma, attribution.frame)];
        why.extend(linked.map(|(_, reason)| reason.to_owned()));
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
            event: linked.map(|(e, _)| e),
            polarity,
            certainty,
            chain,
            quantities: self.quantities_in(&attribution.content),
            time: self.said_when(attribution),
            why,
        }
    }

    /// The cue's stance, turned and weakened by what stands over the predicate inside the content.
    fn stance(&self, attribution: &Attribution, target: Option<&EventMention>) -> (Polarity, Certainty) {
        let mut polarity = attribution.polarity;
        let mut certainty = attribution.certainty;
        let inside = |w: WordId| attribution.content.iter().any(|s| s.contains(self.parsed().word(w).span));
        let settled = target.map(|m| m.presentation.settle(|o| inside(o.at)));
        if let Some(s) = settled {
            if s.polarity == Polarity::Negative {
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

/// What the claims make of an event's reality: asserted by one source and denied by another is disputed.
pub fn dispute(events: &mut [Event], claims: &[Claim]) {
    for (i, event) in events.iter_mut().enumerate() {
        let about = || claims.iter().filter(|c| c.event == Some(EventId(i as u32)));
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
