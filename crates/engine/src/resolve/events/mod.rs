//! The same event across reports: a [`Sketch`] is what is kept of an event to recognise it elsewhere, [`decide`] weighs
//! two of them and says why. Weights are read from a table ([`Weights`]); vetoes are rules, and no weight overrules them.

mod decide;
mod features;
mod sketch;
mod veto;
mod weights;

pub use decide::{Decision, Verdict, decide};
pub use features::{FEATURES, Features, features, worth_comparing};
pub use sketch::{Figure, Interval, Sketch, Sketcher, terms};
pub use veto::Veto;
pub use weights::Weights;

#[cfg(test)]
mod tests;
