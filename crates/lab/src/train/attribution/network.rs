//! The tagger's network as it is trained: forward with dropout, losses, and backward. Its layout is that of the engine's
//! `code::attribution::learned`; scores during training are taken through the engine on the exported file, so that a
//! difference between the two shows.

use super::super::dense::{Dense, Start};
use super::super::layers::*;
use super::super::random::Random;
use super::data::Block;
use sayso::code::attribution::learned::features::{pair_rows, word_rows};
use sayso::code::attribution::learned::{CUE_TAGS, TAGS};
use sayso_net::lstm::{Trace, recur};
use sayso_net::{Matrix, Packing, activation, add_rows, mm};

/// Sizes of the layers.
pub const WORD: usize = 32;
/// Units of the recurrent layer, each direction.
pub const LSTM: usize = 96;
const PAIR: usize = 128;

/// Dropout of inputs, of the encoder's output and of the pair layer.
#[derive(Clone, Copy)]
pub struct Dropout(pub f32, pub f32, pub f32);

/// Where each tensor stands.
mod at {
    pub const TABLE: usize = 0;
    pub const LSTM: usize = 1;
    pub const CUE: usize = 7;
    pub const PAIR_WORD: usize = 9;
    pub const PAIR_CUE: usize = 11;
    pub const PAIR: usize = 12;
    pub const OUT: usize = 13;
    pub const TRANSITIONS: usize = 15;
}

/// A score that no training reaches: the tag can't follow.
const NEVER: f32 = -1e4;

/// The network with its buffers.
pub struct Network {
    pub dense: Dense,
    pub random: Random,
    traces: [Trace; 2],
    scratch: LstmScratch,
}

impl Network {
    /// Fresh weights over vectors of a size.
    pub fn new(vectors: usize, seed: u64) -> Self {
        let mut random = Random(seed);
        let r = &mut random;
        let mut dense = Dense::default();
        let input = vectors + WORD;
        dense.add("word", word_rows(), WORD, Start::Small(0.15), r);
        let parts = [["lstm.fwd.wx", "lstm.fwd.wh", "lstm.fwd.b"], ["lstm.bwd.wx", "lstm.bwd.wh", "lstm.bwd.b"]];
        for [wx, wh, b] in parts {
            dense.add(wx, input, 4 * LSTM, Start::Layer, r);
            dense.add(wh, LSTM, 4 * LSTM, Start::Layer, r);
            dense.add(b, 1, 4 * LSTM, Start::Gates, r);
        }
        dense.add("cue.w", 2 * LSTM, CUE_TAGS, Start::Layer, r);
        dense.add("cue.b", 1, CUE_TAGS, Start::Zero, r);
        dense.add("pair_word.w", 2 * LSTM, PAIR, Start::Layer, r);
        dense.add("pair_word.b", 1, PAIR, Start::Zero, r);
        dense.add("pair_cue", 2 * LSTM, PAIR, Start::Layer, r);
        dense.add("pair", pair_rows(), PAIR, Start::Small(0.15), r);
        dense.add("out.w", PAIR, TAGS, Start::Layer, r);
        dense.add("out.b", 1, TAGS, Start::Zero, r);
        let transitions = dense.add("transitions", TAGS + 1, TAGS, Start::Zero, r);
        for before in 0..=TAGS {
            for further in [2, 4] {
                if before != further && before != further - 1 {
                    dense.tensors[transitions].w.row_mut(before)[further] = NEVER;
                }
            }
        }
        Network { dense, random, traces: Default::default(), scratch: LstmScratch::default() }
    }

    /// Forward and backward over some blocks; gradients are added up. Returns the loss of cues and of pairs.
    pub fn run(&mut self, blocks: &[&Block], dropout: Dropout) -> (f64, f64) {
        let lengths: Vec<usize> = blocks.iter().map(|b| b.len()).collect();
        let words: usize = lengths.iter().sum();
        let packing = Packing::new(&lengths);
        let (inputs, input_mask) = self.inputs(blocks, &packing, dropout.0);
        let mut encoded = self.encode(&inputs, &packing);
        let mut mask = Matrix::zeros(encoded.rows(), encoded.cols());
        self.random.mask(dropout.1, mask.data_mut());
        encoded.data_mut().iter_mut().zip(mask.data()).for_each(|(x, m)| *x *= m);
        let mut d_encoded = Matrix::zeros(encoded.rows(), encoded.cols());
        let weight = 1.0 / words as f32;
        let cues = self.cues(blocks, &packing, &encoded, &mut d_encoded, weight);
        let pairs = self.pairs(blocks, &packing, &encoded, &mut d_encoded, dropout.2, weight);
        d_encoded.data_mut().iter_mut().zip(mask.data()).for_each(|(x, m)| *x *= m);
        self.encode_backward(blocks, &packing, &inputs, &input_mask, &d_encoded);
        (cues, pairs)
    }

    fn inputs(&mut self, blocks: &[&Block], packing: &Packing, dropout: f32) -> (Matrix, Matrix) {
        let width = blocks.first().map_or(0, |b| b.vectors.cols());
        let mut inputs = Matrix::zeros(packing.rows(), width + WORD);
        let mut mask = Matrix::zeros(packing.rows(), width + WORD);
        self.random.mask(dropout, mask.data_mut());
        for (s, block) in blocks.iter().enumerate() {
            for (i, ids) in block.ids.iter().enumerate() {
                let row = packing.row(s, i);
                let (vector, table) = inputs.row_mut(row).split_at_mut(width);
                vector.copy_from_slice(block.vectors.row(i));
                add_rows(table, self.dense.w(at::TABLE), ids);
            }
        }
        inputs.data_mut().iter_mut().zip(mask.data()).for_each(|(x, m)| *x *= m);
        (inputs, mask)
    }

    fn encode(&mut self, inputs: &Matrix, packing: &Packing) -> Matrix {
        let mut out = Matrix::zeros(packing.rows(), 2 * LSTM);
        for d in 0..2 {
            let at = at::LSTM + 3 * d;
            let trace = &mut self.traces[d];
            trace.gates.reshape(packing.rows(), 4 * LSTM);
            for i in 0..packing.rows() {
                trace.gates.row_mut(i).copy_from_slice(self.dense.w(at + 2).row(0));
            }
            mm(trace.gates.view_mut(), inputs.view(), self.dense.w(at).view(), true);
            recur(self.dense.w(at + 1), packing, d == 1, trace);
            out.set_columns(d * LSTM, &trace.h);
        }
        out
    }

    fn encode_backward(
        &mut self,
        blocks: &[&Block],
        packing: &Packing,
        inputs: &Matrix,
        input_mask: &Matrix,
        d_encoded: &Matrix,
    ) {
        let mut d_inputs = Matrix::zeros(inputs.rows(), inputs.cols());
        for d in 0..2 {
            let at = at::LSTM + 3 * d;
            let [wx, wh, b] = &mut self.dense.tensors[at..at + 3] else { return };
            let grads = LstmGrads { wx: &mut wx.g, wh: &mut wh.g, b: &mut b.g };
            let d_out = (d_encoded, d * LSTM);
            let trace = &self.traces[d];
            let scratch = &mut self.scratch;
            lstm_backward(&wx.w, &wh.w, packing, d == 1, inputs, trace, d_out, grads, scratch, &mut d_inputs);
        }
        let width = inputs.cols() - WORD;
        let table = self.dense.g(at::TABLE);
        for (s, block) in blocks.iter().enumerate() {
            for (i, ids) in block.ids.iter().enumerate() {
                let row = packing.row(s, i);
                let d = d_inputs.row(row)[width..].iter().zip(&input_mask.row(row)[width..]);
                let d: Vec<f32> = d.map(|(d, m)| d * m).collect();
                for &r in ids {
                    table.row_mut(r as usize).iter_mut().zip(&d).for_each(|(g, d)| *g += d);
                }
            }
        }
    }

    fn cues(
        &mut self,
        blocks: &[&Block],
        packing: &Packing,
        encoded: &Matrix,
        d_encoded: &mut Matrix,
        weight: f32,
    ) -> f64 {
        let mut scores = self.linear(at::CUE, encoded);
        let mut loss = 0.0;
        for (s, block) in blocks.iter().enumerate() {
            for (i, &tag) in block.cues.iter().enumerate() {
                loss += softmax_loss(scores.row_mut(packing.row(s, i)), tag as usize, weight);
            }
        }
        self.linear_backward(at::CUE, encoded, &scores, d_encoded);
        loss
    }

    fn pairs(
        &mut self,
        blocks: &[&Block],
        packing: &Packing,
        encoded: &Matrix,
        d_encoded: &mut Matrix,
        dropout: f32,
        weight: f32,
    ) -> f64 {
        let of_words = self.linear(at::PAIR_WORD, encoded);
        let mut d_of_words = Matrix::zeros(of_words.rows(), PAIR);
        let mut loss = 0.0;
        for (s, block) in blocks.iter().enumerate() {
            for cue in &block.attributions {
                let share = 1.0 / cue.words.len() as f32;
                let mut mean = Matrix::zeros(1, encoded.cols());
                for i in cue.words.clone() {
                    let row = encoded.row(packing.row(s, i)).iter();
                    mean.data_mut().iter_mut().zip(row).for_each(|(m, x)| *m += share * x);
                }
                let mut of_cue = Matrix::zeros(1, PAIR);
                mm(of_cue.view_mut(), mean.view(), self.dense.w(at::PAIR_CUE).view(), false);
                let mut hidden = Matrix::zeros(block.len(), PAIR);
                for (i, ids) in cue.ids.iter().enumerate() {
                    let row = hidden.row_mut(i);
                    row.copy_from_slice(of_words.row(packing.row(s, i)));
                    row.iter_mut().zip(of_cue.row(0)).for_each(|(h, c)| *h += c);
                    add_rows(row, self.dense.w(at::PAIR), ids);
                }
                activation::leaky(hidden.data_mut());
                let mut mask = Matrix::zeros(hidden.rows(), PAIR);
                self.random.mask(dropout, mask.data_mut());
                hidden.data_mut().iter_mut().zip(mask.data()).for_each(|(h, m)| *h *= m);
                let mut scores = self.linear(at::OUT, &hidden);
                let transitions = &mut self.dense.tensors[at::TRANSITIONS];
                loss += chain_loss(&mut scores, &transitions.w, &mut transitions.g, &cue.tags, weight);
                let mut d_hidden = Matrix::zeros(hidden.rows(), PAIR);
                self.linear_backward(at::OUT, &hidden, &scores, &mut d_hidden);
                leaky_backward(&hidden, &mask, &mut d_hidden);
                let mut d_cue = Matrix::zeros(1, PAIR);
                add_column_sums(&d_hidden, &mut d_cue);
                let table = self.dense.g(at::PAIR);
                for (i, ids) in cue.ids.iter().enumerate() {
                    let d = d_hidden.row(i);
                    d_of_words.row_mut(packing.row(s, i)).iter_mut().zip(d).for_each(|(g, d)| *g += d);
                    for &r in ids {
                        table.row_mut(r as usize).iter_mut().zip(d).for_each(|(g, d)| *g += d);
                    }
                }
                mm(self.dense.g(at::PAIR_CUE).view_mut(), mean.view().t(), d_cue.view(), true);
                let mut d_mean = Matrix::zeros(1, encoded.cols());
                mm(d_mean.view_mut(), d_cue.view(), self.dense.w(at::PAIR_CUE).view().t(), false);
                for i in cue.words.clone() {
                    let row = d_encoded.row_mut(packing.row(s, i)).iter_mut();
                    row.zip(d_mean.row(0)).for_each(|(g, d)| *g += share * d);
                }
            }
        }
        self.linear_backward(at::PAIR_WORD, encoded, &d_of_words, d_encoded);
        loss
    }

    fn linear(&self, at: usize, x: &Matrix) -> Matrix {
        let mut out = Matrix::zeros(x.rows(), self.dense.w(at).cols());
        mm(out.view_mut(), x.view(), self.dense.w(at).view(), false);
        out.add_row(self.dense.w(at + 1).row(0));
        out
    }

    fn linear_backward(&mut self, at: usize, x: &Matrix, d: &Matrix, d_x: &mut Matrix) {
        mm(d_x.view_mut(), d.view(), self.dense.w(at).view().t(), true);
        let (dw, db) = self.dense.g2(at, at + 1);
        linear_weights(x.view(), d, dw, db);
    }
}

/// Negative log likelihood of a row of tags under a linear chain; the scores become their own gradient. The last row of
/// the transitions is the start.
pub fn chain_loss(
    scores: &mut Matrix,
    transitions: &Matrix,
    d_transitions: &mut Matrix,
    gold: &[u8],
    weight: f32,
) -> f64 {
    let n = gold.len();
    if n == 0 {
        return 0.0;
    }
    let sum = |xs: [f32; TAGS]| {
        let top = xs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        top + xs.iter().map(|x| (x - top).exp()).sum::<f32>().ln()
    };
    let t = |a: usize, b: usize| transitions.row(a)[b];
    let mut ahead = vec![[0.0f32; TAGS]; n];
    let mut behind = vec![[0.0f32; TAGS]; n];
    for tag in 0..TAGS {
        ahead[0][tag] = t(TAGS, tag) + scores.row(0)[tag];
    }
    for i in 1..n {
        for tag in 0..TAGS {
            ahead[i][tag] = scores.row(i)[tag] + sum(std::array::from_fn(|b| ahead[i - 1][b] + t(b, tag)));
        }
    }
    for i in (0..n - 1).rev() {
        for tag in 0..TAGS {
            behind[i][tag] = sum(std::array::from_fn(|a| t(tag, a) + scores.row(i + 1)[a] + behind[i + 1][a]));
        }
    }
    let total = sum(ahead[n - 1]);
    let mut right = 0.0;
    let emissions = scores.clone();
    for i in 0..n {
        let g = gold[i] as usize;
        right += emissions.row(i)[g];
        right += if i == 0 { t(TAGS, g) } else { t(gold[i - 1] as usize, g) };
        let row = scores.row_mut(i);
        for tag in 0..TAGS {
            row[tag] = weight * (ahead[i][tag] + behind[i][tag] - total).exp();
        }
        row[g] -= weight;
        let before: &[usize] = if i == 0 { &[TAGS] } else { &[0, 1, 2, 3, 4] };
        for &b in before {
            let reach = if i == 0 { 0.0 } else { ahead[i - 1][b] };
            for tag in 0..TAGS {
                let p = (reach + t(b, tag) + emissions.row(i)[tag] + behind[i][tag] - total).exp();
                d_transitions.row_mut(b)[tag] += weight * p;
            }
        }
        let b = if i == 0 { TAGS } else { gold[i - 1] as usize };
        d_transitions.row_mut(b)[g] -= weight;
    }
    f64::from(weight) * f64::from(total - right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso::code::attribution::learned::features::{PAIR_IDS, WORD_IDS};

    fn block(n: usize, phase: usize) -> Block {
        let vectors = (0..n * 4).map(|k| ((k + phase) as f32 * 0.7).sin()).collect();
        let cue = super::super::data::GoldCue {
            words: 1..2,
            ids: (0..n)
                .map(|i| std::array::from_fn::<u32, PAIR_IDS, _>(|k| ((i + 3 * k) % pair_rows()) as u32))
                .collect(),
            tags: (0..n)
                .map(|i| [1, 0, 3, 4, 4, 0][(i + phase) % 6])
                .map(|t| if t == 4 && n < 3 { 3 } else { t })
                .collect(),
        };
        Block {
            vectors: Matrix::from_vec(n, 4, vectors).unwrap(),
            ids: (0..n)
                .map(|i| std::array::from_fn::<u32, WORD_IDS, _>(|k| ((i + 5 * k) % word_rows()) as u32))
                .collect(),
            cues: (0..n).map(|i| u8::from(i == 1)).collect(),
            attributions: vec![cue],
        }
    }

    #[test]
    fn gradients_match_slopes() {
        let blocks = [block(6, 0), block(6, 6)];
        let refs: Vec<&Block> = blocks.iter().collect();
        let none = Dropout(0.0, 0.0, 0.0);
        let mut network = Network::new(4, 5);
        network.run(&refs, none);
        let loss = |tensor: usize, k: usize, step: f32| {
            let mut moved = Network::new(4, 5);
            moved.dense.tensors[tensor].w.data_mut()[k] += step;
            let (a, b) = moved.run(&refs, none);
            a + b
        };
        let mut random = Random(9);
        for t in 0..network.dense.tensors.len() {
            for _ in 0..10 {
                let tensor = &network.dense.tensors[t];
                let k = random.below(tensor.w.data().len());
                if tensor.w.data()[k] <= NEVER {
                    continue;
                }
                let found = f64::from(tensor.g.data()[k]);
                // A step may cross the kink of a rectifier, so the nearest slope of several steps counts.
                let miss = [2e-2f32, 5e-3, 2e-3, 8e-4]
                    .map(|h| ((loss(t, k, h) - loss(t, k, -h)) / f64::from(2.0 * h) - found).abs())
                    .into_iter()
                    .fold(f64::MAX, f64::min);
                assert!(miss < 2e-3 * (1.0 + found.abs()), "{}[{k}]: gradient {found} is off by {miss}", tensor.name);
            }
        }
    }
}
