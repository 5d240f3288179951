//! PLOVER's own folding, kept beside the action itself: a planned meeting is AGREE, conditional harm is THREATEN, what is
//! denied or not done is dropped (PLOVER manual, auxiliary modes).

use crate::code::{Event, EventType, Folded, Reality};
use crate::codebook::ontology::Ontology;

/// Sets `plover`, and a CAMEO code where the rule gave none; `noun` tells that the predicate is one.
pub fn fold(event: &mut Event, noun: bool, ontology: &Ontology) {
    // PLOVER codes nothing without an actor it could name; a bare event noun in the background has none.
    let nameless = event.actors.is_empty() && noun;
    event.plover = folded(event.event_type, event.reality)
        .filter(|_| !nameless)
        .map(|t| Folded { event_type: t, mode: if t == event.event_type { event.mode.clone() } else { None } });
    if event.cameo.is_none() {
        event.cameo = ontology.default_cameo(event.event_type, event.mode.as_deref()).cloned();
    }
}

fn folded(event: EventType, reality: Reality) -> Option<EventType> {
    use EventType::{Agree, Aid, Assault, Coerce, Consult, Cooperate, Mobilize, Protest, Sanction, Support, Threaten};
    match reality {
        Reality::Occurred | Reality::Ongoing | Reality::Disputed => Some(event),
        Reality::Refrained => None,
        Reality::Planned | Reality::Possible | Reality::Hypothetical => match event {
            Aid | Consult | Support | Cooperate => Some(Agree),
            Assault | Coerce | Sanction | Mobilize | Protest => Some(Threaten),
            other => Some(other),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auxiliary_modes_fold() {
        assert_eq!(folded(EventType::Consult, Reality::Planned), Some(EventType::Agree));
        assert_eq!(folded(EventType::Assault, Reality::Hypothetical), Some(EventType::Threaten));
        assert_eq!(folded(EventType::Aid, Reality::Refrained), None);
        assert_eq!(folded(EventType::Coerce, Reality::Disputed), Some(EventType::Coerce));
    }
}
