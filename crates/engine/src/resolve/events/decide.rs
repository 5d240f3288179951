//! Weighs two sketches and says why.

use super::features::{FEATURES, features};
use super::sketch::Sketch;
use super::veto::{Veto, strangers, veto};
use super::weights::Weights;

/// What is made of two mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// One happening.
    Same,
    /// Two.
    Different,
    /// The evidence does not say; they stay apart until more comes in.
    Unsure,
}

/// A verdict with its grounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Same, different, unsure.
    pub verdict: Verdict,
    /// Log-odds of being the same.
    pub score: f64,
    /// What spoke for and against it, the strongest first.
    pub reasons: Vec<(&'static str, f64)>,
    /// The rule that forbade it.
    pub veto: Option<Veto>,
}

/// Decides whether two mentions are of one happening. `reports`: likeness of the reports' bags of words, 1 within one.
pub fn decide(weights: &Weights, a: &Sketch, b: &Sketch, reports: f64) -> Decision {
    let values = features(a, b, reports);
    let parts =
        FEATURES.into_iter().zip(weights.row()).zip(values).map(|((name, weight), value)| (name, weight * value));
    let mut reasons: Vec<(&'static str, f64)> = parts.chain(codes(weights, a, b)).filter(|(_, x)| *x != 0.0).collect();
    let score: f64 = reasons.iter().map(|(_, part)| part).sum();
    reasons.sort_by(|x, y| y.1.abs().total_cmp(&x.1.abs()).then(x.0.cmp(y.0)));
    let veto = veto(a, b);
    let verdict = if veto.is_some() || score < weights.different {
        Verdict::Different
    } else if score >= weights.same {
        Verdict::Same
    } else {
        Verdict::Unsure
    };
    Decision { verdict, score, reasons, veto }
}

/// What the codes say where both mentions have them.
fn codes(weights: &Weights, a: &Sketch, b: &Sketch) -> Vec<(&'static str, f64)> {
    let mut out = Vec::new();
    let mut say = |name: &'static str| out.push((name, weights.code(name)));
    if a.event_type.is_some() && b.event_type.is_some() {
        match (a.event_type == b.event_type, a.mode == b.mode) {
            (true, true) => say("same type and mode"),
            (true, false) => say("same type, other mode"),
            (false, _) => say("other type"),
        }
    }
    if a.actors.iter().any(|x| b.actors.contains(x)) {
        say("same actor");
    } else if strangers(&a.actors, &b.actors) {
        say("other actor");
    }
    if a.recipients.iter().any(|x| b.recipients.contains(x)) {
        say("same recipient");
    }
    if a.place.is_some() && b.place.is_some() {
        say(if a.place == b.place { "same place" } else { "other place" });
    }
    if let (Some(x), Some(y)) = (a.time, b.time) {
        say(if x == y {
            "same days"
        } else if x.apart(y) == 0 {
            "days that meet"
        } else {
            "other days"
        });
    }
    if a.figures.iter().any(|x| b.figures.iter().any(|y| x.role == y.role && x.value == y.value)) {
        say("same figure");
    }
    out
}
