//! PLOVER's own folding, kept beside the action itself: a planned meeting is AGREE, conditional harm is THREATEN, what is
//! denied or not done is dropped (PLOVER manual, auxiliary modes).

use super::args::Args;
use super::events::CodedEvents;
use crate::code::{Event, EventType, Folded, Reality, Side};
use crate::codebook::ontology::Ontology;
use crate::parse::{Deprel, WordId};
use rustc_hash::FxHashMap;

/// How far above a predicate the happening it belongs to is looked for.
const MAX_STEPS: usize = 12;

/// CAMEO's code of a denial, which PLOVER drops.
const DENIAL: &str = "016";

/// Folds all events of a report.
pub fn fold_all(events: &mut [Event], coded: &CodedEvents, args: Args<'_>, ontology: &Ontology) {
    let heads: FxHashMap<WordId, usize> = coded.mentions.iter().map(|m| (m.head, m.event)).collect();
    let content: Vec<bool> = (0..events.len()).map(|e| is_content(e, events, &heads, args)).collect();
    for (event, content) in events.iter_mut().zip(content) {
        fold(event, content, !args.is_verb(event.head), ontology);
    }
}

/// True for what somebody only promises, demands, refuses, threatens or alleges: PLOVER's row is the promise or the demand,
/// and what it is about is part of that ("rejected a *proposal* to *withdraw*").
fn is_content(event: usize, events: &[Event], heads: &FxHashMap<WordId, usize>, args: Args<'_>) -> bool {
    let unreal = matches!(events[event].reality, Reality::Planned | Reality::Possible | Reality::Hypothetical);
    let mut at = events[event].head;
    for _ in 0..MAX_STEPS {
        let Some(up) = args.head(at) else { return false };
        // What is joined by "and" stands beside, not below.
        if !matches!(args.rel(at), Deprel::Conj | Deprel::Parataxis)
            && let Some(&above) = heads.get(&up).filter(|&&a| a != event)
            && (unreal || is_speech_act(events[above].event_type))
        {
            return true;
        }
        at = up;
    }
    false
}

fn is_speech_act(event: EventType) -> bool {
    use EventType::{Accuse, Agree, Reject, Request, Threaten};
    matches!(event, Agree | Request | Reject | Threaten | Accuse)
}

/// Sets `plover`, and the CAMEO code that goes with it; `content` tells that the happening is part of another one's row,
/// `noun` that the predicate is one.
fn fold(event: &mut Event, content: bool, noun: bool, ontology: &Ontology) {
    // PLOVER codes nothing without an actor it could name; a bare event noun in the background has none of its own.
    let nameless = noun && (event.actors.is_empty() || event.implied.contains(&Side::Actor));
    event.plover = folded(event.event_type, event.reality)
        .filter(|_| !nameless && !content && event.cameo.as_deref() != Some(DENIAL))
        .map(|t| Folded { event_type: t, mode: if t == event.event_type { event.mode.clone() } else { None } });
    if event.cameo.is_none() {
        event.cameo = ontology.default_cameo(event.event_type, event.mode.as_deref()).cloned();
    }
    if let (Some(plover), Some(code)) = (&event.plover, &event.cameo)
        && plover.event_type != event.event_type
    {
        let folded = ontology.folded_cameo(code, plover.event_type);
        event.cameo = folded.or_else(|| ontology.default_cameo(plover.event_type, None)).cloned();
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
