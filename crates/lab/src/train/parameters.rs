//! All numbers that training moves, by name, with their optimiser state and their running average.

use super::random::Random;
use sayso_net::Matrix;

/// Names of the trained tensors, in the order of [`Tensors`]. The first [`TABLES`] are embedding tables, whose gradients
/// touch few rows.
#[rustfmt::skip]
pub const NAMES: [&str; 28] = [
    "words", "prefixes", "suffixes", "shapes",
    "first.fwd.wx", "first.fwd.wh", "first.fwd.b", "first.bwd.wx", "first.bwd.wh", "first.bwd.b",
    "second.fwd.wx", "second.fwd.wh", "second.fwd.b", "second.bwd.wx", "second.bwd.wh", "second.bwd.b",
    "hidden.w", "hidden.b", "tags.w", "tags.b", "names.w", "names.b", "arc.w", "arc.b", "label.w", "label.b",
    "root.arc", "root.label",
];
/// Number of embedding tables.
pub const TABLES: usize = 4;

/// Position of a tensor in [`NAMES`].
pub mod at {
    pub const FIRST: usize = 4;
    pub const SECOND: usize = 10;
    pub const HIDDEN: usize = 16;
    pub const TAGS: usize = 18;
    pub const NAMES: usize = 20;
    pub const ARC: usize = 22;
    pub const LABEL: usize = 24;
    pub const ROOT_ARC: usize = 26;
    pub const ROOT_LABEL: usize = 27;
}

/// Sizes of the network.
#[derive(Clone, Debug)]
pub struct Sizes {
    pub pretrained: usize,
    pub tables: [(usize, usize); TABLES],
    pub lstm: usize,
    pub tags_hidden: usize,
    pub names_hidden: usize,
    pub arc: usize,
    pub label: usize,
    pub tags: usize,
    pub names: usize,
    pub labels: usize,
}

impl Sizes {
    /// Width of an input vector.
    pub fn input(&self) -> usize {
        self.pretrained + self.tables.iter().map(|t| t.1).sum::<usize>()
    }

    #[rustfmt::skip]
    fn shapes(&self) -> [(usize, usize); NAMES.len()] {
        let (h, input) = (self.lstm, self.input());
        let hidden = self.tags_hidden + self.names_hidden + 2 * self.arc + 2 * self.label;
        let [t0, t1, t2, t3] = self.tables;
        let lstm = |x: usize| [(x, 4 * h), (h, 4 * h), (1, 4 * h)];
        let [a, b, c] = lstm(input);
        let [d, e, f] = lstm(2 * h);
        [
            t0, t1, t2, t3, a, b, c, a, b, c, d, e, f, d, e, f,
            (2 * h, hidden), (1, hidden),
            (self.tags_hidden, self.tags), (1, self.tags),
            (self.names_hidden, self.names), (1, self.names),
            (self.arc, self.arc), (1, self.arc),
            (3 * self.label, self.labels), (1, self.labels),
            (1, self.arc), (1, self.label),
        ]
    }
}

/// One matrix for each of [`NAMES`].
#[derive(Clone)]
pub struct Tensors(pub Vec<Matrix>);

impl Tensors {
    /// Zeros.
    pub fn zeros(sizes: &Sizes) -> Self {
        Tensors(sizes.shapes().iter().map(|&(r, c)| Matrix::zeros(r, c)).collect())
    }

    /// Random numbers of a spread that fits each layer; forget gates start open.
    pub fn random(sizes: &Sizes, random: &mut Random) -> Self {
        let mut all = Self::zeros(sizes);
        for (i, m) in all.0.iter_mut().enumerate() {
            let spread = match NAMES[i].rsplit('.').next() {
                _ if i < TABLES => 0.15,
                Some("b") => 0.0,
                Some("wh") => 1.0 / (m.rows() as f32).sqrt(),
                Some("wx") => (3.0 / m.rows() as f32).sqrt() * 0.7,
                Some("arc" | "label") => 0.1,
                _ if i == at::ARC => 0.02,
                _ => (6.0 / (m.rows() + m.cols()) as f32).sqrt(),
            };
            m.data_mut().iter_mut().for_each(|x| *x = (random.unit() * 2.0 - 1.0) * spread);
            if NAMES[i].ends_with("wd.b") {
                m.data_mut()[sizes.lstm..2 * sizes.lstm].fill(1.0);
            }
        }
        all
    }

    /// One tensor.
    pub fn get(&self, i: usize) -> &Matrix {
        &self.0[i]
    }

    /// Adds another set, dense tensors and the given rows of tables.
    pub fn add(&mut self, other: &Tensors, touched: &Touched) {
        for i in TABLES..self.0.len() {
            add(self.0[i].data_mut(), other.0[i].data());
        }
        for i in 0..TABLES {
            for &r in &touched.rows[i] {
                add(self.0[i].row_mut(r as usize), other.0[i].row(r as usize));
            }
        }
    }

    /// Zeroes dense tensors and the given rows of tables.
    pub fn clear(&mut self, touched: &Touched) {
        self.0[TABLES..].iter_mut().for_each(|m| m.fill(0.0));
        for i in 0..TABLES {
            touched.rows[i].iter().for_each(|&r| self.0[i].row_mut(r as usize).fill(0.0));
        }
    }
}

fn add(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
}

/// Rows of the tables that have a gradient, each once, in the order of their first use.
#[derive(Clone, Default)]
pub struct Touched {
    pub rows: [Vec<u32>; TABLES],
    seen: [Vec<bool>; TABLES],
}

impl Touched {
    /// Marks a row.
    pub fn mark(&mut self, table: usize, row: u32) {
        let seen = &mut self.seen[table];
        if seen.len() <= row as usize {
            seen.resize(row as usize + 1, false);
        }
        if !std::mem::replace(&mut seen[row as usize], true) {
            self.rows[table].push(row);
        }
    }

    /// Forgets all marks.
    pub fn clear(&mut self) {
        for (rows, seen) in self.rows.iter_mut().zip(&mut self.seen) {
            rows.drain(..).for_each(|r| seen[r as usize] = false);
        }
    }
}

/// [AdamW](https://arxiv.org/abs/1711.05101), lazy for rows of tables, with an exponential average of the weights.
pub struct Optimiser {
    pub first: Tensors,
    pub second: Tensors,
    pub average: Tensors,
    pub steps: u64,
}

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.95;
const EPSILON: f32 = 1e-8;
const CLIP: f32 = 1.0;
const AVERAGE: f32 = 0.9985;
/// The average is brought up to date every so many steps.
const AVERAGE_EVERY: u64 = 4;

impl Optimiser {
    /// Starts from given weights.
    pub fn new(sizes: &Sizes, weights: &Tensors) -> Self {
        let zeros = Tensors::zeros(sizes);
        Optimiser { first: zeros.clone(), second: zeros, average: weights.clone(), steps: 0 }
    }

    /// One step. Returns the gradient's norm.
    pub fn step(&mut self, w: &mut Tensors, g: &Tensors, touched: &Touched, rate: f32, decay: f32) -> f32 {
        self.steps += 1;
        let dense: f32 = g.0[TABLES..].iter().map(|m| square_sum(m.data())).sum();
        let rows = (0..TABLES).flat_map(|i| touched.rows[i].iter().map(move |&r| (i, r as usize)));
        let sparse: f32 = rows.clone().map(|(i, r)| square_sum(g.0[i].row(r))).sum();
        let norm = (dense + sparse).sqrt();
        let scale = if norm > CLIP { CLIP / norm } else { 1.0 };
        let t = self.steps as i32;
        let rate = rate * (1.0 - BETA2.powi(t)).sqrt() / (1.0 - BETA1.powi(t));
        for i in TABLES..w.0.len() {
            let decay = if NAMES[i].ends_with('b') { 0.0 } else { decay };
            let (m, v) = (self.first.0[i].data_mut(), self.second.0[i].data_mut());
            adam(w.0[i].data_mut(), g.0[i].data(), m, v, scale, rate, decay);
        }
        for (i, r) in rows {
            let (m, v) = (self.first.0[i].row_mut(r), self.second.0[i].row_mut(r));
            adam(w.0[i].row_mut(r), g.0[i].row(r), m, v, scale, rate, 0.0);
        }
        if self.steps.is_multiple_of(AVERAGE_EVERY) {
            self.update_average(w);
        }
        norm
    }

    fn update_average(&mut self, w: &Tensors) {
        let n = (self.steps / AVERAGE_EVERY) as f32;
        let keep = AVERAGE.powi(AVERAGE_EVERY as i32).min((1.0 + n) / (10.0 + n));
        for (a, w) in self.average.0.iter_mut().zip(&w.0) {
            a.data_mut().iter_mut().zip(w.data()).for_each(|(a, w)| *a += (1.0 - keep) * (w - *a));
        }
    }
}

/// Summed in eight lanes, so that it vectorises.
fn square_sum(xs: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let chunks = xs.chunks_exact(8);
    let rest: f32 = chunks.remainder().iter().map(|x| x * x).sum();
    for c in chunks {
        lanes.iter_mut().zip(c).for_each(|(l, x)| *l += x * x);
    }
    lanes.iter().sum::<f32>() + rest
}

fn adam(w: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32], scale: f32, rate: f32, decay: f32) {
    let shrink = 1.0 - decay;
    for (((w, g), m), v) in w.iter_mut().zip(g).zip(m).zip(v) {
        let g = g * scale;
        *m += (1.0 - BETA1) * (g - *m);
        *v += (1.0 - BETA2) * (g * g - *v);
        *w = *w * shrink - rate * *m / (v.sqrt() + EPSILON);
    }
}
