//! Training of the ranker of parties: the casebook's training stories are coded with the ranker left out, each empty side
//! of an event that the gold has as well becomes an example, and a linear model learns whom the gold puts there. The table
//! of weights is sorted and rounded, so that a run can be repeated to the byte.

use super::card;
use super::random::Random;
use crate::casebook::{home, sound};
use anyhow::{Context, Result};
use rustc_hash::FxHashMap;
use sayso::Engine;
use sayso::code::parties::features::{Candidate, Scene, Slot};
use sayso::code::parties::{PartyLimits, PartyModel};
use sayso::code::{Actor, Coded, EventType, Side};
use sayso::parse::model::Workspace;
use sayso::read::Metadata;
use sayso_casebook::Report;
use sayso_casebook::book::lexicon;
use sayso_casebook::codes::{Party, Split};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// How the names of features begin that say where a mention stands.
const TELLING: [&str; 4] = ["near", "stands", "latest", "nobody"];

/// Options of `train parties`.
#[derive(clap::Args)]
pub struct PartyOptions {
    /// Table to write.
    #[arg(long, default_value = "models/en-1/parties.tsv")]
    pub out: PathBuf,
    /// Passes over the examples.
    #[arg(long, default_value_t = 20)]
    pub epochs: usize,
    /// Learning rate.
    #[arg(long, default_value_t = 0.1)]
    pub rate: f32,
    /// How strongly weights are drawn to zero.
    #[arg(long, default_value_t = 0.03)]
    pub decay: f32,
    /// A feature is learnt when it occurs this often.
    #[arg(long, default_value_t = 4)]
    pub least: u32,
    /// Seed of the order of examples.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// An empty side with the places of those whom the gold has there; none where the gold has nobody.
struct Example {
    slot: Slot,
    right: Vec<usize>,
    nobody: bool,
    deed: EventType,
}

/// Trains and writes the table.
pub fn train(options: &PartyOptions) -> Result<()> {
    let own = lexicon(&home().join("lexicon")).context("the casebook's actors")?;
    let engine = Engine::with_actors(&own)?.with_parties(PartyModel::default());
    let mut learn = examples(&engine, Split::Train)?;
    let tune = examples(&engine, Split::Dev)?.open;
    let told = learn.told.len();
    learn.open.append(&mut learn.told);
    let learn = learn.open;
    println!("{told} of the examples have a side that the clause tells");
    println!("{} examples to learn from, {} to tune on", learn.len(), tune.len());
    let table = table(&fit(&learn, options));
    let model = PartyModel::load("parties.tsv", &table)?;
    let scores = [("train", &learn), ("dev", &tune)]
        .map(|(name, set)| (name, score(&model, &engine.codebook().party_limits, set)));
    for (name, s) in &scores {
        println!("{name}: {} filled, {} rightly, {} of {} empty sides right", s.filled, s.right, s.all_right, s.sides);
    }
    std::fs::write(&options.out, &table).with_context(|| options.out.display().to_string())?;
    card::replace(&options.out, "parties", &section(options, &table, &scores[1].1))
}

/// Sides that clauses leave empty, and sides that they tell with all that tells them hidden.
#[derive(Default)]
struct Examples {
    open: Vec<Example>,
    told: Vec<Example>,
}

fn examples(engine: &Engine, split: Split) -> Result<Examples> {
    let book = sound(&home().join(split.as_str()), engine.codebook())?;
    let mut ws = Workspace::default();
    let mut out = Examples::default();
    for report in book.reports() {
        let metadata = Metadata {
            id: Some(report.front.id.to_string()),
            title: Some(report.front.title.clone()),
            published: Some(report.front.published.to_string()),
            publisher: Some(report.front.outlet.clone()),
            ..Metadata::default()
        };
        let read = engine.read(&report.front.id, report.text.as_str().as_bytes(), &metadata)?;
        let parsed = engine.parse(&mut ws, &read);
        let coded = engine.code(&read, &parsed);
        let scene = Scene { parsed: &parsed, actors: &coded.actors, claims: &coded.claims };
        for &side in Side::ALL {
            for n in 0..coded.events.len() {
                let open = side.of(&coded.events[n]).is_empty();
                let slot = scene.slot(&coded.events, n, side);
                if open {
                    out.open.extend(example(slot, report, &coded));
                } else {
                    out.told.extend(example(hidden(slot), report, &coded));
                }
            }
        }
    }
    Ok(out)
}

/// Without the features of where a mention stands, which give away what the clause tells.
fn hidden(mut slot: Slot) -> Slot {
    let tells = |f: &String| f.split_once(": ").is_some_and(|(_, name)| TELLING.iter().any(|t| name.starts_with(t)));
    for candidate in &mut slot.candidates {
        candidate.features.retain(|f| !tells(f));
    }
    slot
}

/// The slot's event must be in the gold, by type and place.
fn example(slot: Slot, report: &Report, coded: &Coded) -> Option<Example> {
    let event = &coded.events[slot.event];
    let spans = || event.mentions.iter().map(|m| m.1).chain([event.predicate]);
    let gold = report.events.iter().find(|g| {
        let named = [&g.predicate].into_iter().chain(&g.mentions);
        g.event_type == event.event_type && named.flat_map(|p| p.pieces()).any(|s| spans().any(|own| own.overlaps(*s)))
    })?;
    let parties = match slot.side {
        Side::Actor => &gold.actors,
        Side::Recipient => &gold.recipients,
    };
    let close = |exact: bool| -> Vec<usize> {
        let fits = |c: &Candidate| parties.iter().any(|p| is(p, c, &coded.actors[c.actor.index()], exact));
        (0..slot.candidates.len()).filter(|&i| fits(&slot.candidates[i])).collect()
    };
    let exact = close(true);
    let right = if exact.is_empty() { close(false) } else { exact };
    // Somebody whom the report's actors do not have can't be learnt.
    (parties.is_empty() || !right.is_empty()).then_some(Example {
        deed: event.event_type,
        nobody: parties.is_empty(),
        slot,
        right,
    })
}

fn is(party: &Party, candidate: &Candidate, actor: &Actor, exact: bool) -> bool {
    match party {
        Party::Code { code, sector } => {
            let has = |s: &str| actor.sectors.iter().any(|x| x == s);
            *code == candidate.whose && (!exact || sector.is_none_or(|s| has(s.as_str())))
        }
        Party::Named(name) => actor.name == *name,
    }
}

/// Softmax over the candidates and nobody, with AdaGrad (Duchi, Hazan and Singer 2011).
fn fit(examples: &[Example], options: &PartyOptions) -> BTreeMap<String, f32> {
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    let choices = |e: &Example| -> Vec<Vec<String>> {
        e.slot.candidates.iter().map(|c| c.features.clone()).chain([e.slot.nobody.clone()]).collect()
    };
    for feature in
        examples.iter().flat_map(|e| e.slot.candidates.iter().flat_map(|c| &c.features).chain(&e.slot.nobody))
    {
        *counts.entry(feature).or_default() += 1;
    }
    let mut weights: FxHashMap<String, (f32, f32)> = FxHashMap::default();
    weights.extend(counts.iter().filter(|(_, n)| **n >= options.least).map(|(f, _)| ((*f).to_owned(), (0.0, 1e-6))));
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = Random(options.seed);
    for _ in 0..options.epochs {
        random.shuffle(&mut order);
        for &n in &order {
            let example = &examples[n];
            let choices = choices(example);
            let scores: Vec<f32> =
                choices.iter().map(|c| c.iter().filter_map(|f| weights.get(f)).map(|w| w.0).sum()).collect();
            let right: Vec<usize> = if example.nobody { vec![choices.len() - 1] } else { example.right.clone() };
            for (choice, slope) in choices.iter().zip(slopes(&scores, &right)) {
                for feature in choice {
                    let Some((weight, squares)) = weights.get_mut(feature) else { continue };
                    let slope = slope + options.decay * *weight;
                    *squares += slope * slope;
                    *weight -= options.rate * slope / squares.sqrt();
                }
            }
        }
    }
    weights.into_iter().map(|(f, (w, _))| (f, w)).collect()
}

/// Belief in each choice less what it should be: the right ones share all of it as they do now.
fn slopes(scores: &[f32], right: &[usize]) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let mass: Vec<f32> = scores.iter().map(|s| (s - top).exp()).collect();
    let (all, good) = (mass.iter().sum::<f32>(), right.iter().map(|&i| mass[i]).sum::<f32>());
    let wanted = |i: usize| if right.contains(&i) { mass[i] / good.max(f32::MIN_POSITIVE) } else { 0.0 };
    (0..mass.len()).map(|i| mass[i] / all - wanted(i)).collect()
}

fn table(weights: &BTreeMap<String, f32>) -> String {
    let mut out =
        "# Whom an event's empty side is given to: feature and weight. Written by `lab train parties`; what the\n\
                   # features mean is in crates/engine/src/code/parties/features.rs.\n"
            .to_owned();
    for (feature, weight) in weights.iter().filter(|(_, w)| w.abs() >= 0.02) {
        let _ = writeln!(out, "{feature}\t{weight:.2}");
    }
    out
}

#[derive(Default)]
struct Score {
    sides: usize,
    filled: usize,
    right: usize,
    all_right: usize,
}

/// By country or organisation, as records are scored.
fn score(model: &PartyModel, limits: &PartyLimits, set: &[Example]) -> Score {
    let mut score = Score { sides: set.len(), ..Score::default() };
    for example in set {
        let choice = model.choose(&example.slot, limits.least(example.slot.side, example.deed));
        let whose = |i: usize| &example.slot.candidates[i].whose;
        let right = choice.is_some_and(|c| {
            let taken = example.slot.candidates.iter().position(|x| x.actor == c.actor);
            taken.is_some_and(|t| example.right.iter().any(|&r| whose(r) == whose(t)))
        });
        score.filled += usize::from(choice.is_some());
        score.right += usize::from(right);
        score.all_right += usize::from(right || choice.is_none() && example.nobody);
    }
    score
}

fn section(options: &PartyOptions, table: &str, dev: &Score) -> String {
    format!(
        "[parties]\nfile = \"parties.tsv\"\nblake3 = \"{}\"\nnetwork = \"linear ranker over {} named features\"\nseed = {}\nepochs = {}\nrate = {}\n\n\
         [parties.scores]\ncasebook_dev = {{ sides = {}, filled = {}, rightly = {} }}\n\n\
         [[parties.data]]\nname = \"the casebook, train\"\nlicence = \"CC0 1.0\"\n",
        blake3::hash(table.as_bytes()).to_hex(),
        table.lines().filter(|l| !l.starts_with('#')).count(),
        options.seed,
        options.epochs,
        options.rate,
        dev.sides,
        dev.filled,
        dev.right
    )
}
