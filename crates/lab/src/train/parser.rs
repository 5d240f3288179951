//! The training loop of the parser: passes over the corpus, checkpoints, scores on the development sets, and the model
//! file with its card.

use super::ParserOptions;
use super::card;
use super::examples::{Corpus, Sample, batches, vary};
use super::network::{Dropout, Worker};
use super::parameters::{NAMES, Optimiser, Sizes, TABLES, Tensors};
use super::random::Random;
use crate::packs::{self, TreeSentence};
use anyhow::{Context, Result, anyhow};
use sayso::parse::features::{PREFIX_ROWS, SHAPE_ROWS, SUFFIX_ROWS, Vocabulary};
use sayso::parse::model::{FORMAT, ParserModel, Workspace};
use sayso::parse::{Deprel, NameTag, Upos};
use sayso_net::{Matrix, Storage, Weights, WeightsBuilder};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

/// Rows of the pretrained table that a model keeps.
const PRETRAINED_ROWS: usize = 70_000;
const PRETRAINED_SIZE: usize = 50;

const DROPOUT: Dropout = Dropout { input: 0.25, recurrent: 0.25, between: 0.4, hidden: 0.33 };
const WARM_UP: f32 = 300.0;
const DECAY: f32 = 2e-5;

/// Everything the loop needs and does not change.
struct Setting {
    corpus: Corpus,
    vocabulary: Vocabulary,
    pretrained: Matrix,
    pretrained_words: Vec<String>,
    sizes: Sizes,
    development: Vec<(&'static str, Vec<TreeSentence>)>,
    names: Vec<packs::NameSentence>,
}

/// Trains and writes the model.
pub fn train(options: &ParserOptions) -> Result<()> {
    std::fs::create_dir_all(&options.checkpoints)?;
    let mut log = Log::open(&options.checkpoints.join("log.txt"))?;
    let setting = Setting::read(&packs::shared(options.shared.clone())?)?;
    log.line(&setting.describe())?;
    let mut random = Random(options.seed);
    let mut weights = Tensors::random(&setting.sizes, &mut random);
    let mut optimiser = Optimiser::new(&setting.sizes, &weights);
    let checkpoint = options.checkpoints.join("parser.ckpt");
    let mut start = 0;
    if options.resume && checkpoint.exists() {
        start = load_checkpoint(&checkpoint, &mut weights, &mut optimiser)?;
        log.line(&format!("resumed after epoch {start}"))?;
    }
    let mut workers: Vec<Worker> = (0..options.threads.max(1))
        .map(|k| Worker::new(&setting.sizes, options.seed + 1000 * (k as u64 + 1)))
        .collect();
    let mut best = if options.only_better { card_score(&options.out) } else { 0.0 };
    for epoch in start..options.epochs {
        let clock = Instant::now();
        random.0 = options.seed.wrapping_mul(7919).wrapping_add(epoch as u64 * 104_729);
        for (k, worker) in workers.iter_mut().enumerate() {
            worker.random = Random(random.bits() ^ k as u64);
        }
        let loss = pass(&setting, options, epoch, &mut weights, &mut optimiser, &mut workers, &mut random);
        save_checkpoint(&checkpoint, epoch + 1, &weights, &optimiser)?;
        let trained = clock.elapsed().as_secs_f64();
        let last = epoch + 1 == options.epochs;
        let scores = if last || epoch < 4 || epoch % 2 == 1 {
            let scores = setting.score(&setting.export(&optimiser.average, 1, &[])?)?;
            if scores.total() > best {
                best = scores.total();
                setting.write(options, epoch + 1, &optimiser.average, &scores)?;
            }
            scores.to_string()
        } else {
            String::new()
        };
        let all = clock.elapsed().as_secs_f64();
        log.line(&format!("epoch {:3}  loss {loss:.4}  {trained:.0} s, {all:.0} s with scoring  {scores}", epoch + 1))?;
    }
    Ok(())
}

/// One pass over the corpus. Returns the mean loss of a word.
fn pass(
    setting: &Setting,
    options: &ParserOptions,
    epoch: usize,
    weights: &mut Tensors,
    optimiser: &mut Optimiser,
    workers: &mut [Worker],
    random: &mut Random,
) -> f64 {
    let corpus = &setting.corpus;
    let samples = corpus.examples.iter().map(|e| vary(e, &setting.vocabulary, &corpus.counts, random)).collect();
    let batches = batches(samples, options.batch, random);
    let total = (batches.len() * options.epochs) as f32;
    let mut loss = 0.0;
    for (k, batch) in batches.iter().enumerate() {
        loss += learn(weights, &setting.pretrained, workers, batch);
        let done = (epoch * batches.len() + k) as f32;
        let rate = options.rate * rate_at(done, total);
        let (first, rest) = workers.split_at_mut(1);
        for other in rest.iter_mut() {
            for table in 0..TABLES {
                other.touched.rows[table].iter().for_each(|&r| first[0].touched.mark(table, r));
            }
            first[0].gradients.add(&other.gradients, &other.touched);
        }
        optimiser.step(weights, &first[0].gradients, &first[0].touched, rate, DECAY);
        for worker in workers.iter_mut() {
            worker.gradients.clear(&worker.touched);
            worker.touched.clear();
        }
    }
    loss / batches.len() as f64
}

/// Warm-up, then half a cosine down to a fiftieth.
fn rate_at(done: f32, total: f32) -> f32 {
    let cosine = 0.5 * (1.0 + (std::f32::consts::PI * done / total).cos());
    (done / WARM_UP).min(1.0) * (0.02 + 0.98 * cosine)
}

/// One batch, dealt out to the workers so that each gets sentences of all lengths.
fn learn(weights: &Tensors, pretrained: &Matrix, workers: &mut [Worker], batch: &[Sample]) -> f64 {
    let words = batch.iter().map(|s| s.seen.len()).sum();
    let share = workers.len();
    let run = |k: usize, worker: &mut Worker| {
        let mine: Vec<&Sample> = batch.iter().skip(k).step_by(share).collect();
        if mine.is_empty() { 0.0 } else { worker.run(weights, pretrained, &mine, words, DROPOUT).total }
    };
    if let [only] = workers {
        return run(0, only);
    }
    let run = &run;
    std::thread::scope(|scope| {
        let threads: Vec<_> = workers.iter_mut().enumerate().map(|(k, w)| scope.spawn(move || run(k, w))).collect();
        threads.into_iter().map(|t| t.join().unwrap_or(f64::NAN)).sum()
    })
}

impl Setting {
    fn read(shared: &Path) -> Result<Self> {
        let corpus = Corpus::read(shared)?;
        let (pretrained, pretrained_words) = read_pretrained(&shared.join("data/emb"))?;
        let vocabulary =
            Vocabulary::new(pretrained_words.iter().map(String::as_str), corpus.words.iter().map(String::as_str));
        let sizes = Sizes {
            pretrained: PRETRAINED_SIZE,
            tables: [(corpus.words.len() + 1, 64), (PREFIX_ROWS, 32), (SUFFIX_ROWS, 56), (SHAPE_ROWS, 22)],
            lstm: 192,
            tags_hidden: 128,
            names_hidden: 96,
            arc: 128,
            label: 96,
            tags: Upos::ALL.len() + corpus.feats.len(),
            names: NameTag::COUNT,
            labels: Deprel::ALL.len(),
        };
        let ud = |name: &str| packs::read_trees(&shared.join(format!("data/ud/{name}-dev.conllu.gz")));
        let development = vec![("EWT", ud("ewt")?), ("GUM", ud("gum")?)];
        let names = packs::read_names(&shared.join("data/ner/uner-ewt-dev.tsv.gz"))?;
        Ok(Setting { corpus, vocabulary, pretrained, pretrained_words, sizes, development, names })
    }

    fn describe(&self) -> String {
        let words: usize = self.corpus.examples.iter().map(|e| e.forms.len()).sum();
        format!(
            "{} sentences, {words} words, {} in the table, {} feature bundles, {} inputs",
            self.corpus.examples.len(),
            self.corpus.words.len(),
            self.corpus.feats.len(),
            self.sizes.input()
        )
    }

    /// The model file.
    fn export(&self, weights: &Tensors, level: i32, card: &[(&str, String)]) -> Result<Vec<u8>> {
        let mut file = WeightsBuilder::default();
        file.card("format", FORMAT);
        for (key, value) in card {
            file.card(key, value.clone());
        }
        file.bytes("vocabulary.pretrained", self.pretrained_words.join("\n").as_bytes());
        file.bytes("vocabulary.words", self.corpus.words.join("\n").as_bytes());
        file.bytes("labels.feats", self.corpus.feats.join("\n").as_bytes());
        file.matrix("pretrained", &self.pretrained, Storage::Int8);
        for (name, m) in NAMES.iter().zip(&weights.0) {
            file.matrix(name, m, if m.rows() == 1 { Storage::F32 } else { Storage::Int8 });
        }
        Ok(file.finish(level)?)
    }

    /// Scores a model file on the development sets, through the engine.
    fn score(&self, file: &[u8]) -> Result<Scores> {
        let model = ParserModel::from_bytes(file)?;
        let mut workspace = Workspace::default();
        let mut scores = Scores::default();
        for (name, sentences) in &self.development {
            let forms: Vec<Vec<&str>> =
                sentences.iter().map(|s| s.words.iter().map(|w| w.form.as_str()).collect()).collect();
            let slices: Vec<&[&str]> = forms.iter().map(Vec::as_slice).collect();
            let clock = Instant::now();
            let parses = model.annotate(&mut workspace, &slices);
            let words: usize = slices.iter().map(|s| s.len()).sum();
            let speed = words as f64 / clock.elapsed().as_secs_f64();
            let mut right = [0usize; 4];
            for (word, parse) in sentences.iter().zip(&parses).flat_map(|(s, p)| s.words.iter().zip(&p.words)) {
                let head = parse.head.map_or(0, |h| h as usize + 1) == word.head;
                let label = parse.deprel.universal() == word.deprel.split(':').next().unwrap_or_default();
                right[0] += usize::from(word.upos == parse.upos.as_str());
                right[1] += usize::from(model.feats(parse.feats).as_str() == word.feats);
                right[2] += usize::from(head);
                right[3] += usize::from(head && label);
            }
            let percent = right.map(|r| 100.0 * r as f64 / words as f64);
            scores.treebanks.push(TreebankScore { name, percent, speed });
        }
        scores.names = self.score_names(&model, &mut workspace);
        Ok(scores)
    }

    /// F1 of whole names of the three kinds that the pack has.
    fn score_names(&self, model: &ParserModel, workspace: &mut Workspace) -> f64 {
        let forms: Vec<Vec<&str>> = self.names.iter().map(|s| s.forms.iter().map(String::as_str).collect()).collect();
        let slices: Vec<&[&str]> = forms.iter().map(Vec::as_slice).collect();
        let parses = model.annotate(workspace, &slices);
        let (mut found, mut gold, mut both) = (0, 0, 0);
        for (sentence, parse) in self.names.iter().zip(&parses) {
            let tags: Vec<String> = parse.words.iter().map(|w| w.name.to_string().replace("B-NAT", "O")).collect();
            let (a, b) = (spans(&tags), spans(&sentence.tags));
            found += a.len();
            gold += b.len();
            both += a.iter().filter(|s| b.contains(s)).count();
        }
        200.0 * both as f64 / ((found + gold) as f64).max(1.0)
    }

    /// Writes the model and its card.
    fn write(&self, options: &ParserOptions, epochs: usize, weights: &Tensors, scores: &Scores) -> Result<()> {
        std::fs::create_dir_all(&options.out)?;
        let card = [("name", "parser".to_owned()), ("epochs", epochs.to_string()), ("seed", options.seed.to_string())];
        let file = self.export(weights, 19, &card)?;
        replace(&options.out.join("parser.bin"), &file)?;
        card::replace(&options.out.join("parser.bin"), "parser", &self.card(options, epochs, &file, scores))
    }

    fn card(&self, options: &ParserOptions, epochs: usize, file: &[u8], scores: &Scores) -> String {
        let mut card = String::from("[parser]\n");
        let sizes = &self.sizes;
        let _ = writeln!(card, "file = \"parser.bin\"\nformat = {FORMAT}\nbytes = {}", file.len());
        let _ = writeln!(card, "blake3 = \"{}\"", blake3::hash(file).to_hex());
        let _ = writeln!(
            card,
            "network = \"two bidirectional LSTM layers of 2 x {}, {} inputs\"",
            sizes.lstm,
            sizes.input()
        );
        let _ = writeln!(card, "seed = {}\nthreads = {}\nepochs = {epochs}", options.seed, options.threads);
        let _ = writeln!(
            card,
            "epochs_planned = {}\nrate = {}\nbatch_words = {}",
            options.epochs, options.rate, options.batch
        );
        let _ = writeln!(card, "total = {:.3}\n\n[parser.scores]", scores.total());
        for t in &scores.treebanks {
            let [upos, feats, uas, las] = t.percent;
            let _ = writeln!(
                card,
                "{}_dev = {{ upos = {upos:.2}, feats = {feats:.2}, uas = {uas:.2}, las = {las:.2} }}",
                t.name.to_lowercase()
            );
        }
        let _ = writeln!(card, "uner_ewt_dev_f1 = {:.2}\n", scores.names);
        card.push_str(include_str!("licences.toml"));
        card
    }
}

#[derive(Default)]
struct Scores {
    treebanks: Vec<TreebankScore>,
    names: f64,
}

/// Percentages of words right: part of speech, features, head, head and universal label.
struct TreebankScore {
    name: &'static str,
    percent: [f64; 4],
    speed: f64,
}

impl Scores {
    /// The number by which models are compared.
    fn total(&self) -> f64 {
        let trees: f64 = self.treebanks.iter().map(|t| t.percent[3] + 0.5 * t.percent[0]).sum();
        trees + 0.2 * self.names
    }
}

impl std::fmt::Display for Scores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for t in &self.treebanks {
            let [upos, feats, uas, las] = t.percent;
            write!(
                f,
                "{} upos {upos:.2} feats {feats:.2} uas {uas:.2} las {las:.2} ({:.0} words/s)  ",
                t.name, t.speed
            )?;
        }
        write!(f, "names {:.2}", self.names)
    }
}

/// Start, end and kind of each name in a row of IOB2 tags.
fn spans(tags: &[String]) -> Vec<(usize, usize, &str)> {
    let mut spans: Vec<(usize, usize, &str)> = Vec::new();
    for (i, tag) in tags.iter().enumerate() {
        match (tag.split_at_checked(2), spans.last_mut()) {
            (Some(("I-", kind)), Some(last)) if last.1 == i && last.2 == kind => last.1 = i + 1,
            (Some(("B-" | "I-", kind)), _) => spans.push((i, i + 1, kind)),
            _ => {}
        }
    }
    spans
}

/// The most frequent pretrained vectors and their words.
fn read_pretrained(dir: &Path) -> Result<(Matrix, Vec<String>)> {
    let read = |name: &str| std::fs::read(dir.join(name)).with_context(|| format!("{}/{name}", dir.display()));
    let words = String::from_utf8(read("glove6b-50d-top100k.vocab.txt")?)?;
    let words: Vec<String> = words.lines().take(PRETRAINED_ROWS).map(str::to_owned).collect();
    let bytes = read("glove6b-50d-top100k.f16")?;
    let cells = bytes.chunks_exact(2).take(words.len() * PRETRAINED_SIZE);
    let data = cells.map(|b| half_to_single(u16::from_le_bytes([b[0], b[1]]))).collect();
    let table =
        Matrix::from_vec(words.len(), PRETRAINED_SIZE, data).ok_or_else(|| anyhow!("vectors do not fit words"))?;
    Ok((table, words))
}

fn half_to_single(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023) / 1024.0);
    match exponent {
        0 => sign * fraction * 2f32.powi(-14),
        31 => 0.0,
        e => sign * (1.0 + fraction) * 2f32.powi(e - 15),
    }
}

/// The score of the model that is already there.
fn card_score(dir: &Path) -> f64 {
    let card = std::fs::read_to_string(dir.join("card.toml")).unwrap_or_default();
    let card: toml::Table = card.parse().unwrap_or_default();
    card.get("parser").and_then(|p| p.get("total")).and_then(toml::Value::as_float).unwrap_or(0.0)
}

/// Writes a file so that a reader sees the old one or the new one, never half.
fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let half = path.with_extension("part");
    std::fs::write(&half, bytes)?;
    std::fs::rename(&half, path).with_context(|| path.display().to_string())
}

fn save_checkpoint(path: &Path, epoch: usize, weights: &Tensors, optimiser: &Optimiser) -> Result<()> {
    let mut file = WeightsBuilder::default();
    file.card("epoch", epoch.to_string());
    file.card("steps", optimiser.steps.to_string());
    let groups = [("w", weights), ("m", &optimiser.first), ("v", &optimiser.second), ("average", &optimiser.average)];
    for (group, tensors) in groups {
        for (name, m) in NAMES.iter().zip(&tensors.0) {
            file.matrix(&format!("{group}/{name}"), m, Storage::F32);
        }
    }
    replace(path, &file.finish(1)?)
}

/// Returns the number of epochs done.
fn load_checkpoint(path: &Path, weights: &mut Tensors, optimiser: &mut Optimiser) -> Result<usize> {
    let file = Weights::open(&std::fs::read(path)?)?;
    let number =
        |key: &str| file.card(key).and_then(|v| v.parse().ok()).ok_or_else(|| anyhow!("checkpoint lacks {key}"));
    optimiser.steps = number("steps")?;
    let groups = [
        ("w", weights),
        ("m", &mut optimiser.first),
        ("v", &mut optimiser.second),
        ("average", &mut optimiser.average),
    ];
    for (group, tensors) in groups {
        for (name, m) in NAMES.iter().zip(&mut tensors.0) {
            let read = file.matrix(&format!("{group}/{name}"))?;
            if (read.rows(), read.cols()) != (m.rows(), m.cols()) {
                return Err(anyhow!("checkpoint of another network: {name}"));
            }
            *m = read;
        }
    }
    Ok(number("epoch")? as usize)
}

/// Lines to the terminal and to a file.
struct Log(std::fs::File);

impl Log {
    fn open(path: &Path) -> Result<Self> {
        Ok(Log(std::fs::OpenOptions::new().create(true).append(true).open(path)?))
    }

    fn line(&mut self, text: &str) -> Result<()> {
        println!("{text}");
        Ok(writeln!(self.0, "{text}")?)
    }
}
