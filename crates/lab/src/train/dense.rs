//! A set of dense tensors that training moves: weights, gradients, optimiser state and a running average, for the small
//! networks that sit on top of the encoder. The parser's network has tables too large for this and keeps its own.

use super::random::Random;
use sayso_net::Matrix;

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.98;
const EPSILON: f32 = 1e-8;
const CLIP: f32 = 2.0;
const AVERAGE: f32 = 0.998;

/// How a tensor starts.
#[derive(Clone, Copy, Debug)]
pub enum Start {
    /// Zeros.
    Zero,
    /// Uniform, scaled to its sides.
    Layer,
    /// Uniform up to so much.
    Small(f32),
    /// Zeros, the second quarter of the columns ones: the bias of an LSTM, forget gates open.
    Gates,
}

/// One tensor.
#[derive(Clone, Debug)]
pub struct Tensor {
    pub name: &'static str,
    pub w: Matrix,
    pub g: Matrix,
    m: Matrix,
    v: Matrix,
    average: Matrix,
    decays: bool,
}

/// All tensors of a network.
#[derive(Clone, Debug, Default)]
pub struct Dense {
    pub tensors: Vec<Tensor>,
    steps: i32,
}

impl Dense {
    /// Adds a tensor and returns its place.
    pub fn add(&mut self, name: &'static str, rows: usize, cols: usize, start: Start, random: &mut Random) -> usize {
        let zeros = Matrix::zeros(rows, cols);
        let mut w = zeros.clone();
        let spread = match start {
            Start::Layer => (6.0 / (rows + cols) as f32).sqrt(),
            Start::Small(s) => s,
            Start::Zero | Start::Gates => 0.0,
        };
        w.data_mut().iter_mut().for_each(|x| *x = (random.unit() * 2.0 - 1.0) * spread);
        if let Start::Gates = start {
            w.data_mut()[cols / 4..cols / 2].fill(1.0);
        }
        let average = w.clone();
        let decays = rows > 1 && matches!(start, Start::Layer);
        self.tensors.push(Tensor { name, w, g: zeros.clone(), m: zeros.clone(), v: zeros, average, decays });
        self.tensors.len() - 1
    }

    /// Weights of a tensor.
    pub fn w(&self, i: usize) -> &Matrix {
        &self.tensors[i].w
    }

    /// Gradient of a tensor.
    pub fn g(&mut self, i: usize) -> &mut Matrix {
        &mut self.tensors[i].g
    }

    /// Gradients of two tensors, the first of which stands before the second.
    pub fn g2(&mut self, i: usize, j: usize) -> (&mut Matrix, &mut Matrix) {
        let (a, b) = self.tensors.split_at_mut(j);
        (&mut a[i].g, &mut b[0].g)
    }

    /// One step of AdamW; gradients are cleared.
    pub fn step(&mut self, rate: f32, decay: f32) {
        self.steps += 1;
        let norm: f32 = self.tensors.iter().flat_map(|t| t.g.data()).map(|g| g * g).sum::<f32>().sqrt();
        let scale = if norm > CLIP { CLIP / norm } else { 1.0 };
        let rate = rate * (1.0 - BETA2.powi(self.steps)).sqrt() / (1.0 - BETA1.powi(self.steps));
        let keep = AVERAGE.min((1.0 + self.steps as f32) / (10.0 + self.steps as f32));
        for t in &mut self.tensors {
            let shrink = if t.decays { 1.0 - decay } else { 1.0 };
            let state = t.m.data_mut().iter_mut().zip(t.v.data_mut()).zip(t.average.data_mut());
            for ((w, g), ((m, v), a)) in t.w.data_mut().iter_mut().zip(t.g.data_mut()).zip(state) {
                let scaled = *g * scale;
                *m += (1.0 - BETA1) * (scaled - *m);
                *v += (1.0 - BETA2) * (scaled * scaled - *v);
                *w = *w * shrink - rate * *m / (v.sqrt() + EPSILON);
                *a += (1.0 - keep) * (*w - *a);
                *g = 0.0;
            }
        }
    }

    /// Names and averaged weights.
    pub fn averaged(&self) -> impl Iterator<Item = (&'static str, &Matrix)> {
        self.tensors.iter().map(|t| (t.name, &t.average))
    }
}
