//! The antecedent ranker: a mention and a candidate light up rows of tables, two small layers turn their sum into a score;
//! another pair of layers says how well the mention stands for something new. Loading and running only; training is the
//! laboratory's.

use super::features::{MENTION_ROWS, PAIR_ROWS};
use crate::{Error, Result};
use rustc_hash::FxHashMap;
use sayso_net::{Matrix, Weights, activation, add_rows, mm};
use smol_str::SmolStr;

/// The model format this code reads.
pub const FORMAT: &str = "1";

/// The ranker's weights.
#[derive(Clone, Debug, Default)]
pub struct Ranker {
    /// Head words with rows of their own, after the mention rows.
    pub words: FxHashMap<SmolStr, u32>,
    /// Mention rows and head words: three blocks of columns, as the later mention, as antecedent, as something new.
    pub mention: Matrix,
    /// The same for a mention's vectors.
    pub dense: Matrix,
    /// Pair rows.
    pub pair: Matrix,
    /// Biases of the hidden layers: pair, new.
    pub bias: Matrix,
    /// Second layer of pairs.
    pub second: Matrix,
    /// Its bias.
    pub second_bias: Matrix,
    /// Output of pairs.
    pub out: Matrix,
    /// Output of new mentions, its last column the bias.
    pub new: Matrix,
}

impl Ranker {
    /// Opens a model file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let weights = Weights::open(bytes).map_err(bad)?;
        match weights.card("format") {
            Some(FORMAT) => Self::load(&weights).map_err(bad)?.checked(),
            other => Err(bad(format!("format {} where {FORMAT} is read", other.unwrap_or("unknown")))),
        }
    }

    fn load(w: &Weights) -> sayso_net::Result<Self> {
        let list = String::from_utf8_lossy(w.bytes("words")?).into_owned();
        Ok(Ranker {
            words: word_rows(list.lines()),
            mention: w.matrix("mention")?,
            dense: w.matrix("dense")?,
            pair: w.matrix("pair")?,
            bias: w.matrix("bias")?,
            second: w.matrix("second")?,
            second_bias: w.matrix("second_bias")?,
            out: w.matrix("out")?,
            new: w.matrix("new")?,
        })
    }

    fn checked(self) -> Result<Self> {
        let h = self.hidden();
        let fits = [
            ("mention", self.mention.rows() == MENTION_ROWS + 1 + self.words.len() && self.mention.cols() == 3 * h),
            ("dense", self.dense.cols() == 3 * h),
            ("pair", self.pair.rows() == PAIR_ROWS && self.pair.cols() == h),
            ("bias", self.bias.rows() == 2 && h > 0),
            ("second", self.second.rows() == h && self.second.cols() == self.second_bias.cols()),
            ("second_bias", self.second_bias.rows() == 1),
            ("out", self.out.rows() == 1 && self.out.cols() == self.second.cols()),
            ("new", self.new.rows() == 1 && self.new.cols() == h + 1),
        ];
        match fits.iter().find(|(_, ok)| !ok) {
            Some((part, _)) => Err(bad(format!("{part} does not fit"))),
            None => Ok(self),
        }
    }

    /// Width of the hidden layer.
    pub fn hidden(&self) -> usize {
        self.bias.cols()
    }

    /// The row of a head word, the one of unknown words if it has none.
    pub fn word_row(&self, word: Option<&str>) -> u32 {
        word.and_then(|w| self.words.get(w).copied()).unwrap_or(MENTION_ROWS as u32)
    }

    /// First layer of every mention: three blocks of columns.
    pub fn mentions(&self, rows: &[Vec<u32>], dense: &Matrix) -> Matrix {
        let mut out = Matrix::zeros(rows.len(), self.mention.cols());
        mm(out.view_mut(), dense.view(), self.dense.view(), false);
        for (i, rows) in rows.iter().enumerate() {
            rows.iter().for_each(|&r| add(out.row_mut(i), self.mention.row(r as usize)));
        }
        out
    }

    /// How well a mention stands for something new; `first` is its first layer.
    pub fn score_new(&self, first: &[f32]) -> f32 {
        let h = self.hidden();
        let mut hidden = first[2 * h..].to_vec();
        add(&mut hidden, self.bias.row(1));
        activation::leaky(&mut hidden);
        dot(&hidden, &self.new.row(0)[..h]) + self.new.row(0)[h]
    }

    /// Hidden layer of pairs of one mention with its candidates, before activation.
    pub fn pairs(&self, first: &Matrix, i: usize, candidates: &[usize], rows: &[Vec<u32>], out: &mut Matrix) {
        let h = self.hidden();
        out.reshape(candidates.len(), h);
        for (k, (&j, rows)) in candidates.iter().zip(rows).enumerate() {
            let row = out.row_mut(k);
            row.copy_from_slice(self.bias.row(0));
            add(row, &first.row(i)[..h]);
            add(row, &first.row(j)[h..2 * h]);
            add_rows(row, &self.pair, rows);
        }
    }

    /// Scores from the hidden layer of [`Self::pairs`], which is activated in place.
    pub fn score_pairs(&self, hidden: &mut Matrix, second: &mut Matrix) -> Vec<f32> {
        activation::leaky(hidden.data_mut());
        second.reshape(hidden.rows(), self.second.cols());
        mm(second.view_mut(), hidden.view(), self.second.view(), false);
        second.add_row(self.second_bias.row(0));
        activation::leaky(second.data_mut());
        (0..second.rows()).map(|k| dot(second.row(k), self.out.row(0))).collect()
    }
}

/// Rows of listed words: after the mention rows and the row of unknown words.
pub fn word_rows<'a>(list: impl Iterator<Item = &'a str>) -> FxHashMap<SmolStr, u32> {
    list.enumerate().map(|(i, w)| (w.into(), (MENTION_ROWS + 1 + i) as u32)).collect()
}

fn add(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(x, y)| *x += y);
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn bad(reason: impl ToString) -> Error {
    Error::model("coreference", reason.to_string())
}
