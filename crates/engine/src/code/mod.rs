//! The coding room: a parsed report becomes actors, events and claims ([`Coded`]). The mechanisms live here; what they
//! know (verbs, actors, cues, ontology) lives in `data/` and comes in through the
//! `Codebook`. Nothing here writes JSON: `records` owns the wire shape.

pub mod actors;
pub mod args;
pub mod attribution;
pub mod claims;
pub mod coder;
pub mod conditions;
pub mod conflicts;
pub mod coreference;
pub mod event_model;
mod event_quantities;
mod event_times;
pub mod events;
pub mod factuality;
pub mod folding;
pub mod matcher;
pub mod mentions;
pub mod model;
pub mod parties;
pub mod petrarch;
pub mod places;
pub mod postures;
pub mod presentation;
pub mod quantity;
pub mod rejection;
pub mod relay;
pub mod time;
pub mod topic;

pub use model::*;
