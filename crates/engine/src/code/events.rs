//! From matched predicates to events: reality, place, time, quantities, and which mentions are one happening.

use super::args::Args;
use super::coreference::{self, Draft};
use super::event_model::EventModel;
use super::event_model::features::Scene;
use super::matcher::{Match, Matcher, Origin};
use super::presentation::{Presentation, Presenter};
use super::quantity::FoundQuantity;
use crate::code::{Event, EventType, Place, Reality, TimeExpression};
use crate::codebook::rules::Rule;
use crate::parse::model::ParserModel;
use crate::parse::{Deprel, WordId};
use crate::span::Span;
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

/// How far up a clause a place or time is looked for.
pub(super) const MAX_STEPS: usize = 4;

/// Bytes between a verb and the event noun it carries, for both to be one predicate.
const NOUN_NEAR: u32 = 24;

/// What events are made from.
pub struct EventCoder<'a> {
    /// Matcher with its tree, rules and actors.
    pub matcher: Matcher<'a>,
    /// Judges verbs that no rule fits.
    pub model: &'a EventModel,
    /// The parser's model, for its word vectors.
    pub words: &'a ParserModel,
    /// Finds operators.
    pub presenter: Presenter<'a>,
    /// Cues that deny: what they say of their content is for the claims, not for the happening.
    pub denials: &'a FxHashSet<WordId>,
    /// Time expressions, in text order.
    pub times: &'a [TimeExpression],
    /// Prepositions that put a happening in a place.
    pub place_prepositions: &'a FxHashSet<SmolStr>,
    /// Numbers with what they count.
    pub quantities: &'a [FoundQuantity],
    /// The report's text.
    pub text: &'a str,
    /// Day of publication.
    pub published: Option<Date>,
}

/// Coded events with what claims need to know about each mention.
#[derive(Clone, Debug)]
pub struct CodedEvents {
    /// The events.
    pub events: Vec<Event>,
    /// Every mention: head word, event index, presentation.
    pub mentions: Vec<EventMention>,
    /// Nouns that point back ("the attack", "this decision") with their event's index.
    pub anaphors: Vec<(WordId, usize)>,
}

/// One mention of an event.
#[derive(Clone, Debug)]
pub struct EventMention {
    /// The predicate's head.
    pub head: WordId,
    /// Index of its event.
    pub event: usize,
    /// What stands over it.
    pub presentation: Presentation,
}

impl EventCoder<'_> {
    pub(super) fn args(&self) -> Args<'_> {
        self.matcher.args
    }

    /// Codes all events of a report; words for which `skip` holds (boilerplate) are passed over.
    pub fn code(&self, anaphora: &coreference::Anaphora<'_>, skip: impl Fn(WordId) -> bool) -> CodedEvents {
        let mut matches = self.matcher.matches(&skip);
        let scene = Scene { matcher: &self.matcher, words: self.words };
        matches.extend(scene.learned(self.model, &matches, &skip));
        matches.sort_by_key(|m| m.head);
        let mut drafts: Vec<Draft> = matches.iter().map(|m| self.draft(m)).collect();
        self.carry_times(&mut drafts);
        self.date_by_report(&mut drafts);
        let groups = coreference::group(&drafts, self.args(), &self.matcher.actors.list, anaphora);
        let mut events = Vec::new();
        let mut mentions = Vec::new();
        let mut anaphors = Vec::new();
        for group in groups {
            let event = self.merge(&group, &drafts);
            if self.is_nobodys(&event) && !group.drafts.iter().any(|&d| self.stands_alone(&drafts[d])) {
                continue;
            }
            let index = events.len();
            events.push(event);
            anaphors.extend(group.anaphors.iter().map(|&w| (w, index)));
            for &d in &group.drafts {
                mentions.push(EventMention {
                    head: drafts[d].head,
                    event: index,
                    presentation: drafts[d].presentation.clone(),
                });
            }
        }
        self.attach_quantities(&mut events, &mentions, &drafts);
        CodedEvents { events, mentions, anaphors }
    }

    /// True for what is told without saying who: a curfew, a truce; something done to people of whom no more is said.
    fn stands_alone(&self, draft: &Draft) -> bool {
        let bare = self.rule(draft.origin).is_some_and(|r| r.bare);
        let args = self.args();
        bare || args.is_passive(draft.head)
            && args.rel(draft.head) != Deprel::Amod
            && args.surface_subjects(draft.head).iter().any(|&s| self.matcher.is_somebody(s))
    }

    /// A happening between nobody and nobody is no political event ("the house was destroyed"), nor is a concession or
    /// demand by name that nobody makes ("the release of captives"). An attack or a protest by name is one all the same.
    fn is_nobodys(&self, event: &Event) -> bool {
        let noun = !self.args().is_verb(event.head);
        let violent = matches!(event.event_type, EventType::Assault | EventType::Protest);
        let material =
            violent || matches!(event.event_type, EventType::Coerce | EventType::Sanction | EventType::Mobilize);
        match (event.actors.is_empty(), event.recipients.is_empty()) {
            // "A curfew was imposed in the port": somebody there did it to somebody there.
            (true, true) => {
                let somewhere = material && event.place.is_some();
                !if violent { noun } else { somewhere }
            }
            (true, false) => noun && !material,
            _ => false,
        }
    }

    fn rule(&self, origin: Origin) -> Option<&Rule> {
        match origin {
            Origin::Rule(index) => Some(&self.matcher.rules.rules()[index]),
            Origin::Learned(_) => None,
        }
    }

    fn draft(&self, m: &Match) -> Draft {
        let rule = self.rule(m.origin);
        let presentation = self.presenter.present(m.head);
        let mut reality = presentation.settle(|o| !self.denials.contains(&o.at)).reality;
        if let Some(fixed) =
            rule.and_then(|r| r.reality).filter(|_| matches!(reality, Reality::Occurred | Reality::Ongoing))
        {
            reality = fixed;
        }
        let mut why = vec![match m.origin {
            Origin::Rule(index) => format!("rule {}", self.matcher.rules.rules()[index].id),
            Origin::Learned(p) => format!("learned:{} ({p:.2})", m.event_type),
        }];
        why.extend(presentation.operators.iter().map(|o| o.why.clone()));
        Draft {
            head: m.head,
            event_type: m.event_type,
            mode: rule.and_then(|r| r.mode.clone()),
            cameo: rule.and_then(|r| r.cameo.clone()),
            contexts: rule.map(|r| r.contexts.clone()).unwrap_or_default(),
            origin: m.origin,
            actors: m.actors.clone(),
            recipients: m.recipients.clone(),
            parties: m.parties.clone(),
            reality,
            time: self.time_of(m.head),
            place: self.place_of(m.head),
            predicate: self.predicate_span(m),
            presentation,
            why,
        }
    }

    /// The predicate's word, with particles next to it and the event noun that it carries.
    fn predicate_span(&self, m: &Match) -> Span {
        let at = self.args().parsed.word(m.head).span;
        m.others
            .iter()
            .map(|&o| self.args().parsed.word(o).span)
            .filter(|s| s.start.abs_diff(at.end) <= 2)
            .chain(m.noun.map(|n| self.args().parsed.word(n).span).filter(|s| s.start.abs_diff(at.end) <= NOUN_NEAR))
            .fold(at, Span::hull)
    }

    /// One event out of its mentions: the first says most, later ones fill what it leaves open.
    fn merge(&self, group: &coreference::Group, drafts: &[Draft]) -> Event {
        let lead = &drafts[group.lead];
        let mut event = Event {
            event_type: lead.event_type,
            mode: lead.mode.clone(),
            contexts: lead.contexts.clone(),
            cameo: lead.cameo.clone(),
            predicate: lead.predicate,
            head: lead.head,
            mentions: Vec::new(),
            actors: lead.actors.clone(),
            recipients: lead.recipients.clone(),
            implied: Vec::new(),
            place: lead.place.clone(),
            time: lead.time.clone(),
            quantities: Vec::new(),
            reality: lead.reality,
            plover: None,
            why: lead.why.clone(),
        };
        for &d in group.drafts.iter().filter(|&&d| d != group.lead) {
            let other = &drafts[d];
            event.mentions.push((other.head, other.predicate));
            if event.actors.is_empty() {
                event.actors.clone_from(&other.actors);
            }
            if event.recipients.is_empty() {
                event.recipients = other.recipients.iter().copied().filter(|r| !event.actors.contains(r)).collect();
            }
            event.place = event.place.or_else(|| other.place.clone());
            event.time = event.time.or_else(|| other.time.clone());
            event.mode = event.mode.or_else(|| other.mode.clone());
            event.why.push(format!("same event as \"{}\": {}", other.predicate.of(self.text), other.why[0]));
        }
        for &w in &group.anaphors {
            let span = self.args().parsed.word(w).span;
            event.mentions.push((w, span));
            event.why.push(format!("pointed back to by \"{}\"", span.of(self.text)));
        }
        event.mentions.sort_by_key(|(_, s)| s.start);
        event
    }

    /// The place phrase of the predicate or of the clause it stands in.
    fn place_of(&self, p: WordId) -> Option<Place> {
        let args = self.args();
        let mut at = p;
        for _ in 0..MAX_STEPS {
            for &c in args.parsed.children(at) {
                let rel = args.rel(c);
                if !matches!(rel, Deprel::Obl | Deprel::Nmod | Deprel::Obj | Deprel::Advmod) {
                    continue;
                }
                let preposition = args.preposition(c);
                let located = preposition.is_some_and(|x| self.place_prepositions.contains(x));
                if located && let Some(place) = self.matcher.actors.place_at(c) {
                    return Some(place);
                }
                // "invaded Ukraine": the object is the place; "in the border town of Avdar": the name stands below.
                if rel == Deprel::Obj
                    && at == p
                    && let Some(place) = self.matcher.actors.place_at(c)
                {
                    return Some(place);
                }
                if located {
                    let below = args.parsed.children(c).iter().copied().filter(|&d| {
                        matches!(
                            args.rel(d),
                            Deprel::Nmod | Deprel::Appos | Deprel::Compound | Deprel::Flat | Deprel::NmodPoss
                        )
                    });
                    if let Some(place) = below.filter_map(|d| self.matcher.actors.place_at(d)).next() {
                        return Some(place);
                    }
                }
            }
            at = self.clause_above(at)?;
        }
        None
    }

    /// The next word up whose place and time phrases also hold of this one.
    pub(super) fn clause_above(&self, at: WordId) -> Option<WordId> {
        let args = self.args();
        match args.rel(at) {
            Deprel::Obj
            | Deprel::NsubjPass
            | Deprel::Nsubj
            | Deprel::Obl
            | Deprel::Xcomp
            | Deprel::Conj
            | Deprel::Nmod
            | Deprel::OblAgent => args.head(at),
            Deprel::Advcl if args.children_by(at, Deprel::Nsubj).next().is_none() => args.head(at),
            _ => None,
        }
    }
}
