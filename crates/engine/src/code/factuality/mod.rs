//! Learned factuality: a small network over the encoder's vectors and what the rules found says of any predicate whether
//! it has happened and how firmly its clause asserts it. The rules' own word is in `presentation`; what becomes of the two
//! is for `claims`. The network is trained in the lab.

pub mod features;

use self::features::{ROWS, SHORT_ROWS, SLOTS, Sight};
use super::args::Args;
use super::presentation::Presentation;
use super::{Certainty, Polarity};
use crate::parse::WordId;
use crate::{Error, Result};
use sayso_net::{Linear, Matrix, Weights, activation, mm};

/// The model format this code reads.
pub const FORMAT: &str = "1";

/// What the rules' label is worth beside the network's, as a logit: the labels that it learned from are few and of few
/// reports, and the rules know words that it has not seen.
const TRUST: f32 = 1.0;

/// Bounds of the scores: certainly not, certainly.
pub const BOUND: f32 = 3.0;

/// Scores that the network gives before its labels.
pub const SCORES: usize = 2;
/// Numbers that the network gives: the scores, then one for each label.
pub const OUTPUTS: usize = SCORES + Label::ALL.len();

/// FactBank's labels: polarity and certainty in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Label {
    CertainlySo,
    ProbablySo,
    PossiblySo,
    CertainlyNot,
    ProbablyNot,
    PossiblyNot,
    /// Either is left open.
    Open,
}

impl Label {
    /// Every label, in model order.
    pub const ALL: &'static [Label] = &[
        Label::CertainlySo,
        Label::ProbablySo,
        Label::PossiblySo,
        Label::CertainlyNot,
        Label::ProbablyNot,
        Label::PossiblyNot,
        Label::Open,
    ];

    /// As FactBank writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Label::CertainlySo => "CT+",
            Label::ProbablySo => "PR+",
            Label::PossiblySo => "PS+",
            Label::CertainlyNot => "CT-",
            Label::ProbablyNot => "PR-",
            Label::PossiblyNot => "PS-",
            Label::Open => "Uu",
        }
    }

    /// From the rules' terms, where what is unknown has no polarity.
    pub fn new(polarity: Polarity, certainty: Certainty) -> Self {
        match (polarity, certainty) {
            (_, Certainty::Unknown) => Label::Open,
            (Polarity::Positive, Certainty::Certain) => Label::CertainlySo,
            (Polarity::Positive, Certainty::Probable) => Label::ProbablySo,
            (Polarity::Positive, Certainty::Possible) => Label::PossiblySo,
            (Polarity::Negative, Certainty::Certain) => Label::CertainlyNot,
            (Polarity::Negative, Certainty::Probable) => Label::ProbablyNot,
            (Polarity::Negative, Certainty::Possible) => Label::PossiblyNot,
        }
    }

    /// Which way it points; none where that is open.
    pub fn polarity(self) -> Option<Polarity> {
        match self {
            Label::CertainlySo | Label::ProbablySo | Label::PossiblySo => Some(Polarity::Positive),
            Label::CertainlyNot | Label::ProbablyNot | Label::PossiblyNot => Some(Polarity::Negative),
            Label::Open => None,
        }
    }

    /// How firmly.
    pub fn certainty(self) -> Certainty {
        match self {
            Label::CertainlySo | Label::CertainlyNot => Certainty::Certain,
            Label::ProbablySo | Label::ProbablyNot => Certainty::Probable,
            Label::PossiblySo | Label::PossiblyNot => Certainty::Possible,
            Label::Open => Certainty::Unknown,
        }
    }
}

/// What the model thinks of a predicate.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Has it happened, or is it happening? From -3, certainly not, to 3; what lies ahead has not happened.
    pub happened: f32,
    /// Does its clause assert it? From -3, it denies it, to 3; what is firmly planned is asserted.
    pub asserted: f32,
    /// Probabilities of the labels, in the order of [`Label::ALL`].
    pub labels: [f32; Label::ALL.len()],
}

impl Judgement {
    fn new(out: &[f32]) -> Self {
        let (scores, logits) = out.split_at(SCORES);
        let top = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut labels: [f32; Label::ALL.len()] = std::array::from_fn(|i| (logits[i] - top).exp());
        let sum: f32 = labels.iter().sum();
        labels.iter_mut().for_each(|l| *l /= sum);
        Judgement { happened: scores[0].clamp(-BOUND, BOUND), asserted: scores[1].clamp(-BOUND, BOUND), labels }
    }

    /// The likeliest label, the first of equals.
    pub fn label(&self) -> Label {
        let best = (1..self.labels.len()).fold(0, |a, b| if self.labels[b] > self.labels[a] { b } else { a });
        Label::ALL[best]
    }

    /// Probability of the labels that point one way.
    pub fn leaning(&self, polarity: Polarity) -> f32 {
        Label::ALL.iter().zip(&self.labels).filter(|(l, _)| l.polarity() == Some(polarity)).map(|(_, p)| p).sum()
    }
}

/// The weights, ready to run.
#[derive(Clone, Debug)]
pub struct Factuality {
    dense: Matrix,
    table: Matrix,
    bias: Matrix,
    second: Linear,
    out: Linear,
    /// From the rules' answer straight to the labels.
    short: Matrix,
}

impl Factuality {
    /// The model that comes with the engine. No record is made with it yet: the rules' stance is as good on news, so that only
    /// those who ask for it pay for loading it.
    pub fn builtin() -> Result<Self> {
        Self::from_bytes(crate::builtin::FACTUALITY)
    }

    /// Opens a model file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let bad = |reason: String| Error::model("factuality", reason);
        let w = Weights::open(bytes).map_err(|e| bad(e.to_string()))?;
        match w.card("format") {
            Some(FORMAT) => Self::load(&w).map_err(|e| bad(e.to_string()))?.checked(),
            other => Err(bad(format!("format {} where {FORMAT} is read", other.unwrap_or("unknown")))),
        }
    }

    fn load(w: &Weights) -> sayso_net::Result<Self> {
        Ok(Factuality {
            dense: w.matrix("dense")?,
            table: w.matrix("table")?,
            bias: w.matrix("bias")?,
            second: Linear::load(w, "second")?,
            out: Linear::load(w, "out")?,
            short: w.matrix("short")?,
        })
    }

    fn checked(self) -> Result<Self> {
        let hidden = self.bias.cols();
        let fits = [
            ("dense", self.dense.cols() == hidden && self.dense.rows() > 0 && self.dense.rows().is_multiple_of(SLOTS)),
            ("table", self.table.rows() == ROWS && self.table.cols() == hidden),
            ("bias", self.bias.rows() == 1 && hidden > 0),
            ("second", self.second.w.rows() == hidden),
            ("out", self.out.w.rows() == self.second.w.cols() && self.out.w.cols() == OUTPUTS),
            ("short", self.short.rows() == SHORT_ROWS && self.short.cols() == Label::ALL.len()),
        ];
        match fits.iter().find(|(_, ok)| !ok) {
            Some((part, _)) => Err(Error::model("factuality", format!("{part} does not fit"))),
            None => Ok(self),
        }
    }

    /// Width of the encoder's vectors that the model was trained on.
    pub fn vector_size(&self) -> usize {
        self.dense.rows() / SLOTS
    }

    /// Judges a predicate; none where the parse has no vectors of the right width.
    pub fn judge(&self, args: Args<'_>, predicate: WordId, presentation: &Presentation) -> Option<Judgement> {
        let vectors = &args.parsed.vectors;
        if vectors.rows() != args.parsed.words.len() || vectors.cols() != self.vector_size() {
            return None;
        }
        let sight = Sight::new(args, predicate, presentation);
        let mut inputs = Matrix::zeros(1, self.dense.rows());
        sight.dense(inputs.row_mut(0));
        let mut hidden = self.bias.clone();
        add_rows(hidden.row_mut(0), &self.table, &sight.rows());
        mm(hidden.view_mut(), inputs.view(), self.dense.view(), true);
        activation::leaky(hidden.data_mut());
        let (mut second, mut out) = (Matrix::default(), Matrix::default());
        self.second.run(hidden.view(), &mut second);
        activation::leaky(second.data_mut());
        self.out.run(second.view(), &mut out);
        add_rows(&mut out.row_mut(0)[SCORES..], &self.short, &sight.short_rows());
        let settled = presentation.settle(|_| true);
        out.row_mut(0)[SCORES + Label::new(settled.polarity, settled.certainty) as usize] += TRUST;
        Some(Judgement::new(out.row(0)))
    }
}

/// Adds rows of a table, given by number, to a vector.
pub fn add_rows(to: &mut [f32], table: &Matrix, rows: &[u16]) {
    for &r in rows {
        to.iter_mut().zip(table.row(r as usize)).for_each(|(x, e)| *x += e);
    }
}

#[cfg(test)]
mod tests;
