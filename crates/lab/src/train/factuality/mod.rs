//! Training of the factuality model: predicates that people judged go through the parser and the stance rules as they
//! stand, and the network learns on top of what comes out. Scores are taken on the development sets with the pack's own
//! scorer.

mod network;

use super::card;
use super::coref::write;
use super::random::Random;
use crate::packs;
use crate::predicates::{self, Chunk, prediction, presented, rule_score, scored};
use anyhow::Result;
use network::{Answer, Dropout, Example, HIDDEN, Network, SECOND};
use sayso::Engine;
use sayso::code::factuality::features::{ROWS, SLOTS, Sight};
use sayso::code::factuality::{FORMAT, Factuality, Judgement, Label};
use sayso::code::presentation::Settled;
use sayso_net::{Storage, WeightsBuilder};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

const DROPOUT: Dropout = Dropout(0.3, 0.15, 0.3, 0.2);
const WARM_UP: f32 = 200.0;
const DECAY: f32 = 1e-5;

/// Options of `train factuality`.
#[derive(clap::Args)]
pub struct FactualityOptions {
    /// Directory with the data packs.
    #[arg(long)]
    pub shared: Option<PathBuf>,
    /// Model file to write.
    #[arg(long, default_value = "models/en-1/factuality.bin")]
    pub out: PathBuf,
    /// Passes over the data.
    #[arg(long, default_value_t = 14)]
    pub epochs: usize,
    /// Predicates in a batch.
    #[arg(long, default_value_t = 64)]
    pub batch: usize,
    /// Learning rate at its height.
    #[arg(long, default_value_t = 1e-3)]
    pub rate: f32,
    /// What a MEANTIME label counts for, where an answer of UDS-IH2 counts for one.
    #[arg(long, default_value_t = 3.0)]
    pub labels: f32,
    /// How much of the labels' gradient reaches the shared layers.
    #[arg(long, default_value_t = 0.02)]
    pub through: f32,
    /// What a label made of an answer of UW counts for.
    #[arg(long, default_value_t = 0.1)]
    pub uw_labels: f32,
    /// What an answer of UW counts for; 0 leaves the pack out.
    #[arg(long, default_value_t = 0.5)]
    pub uw: f32,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Trains and writes the model.
pub fn train(options: &FactualityOptions) -> Result<()> {
    let shared = packs::shared(options.shared.clone())?;
    let engine = Engine::load()?;
    let clock = Instant::now();
    let data = shared.join("data");
    let read = |path: &str| predicates::read(&data.join(path), &engine);
    let mut corpus = examples(&engine, &read("factuality/train.jsonl")?, Source::Happened, 1.0);
    corpus.extend(examples(&engine, &read("meantime/train.jsonl")?, Source::Label, options.labels));
    if options.uw > 0.0 {
        let chunks = read("factuality/uw_train.jsonl")?;
        corpus.extend(examples(&engine, &chunks, Source::Asserted, options.uw));
        if options.uw_labels > 0.0 {
            corpus.extend(examples(&engine, &chunks, Source::Label, options.uw_labels));
        }
    }
    let dev: Vec<Dev> = DEV
        .iter()
        .map(|&(name, path)| Ok(Dev { name, gold: data.join(path), chunks: read(path)? }))
        .collect::<Result<_>>()?;
    println!("{} predicates, read in {:.0} s", corpus.len(), clock.elapsed().as_secs_f64());
    let mut network = Network::new(engine.parser().model().vector_size(), options.seed);
    network.through = options.through;
    let mut random = Random(options.seed ^ 0x5eed);
    let mut order: Vec<usize> = (0..corpus.len()).collect();
    let steps = (corpus.len().div_ceil(options.batch.max(1)) * options.epochs).max(1) as f32;
    let mut step = 0.0f32;
    for epoch in 1..=options.epochs {
        let clock = Instant::now();
        random.shuffle(&mut order);
        let mut loss = 0.0;
        for batch in order.chunks(options.batch.max(1)) {
            let batch: Vec<&Example> = batch.iter().map(|&i| &corpus[i]).collect();
            loss += network.run(&batch, DROPOUT) * batch.len() as f64;
            step += 1.0;
            let cosine = 0.5 * (1.0 + (std::f32::consts::PI * step / steps).cos());
            network.dense.step(options.rate * (step / WARM_UP).min(1.0) * (0.02 + 0.98 * cosine), DECAY);
        }
        let scores = score(&Factuality::from_bytes(&export(&network)?)?, &engine, &dev, &shared)?;
        let seconds = clock.elapsed().as_secs_f64();
        println!("epoch {epoch} loss {:.4} {seconds:.0} s  {}", loss / corpus.len() as f64, line(&scores));
    }
    let file = export(&network)?;
    let model = Factuality::from_bytes(&file)?;
    let scores = score(&model, &engine, &dev, &shared)?;
    confusions(&model, &engine, &dev);
    println!("{} bytes  {}", file.len(), line(&scores));
    write(&options.out, &file)?;
    card::replace(&options.out, "factuality", &section(options, &file, &scores))
}

/// The model's own tables of the card.
fn section(options: &FactualityOptions, file: &[u8], scores: &Scores) -> String {
    let mut out = format!(
        "[factuality]\nfile = \"factuality.bin\"\nformat = {FORMAT}\nbytes = {}\nblake3 = \"{}\"\n\
         network = \"{SLOTS} vectors and {ROWS} rows, hidden layers of {HIDDEN} and {SECOND}\"\n\
         seed = {}\nepochs = {}\nrate = {}\n\n[factuality.scores]\n",
        file.len(),
        blake3::hash(file).to_hex(),
        options.seed,
        options.epochs,
        options.rate,
    );
    for ((set, measure), value) in scores {
        let _ = writeln!(out, "{set}_dev_{} = {value:.4}", measure.to_lowercase());
    }
    let mut data = vec![
        ("UDS-IH2, train, on UD English EWT", "CC BY-SA 4.0"),
        ("NewsReader MEANTIME, English, train", "CC BY 4.0"),
    ];
    if options.uw > 0.0 {
        data.push(("UW factuality, train", "none stated; text of LDC origin, for research"));
    }
    for (name, licence) in data {
        let _ = write!(out, "\n[[factuality.data]]\nname = \"{name}\"\nlicence = \"{licence}\"\n");
    }
    out
}

/// Development sets.
const DEV: &[(&str, &str)] =
    &[("uds", "factuality/dev.jsonl"), ("meantime", "meantime/dev.jsonl"), ("uw", "factuality/uw_dev.jsonl")];

struct Dev {
    name: &'static str,
    gold: PathBuf,
    chunks: Vec<Chunk>,
}

/// What a pack's answers are about.
#[derive(Clone, Copy)]
enum Source {
    Happened,
    Asserted,
    Label,
}

fn examples(engine: &Engine, chunks: &[Chunk], source: Source, weight: f32) -> Vec<Example> {
    let mut out = Vec::new();
    let width = engine.parser().model().vector_size();
    for chunk in chunks {
        for item in &chunk.items {
            let answer = match source {
                Source::Happened => item.score.map(|s| Answer::Score(0, s)),
                Source::Asserted => item.score.map(|s| Answer::Score(1, s)),
                Source::Label => item.label.map(|l| Answer::Label(l as usize)),
            };
            let Some(answer) = answer else { continue };
            let (args, presentation) = presented(engine.codebook(), &chunk.parsed, item.predicate);
            let sight = Sight::new(args, item.predicate, &presentation);
            let mut dense = vec![0.0; SLOTS * width];
            sight.dense(&mut dense);
            out.push(Example { dense, rows: sight.rows(), short: sight.short_rows(), answer, weight });
        }
    }
    out
}

fn export(network: &Network) -> Result<Vec<u8>> {
    let mut file = WeightsBuilder::default();
    file.card("format", FORMAT);
    file.card("name", "factuality");
    for (name, m) in network.dense.averaged() {
        file.matrix(
            name,
            m,
            if m.rows() == 1 || matches!(name, "out.w" | "short") { Storage::F32 } else { Storage::Int8 },
        );
    }
    Ok(file.finish(19)?)
}

/// Every item of a development set with what the rules and the model say.
fn judged(model: &Factuality, engine: &Engine, dev: &Dev, mut see: impl FnMut(&predicates::Item, Settled, Judgement)) {
    for chunk in &dev.chunks {
        for item in &chunk.items {
            let (args, presentation) = presented(engine.codebook(), &chunk.parsed, item.predicate);
            if let Some(judgement) = model.judge(args, item.predicate, &presentation) {
                see(item, presentation.settle(|_| true), judgement);
            }
        }
    }
}

/// Figures by set and measure.
type Scores = BTreeMap<(&'static str, &'static str), f64>;

fn line(scores: &Scores) -> String {
    scores.iter().map(|((set, measure), v)| format!("{set} {measure} {v:.4}  ")).collect()
}

fn score(model: &Factuality, engine: &Engine, dev: &[Dev], shared: &Path) -> Result<Scores> {
    let path = std::env::temp_dir().join(format!("sayso-factuality-{}.jsonl", std::process::id()));
    let mut out = Scores::new();
    for set in dev {
        let mut lines = String::new();
        judged(model, engine, set, |item, _, j| {
            let score = if set.name == "uw" { j.asserted } else { j.happened };
            lines += &prediction(&item.id, Some(score), (set.name == "meantime").then(|| j.label()));
        });
        std::fs::write(&path, lines)?;
        let said = scored(shared, &set.gold, &path)?;
        let measures: &[&str] = if set.name == "meantime" { &["acc", "macroF1"] } else { &["r", "MAE"] };
        out.extend(measures.iter().filter_map(|m| Some(((set.name, *m), said[*m].as_f64()?))));
    }
    std::fs::remove_file(&path).ok();
    Ok(out)
}

/// Rules and model beside each other, by gold label and by the rules' presentation.
fn confusions(model: &Factuality, engine: &Engine, dev: &[Dev]) {
    for set in dev {
        let mut labels: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        let mut means: BTreeMap<String, [f64; 4]> = BTreeMap::new();
        judged(model, engine, set, |item, settled, j| {
            let rules = Label::new(settled.polarity, settled.certainty);
            if let Some(gold) = item.label {
                *labels.entry((gold.as_str(), rules.as_str(), j.label().as_str())).or_default() += 1;
            }
            if let Some(gold) = item.score {
                let learned = if set.name == "uw" { j.asserted } else { j.happened };
                let mean =
                    means.entry(format!("{} {} {}", settled.reality, settled.polarity, settled.certainty)).or_default();
                let misses = [1.0, gold, (rule_score(settled) - gold).abs(), (learned - gold).abs()];
                mean.iter_mut().zip(misses).for_each(|(m, x)| *m += f64::from(x));
            }
        });
        if set.name == "meantime" {
            println!("{}: gold, rules, model", set.name);
            labels.iter().for_each(|((g, r, m), n)| println!("  {g} {r} {m} {n}"));
        } else {
            println!("{}: presentation, number, mean answer, MAE of rules and model", set.name);
            for (name, [n, gold, rules, learned]) in means {
                println!("  {name} {n} {:.2} {:.2} {:.2}", gold / n, rules / n, learned / n);
            }
        }
    }
}
