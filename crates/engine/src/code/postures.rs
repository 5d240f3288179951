//! Actors' declared positions on actions of their own, from the verbs of stance that stand over an action and from how it is
//! presented.

use super::events::CodedEvents;
use crate::code::{Actor, ActorId, Claim, ClaimId, Event, EventId, EventType, Posture, Reality, Stance};

/// Actors' declared positions on actions of their own.
pub fn postures(coded: &CodedEvents, events: &[Event], claims: &[Claim], actors: &[Actor]) -> Vec<Posture> {
    // A ministry speaks for its government: parties are the same where their codes are.
    let code = |id: ActorId| actors[id.index()].code.as_ref();
    let same = |a: ActorId, b: ActorId| a == b || code(a).is_some() && code(a) == code(b);
    let mut out: Vec<Posture> = Vec::new();
    for (i, event) in events.iter().enumerate() {
        let id = EventId(i as u32);
        let declared = coded.mentions.iter().filter(|m| m.event == i).find_map(|m| m.presentation.stance());
        let claim = claims.iter().position(|c| c.event == Some(id) && c.cue.is_some());
        let own = claims
            .iter()
            .any(|c| c.event == Some(id) && c.source.actor().is_some_and(|s| event.actors.iter().any(|&a| same(a, s))));
        let stance = match (declared, event.reality) {
            (_, Reality::Occurred | Reality::Ongoing | Reality::Disputed) if event.event_type == EventType::Reject => {
                Stance::Refuses
            }
            (Some((Stance::Promises, _)), _) if hostile(event.event_type) => Stance::Threatens,
            (Some((s, _)), _) => s,
            (None, Reality::Refrained) => Stance::Refuses,
            (None, Reality::Planned) if hostile(event.event_type) => Stance::Threatens,
            (None, Reality::Planned) => Stance::Promises,
            (None, Reality::Hypothetical | Reality::Possible) if own && hostile(event.event_type) => Stance::Threatens,
            (None, Reality::Possible) if own => Stance::Considers,
            (None, Reality::Ongoing | Reality::Occurred) if sustained(event.event_type) => Stance::Does,
            (None, Reality::Ongoing) if hostile(event.event_type) || event.event_type == EventType::Protest => {
                Stance::Does
            }
            _ => continue,
        };
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

/// Acts against somebody: to announce one is to threaten it.
fn hostile(t: EventType) -> bool {
    matches!(
        t,
        EventType::Assault | EventType::Coerce | EventType::Sanction | EventType::Mobilize | EventType::Threaten
    )
}
