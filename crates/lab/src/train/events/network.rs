//! The event network as it is trained: forward with dropout, loss, and backward. Its layout is that of the engine's
//! `code::event_model`; scores during training are taken through the engine on the exported file, so that a difference
//! between the two shows.

use super::super::dense::{Dense, Start};
use super::super::layers::{add_column_sums, leaky_backward, linear_weights, softmax_loss};
use super::super::random::Random;
use sayso::code::event_model::ANSWERS;
use sayso::code::event_model::features::{ROWS, Seen};
use sayso_net::{Matrix, activation, add_rows, mm};

/// Width of the hidden layer.
pub const HIDDEN: usize = 64;

/// What is hidden at random.
#[derive(Clone, Copy)]
pub struct Dropout {
    /// Numbers of the vectors.
    pub vectors: f32,
    /// Rows of the table.
    pub rows: f32,
    /// The hidden layer.
    pub hidden: f32,
    /// The predicate's own word, so that its neighbours in the word vectors and its surroundings learn to stand in.
    pub own: f32,
    /// What the rules say.
    pub rule: f32,
}

/// A predicate to learn from.
pub struct Example {
    pub seen: Seen,
    /// Place among the model's answers.
    pub answer: usize,
    pub weight: f32,
    /// The answer is the rules' own, so that what they say must not be shown.
    pub silver: bool,
}

/// Where each tensor stands.
mod at {
    pub const DENSE: usize = 0;
    pub const TABLE: usize = 1;
    pub const BIAS: usize = 2;
    pub const OUT: usize = 3;
}

/// The network.
pub struct Network {
    pub dense: Dense,
    random: Random,
}

/// What the backward pass needs of the forward one.
struct Forward {
    inputs: Matrix,
    rows: Vec<Vec<u32>>,
    hidden: Matrix,
    mask: Matrix,
    out: Matrix,
}

impl Network {
    /// Fresh weights over vectors of a size.
    pub fn new(width: usize, seed: u64) -> Self {
        let mut random = Random(seed);
        let r = &mut random;
        let mut dense = Dense::default();
        dense.add("dense", width, HIDDEN, Start::Layer, r);
        // Rows that no example lights up stay empty, and cost nothing in the file.
        dense.add("table", ROWS, HIDDEN, Start::Zero, r);
        dense.add("bias", 1, HIDDEN, Start::Zero, r);
        dense.add("out.w", HIDDEN, ANSWERS, Start::Layer, r);
        dense.add("out.b", 1, ANSWERS, Start::Zero, r);
        Network { dense, random }
    }

    /// Forward and backward over some examples; gradients are added up. Returns the loss.
    pub fn run(&mut self, examples: &[&Example], dropout: Dropout) -> f64 {
        let mut pass = self.forward(examples, dropout);
        let share = 1.0 / examples.len().max(1) as f32;
        let loss = (0..examples.len())
            .map(|i| softmax_loss(pass.out.row_mut(i), examples[i].answer, examples[i].weight * share))
            .sum();
        self.backward(&pass);
        loss
    }

    fn shown(&mut self, example: &Example, dropout: Dropout) -> Vec<u32> {
        let mut rows: Vec<u32> =
            example.seen.rows.iter().copied().filter(|_| !self.random.chance(dropout.rows)).collect();
        if !self.random.chance(dropout.own) {
            rows.extend(&example.seen.own);
        }
        if !example.silver && !self.random.chance(dropout.rule) {
            rows.push(example.seen.rule);
        }
        rows
    }

    fn forward(&mut self, examples: &[&Example], dropout: Dropout) -> Forward {
        let n = examples.len();
        let mut inputs = Matrix::zeros(n, self.dense.w(at::DENSE).rows());
        self.random.mask(dropout.vectors, inputs.data_mut());
        let mut hidden = Matrix::zeros(n, HIDDEN);
        let mut kept = Vec::with_capacity(n);
        for (i, example) in examples.iter().enumerate() {
            inputs.row_mut(i).iter_mut().zip(&example.seen.vectors).for_each(|(x, v)| *x *= v);
            let rows = self.shown(example, dropout);
            add_rows(hidden.row_mut(i), self.dense.w(at::TABLE), &rows);
            kept.push(rows);
        }
        hidden.add_row(self.dense.w(at::BIAS).row(0));
        mm(hidden.view_mut(), inputs.view(), self.dense.w(at::DENSE).view(), true);
        activation::leaky(hidden.data_mut());
        let mut mask = Matrix::zeros(n, HIDDEN);
        self.random.mask(dropout.hidden, mask.data_mut());
        hidden.data_mut().iter_mut().zip(mask.data()).for_each(|(x, m)| *x *= m);
        let mut out = Matrix::zeros(n, ANSWERS);
        out.add_row(self.dense.w(at::OUT + 1).row(0));
        mm(out.view_mut(), hidden.view(), self.dense.w(at::OUT).view(), true);
        Forward { inputs, rows: kept, hidden, mask, out }
    }

    fn backward(&mut self, pass: &Forward) {
        let mut d_hidden = Matrix::zeros(pass.hidden.rows(), HIDDEN);
        mm(d_hidden.view_mut(), pass.out.view(), self.dense.w(at::OUT).view().t(), false);
        let (dw, db) = self.dense.g2(at::OUT, at::OUT + 1);
        linear_weights(pass.hidden.view(), &pass.out, dw, db);
        leaky_backward(&pass.hidden, &pass.mask, &mut d_hidden);
        mm(self.dense.g(at::DENSE).view_mut(), pass.inputs.view().t(), d_hidden.view(), true);
        add_column_sums(&d_hidden, self.dense.g(at::BIAS));
        let table = self.dense.g(at::TABLE);
        for (i, rows) in pass.rows.iter().enumerate() {
            for &r in rows {
                table.row_mut(r as usize).iter_mut().zip(d_hidden.row(i)).for_each(|(g, d)| *g += d);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(phase: usize, answer: usize) -> Example {
        let row = |k: usize| ((k * 37 + phase * 11) % ROWS) as u32;
        let seen = Seen {
            vectors: (0..12).map(|k| ((k + 5 * phase) as f32 * 0.7).sin()).collect(),
            rows: (0..4).map(row).collect(),
            own: vec![row(5)],
            rule: (ROWS - 1 - phase) as u32,
        };
        Example { seen, answer, weight: 10.0 + 5.0 * phase as f32, silver: phase == 1 }
    }

    #[test]
    fn gradients_match_slopes() {
        let examples: Vec<Example> = [0, 3, ANSWERS - 1].into_iter().enumerate().map(|(i, a)| example(i, a)).collect();
        let refs: Vec<&Example> = examples.iter().collect();
        let none = Dropout { vectors: 0.0, rows: 0.0, hidden: 0.0, own: 0.0, rule: 0.0 };
        let mut network = Network::new(12, 5);
        network.run(&refs, none);
        let loss = |tensor: usize, k: usize, step: f32| {
            let mut moved = Network::new(12, 5);
            moved.dense.tensors[tensor].w.data_mut()[k] += step;
            moved.run(&refs, none)
        };
        let mut random = Random(9);
        for t in 0..network.dense.tensors.len() {
            for round in 0..12 {
                let tensor = &network.dense.tensors[t];
                let lit = examples[round % 3].seen.rows[round % 4] as usize * HIDDEN;
                let k = if tensor.name == "table" {
                    lit + random.below(HIDDEN)
                } else {
                    random.below(tensor.w.data().len())
                };
                let found = f64::from(tensor.g.data()[k]);
                // A step may cross a kink of the rectifier; a smaller one will not.
                let miss = [2e-2f32, 5e-3, 1e-3, 3e-4]
                    .map(|h| ((loss(t, k, h) - loss(t, k, -h)) / f64::from(2.0 * h) - found).abs())
                    .into_iter()
                    .fold(f64::MAX, f64::min);
                assert!(miss < 2e-3 * (1.0 + found.abs()), "{}[{k}]: gradient {found} is off by {miss}", tensor.name);
            }
        }
    }
}
