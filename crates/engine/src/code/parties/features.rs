//! What the ranker of parties sees: for each empty side of an event the report's actors, each with the names of its
//! features. Names are made here and nowhere else, so that training and coding can't drift apart.

use crate::code::{Actor, ActorId, Claim, Event, Polarity, Side};
use crate::parse::{Deprel, Parsed, WordId};
use smol_str::SmolStr;

/// Sentences further away are all alike.
const FAR: u32 = 4;
/// Mentions from which on an actor is a main one.
const MANY: usize = 6;
/// Governing words looked at above a predicate.
const STEPS: usize = 6;

/// A coded report before its open sides are filled.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The trees.
    pub parsed: &'a Parsed,
    /// The report's actors.
    pub actors: &'a [Actor],
    /// Its claims.
    pub claims: &'a [Claim],
}

/// An empty side of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Index of the event.
    pub event: usize,
    /// Which side.
    pub side: Side,
    /// Who it may be.
    pub candidates: Vec<Candidate>,
    /// Features of leaving it empty.
    pub nobody: Vec<String>,
}

/// An actor that may fill a side.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Who.
    pub actor: ActorId,
    /// Country, organisation or name: what two candidates may have in common.
    pub whose: SmolStr,
    /// Names of features that hold, each once.
    pub features: Vec<String>,
}

/// Country or organisation of an actor; none for somebody who is only "a man".
pub fn whose(actor: &Actor) -> Option<SmolStr> {
    match (&actor.sub, &actor.code) {
        (Some(sub), _) => Some(sub.clone()),
        (None, Some(code)) if code == "UNK" => None,
        (None, Some(code)) => Some(code.clone()),
        (None, None) => None,
    }
}

fn sector(actor: &Actor) -> &str {
    actor.sectors.first().map_or("-", SmolStr::as_str)
}

impl Scene<'_> {
    /// The events' empty sides of a kind.
    pub fn slots(&self, events: &[Event], side: Side) -> Vec<Slot> {
        let open = events.iter().enumerate().filter(|(_, e)| side.of(e).is_empty());
        open.map(|(n, _)| self.slot(events, n, side)).collect()
    }

    /// A side of an event as if it were empty.
    pub fn slot(&self, events: &[Event], n: usize, side: Side) -> Slot {
        let event = &events[n];
        let sight = Sight::new(self, events, event, side);
        let ids = (0..self.actors.len() as u32).map(ActorId);
        let others = ids.filter(|id| !side.other().of(event).contains(id));
        let candidates = others.filter_map(|actor| {
            let whose = whose(&self.actors[actor.index()])?;
            Some(Candidate { actor, features: sight.candidate(actor, &whose), whose })
        });
        Slot { event: n, side, candidates: candidates.collect(), nobody: sight.nobody() }
    }

    fn sentence(&self, w: WordId) -> u32 {
        self.parsed.word(w).sentence.0
    }
}

/// One empty side, with what is the same for all candidates.
struct Sight<'a> {
    scene: &'a Scene<'a>,
    events: &'a [Event],
    event: &'a Event,
    side: Side,
    /// Who stands on the other side.
    counterpart: Option<ActorId>,
    below: Vec<WordId>,
    above: Vec<WordId>,
    /// The last actor mentioned before the predicate.
    latest: Option<ActorId>,
}

impl<'a> Sight<'a> {
    fn new(scene: &'a Scene<'a>, events: &'a [Event], event: &'a Event, side: Side) -> Self {
        let mut above = Vec::new();
        let mut at = event.head;
        while let Some(head) = scene.parsed.word(at).head.filter(|_| above.len() < STEPS) {
            above.push(head);
            at = head;
        }
        let counterpart = side.other().of(event).first().copied();
        let taken = |id: &ActorId| event.actors.contains(id) || event.recipients.contains(id);
        let ids = (0..scene.actors.len() as u32).map(ActorId).filter(|id| !taken(id));
        let before = |id: ActorId| {
            let heads = scene.actors[id.index()].mentions.iter().map(|m| m.head).filter(|&h| h < event.head);
            heads.max().map(|h| (h, id))
        };
        let latest = ids.filter_map(before).max().map(|(_, id)| id);
        Sight { scene, events, event, side, counterpart, below: scene.parsed.subtree(event.head), above, latest }
    }

    fn candidate(&self, id: ActorId, whose: &str) -> Vec<String> {
        let actor = &self.scene.actors[id.index()];
        let mut plain: Vec<String> = Vec::with_capacity(20);
        plain.push(format!("near {}", self.nearness(actor)));
        plain.push(format!("mentions {}", actor.mentions.len().min(MANY)));
        plain.push(format!("kind {}", actor.kind));
        plain.extend(self.place_in_clause(actor).map(|p| format!("stands {p}")));
        if self.latest == Some(id) {
            plain.push("latest".to_owned());
        }
        if actor.mentions.first().is_some_and(|m| self.scene.sentence(m.head) == 0) {
            plain.push("first sentence".to_owned());
        }
        plain.extend(self.voice(id, whose));
        plain.extend(self.dealings(whose));
        let mut typed = vec![format!("sector {}", sector(actor))];
        match self.counterpart.map(|c| &self.scene.actors[c.index()]) {
            Some(other) => {
                let same = self::whose(other).is_some_and(|w| w == whose);
                typed.push(format!("{} country", if same { "same" } else { "other" }));
                typed.push(format!("{} {} {}", sector(other), if same { "same" } else { "other" }, sector(actor)));
            }
            None => typed.push("nobody opposite".to_owned()),
        }
        if self.event.place.as_ref().and_then(|p| p.country.as_deref()) == Some(whose) {
            typed.push("of the place".to_owned());
        }
        self.named(&plain, &typed)
    }

    fn nobody(&self) -> Vec<String> {
        let word = self.scene.parsed.word(self.event.head);
        let mut typed = vec!["nobody".to_owned(), format!("nobody {}", word.upos)];
        if self.counterpart.is_none() {
            typed.push("nobody at all".to_owned());
        }
        typed.push(format!("nobody {}", self.event.reality));
        self.named(&[], &typed)
    }

    /// Every name with its side, and those whose meaning depends on the deed with its type as well.
    fn named(&self, plain: &[String], typed: &[String]) -> Vec<String> {
        let (side, deed) = (self.side.as_str(), self.event.event_type);
        let both = plain.iter().chain(typed).map(|f| format!("{side}: {f}"));
        both.chain(typed.iter().map(|f| format!("{side} {deed}: {f}"))).collect()
    }

    /// Sentences to the nearest mention, with its direction.
    fn nearness(&self, actor: &Actor) -> String {
        let here = self.scene.sentence(self.event.head);
        let distance = |w: WordId| (self.scene.sentence(w).abs_diff(here), w > self.event.head);
        let Some((far, after)) = actor.mentions.iter().map(|m| distance(m.head)).min() else {
            return "never".to_owned();
        };
        format!("{} {}", if after { "after" } else { "before" }, far.min(FAR))
    }

    /// How a mention in the predicate's own sentence hangs on it.
    fn place_in_clause(&self, actor: &Actor) -> Option<&'static str> {
        let parsed = self.scene.parsed;
        let mut found = None;
        for mention in &actor.mentions {
            let word = parsed.word(mention.head);
            if word.sentence != parsed.word(self.event.head).sentence {
                continue;
            }
            let place = if self.below.binary_search(&mention.head).is_ok() {
                match word.deprel {
                    Deprel::NmodPoss => "as owner below",
                    Deprel::Nmod => "as modifier below",
                    Deprel::Obl => "as oblique below",
                    Deprel::Nsubj | Deprel::NsubjPass => "as subject below",
                    Deprel::Amod | Deprel::Compound => "as adjective below",
                    _ => "below",
                }
            } else {
                match word.head {
                    Some(head) if self.above.contains(&head) => match word.deprel {
                        Deprel::Nsubj | Deprel::NsubjPass => "as subject above",
                        Deprel::Obj | Deprel::Iobj => "as object above",
                        Deprel::Obl => "as oblique above",
                        _ => "above",
                    },
                    _ => "aside",
                }
            };
            found = found.filter(|f: &&str| f.ends_with("below")).or(Some(place));
        }
        found
    }

    /// Whether it is the one who says so.
    fn voice(&self, id: ActorId, whose: &str) -> Vec<String> {
        let mut out = Vec::new();
        let about = |c: &&Claim| c.event.is_some_and(|e| std::ptr::eq(&self.events[e.index()], self.event));
        for claim in self.scene.claims.iter().filter(about) {
            let way = match claim.polarity {
                Polarity::Positive => "says",
                Polarity::Negative => "denies",
            };
            let Some(source) = claim.source.actor() else { continue };
            if source == id {
                out.push(format!("{way} so"));
            } else if self::whose(&self.scene.actors[source.index()]).is_some_and(|w| w == whose) {
                out.push(format!("its people: {way} so"));
            }
        }
        out.sort();
        out.dedup();
        out
    }

    /// What else it has to do with the counterpart, and with anybody.
    fn dealings(&self, whose: &str) -> Vec<String> {
        let is = |ids: &[ActorId], w: &str| {
            ids.iter().any(|i| self::whose(&self.scene.actors[i.index()]).is_some_and(|x| x == w))
        };
        let other = self.counterpart.and_then(|c| self::whose(&self.scene.actors[c.index()]));
        let mut out = Vec::new();
        for event in self.events.iter().filter(|e| !std::ptr::eq(*e, self.event)) {
            let (mine, theirs) = (self.side.of(event), self.side.other().of(event));
            if let Some(other) = &other {
                if is(mine, whose) && is(theirs, other) {
                    out.push("deals so elsewhere");
                }
                if is(theirs, whose) && is(mine, other) {
                    out.push("deals the other way elsewhere");
                }
            }
            if event.event_type == self.event.event_type && is(mine, whose) {
                out.push("same part elsewhere");
            }
        }
        out.sort_unstable();
        out.dedup();
        out.into_iter().map(str::to_owned).collect()
    }
}
