//! Actors' declared positions on actions of their own, from the verbs of stance that stand over an action and from how it is
//! presented.

use super::events::CodedEvents;
use crate::code::{Claim, ClaimId, Event, EventId, EventType, Posture, Reality, Stance};

/// Actors' declared positions on actions of their own.
pub fn postures(coded: &CodedEvents, events: &[Event], claims: &[Claim]) -> Vec<Posture> {
    let mut out: Vec<Posture> = Vec::new();
    for (i, event) in events.iter().enumerate() {
        let id = EventId(i as u32);
        let declared = coded.mentions.iter().filter(|m| m.event == i).find_map(|m| m.presentation.stance());
        let stance = match (declared, event.reality) {
            (Some((s, _)), _) => s,
            (None, Reality::Refrained) => Stance::Refuses,
            (None, Reality::Planned) => Stance::Promises,
            (None, Reality::Ongoing | Reality::Occurred) if sustained(event.event_type) => Stance::Does,
            _ => continue,
        };
        let claim = claims.iter().position(|c| c.event == Some(id) && c.cue.is_some());
        for &actor in &event.actors {
            out.push(Posture {
                actor,
                action: id,
                stance,
                since: event.time.as_ref().map(|t| t.value.clone()),
                claim: claim.map(|c| ClaimId(c as u32)),
            });
        }
    }
    out
}

/// Lasting courses of action, on which doing is a position.
fn sustained(t: EventType) -> bool {
    matches!(t, EventType::Aid | EventType::Sanction | EventType::Support | EventType::Cooperate)
}
