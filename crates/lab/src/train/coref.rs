//! Training of the antecedent ranker on OntoGUM, document by document, over the engine's own parses and markables. Chains
//! grow as the model itself links them, so that it learns to go on from its own mistakes.

use super::card;
use super::random::Random;
use crate::chains::{self, Document};
use crate::packs;
use anyhow::{Context, Result};
use rustc_hash::FxHashMap;
use sayso::code::mentions::{
    Candidates, Chains, FORMAT, Kind, Linker, MENTION_ROWS, Markable, PAIR_ROWS, Profile, Ranker, Scene, head_word,
    inputs, markables, pair_inputs, profiles, word_rows,
};
use sayso::parse::model::ParserModel;
use sayso_net::activation::{LEAK, leaky};
use sayso_net::weights::{Storage, WeightsBuilder};
use sayso_net::{Matrix, mm};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Widths of the two layers.
const HIDDEN: usize = 128;
const SECOND: usize = 32;

/// A head word has a row of its own when it occurs this often.
const LEAST_COUNT: u32 = 8;

/// What mistakes cost: a link where there is none, none where there is one, a link to something else.
const FALSE_LINK: f32 = 0.3;
const MISSED_LINK: f32 = 2.0;
const WRONG_LINK: f32 = 1.0;

/// How often inputs and hidden numbers are left out.
const DROP_DENSE: f32 = 0.4;
const DROP_HIDDEN: f32 = 0.35;
const DROP_WORD: f32 = 0.3;
const DROP_ROW: f32 = 0.1;

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.98;
const DECAY: f32 = 2e-5;
const CLIP: f32 = 1.0;
const AVERAGE: f32 = 0.997;

/// Options of `train coref`.
#[derive(clap::Args)]
pub struct CorefOptions {
    /// Directory with the data packs.
    #[arg(long)]
    pub shared: Option<PathBuf>,
    /// Model file to write.
    #[arg(long, default_value = "models/en-1/coref.bin")]
    pub out: PathBuf,
    /// Passes over the data.
    #[arg(long, default_value_t = 18)]
    pub epochs: usize,
    /// Learning rate at its height.
    #[arg(long, default_value_t = 1e-3)]
    pub rate: f32,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Score on the development set every so many passes.
    #[arg(long, default_value_t = 5)]
    pub every: usize,
}

/// A document with what does not change from pass to pass.
struct Example<'a> {
    scene: Scene<'a>,
    /// Number of the chain of each markable.
    gold: Vec<Option<usize>>,
    candidates: Vec<Vec<usize>>,
    rows: Vec<Vec<u32>>,
    dense: Matrix,
}

/// Trains and writes the model.
pub fn train(options: &CorefOptions) -> Result<()> {
    let shared = packs::shared(options.shared.clone())?;
    let engine = sayso::Engine::load()?;
    let parser = engine.parser();
    let free: std::collections::BTreeSet<String> = packs::free_documents(&shared)?.into_iter().collect();
    let pack = |split: &str| shared.join(format!("data/coref/ontogum-{split}.jsonl.gz"));
    let documents = chains::read(&pack("train"), parser, |d| free.contains(d))?;
    let development = chains::read(&pack("dev"), parser, |_| true)?;
    let genders = chains::genders()?;
    let found: Vec<(Vec<Markable>, Vec<Profile>)> = documents
        .iter()
        .map(|d| {
            let found = markables(&d.text, &d.parsed);
            let profiles = profiles(&d.text, &d.parsed, &genders, &d.voices, &found);
            (found, profiles)
        })
        .collect();
    let scenes: Vec<Scene<'_>> =
        documents.iter().zip(&found).map(|(d, (_, p))| Scene::new(&d.text, &d.parsed, p, parser.model())).collect();
    let words = frequent_words(&scenes);
    let size = Scene::dense_size(parser.model());
    let mut random = Random(options.seed);
    let mut ranker = start(&words, size, &mut random);
    let examples: Vec<Example<'_>> = scenes
        .into_iter()
        .zip(&documents)
        .zip(&found)
        .map(|((scene, d), (f, _))| example(scene, d, f, &ranker, parser.model()))
        .collect();
    report_reach(&examples, &documents, &development);
    let scratch = std::env::temp_dir().join(format!("sayso-coref-{}.jsonl", std::process::id()));
    let score = |ranker: &Ranker| -> Result<String> {
        let linker = Linker::new(chains::genders()?, ranker.clone());
        let mut lines = String::new();
        for d in &development {
            lines += &chains::prediction(d, &linker.link(parser.model(), &d.text, &d.parsed, &d.voices));
        }
        std::fs::write(&scratch, lines)?;
        let script = shared.join("eval/eval_coref_doc.py");
        let said = Command::new("python3").arg(&script).arg(pack("dev")).arg(&scratch).output()?;
        Ok(String::from_utf8_lossy(&said.stdout)
            .lines()
            .map(|l| l.replace("CoNLL F1", "CoNLL"))
            .collect::<Vec<_>>()
            .join(" | "))
    };
    let mut trainer = Trainer::new(&ranker);
    let clock = Instant::now();
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let total = (options.epochs * examples.len()) as f32;
    for epoch in 0..options.epochs {
        random.shuffle(&mut order);
        let (mut loss, mut mentions) = (0.0, 0);
        for (k, &d) in order.iter().enumerate() {
            let done = (epoch * examples.len() + k) as f32;
            loss += trainer.learn(&ranker, &examples[d], &mut random);
            mentions += examples[d].rows.len();
            trainer.step(&mut ranker, options.rate * rate_at(done, total));
        }
        let scores = if (epoch + 1) % options.every == 0 || epoch + 1 == options.epochs {
            score(&trainer.average)?
        } else {
            String::new()
        };
        println!(
            "epoch {:2}  loss {:.4}  {:.0} s  {scores}",
            epoch + 1,
            loss / mentions as f64,
            clock.elapsed().as_secs_f64()
        );
    }
    let file = export(&trainer.average, &words, options)?;
    let trained = Ranker::from_bytes(&file).map_err(|e| anyhow::anyhow!("{e}"))?;
    let stored = score(&trained)?;
    println!("as stored: {stored}");
    std::fs::remove_file(&scratch).ok();
    println!("{} bytes, blake3 {}", file.len(), blake3::hash(&file).to_hex());
    write(&options.out, &file)?;
    card::replace(&options.out, "coref", &section(options, documents.len(), &file, &stored))
}

/// The model's own tables of the card.
fn section(options: &CorefOptions, documents: usize, file: &[u8], scores: &str) -> String {
    let conll = scores.rsplit("CoNLL").next().unwrap_or_default().trim();
    format!(
        "[coref]\nfile = \"coref.bin\"\nformat = {FORMAT}\nbytes = {}\nblake3 = \"{}\"\n\
         network = \"mention ranker, {HIDDEN} and {SECOND} hidden units, {PAIR_ROWS} pair rows\"\n\
         seed = {}\nepochs = {}\nrate = {}\n\n[coref.scores]\nontogum_dev_conll_f1 = {conll}\n\n\
         [[coref.data]]\nname = \"OntoGUM, train, the {documents} documents whose text is free for any use\"\n\
         licence = \"annotation CC BY 4.0; text CC BY 4.0, CC BY 2.5, CC BY-SA 3.0, public domain, by document\"\n\n\
         [[coref.data]]\nname = \"GloVe 6B, 50 dimensions, through the parser's table\"\nlicence = \"PDDL 1.0\"\n",
        file.len(),
        blake3::hash(file).to_hex(),
        options.seed,
        options.epochs,
        options.rate,
    )
}

/// Warm-up, then half a cosine down to a fiftieth.
fn rate_at(done: f32, total: f32) -> f32 {
    let cosine = 0.5 * (1.0 + (std::f32::consts::PI * done / total).cos());
    (done / 200.0).min(1.0) * (0.02 + 0.98 * cosine)
}

/// How many marked mentions are among the markables: the ceiling of recall.
fn report_reach(examples: &[Example<'_>], documents: &[Document], development: &[Document]) {
    let reach = |documents: &[Document]| {
        let (mut all, mut found, mut offered) = (0, 0, 0);
        for d in documents {
            let words: std::collections::BTreeSet<(u32, u32)> =
                markables(&d.text, &d.parsed).iter().map(|m| (m.words.start, m.words.end)).collect();
            all += d.marked.len();
            offered += words.len();
            found += d.marked.iter().filter(|m| words.contains(&(m.words.start, m.words.end))).count();
        }
        format!("{found} of {all} mentions among {offered} markables")
    };
    let pairs: usize = examples.iter().map(|e| e.candidates.iter().map(Vec::len).sum::<usize>()).sum();
    let (mut linked, mut reachable) = (0, 0);
    for e in examples {
        let mut seen = std::collections::BTreeSet::new();
        for (i, gold) in e.gold.iter().enumerate() {
            let Some(gold) = gold else { continue };
            if !seen.insert(*gold) {
                linked += 1;
                reachable += usize::from(e.candidates[i].iter().any(|&j| e.gold[j] == Some(*gold)));
            }
        }
    }
    println!(
        "train: {} documents, {}; {pairs} pairs, {reachable} of {linked} have an antecedent",
        documents.len(),
        reach(documents)
    );
    println!("dev: {}", reach(development));
}

fn frequent_words(scenes: &[Scene<'_>]) -> Vec<String> {
    let mut counts: FxHashMap<String, u32> = FxHashMap::default();
    for scene in scenes {
        (0..scene.profiles.len()).filter_map(|i| head_word(scene, i)).for_each(|w| *counts.entry(w).or_default() += 1);
    }
    let mut kept: Vec<(String, u32)> =
        counts.into_iter().filter(|(w, n)| *n >= LEAST_COUNT && !w.contains('\n')).collect();
    kept.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    kept.into_iter().map(|(w, _)| w).collect()
}

fn start(words: &[String], dense: usize, random: &mut Random) -> Ranker {
    let mut spread = |rows: usize, cols: usize, spread: f32| {
        let data = (0..rows * cols).map(|_| (random.unit() * 2.0 - 1.0) * spread).collect();
        Matrix::from_vec(rows, cols, data).unwrap_or_default()
    };
    Ranker {
        words: word_rows(words.iter().map(String::as_str)),
        mention: spread(MENTION_ROWS + 1 + words.len(), 3 * HIDDEN, 0.04),
        dense: spread(dense, 3 * HIDDEN, 0.03),
        pair: spread(PAIR_ROWS, HIDDEN, 0.04),
        bias: Matrix::zeros(2, HIDDEN),
        second: spread(HIDDEN, SECOND, 0.19),
        second_bias: Matrix::zeros(1, SECOND),
        out: spread(1, SECOND, 0.3),
        new: spread(1, HIDDEN + 1, 0.1),
    }
}

/// The chain of each markable: by its words, or by its head where nothing has the very words.
fn gold(document: &Document, found: &[Markable]) -> Vec<Option<usize>> {
    let mut by_words: FxHashMap<(u32, u32), usize> = FxHashMap::default();
    let mut by_head: FxHashMap<u32, usize> = FxHashMap::default();
    for (i, m) in found.iter().enumerate() {
        by_words.insert((m.words.start, m.words.end), i);
        if m.kind == Kind::Phrase {
            by_head.insert(m.head.0, i);
        }
    }
    let mut gold = vec![None; found.len()];
    let mut left = Vec::new();
    for m in &document.marked {
        match by_words.get(&(m.words.start, m.words.end)) {
            Some(&i) => gold[i] = Some(m.chain),
            None => left.push(m),
        }
    }
    for m in left {
        if let Some(&i) = m.head.and_then(|h| by_head.get(&h))
            && gold[i].is_none()
        {
            gold[i] = Some(m.chain);
        }
    }
    gold
}

fn example<'a>(
    scene: Scene<'a>,
    d: &Document,
    found: &[Markable],
    ranker: &Ranker,
    words: &ParserModel,
) -> Example<'a> {
    let (rows, dense) = inputs(ranker, &scene, words);
    let mut finder = Candidates::default();
    let candidates = (0..scene.profiles.len()).map(|i| finder.of(&scene, i)).collect();
    Example { gold: gold(d, found), candidates, rows, dense, scene }
}

/// All tensors of a ranker in one order.
fn tensors(r: &mut Ranker) -> [&mut Matrix; 8] {
    [&mut r.mention, &mut r.dense, &mut r.pair, &mut r.bias, &mut r.second, &mut r.second_bias, &mut r.out, &mut r.new]
}

fn zeros(like: &Ranker) -> Ranker {
    let mut out = like.clone();
    tensors(&mut out).into_iter().for_each(|m| m.fill(0.0));
    out
}

/// Gradients and optimiser state.
struct Trainer {
    gradient: Ranker,
    first: Ranker,
    second: Ranker,
    average: Ranker,
    steps: i32,
}

impl Trainer {
    fn new(ranker: &Ranker) -> Self {
        let zero = zeros(ranker);
        Trainer { gradient: zero.clone(), first: zero.clone(), second: zero, average: ranker.clone(), steps: 0 }
    }

    /// Gradients of one document. Returns the sum of its mentions' losses.
    fn learn(&mut self, ranker: &Ranker, example: &Example<'_>, random: &mut Random) -> f64 {
        let h = HIDDEN;
        let n = example.rows.len();
        let mut dense = example.dense.clone();
        let mut mask = vec![0.0; dense.cols()];
        for i in 0..n {
            random.mask(DROP_DENSE, &mut mask);
            dense.row_mut(i).iter_mut().zip(&mask).for_each(|(x, m)| *x *= m);
        }
        let mut rows = example.rows.clone();
        for rows in &mut rows {
            if random.chance(DROP_WORD) {
                rows[0] = MENTION_ROWS as u32;
            }
        }
        let first = ranker.mentions(&rows, &dense);
        let mut d_first = Matrix::zeros(n, 3 * h);
        let mut chains = Chains::default();
        let weight = 1.0 / n.max(1) as f32;
        let mut loss = 0.0;
        let mut buffers = Buffers::default();
        for i in 0..n {
            let candidates = &example.candidates[i];
            let mut pairs = pair_inputs(&example.scene, i, candidates, &chains);
            for rows in &mut pairs {
                rows.retain(|_| !random.chance(DROP_ROW));
            }
            let (cost, best) =
                self.mention(ranker, &first, &mut d_first, i, example, &pairs, weight, random, &mut buffers);
            loss += cost;
            chains.add(example.scene.profiles, best);
        }
        for (i, rows) in rows.iter().enumerate() {
            for &r in rows {
                add(self.gradient.mention.row_mut(r as usize), d_first.row(i));
            }
        }
        mm(self.gradient.dense.view_mut(), dense.view().t(), d_first.view(), true);
        loss
    }

    /// One mention: loss, gradients, and the antecedent that the model would choose.
    #[allow(clippy::too_many_arguments)]
    fn mention(
        &mut self,
        ranker: &Ranker,
        first: &Matrix,
        d_first: &mut Matrix,
        i: usize,
        example: &Example<'_>,
        pairs: &[Vec<u32>],
        weight: f32,
        random: &mut Random,
        b: &mut Buffers,
    ) -> (f64, Option<usize>) {
        let h = HIDDEN;
        let candidates = &example.candidates[i];
        ranker.pairs(first, i, candidates, pairs, &mut b.hidden);
        leaky(b.hidden.data_mut());
        b.mask.reshape(b.hidden.rows(), h);
        random.mask(DROP_HIDDEN, b.mask.data_mut());
        b.hidden.data_mut().iter_mut().zip(b.mask.data()).for_each(|(x, m)| *x *= m);
        b.second.reshape(candidates.len(), SECOND);
        mm(b.second.view_mut(), b.hidden.view(), ranker.second.view(), false);
        b.second.add_row(ranker.second_bias.row(0));
        leaky(b.second.data_mut());
        let mut new = first.row(i)[2 * h..].to_vec();
        add(&mut new, ranker.bias.row(1));
        leaky(&mut new);
        let mut new_mask = vec![0.0; h];
        random.mask(DROP_HIDDEN, &mut new_mask);
        new.iter_mut().zip(&new_mask).for_each(|(x, m)| *x *= m);
        let mut scores = vec![dot(&new, &ranker.new.row(0)[..h]) + ranker.new.row(0)[h]];
        scores.extend((0..candidates.len()).map(|k| dot(b.second.row(k), ranker.out.row(0))));
        let top = (0..scores.len()).fold(0, |a, k| if scores[k] > scores[a] { k } else { a });
        let chosen = top.checked_sub(1).map(|k| candidates[k]);

        let right = right_answers(example, i);
        let anything = right[1..].iter().any(|&r| r);
        let known = example.gold[i].is_some();
        let cost = |k: usize| match (k, right[k], anything || known) {
            (_, true, _) => 0.0,
            (0, _, _) => MISSED_LINK,
            (_, _, true) => WRONG_LINK,
            _ => FALSE_LINK,
        };
        let costed: Vec<f32> = scores.iter().enumerate().map(|(k, s)| s + cost(k)).collect();
        let (all, all_log) = softmax(&costed, |_| true);
        let (good, good_log) = softmax(&scores, |k| right[k]);
        let loss = f64::from(all_log - good_log);
        let d: Vec<f32> = all.iter().zip(&good).map(|(a, g)| weight * (a - g)).collect();

        let g = &mut self.gradient;
        for (to, x) in g.new.row_mut(0).iter_mut().zip(new.iter().chain([&1.0])) {
            *to += d[0] * x;
        }
        let d_new: Vec<f32> =
            (0..h).map(|k| d[0] * ranker.new.row(0)[k] * new_mask[k] * if new[k] > 0.0 { 1.0 } else { LEAK }).collect();
        add(g.bias.row_mut(1), &d_new);
        add(&mut d_first.row_mut(i)[2 * h..], &d_new);
        if candidates.is_empty() {
            return (loss, chosen);
        }
        b.d_second.reshape(candidates.len(), SECOND);
        for k in 0..candidates.len() {
            let out = ranker.out.row(0);
            for c in 0..SECOND {
                let y = b.second.row(k)[c];
                g.out.row_mut(0)[c] += d[k + 1] * y;
                b.d_second.row_mut(k)[c] = d[k + 1] * out[c] * if y > 0.0 { 1.0 } else { LEAK };
            }
            add(g.second_bias.row_mut(0), b.d_second.row(k));
        }
        mm(g.second.view_mut(), b.hidden.view().t(), b.d_second.view(), true);
        b.d_hidden.reshape(candidates.len(), h);
        mm(b.d_hidden.view_mut(), b.d_second.view(), ranker.second.view().t(), false);
        super::layers::leaky_backward(&b.hidden, &b.mask, &mut b.d_hidden);
        for (k, &j) in candidates.iter().enumerate() {
            let d = b.d_hidden.row(k);
            add(g.bias.row_mut(0), d);
            add(&mut d_first.row_mut(i)[..h], d);
            add(&mut d_first.row_mut(j)[h..2 * h], d);
            pairs[k].iter().for_each(|&r| add(g.pair.row_mut(r as usize), d));
        }
        (loss, chosen)
    }

    /// One step of Adam; the gradient is cleared.
    fn step(&mut self, ranker: &mut Ranker, rate: f32) {
        self.steps += 1;
        let norm = tensors(&mut self.gradient).iter().map(|m| dot(m.data(), m.data())).sum::<f32>().sqrt();
        let scale = if norm > CLIP { CLIP / norm } else { 1.0 };
        let rate = rate * (1.0 - BETA2.powi(self.steps)).sqrt() / (1.0 - BETA1.powi(self.steps));
        let keep = AVERAGE.min((1.0 + self.steps as f32) / (10.0 + self.steps as f32));
        let all = tensors(ranker).into_iter().zip(tensors(&mut self.gradient)).zip(tensors(&mut self.first));
        for ((((w, g), m), v), a) in all.zip(tensors(&mut self.second)).zip(tensors(&mut self.average)) {
            let (w, g, m, v, a) = (w.data_mut(), g.data_mut(), m.data_mut(), v.data_mut(), a.data_mut());
            for k in 0..w.len() {
                let x = g[k] * scale;
                g[k] = 0.0;
                m[k] += (1.0 - BETA1) * (x - m[k]);
                v[k] += (1.0 - BETA2) * (x * x - v[k]);
                w[k] = w[k] * (1.0 - DECAY) - rate * m[k] / (v[k].sqrt() + 1e-8);
                a[k] += (1.0 - keep) * (w[k] - a[k]);
            }
        }
    }
}

#[derive(Default)]
struct Buffers {
    hidden: Matrix,
    mask: Matrix,
    second: Matrix,
    d_second: Matrix,
    d_hidden: Matrix,
}

/// Which answers are right: place 0 is "new".
fn right_answers(example: &Example<'_>, i: usize) -> Vec<bool> {
    let mut right = vec![false];
    right
        .extend(example.candidates[i].iter().map(|&j| example.gold[i].is_some() && example.gold[i] == example.gold[j]));
    right[0] = !right.contains(&true);
    right
}

/// Probabilities over the admitted places, and the logarithm of their sum.
fn softmax(scores: &[f32], admit: impl Fn(usize) -> bool) -> (Vec<f32>, f32) {
    let top = scores.iter().enumerate().filter(|(k, _)| admit(*k)).fold(f32::NEG_INFINITY, |t, (_, &s)| t.max(s));
    let mut p: Vec<f32> =
        scores.iter().enumerate().map(|(k, s)| if admit(k) { (s - top).exp() } else { 0.0 }).collect();
    let sum: f32 = p.iter().sum();
    p.iter_mut().for_each(|x| *x /= sum);
    (p, top + sum.ln())
}

fn add(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(x, y)| *x += y);
}

/// Summed in eight lanes, so that it vectorises.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let (x, y) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = x.remainder().iter().zip(y.remainder()).map(|(p, q)| p * q).sum();
    for (p, q) in x.zip(y) {
        (0..8).for_each(|k| lanes[k] += p[k] * q[k]);
    }
    lanes.iter().sum::<f32>() + rest
}

fn export(ranker: &Ranker, words: &[String], options: &CorefOptions) -> Result<Vec<u8>> {
    let mut file = WeightsBuilder::default();
    file.card("format", FORMAT);
    file.card("name", "coref");
    file.card("epochs", options.epochs.to_string());
    file.card("seed", options.seed.to_string());
    file.bytes("words", words.join("\n").as_bytes());
    let parts = [
        ("mention", &ranker.mention, Storage::Int8),
        ("dense", &ranker.dense, Storage::Int8),
        ("pair", &ranker.pair, Storage::Int8),
        ("bias", &ranker.bias, Storage::F32),
        ("second", &ranker.second, Storage::F32),
        ("second_bias", &ranker.second_bias, Storage::F32),
        ("out", &ranker.out, Storage::F32),
        ("new", &ranker.new, Storage::F32),
    ];
    parts.iter().for_each(|(name, m, storage)| file.matrix(name, m, *storage));
    Ok(file.finish(19)?)
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let half = path.with_extension("part");
    std::fs::write(&half, bytes).with_context(|| half.display().to_string())?;
    std::fs::rename(&half, path).with_context(|| path.display().to_string())
}
