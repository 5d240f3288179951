//! The coding room: a parsed report becomes actors, events and claims ([`Coded`]). The mechanisms live here; what they
//! know (verbs, actors, cues, ontology) lives in `data/` and comes in through the
//! `Codebook`. Nothing here writes JSON: `records` owns the wire shape.

pub mod model;

pub use model::*;
