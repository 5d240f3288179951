//! Training of the event model: the casebook's reports go through the engine as it stands (parse, actors, rules), and the
//! network learns on top of what comes out. What the rules say of their own examples and of news is shown without the
//! rules' word, so that the network learns the types from words and surroundings.

mod data;
mod network;

use super::card;
use super::coref::write;
use super::random::Random;
use crate::packs;
use anyhow::Result;
use network::{Dropout, Example, HIDDEN, Network};
use sayso::Engine;
use sayso::code::event_model::features::{ROWS, RULE, Scene};
use sayso::code::event_model::{EventModel, FORMAT, Opinion};
use sayso_net::{Storage, WeightsBuilder};
use std::path::PathBuf;
use std::time::Instant;

const DROPOUT: Dropout = Dropout { vectors: 0.3, rows: 0.2, hidden: 0.3, own: 0.2, rule: 0.2 };
const WARM_UP: f32 = 200.0;
const DECAY: f32 = 1e-5;

/// Options of `train events`.
#[derive(clap::Args)]
pub struct EventOptions {
    /// Directory with the data packs.
    #[arg(long)]
    pub shared: Option<PathBuf>,
    /// Model file to write.
    #[arg(long, default_value = "models/en-1/events.bin")]
    pub out: PathBuf,
    /// Passes over the data.
    #[arg(long, default_value_t = 12)]
    pub epochs: usize,
    /// Predicates in a batch.
    #[arg(long, default_value_t = 64)]
    pub batch: usize,
    /// Learning rate at its height.
    #[arg(long, default_value_t = 1e-3)]
    pub rate: f32,
    /// What an event of the rules' examples counts for, where one of the casebook counts for one.
    #[arg(long, default_value_t = 0.5)]
    pub rules: f32,
    /// What an event that the rules find in news counts for.
    #[arg(long, default_value_t = 0.2)]
    pub news: f32,
    /// What a predicate of the news counts for that no rule fits.
    #[arg(long, default_value_t = 0.05)]
    pub nothing: f32,
    /// How often a pass goes over the casebook, which is small.
    #[arg(long, default_value_t = 4)]
    pub repeat: usize,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Trains and writes the model.
pub fn train(options: &EventOptions) -> Result<()> {
    let shared = packs::shared(options.shared.clone())?;
    let clock = Instant::now();
    let engine = Engine::load()?;
    let mut corpus = data::casebook("train")?;
    let gold = corpus.len();
    let dev = data::casebook("dev")?;
    corpus.extend(data::rules(&engine, options.rules)?);
    let examples = corpus.len() - gold;
    corpus.extend(data::news(&engine, &shared.join("data/polnear/train.jsonl"), (options.news, options.nothing))?);
    let news = corpus.len() - gold - examples;
    println!(
        "{gold} predicates of the casebook, {examples} of examples, {news} of news, read in {:.0} s",
        clock.elapsed().as_secs_f64()
    );
    let mut network = Network::new(Scene::width(engine.parser().model()), options.seed);
    let mut random = Random(options.seed ^ 0x5eed);
    let repeated = (1..options.repeat).flat_map(|_| 0..gold);
    let mut order: Vec<usize> = (0..corpus.len()).chain(repeated).collect();
    let steps = (order.len().div_ceil(options.batch.max(1)) * options.epochs).max(1) as f32;
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
        let scores = Scores::new(&EventModel::from_bytes(&export(&network)?)?, &dev);
        let seconds = clock.elapsed().as_secs_f64();
        println!("epoch {epoch} loss {:.4} {seconds:.0} s  {scores}", loss / order.len() as f64);
    }
    let file = export(&network)?;
    let model = EventModel::from_bytes(&file)?;
    curves(&model, &dev);
    let scores = Scores::new(&model, &dev);
    println!("{} bytes  {scores}", file.len());
    write(&options.out, &file)?;
    card::replace(&options.out, "events", &section(options, &file, &scores))
}

/// The model's own tables of the card.
fn section(options: &EventOptions, file: &[u8], scores: &Scores) -> String {
    let mut out = format!(
        "[events]\nfile = \"events.bin\"\nformat = {FORMAT}\nbytes = {}\nblake3 = \"{}\"\n\
         network = \"vectors and {ROWS} rows, a hidden layer of {HIDDEN}\"\n\
         seed = {}\nepochs = {}\nrate = {}\n\n[events.scores]\ncasebook_dev = {{ unruled_f1 = {:.4}, ruled = {:.4} }}\n",
        file.len(),
        blake3::hash(file).to_hex(),
        options.seed,
        options.epochs,
        options.rate,
        scores.unruled,
        scores.ruled,
    );
    for (name, licence) in
        [("casebook, train, and the rules' examples", "CC0"), ("PolNeAR 1.0, train, text only", "none stated")]
    {
        out += &format!("\n[[events.data]]\nname = \"{name}\"\nlicence = \"{licence}\"\n");
    }
    out
}

fn export(network: &Network) -> Result<Vec<u8>> {
    let mut file = WeightsBuilder::default();
    file.card("format", FORMAT);
    file.card("name", "events");
    for (name, m) in network.dense.averaged() {
        file.matrix(name, m, if m.rows() == 1 || name == "out.w" { Storage::F32 } else { Storage::Int8 });
    }
    Ok(file.finish(19)?)
}

/// How well the model does on predicates with gold.
struct Scores {
    /// F1 of event and type where no rule fits, at even odds.
    unruled: f64,
    /// Share of the rules' matches that it is right to keep or drop.
    ruled: f64,
}

impl Scores {
    fn new(model: &EventModel, dev: &[Example]) -> Self {
        let (mut right, mut said, mut gold, mut kept, mut matches) = (0, 0, 0, 0, 0);
        for (example, opinion) in judged(model, dev) {
            if unruled(example) {
                gold += usize::from(example.answer > 0);
                said += usize::from(opinion.probability >= 0.5);
                right += usize::from(opinion.probability >= 0.5 && is_right(example, opinion));
            } else {
                matches += 1;
                kept += usize::from((opinion.none < 0.5) == (example.answer > 0));
            }
        }
        let share = |n: usize, of: usize| n as f64 / of.max(1) as f64;
        Scores { unruled: share(2 * right, said + gold), ruled: share(kept, matches) }
    }
}

impl std::fmt::Display for Scores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "without a rule F1 {:.4}  with a rule right {:.4}", self.unruled, self.ruled)
    }
}

fn judged<'e>(model: &EventModel, dev: &'e [Example]) -> Vec<(&'e Example, Opinion)> {
    let seen: Vec<_> = dev.iter().map(|e| e.seen.clone()).collect();
    dev.iter().zip(model.judge(&seen)).collect()
}

fn unruled(example: &Example) -> bool {
    example.seen.rule as usize == RULE
}

fn is_right(example: &Example, opinion: Opinion) -> bool {
    example.answer == data::answer(Some(opinion.event_type))
}

/// What each threshold would add and drop.
fn curves(model: &EventModel, dev: &[Example]) {
    let judged = judged(model, dev);
    let (free, matched): (Vec<_>, Vec<_>) = judged.iter().partition(|(e, _)| unruled(e));
    let missed = free.iter().filter(|(e, _)| e.answer > 0).count();
    println!("{} predicates without a rule, {missed} of them events", free.len());
    for least in [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
        let said: Vec<_> = free.iter().filter(|(_, o)| o.probability >= least).collect();
        let right = said.iter().filter(|(e, o)| is_right(e, *o)).count();
        println!("  from {least:.2}: {} coded, {right} rightly", said.len());
    }
    let wrong = matched.iter().filter(|(e, _)| e.answer == 0).count();
    println!("{} matches of rules, {wrong} of them no events", matched.len());
    for least in [0.5, 0.6, 0.7, 0.8, 0.9, 0.95] {
        let dropped: Vec<_> = matched.iter().filter(|(_, o)| o.none >= least).collect();
        let right = dropped.iter().filter(|(e, _)| e.answer == 0).count();
        println!("  from {least:.2}: {} dropped, {right} rightly", dropped.len());
    }
}
