//! The network as it is trained: forward with dropout, losses, and backward through all of it. Its layout and its input
//! features are those of the engine's `parse::model`. Scores during training are taken through the engine on the exported
//! file, so a difference between the two shows at once.

use super::examples::{Gold, Sample, TreeGold};
use super::layers::*;
use super::parameters::{Sizes, TABLES, Tensors, Touched, at};
use super::random::Random;
use sayso::parse::Upos;
use sayso::parse::features::AFFIXES;
use sayso::parse::model::{blocks, pair};
use sayso_net::lstm::{Trace, recur};
use sayso_net::{Matrix, Packing, activation, mm};
use std::ops::Range;

/// Probabilities of dropout.
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    pub input: f32,
    pub recurrent: f32,
    pub between: f32,
    pub hidden: f32,
}

impl Dropout {
    /// Nothing is dropped.
    #[cfg(test)]
    pub const NONE: Dropout = Dropout { input: 0.0, recurrent: 0.0, between: 0.0, hidden: 0.0 };
}

/// Weights of the losses.
const FEATS_LOSS: f32 = 0.5;
const NAME_LOSS: f32 = 1.0;

/// Sums of losses and counts, for the log.
#[derive(Clone, Copy, Debug, Default)]
pub struct Losses {
    pub total: f64,
}

/// One worker: its gradients and buffers.
pub struct Worker {
    pub gradients: Tensors,
    pub touched: Touched,
    pub random: Random,
    sizes: Sizes,
    blocks: [Range<usize>; 6],
    scratch: LstmScratch,
    layers: [Layer; 2],
    input: Matrix,
    hidden: Matrix,
    hidden_mask: Matrix,
    d_hidden: Matrix,
}

/// One bidirectional layer's buffers.
#[derive(Default)]
struct Layer {
    traces: [Trace; 2],
    /// Recurrent weights with dropped connections, and which were kept.
    wh: [Matrix; 2],
    wh_mask: [Matrix; 2],
    out: Matrix,
    /// One row a sequence.
    mask: Matrix,
    d_in: Matrix,
    d_wh: Matrix,
}

impl Worker {
    /// A worker with its own stream of random numbers.
    pub fn new(sizes: &Sizes, seed: u64) -> Self {
        Worker {
            gradients: Tensors::zeros(sizes),
            touched: Touched::default(),
            random: Random(seed),
            blocks: blocks(sizes.tags_hidden, sizes.names_hidden, sizes.arc, sizes.label),
            sizes: sizes.clone(),
            scratch: LstmScratch::default(),
            layers: Default::default(),
            input: Matrix::default(),
            hidden: Matrix::default(),
            hidden_mask: Matrix::default(),
            d_hidden: Matrix::default(),
        }
    }

    /// Forward and backward over some sentences; gradients of the loss divided by `words` are added up. `pretrained` is
    /// the frozen table.
    pub fn run(
        &mut self,
        w: &Tensors,
        pretrained: &Matrix,
        samples: &[&Sample],
        words: usize,
        dropout: Dropout,
    ) -> Losses {
        let lengths: Vec<usize> = samples.iter().map(|s| s.seen.len()).collect();
        let packing = Packing::new(&lengths);
        let mut input_mask = Matrix::zeros(samples.len(), self.sizes.input());
        self.random.mask(dropout.input, input_mask.data_mut());
        self.embed(w, pretrained, samples, &packing);
        apply_mask(&packing, &input_mask, &mut self.input);
        let [first, second] = &mut self.layers;
        forward(w, at::FIRST, &packing, &self.input, first, dropout, &mut self.random);
        forward(w, at::SECOND, &packing, &first.out, second, dropout, &mut self.random);
        linear(w, at::HIDDEN, &second.out, 0..second.out.cols(), &mut self.hidden);
        activation::leaky(self.hidden.data_mut());
        self.hidden_mask.reshape(packing.rows(), self.hidden.cols());
        self.random.mask(dropout.hidden, self.hidden_mask.data_mut());
        self.hidden.data_mut().iter_mut().zip(self.hidden_mask.data()).for_each(|(h, m)| *h *= m);

        self.d_hidden.reshape(packing.rows(), self.hidden.cols());
        self.d_hidden.fill(0.0);
        let weight = 1.0 / words as f32;
        let total = self.tags(w, samples, &packing, weight)
            + self.names(w, samples, &packing, weight)
            + self.arcs(w, samples, &packing, weight)
            + self.labels(w, samples, &packing, weight);
        self.backward(w, &packing);
        apply_mask(&packing, &input_mask, &mut self.layers[0].d_in);
        self.embed_backward(samples, &packing);
        Losses { total }
    }

    fn embed(&mut self, w: &Tensors, pretrained: &Matrix, samples: &[&Sample], packing: &Packing) {
        self.input.reshape(packing.rows(), self.sizes.input());
        self.input.fill(0.0);
        for (s, sample) in samples.iter().enumerate() {
            for (i, seen) in sample.seen.iter().enumerate() {
                let row = self.input.row_mut(packing.row(s, i));
                let (head, mut rest) = row.split_at_mut(self.sizes.pretrained);
                if let Some(r) = seen.rows.pretrained {
                    head.copy_from_slice(pretrained.row(r as usize));
                }
                for (t, picks) in table_rows(seen).into_iter().enumerate() {
                    let (block, next) = rest.split_at_mut(self.sizes.tables[t].1);
                    for &r in picks {
                        add(block, w.get(t).row(r as usize));
                    }
                    rest = next;
                }
            }
        }
    }

    fn embed_backward(&mut self, samples: &[&Sample], packing: &Packing) {
        for (s, sample) in samples.iter().enumerate() {
            for (i, seen) in sample.seen.iter().enumerate() {
                let mut rest = &self.layers[0].d_in.row(packing.row(s, i))[self.sizes.pretrained..];
                for (t, picks) in table_rows(seen).into_iter().enumerate() {
                    let (block, next) = rest.split_at(self.sizes.tables[t].1);
                    for &r in picks {
                        self.touched.mark(t, r);
                        add(self.gradients.0[t].row_mut(r as usize), block);
                    }
                    rest = next;
                }
            }
        }
    }

    /// Parts of speech and features: one linear layer, two softmaxes.
    fn tags(&mut self, w: &Tensors, samples: &[&Sample], packing: &Packing, weight: f32) -> f64 {
        let block = self.blocks[0].clone();
        let mut d = Matrix::default();
        linear(w, at::TAGS, &self.hidden, block.clone(), &mut d);
        let mut loss = 0.0;
        each_word(samples, packing, |row, gold| {
            let (upos, feats) = d.row_mut(row).split_at_mut(Upos::ALL.len());
            match gold.tree {
                Some(TreeGold { upos: u, feats: f, .. }) => {
                    loss += softmax_loss(upos, u.index(), weight);
                    match f {
                        Some(f) => loss += softmax_loss(feats, f as usize, FEATS_LOSS * weight),
                        None => feats.fill(0.0),
                    }
                }
                None => d.row_mut(row).fill(0.0),
            }
        });
        self.linear_backward(w, at::TAGS, block, &d);
        loss
    }

    fn names(&mut self, w: &Tensors, samples: &[&Sample], packing: &Packing, weight: f32) -> f64 {
        let block = self.blocks[1].clone();
        let mut d = Matrix::default();
        linear(w, at::NAMES, &self.hidden, block.clone(), &mut d);
        let mut loss = 0.0;
        each_word(samples, packing, |row, gold| match gold.name {
            Some(tag) => loss += softmax_loss(d.row_mut(row), tag.index(), NAME_LOSS * weight),
            None => d.row_mut(row).fill(0.0),
        });
        self.linear_backward(w, at::NAMES, block, &d);
        loss
    }

    /// Heads: each word chooses among the root and all other words of its sentence.
    fn arcs(&mut self, w: &Tensors, samples: &[&Sample], packing: &Packing, weight: f32) -> f64 {
        let (dependent, head) = (self.blocks[2].clone(), self.blocks[3].clone());
        let width = self.sizes.arc;
        let mut asked = Matrix::default();
        linear(w, at::ARC, &self.hidden, dependent.clone(), &mut asked);
        let mut d_asked = Matrix::zeros(asked.rows(), width);
        let mut loss = 0.0;
        for (s, sample) in samples.iter().enumerate() {
            let n = sample.seen.len();
            if sample.gold[0].tree.is_none() {
                continue;
            }
            let mut heads = Matrix::zeros(n + 1, width);
            let mut queries = Matrix::zeros(n, width);
            heads.row_mut(0).copy_from_slice(w.get(at::ROOT_ARC).row(0));
            for i in 0..n {
                let row = packing.row(s, i);
                heads.row_mut(i + 1).copy_from_slice(&self.hidden.row(row)[head.clone()]);
                queries.row_mut(i).copy_from_slice(asked.row(row));
            }
            let mut d = Matrix::zeros(n, n + 1);
            mm(d.view_mut(), queries.view(), heads.view().t(), false);
            for (i, gold) in sample.gold.iter().enumerate() {
                d.row_mut(i)[i + 1] = -1e9;
                if let Some(tree) = gold.tree {
                    loss += softmax_loss(d.row_mut(i), tree.head, weight);
                }
            }
            let mut d_heads = Matrix::zeros(n + 1, width);
            mm(d_heads.view_mut(), d.view().t(), queries.view(), false);
            mm(queries.view_mut(), d.view(), heads.view(), false);
            add(self.gradients.0[at::ROOT_ARC].row_mut(0), d_heads.row(0));
            for i in 0..n {
                let row = packing.row(s, i);
                d_asked.row_mut(row).copy_from_slice(queries.row(i));
                add(&mut self.d_hidden.row_mut(row)[head.clone()], d_heads.row(i + 1));
            }
        }
        self.linear_backward(w, at::ARC, dependent, &d_asked);
        loss
    }

    /// Labels of the right arcs.
    fn labels(&mut self, w: &Tensors, samples: &[&Sample], packing: &Packing, weight: f32) -> f64 {
        let (dependent, head) = (self.blocks[4].clone(), self.blocks[5].clone());
        let width = self.sizes.label;
        let mut pairs = Matrix::zeros(packing.rows(), 3 * width);
        let root = w.get(at::ROOT_LABEL).row(0);
        let arcs: Vec<(usize, Option<usize>, TreeGold)> = samples
            .iter()
            .enumerate()
            .flat_map(|(s, sample)| {
                sample.gold.iter().enumerate().filter_map(move |(i, gold)| {
                    let tree = gold.tree?;
                    Some((packing.row(s, i), tree.head.checked_sub(1).map(|h| packing.row(s, h)), tree))
                })
            })
            .collect();
        for &(row, head_row, _) in &arcs {
            let end = head_row.map_or(root, |h| &self.hidden.row(h)[head.clone()]);
            pair(&self.hidden.row(row)[dependent.clone()], end, pairs.row_mut(row));
        }
        let mut scores = Matrix::default();
        linear(w, at::LABEL, &pairs, 0..3 * width, &mut scores);
        let mut d = Matrix::zeros(scores.rows(), scores.cols());
        let mut loss = 0.0;
        for &(row, _, tree) in &arcs {
            d.row_mut(row).copy_from_slice(scores.row(row));
            loss += softmax_loss(d.row_mut(row), tree.deprel.index(), weight);
        }
        let (dw, db) = weight_and_bias(&mut self.gradients, at::LABEL);
        linear_weights(pairs.view(), &d, dw, db);
        let mut d_pairs = Matrix::zeros(packing.rows(), 3 * width);
        mm(d_pairs.view_mut(), d.view(), w.get(at::LABEL).view().t(), false);
        let mut d_head = vec![0.0; width];
        for &(row, head_row, _) in &arcs {
            d_head.fill(0.0);
            let end = head_row.map_or(root, |h| &self.hidden.row(h)[head.clone()]);
            let near = &self.hidden.row(row)[dependent.clone()];
            let d_near = &mut self.d_hidden.row_mut(row)[dependent.clone()];
            pair_backward(near, end, d_pairs.row(row), d_near, &mut d_head);
            match head_row {
                Some(h) => add(&mut self.d_hidden.row_mut(h)[head.clone()], &d_head),
                None => add(self.gradients.0[at::ROOT_LABEL].row_mut(0), &d_head),
            }
        }
        loss
    }

    /// Back through a linear layer that reads a block of the hidden layer.
    fn linear_backward(&mut self, w: &Tensors, which: usize, block: Range<usize>, d: &Matrix) {
        let (dw, db) = weight_and_bias(&mut self.gradients, which);
        linear_weights(self.hidden.view().columns(block.clone()), d, dw, db);
        mm(self.d_hidden.view_mut().columns(block), d.view(), w.get(which).view().t(), true);
    }

    /// From the hidden layer's gradient down to the input's.
    fn backward(&mut self, w: &Tensors, packing: &Packing) {
        leaky_backward(&self.hidden, &self.hidden_mask, &mut self.d_hidden);
        let [first, second] = &mut self.layers;
        let (dw, db) = weight_and_bias(&mut self.gradients, at::HIDDEN);
        linear_weights(second.out.view(), &self.d_hidden, dw, db);
        let mut d_out = Matrix::zeros(packing.rows(), second.out.cols());
        mm(d_out.view_mut(), self.d_hidden.view(), w.get(at::HIDDEN).view().t(), false);
        let scratch = &mut self.scratch;
        backward(w, &mut self.gradients, at::SECOND, packing, &first.out, second, &mut d_out, scratch);
        d_out.data_mut().copy_from_slice(second.d_in.data());
        backward(w, &mut self.gradients, at::FIRST, packing, &self.input, first, &mut d_out, scratch);
    }
}

fn table_rows(seen: &super::examples::Seen) -> [&[u32]; TABLES] {
    let affixes = if seen.affixes { AFFIXES } else { 0 };
    [
        std::slice::from_ref(&seen.rows.word),
        &seen.rows.prefixes[..affixes],
        &seen.rows.suffixes[..affixes],
        std::slice::from_ref(&seen.rows.shape),
    ]
}

fn each_word(samples: &[&Sample], packing: &Packing, mut visit: impl FnMut(usize, &Gold)) {
    for (s, sample) in samples.iter().enumerate() {
        sample.gold.iter().enumerate().for_each(|(i, gold)| visit(packing.row(s, i), gold));
    }
}

fn add(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
}

/// Multiplies every row by its sequence's mask.
fn apply_mask(packing: &Packing, mask: &Matrix, m: &mut Matrix) {
    for s in 0..packing.sequences() {
        for i in 0..packing.len_of(s) {
            m.row_mut(packing.row(s, i)).iter_mut().zip(mask.row(s)).for_each(|(x, k)| *x *= k);
        }
    }
}

fn linear(w: &Tensors, which: usize, x: &Matrix, columns: Range<usize>, out: &mut Matrix) {
    out.reshape(x.rows(), w.get(which).cols());
    out.fill(0.0);
    out.add_row(w.get(which + 1).row(0));
    mm(out.view_mut(), x.view().columns(columns), w.get(which).view(), true);
}

fn weight_and_bias(g: &mut Tensors, which: usize) -> (&mut Matrix, &mut Matrix) {
    let (a, b) = g.0.split_at_mut(which + 1);
    (&mut a[which], &mut b[0])
}

/// One bidirectional layer, with dropped recurrent connections and a mask on its output.
fn forward(
    w: &Tensors,
    which: usize,
    packing: &Packing,
    x: &Matrix,
    layer: &mut Layer,
    dropout: Dropout,
    random: &mut Random,
) {
    let size = w.get(which + 1).rows();
    layer.out.reshape(packing.rows(), 2 * size);
    for d in 0..2 {
        let [wx, wh, b] = [0, 1, 2].map(|k| w.get(which + 3 * d + k));
        layer.wh_mask[d].reshape(wh.rows(), wh.cols());
        random.mask(dropout.recurrent, layer.wh_mask[d].data_mut());
        layer.wh[d].clone_from(wh);
        layer.wh[d].data_mut().iter_mut().zip(layer.wh_mask[d].data()).for_each(|(x, m)| *x *= m);
        let trace = &mut layer.traces[d];
        trace.gates.reshape(packing.rows(), 4 * size);
        trace.gates.fill(0.0);
        trace.gates.add_row(b.row(0));
        mm(trace.gates.view_mut(), x.view(), wx.view(), true);
        recur(&layer.wh[d], packing, d == 1, trace);
        layer.out.set_columns(d * size, &trace.h);
    }
    layer.mask.reshape(packing.sequences(), 2 * size);
    random.mask(dropout.between, layer.mask.data_mut());
    apply_mask(packing, &layer.mask, &mut layer.out);
}

#[allow(clippy::too_many_arguments)]
fn backward(
    w: &Tensors,
    g: &mut Tensors,
    which: usize,
    packing: &Packing,
    x: &Matrix,
    layer: &mut Layer,
    d_out: &mut Matrix,
    scratch: &mut LstmScratch,
) {
    apply_mask(packing, &layer.mask, d_out);
    layer.d_in.reshape(packing.rows(), x.cols());
    layer.d_in.fill(0.0);
    for d in 0..2 {
        let at = which + 3 * d;
        let size = layer.wh[d].rows();
        layer.d_wh.reshape(size, 4 * size);
        layer.d_wh.fill(0.0);
        let [wx, _, b] = &mut g.0[at..at + 3] else { return };
        let grads = LstmGrads { wx, wh: &mut layer.d_wh, b };
        let d_out = (&*d_out, d * size);
        lstm_backward(
            w.get(at),
            &layer.wh[d],
            packing,
            d == 1,
            x,
            &layer.traces[d],
            d_out,
            grads,
            scratch,
            &mut layer.d_in,
        );
        let masked = layer.d_wh.data().iter().zip(layer.wh_mask[d].data());
        g.0[at + 1].data_mut().iter_mut().zip(masked).for_each(|(g, (x, m))| *g += x * m);
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::Seen;
    use super::*;
    use sayso::parse::features::FormRows;
    use sayso::parse::{Deprel, NameKind, NameTag};

    fn sizes() -> Sizes {
        Sizes {
            pretrained: 3,
            tables: [(5, 3), (6, 2), (7, 2), (4, 2)],
            lstm: 3,
            tags_hidden: 4,
            names_hidden: 3,
            arc: 4,
            label: 3,
            tags: Upos::ALL.len() + 2,
            names: NameTag::COUNT,
            labels: Deprel::ALL.len(),
        }
    }

    fn sample(heads: &[usize], tree: bool) -> Sample {
        let gold = heads.iter().enumerate().map(|(i, &head)| Gold {
            tree: tree.then_some(TreeGold {
                upos: Upos::ALL[i % 5],
                feats: (i % 3 != 2).then_some(i as u16 % 2),
                head,
                deprel: Deprel::ALL[(7 * i) % 50],
            }),
            name: (i % 2 == 0).then_some(NameTag::Begin(NameKind::Place)),
        });
        let seen = (0..heads.len() as u32).map(|i| Seen {
            rows: FormRows {
                pretrained: (i % 3 != 0).then_some(i % 2),
                word: i % 5,
                prefixes: [i % 6, 1, 2, 3],
                suffixes: [i % 7, 4, 5, 6],
                shape: i % 4,
            },
            affixes: i != 1,
        });
        Sample { gold: gold.collect(), seen: seen.collect() }
    }

    /// Every kind of weight moves the loss as its gradient says.
    #[test]
    fn whole_network_gradients() {
        let sizes = sizes();
        let mut random = Random(3);
        let mut weights = Tensors::random(&sizes, &mut random);
        weights.0.iter_mut().flat_map(|m| m.data_mut()).for_each(|x| *x = *x * 2.0 + 0.02);
        let pretrained = Matrix::from_vec(2, 3, vec![0.3, -0.5, 0.8, -0.1, 0.9, 0.4]).unwrap();
        let samples = [sample(&[2, 0, 2, 3, 2], true), sample(&[0, 1], true), sample(&[0, 0, 0], false)];
        let refs: Vec<&Sample> = samples.iter().collect();
        let run = |w: &Tensors| {
            let mut worker = Worker::new(&sizes, 1);
            let loss = worker.run(w, &pretrained, &refs, 10, Dropout::NONE).total;
            (loss, worker.gradients)
        };
        let (_, gradients) = run(&weights);
        for t in 0..weights.0.len() {
            for _ in 0..12 {
                let k = random.below(weights.0[t].data().len());
                let found = f64::from(gradients.0[t].data()[k]);
                // A step may cross the kink of a rectifier, so the nearest slope of several steps counts.
                let slope = |step: f32| {
                    let mut moved = weights.clone();
                    moved.0[t].data_mut()[k] += step;
                    let up = run(&moved).0;
                    moved.0[t].data_mut()[k] -= 2.0 * step;
                    (up - run(&moved).0) / f64::from(2.0 * step)
                };
                let miss =
                    [8e-3, 3e-3, 1e-3].map(|step| (slope(step) - found).abs()).into_iter().fold(f64::MAX, f64::min);
                let name = super::super::parameters::NAMES[t];
                assert!(miss < 2e-3 * (1.0 + found.abs()), "{name}[{k}]: gradient {found} is off by {miss}");
            }
        }
    }
}
