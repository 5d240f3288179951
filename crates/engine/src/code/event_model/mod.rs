//! The learned event model: a small network over the encoder's vectors, word vectors and what the rules found says of a
//! predicate which PLOVER type it tells, if any. Where no rule fits, its word is taken (`coding`); where one fits, the
//! rule's. The network is trained in the lab.

pub mod coding;
pub mod features;

use self::features::{ROWS, Seen};
use super::EventType;
use crate::{Error, Result};
use sayso_net::{Linear, Matrix, Weights, activation, add_rows, mm};

/// The model format this code reads.
pub const FORMAT: &str = "1";

/// What the model answers: no event, then every type.
pub const ANSWERS: usize = 1 + EventType::ALL.len();

/// Predicates that run in one go.
const BATCH: usize = 64;

/// What the model thinks of a predicate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opinion {
    /// Probability that it tells no event.
    pub none: f32,
    /// The likeliest type.
    pub event_type: EventType,
    /// Its probability.
    pub probability: f32,
}

impl Opinion {
    fn new(scores: &[f32]) -> Self {
        let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = scores.iter().map(|s| (s - top).exp()).sum();
        let share = |s: f32| (s - top).exp() / sum;
        let types = &scores[1..];
        let best = (1..types.len()).fold(0, |a, b| if types[b] > types[a] { b } else { a });
        Opinion { none: share(scores[0]), event_type: EventType::ALL[best], probability: share(types[best]) }
    }
}

/// The weights, ready to run.
#[derive(Clone, Debug)]
pub struct EventModel {
    dense: Matrix,
    table: Matrix,
    bias: Matrix,
    out: Linear,
}

impl EventModel {
    /// Opens a model file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let bad = |reason: String| Error::model("events", reason);
        let w = Weights::open(bytes).map_err(|e| bad(e.to_string()))?;
        match w.card("format") {
            Some(FORMAT) => Self::load(&w).map_err(|e| bad(e.to_string()))?.checked(),
            other => Err(bad(format!("format {} where {FORMAT} is read", other.unwrap_or("unknown")))),
        }
    }

    fn load(w: &Weights) -> sayso_net::Result<Self> {
        Ok(EventModel {
            dense: w.matrix("dense")?,
            table: w.matrix("table")?,
            bias: w.matrix("bias")?,
            out: Linear::load(w, "out")?,
        })
    }

    fn checked(self) -> Result<Self> {
        let hidden = self.bias.cols();
        let fits = [
            ("dense", self.dense.cols() == hidden),
            ("table", self.table.rows() == ROWS && self.table.cols() == hidden),
            ("bias", self.bias.rows() == 1 && hidden > 0),
            ("out", self.out.w.rows() == hidden && self.out.w.cols() == ANSWERS),
        ];
        match fits.iter().find(|(_, ok)| !ok) {
            Some((part, _)) => Err(Error::model("events", format!("{part} does not fit"))),
            None => Ok(self),
        }
    }

    /// Width of the vectors that the model was trained on.
    pub fn width(&self) -> usize {
        self.dense.rows()
    }

    /// Judges predicates; those seen in vectors of another width get no opinion.
    pub fn judge(&self, seen: &[Seen]) -> Vec<Opinion> {
        let mut out = Vec::with_capacity(seen.len());
        if seen.iter().any(|s| s.vectors.len() != self.width()) {
            return out;
        }
        let mut scores = Matrix::default();
        for batch in seen.chunks(BATCH) {
            let mut inputs = Matrix::zeros(batch.len(), self.width());
            let mut hidden = Matrix::zeros(batch.len(), self.bias.cols());
            for (i, one) in batch.iter().enumerate() {
                inputs.row_mut(i).copy_from_slice(&one.vectors);
                let rows = one.rows.iter().chain(&one.own).chain([&one.rule]);
                let rows: Vec<u32> = rows.copied().collect();
                add_rows(hidden.row_mut(i), &self.table, &rows);
            }
            hidden.add_row(self.bias.row(0));
            mm(hidden.view_mut(), inputs.view(), self.dense.view(), true);
            activation::leaky(hidden.data_mut());
            self.out.run(hidden.view(), &mut scores);
            out.extend((0..batch.len()).map(|i| Opinion::new(scores.row(i))));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opinions_are_shares_and_name_the_likeliest_type() {
        for best in 0..EventType::ALL.len() {
            let mut scores = [0.0; ANSWERS];
            scores[1 + best] = 5.0;
            let opinion = Opinion::new(&scores);
            assert_eq!(opinion.event_type, EventType::ALL[best]);
            assert!(opinion.probability > 0.8 && opinion.none + opinion.probability < 1.0);
        }
    }

    #[test]
    fn only_what_fits_is_opened_and_judged() {
        let model = EventModel::from_bytes(crate::builtin::EVENTS).expect("the built-in model fits");
        let seen = |width| Seen { vectors: vec![0.0; width], ..Seen::default() };
        assert_eq!(model.judge(&[seen(model.width())]).len(), 1);
        assert!(model.judge(&[seen(model.width() + 1)]).is_empty());
        assert!(EventModel::from_bytes(&crate::builtin::EVENTS[..100]).is_err());
    }
}
