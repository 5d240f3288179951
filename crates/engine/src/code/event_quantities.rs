//! Which figures belong to which event: those of its clause, and those told of it in sentences after. What a number counts
//! is `quantity`.

use super::coreference::Draft;
use super::events::{EventCoder, EventMention, MAX_STEPS};
use super::quantity::FoundQuantity;
use crate::code::{Event, EventType, Quantity, QuantityRole};
use crate::parse::WordId;

/// Sentences over which a figure still belongs to the happening told before it.
const TOLL_SENTENCES: u32 = 3;

impl EventCoder<'_> {
    /// A quantity belongs to the event whose party it counts, else to the nearest predicate above it.
    pub(super) fn attach_quantities(&self, events: &mut [Event], mentions: &[EventMention], drafts: &[Draft]) {
        let args = self.args();
        for found in self.quantities {
            let head = found.head.unwrap_or(found.number);
            let by_party = drafts.iter().find(|d| d.parties.contains(&head)).map(|d| d.head);
            let host = by_party.or_else(|| {
                let mut at = head;
                for _ in 0..MAX_STEPS {
                    if mentions.iter().any(|m| m.head == at) {
                        return Some(at);
                    }
                    at = args.head(at)?;
                }
                None
            });
            let told = host.and_then(|h| mentions.iter().find(|m| m.head == h)).map(|m| m.event);
            let Some(event) = told.or_else(|| self.toll_of(events, mentions, found)) else {
                continue;
            };
            let quantities: &mut Vec<Quantity> = &mut events[event].quantities;
            if !quantities.iter().any(|q| q.at == found.quantity.at) {
                quantities.push(found.quantity.clone());
            }
        }
        for event in events {
            event.quantities.sort_by_key(|q| q.at);
        }
    }

    /// "The hospital counted nine wounded": a figure that stands alone is of the last happening of its kind told before it.
    fn toll_of(&self, events: &[Event], mentions: &[EventMention], found: &FoundQuantity) -> Option<usize> {
        let args = self.args();
        let number = found.number;
        let sentence = |w: WordId| args.parsed.word(w).sentence.0;
        let near = |m: &&EventMention| m.head < number && sentence(number) - sentence(m.head) <= TOLL_SENTENCES;
        let people = found.quantity.unit.as_deref() == Some("person");
        let fits = |m: &&EventMention| people && is_toll(events[m.event].event_type, found.quantity.role);
        mentions.iter().filter(near).filter(fits).max_by_key(|m| m.head).map(|m| m.event)
    }
}

/// Which deeds have which tolls.
fn is_toll(event_type: EventType, role: QuantityRole) -> bool {
    match role {
        QuantityRole::Dead | QuantityRole::Injured | QuantityRole::Missing => event_type == EventType::Assault,
        QuantityRole::Arrested | QuantityRole::Displaced => event_type == EventType::Coerce,
        QuantityRole::Size => event_type == EventType::Protest,
        QuantityRole::Amount | QuantityRole::Share | QuantityRole::Other => false,
    }
}
