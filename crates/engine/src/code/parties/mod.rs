//! Parties that a report leaves to the reader: "the rebels demanded a truce" does not say of whom. A side of an event that
//! its clause leaves empty is given to one of the report's actors, or to nobody, by a linear ranker whose weights are a
//! readable table (`models/en-1/parties.tsv`), learnt in `lab`. What the clause says itself is `args`'; nothing said there
//! is overruled here. Implicit arguments of this kind are described in Gerber and Chai, "Semantic Role Labeling of
//! Implicit Arguments for Nominal Predicates" (2012).

pub mod features;

use super::{ActorId, Event, EventType, Side};
use crate::error::{Error, Result};
use features::{Scene, Slot};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

impl Side {
    /// The parties of an event on this side.
    pub fn of(self, event: &Event) -> &[ActorId] {
        match self {
            Side::Actor => &event.actors,
            Side::Recipient => &event.recipients,
        }
    }

    /// The other side.
    pub fn other(self) -> Side {
        match self {
            Side::Actor => Side::Recipient,
            Side::Recipient => Side::Actor,
        }
    }
}

/// How much belief a side needs, by event type (`party_limits.tsv`).
#[derive(Clone, Debug, Default)]
pub struct PartyLimits {
    /// Where nothing else is said.
    pub otherwise: f32,
    /// By side and type.
    pub by_type: FxHashMap<(Side, EventType), f32>,
}

impl PartyLimits {
    /// The least belief with which a side of an event is given to somebody.
    pub fn least(&self, side: Side, event_type: EventType) -> f32 {
        self.by_type.get(&(side, event_type)).copied().unwrap_or(self.otherwise)
    }
}

/// The ranker.
#[derive(Clone, Debug, Default)]
pub struct PartyModel {
    weights: FxHashMap<SmolStr, f32>,
}

/// An actor chosen for an empty side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// Who.
    pub actor: ActorId,
    /// The belief in everybody of the same country or organisation together, in `0..=1`.
    pub belief: f32,
}

impl PartyModel {
    /// From its table: `feature<TAB>weight`, `#` for comments.
    pub fn load(file: &str, text: &str) -> Result<Self> {
        let mut weights = FxHashMap::default();
        for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
            let row = line.split_once('\t').and_then(|(name, weight)| Some((name, weight.parse().ok()?)));
            let Some((name, weight)) = row else {
                return Err(Error::data(file, n + 1, "expected a feature, a tab and a number"));
            };
            weights.insert(name.into(), weight);
        }
        Ok(PartyModel { weights })
    }

    /// The sum of the weights of a choice's features.
    pub fn score(&self, features: &[String]) -> f32 {
        features.iter().filter_map(|f| self.weights.get(f.as_str())).sum()
    }

    /// Whom a slot is given to, if anybody with so much belief.
    pub fn choose(&self, slot: &Slot, least: f32) -> Option<Choice> {
        let scores: Vec<f32> = slot.candidates.iter().map(|c| self.score(&c.features)).collect();
        let nobody = self.score(&slot.nobody);
        let top = scores.iter().copied().fold(nobody, f32::max);
        let total: f32 = scores.iter().map(|s| (s - top).exp()).sum::<f32>() + (nobody - top).exp();
        let mut best: Option<Choice> = None;
        for candidate in &slot.candidates {
            let alike = || slot.candidates.iter().zip(&scores).filter(|(c, _)| c.whose == candidate.whose);
            let belief = alike().map(|(_, s)| (s - top).exp()).sum::<f32>() / total;
            if best.is_some_and(|b| b.belief >= belief) {
                continue;
            }
            let leader = alike().fold(None, |lead: Option<(ActorId, f32)>, (c, &s)| match lead {
                Some((_, l)) if l >= s => lead,
                _ => Some((c.actor, s)),
            });
            best = leader.map(|(actor, _)| Choice { actor, belief });
        }
        best.filter(|b| b.belief >= least)
    }

    /// Fills the empty sides of events.
    pub fn fill(&self, scene: &Scene<'_>, limits: &PartyLimits, events: &mut [Event]) {
        if self.weights.is_empty() {
            return;
        }
        for &side in Side::ALL {
            let slots: Vec<Slot> = scene.slots(events, side);
            for slot in &slots {
                let Some(choice) = self.choose(slot, limits.least(side, events[slot.event].event_type)) else {
                    continue;
                };
                let event = &mut events[slot.event];
                event.why.push(format!(
                    "{} not told: {} by the rest of the report ({:.2})",
                    side.as_str(),
                    scene.actors[choice.actor.index()].name,
                    choice.belief
                ));
                event.implied.push(side);
                match side {
                    Side::Actor => event.actors.push(choice.actor),
                    Side::Recipient => event.recipients.push(choice.actor),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::features::Candidate;
    use super::*;

    fn slot(candidates: &[(u32, &str, &str)], nobody: &str) -> Slot {
        let one = |&(n, whose, feature): &(u32, &str, &str)| Candidate {
            actor: ActorId(n),
            whose: whose.into(),
            features: vec![feature.to_owned()],
        };
        Slot {
            event: 0,
            side: Side::Actor,
            candidates: candidates.iter().map(one).collect(),
            nobody: vec![nobody.into()],
        }
    }

    #[test]
    fn a_country_is_believed_in_by_all_who_are_of_it() {
        let model = PartyModel::load("t", "# x\nhigh\t1.0\nmid\t0.8\n").unwrap();
        let choice =
            model.choose(&slot(&[(0, "XAA", "high"), (1, "XBB", "mid"), (2, "XBB", "mid")], "none"), 0.4).unwrap();
        assert_eq!(choice.actor, ActorId(1));
        assert!(choice.belief > 0.5);
    }

    #[test]
    fn nobody_can_win() {
        let model = PartyModel::load("t", "none\t2.0\n").unwrap();
        assert_eq!(model.choose(&slot(&[(0, "XAA", "high")], "none"), 0.4), None);
    }

    #[test]
    fn a_bad_line_is_named() {
        let wrong = PartyModel::load("parties.tsv", "a\t1\nb 2\n").unwrap_err().to_string();
        assert!(wrong.contains("parties.tsv") && wrong.contains('2'), "{wrong}");
    }
}
