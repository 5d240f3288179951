//! The factuality network as it is trained: forward with dropout, losses, and backward. Its layout is that of the engine's
//! `code::factuality`; scores during training are taken through the engine on the exported file, so that a difference
//! between the two shows.

use super::super::dense::{Dense, Start};
use super::super::layers::{add_column_sums, leaky_backward, linear_weights, softmax_loss};
use super::super::random::Random;
use sayso::code::factuality::features::{ROWS, SHORT_ROWS, SLOTS};
use sayso::code::factuality::{Label, OUTPUTS, SCORES, add_rows};
use sayso_net::{Matrix, activation, mm};

/// Widths of the hidden layers.
pub const HIDDEN: usize = 96;
pub const SECOND: usize = 48;

/// Dropout of vectors, table rows, first and second layer.
#[derive(Clone, Copy)]
pub struct Dropout(pub f32, pub f32, pub f32, pub f32);

/// What people said of a predicate.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// Score of an output.
    Score(usize, f32),
    /// Number of a label.
    Label(usize),
}

/// A predicate to learn from.
pub struct Example {
    pub dense: Vec<f32>,
    pub rows: Vec<u16>,
    pub short: Vec<u16>,
    pub answer: Answer,
    pub weight: f32,
}

/// Where each tensor stands.
mod at {
    pub const DENSE: usize = 0;
    pub const TABLE: usize = 1;
    pub const BIAS: usize = 2;
    pub const SECOND: usize = 3;
    pub const OUT: usize = 5;
    pub const SHORT: usize = 7;
}

/// The network.
pub struct Network {
    pub dense: Dense,
    pub random: Random,
    /// How much of the labels' gradient goes on into the hidden layers: they are few, and the layers would learn them by
    /// heart.
    pub through: f32,
}

/// What the backward pass needs of the forward one.
struct Forward {
    inputs: Matrix,
    rows: Vec<Vec<u16>>,
    first: Matrix,
    first_mask: Matrix,
    second: Matrix,
    second_mask: Matrix,
    out: Matrix,
}

impl Network {
    /// Fresh weights over vectors of a size.
    pub fn new(vectors: usize, seed: u64) -> Self {
        let mut random = Random(seed);
        let r = &mut random;
        let mut dense = Dense::default();
        dense.add("dense", SLOTS * vectors, HIDDEN, Start::Layer, r);
        // Rows that no example lights up stay empty, and cost nothing in the file.
        dense.add("table", ROWS, HIDDEN, Start::Zero, r);
        dense.add("bias", 1, HIDDEN, Start::Zero, r);
        dense.add("second.w", HIDDEN, SECOND, Start::Layer, r);
        dense.add("second.b", 1, SECOND, Start::Zero, r);
        dense.add("out.w", SECOND, OUTPUTS, Start::Layer, r);
        dense.add("out.b", 1, OUTPUTS, Start::Zero, r);
        dense.add("short", SHORT_ROWS, Label::ALL.len(), Start::Zero, r);
        Network { dense, random, through: 1.0 }
    }

    /// Forward and backward over some examples; gradients are added up. Returns the loss.
    pub fn run(&mut self, examples: &[&Example], dropout: Dropout) -> f64 {
        let mut pass = self.forward(examples, dropout);
        let share = 1.0 / examples.len().max(1) as f32;
        let loss = (0..examples.len()).map(|i| loss(pass.out.row_mut(i), examples[i], share)).sum();
        self.backward(examples, &pass, dropout);
        loss
    }

    fn forward(&mut self, examples: &[&Example], dropout: Dropout) -> Forward {
        let n = examples.len();
        let mut inputs = Matrix::zeros(n, self.dense.w(at::DENSE).rows());
        self.random.mask(dropout.0, inputs.data_mut());
        let mut first = Matrix::zeros(n, HIDDEN);
        let keep = 1.0 / (1.0 - dropout.1);
        let mut kept = Vec::with_capacity(n);
        for (i, example) in examples.iter().enumerate() {
            inputs.row_mut(i).iter_mut().zip(&example.dense).for_each(|(x, v)| *x *= v);
            let rows: Vec<u16> = example.rows.iter().copied().filter(|_| !self.random.chance(dropout.1)).collect();
            add_rows(first.row_mut(i), self.dense.w(at::TABLE), &rows);
            first.row_mut(i).iter_mut().for_each(|x| *x *= keep);
            kept.push(rows);
        }
        first.add_row(self.dense.w(at::BIAS).row(0));
        mm(first.view_mut(), inputs.view(), self.dense.w(at::DENSE).view(), true);
        let first_mask = self.activate(&mut first, dropout.2);
        let mut second = self.linear(at::SECOND, &first);
        let second_mask = self.activate(&mut second, dropout.3);
        let mut out = self.linear(at::OUT, &second);
        for (i, example) in examples.iter().enumerate() {
            add_rows(&mut out.row_mut(i)[SCORES..], self.dense.w(at::SHORT), &example.short);
        }
        Forward { inputs, rows: kept, first, first_mask, second, second_mask, out }
    }

    fn activate(&mut self, layer: &mut Matrix, dropout: f32) -> Matrix {
        activation::leaky(layer.data_mut());
        let mut mask = Matrix::zeros(layer.rows(), layer.cols());
        self.random.mask(dropout, mask.data_mut());
        layer.data_mut().iter_mut().zip(mask.data()).for_each(|(x, m)| *x *= m);
        mask
    }

    fn backward(&mut self, examples: &[&Example], pass: &Forward, dropout: Dropout) {
        let mut d_second = self.linear_backward(at::OUT, &pass.second, &pass.out);
        for (i, example) in examples.iter().enumerate() {
            if let Answer::Label(_) = example.answer {
                d_second.row_mut(i).iter_mut().for_each(|d| *d *= self.through);
                let short = self.dense.g(at::SHORT);
                for &r in &example.short {
                    let d = &pass.out.row(i)[SCORES..];
                    short.row_mut(r as usize).iter_mut().zip(d).for_each(|(g, d)| *g += d);
                }
            }
        }
        leaky_backward(&pass.second, &pass.second_mask, &mut d_second);
        let mut d_first = self.linear_backward(at::SECOND, &pass.first, &d_second);
        leaky_backward(&pass.first, &pass.first_mask, &mut d_first);
        mm(self.dense.g(at::DENSE).view_mut(), pass.inputs.view().t(), d_first.view(), true);
        add_column_sums(&d_first, self.dense.g(at::BIAS));
        let keep = 1.0 / (1.0 - dropout.1);
        let table = self.dense.g(at::TABLE);
        for (i, rows) in pass.rows.iter().enumerate() {
            for &r in rows {
                table.row_mut(r as usize).iter_mut().zip(d_first.row(i)).for_each(|(g, d)| *g += keep * d);
            }
        }
    }

    fn linear(&self, at: usize, x: &Matrix) -> Matrix {
        let mut out = Matrix::zeros(x.rows(), self.dense.w(at).cols());
        out.add_row(self.dense.w(at + 1).row(0));
        mm(out.view_mut(), x.view(), self.dense.w(at).view(), true);
        out
    }

    fn linear_backward(&mut self, at: usize, x: &Matrix, d: &Matrix) -> Matrix {
        let mut d_x = Matrix::zeros(x.rows(), x.cols());
        mm(d_x.view_mut(), d.view(), self.dense.w(at).view().t(), false);
        let (dw, db) = self.dense.g2(at, at + 1);
        linear_weights(x.view(), d, dw, db);
        d_x
    }
}

/// Loss of an example; its outputs become their own gradient.
fn loss(out: &mut [f32], example: &Example, share: f32) -> f64 {
    let weight = example.weight * share;
    match example.answer {
        Answer::Score(place, wanted) => {
            let miss = out[place] - wanted;
            out.fill(0.0);
            out[place] = weight * miss.clamp(-1.0, 1.0);
            f64::from(weight * if miss.abs() < 1.0 { 0.5 * miss * miss } else { miss.abs() - 0.5 })
        }
        Answer::Label(label) => {
            let (scores, labels) = out.split_at_mut(SCORES);
            scores.fill(0.0);
            softmax_loss(labels, label, weight)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(phase: usize, answer: Answer) -> Example {
        Example {
            dense: (0..SLOTS * 3).map(|k| ((k + 5 * phase) as f32 * 0.7).sin()).collect(),
            rows: (0..6).map(|k| ((k * 37 + phase * 11) % ROWS) as u16).collect(),
            short: vec![(phase * 3) as u16, (SHORT_ROWS - 1) as u16],
            answer,
            weight: 10.0 + 5.0 * phase as f32,
        }
    }

    #[test]
    fn gradients_match_slopes() {
        let answers = [Answer::Score(0, 0.4), Answer::Score(1, -2.5), Answer::Label(3), Answer::Label(0)];
        let examples: Vec<Example> = answers.into_iter().enumerate().map(|(i, a)| example(i, a)).collect();
        let refs: Vec<&Example> = examples.iter().collect();
        let none = Dropout(0.0, 0.0, 0.0, 0.0);
        let mut network = Network::new(3, 5);
        network.run(&refs, none);
        let loss = |tensor: usize, k: usize, step: f32| {
            let mut moved = Network::new(3, 5);
            moved.dense.tensors[tensor].w.data_mut()[k] += step;
            moved.run(&refs, none)
        };
        let mut random = Random(9);
        for t in 0..network.dense.tensors.len() {
            for round in 0..12 {
                let tensor = &network.dense.tensors[t];
                let lit = usize::from(examples[round % 4].rows[round % 6]) * HIDDEN;
                let k = match tensor.name {
                    "table" => lit + random.below(HIDDEN),
                    "short" => (SHORT_ROWS - 1 - round % 2 * (SHORT_ROWS - 7)) * Label::ALL.len() + round % 7,
                    _ => random.below(tensor.w.data().len()),
                };
                let found = f64::from(tensor.g.data()[k]);
                // A step may cross a kink of the rectifiers; a smaller one will not.
                let miss = [2e-2f32, 5e-3, 1e-3, 3e-4]
                    .map(|h| ((loss(t, k, h) - loss(t, k, -h)) / f64::from(2.0 * h) - found).abs())
                    .into_iter()
                    .fold(f64::MAX, f64::min);
                assert!(miss < 2e-3 * (1.0 + found.abs()), "{}[{k}]: gradient {found} is off by {miss}", tensor.name);
            }
        }
    }
}
