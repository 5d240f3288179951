//! Training: the parser's network learns from the data packs and is written to a model directory.

mod across;
mod attribution;
mod card;
mod coref;
mod dense;
mod events;
mod examples;
mod factuality;
mod layers;
mod network;
mod parameters;
mod parser;
mod parties;
pub mod random;

use anyhow::Result;
use std::path::PathBuf;

/// What to train.
#[derive(clap::Subcommand)]
pub enum Target {
    /// The same event across reports, from documents with marked happenings.
    EventsAcross(across::AcrossOptions),
    /// Tags, trees and names from treebanks and name packs.
    Parser(ParserOptions),
    /// Who is who, from documents with marked chains.
    Coref(coref::CorefOptions),
    /// Cues, sources and contents from PolNeAR, on top of the parser and the attribution rules as they stand.
    Attribution(AttributionOptions),
    /// Whether predicates have happened and how firmly they are asserted, on top of the parser and the stance rules as they
    /// stand.
    Factuality(factuality::FactualityOptions),
    /// Whom an event's empty side is given to, from the casebook.
    Parties(parties::PartyOptions),
    /// Which predicates are events and of which type, from the casebook and from what the rules say as they stand.
    Events(events::EventOptions),
}

/// Options of `train attribution`.
#[derive(clap::Args)]
pub struct AttributionOptions {
    /// Directory with the data packs.
    #[arg(long)]
    pub shared: Option<PathBuf>,
    /// Model file to write.
    #[arg(long, default_value = "models/en-1/attribution.bin")]
    pub out: PathBuf,
    /// Passes over the data.
    #[arg(long, default_value_t = 14)]
    pub epochs: usize,
    /// Words in a batch.
    #[arg(long, default_value_t = 1500)]
    pub batch: usize,
    /// Learning rate at its height.
    #[arg(long, default_value_t = 2e-3)]
    pub rate: f32,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Options of `train parser`.
#[derive(clap::Args)]
pub struct ParserOptions {
    /// Directory with the data packs.
    #[arg(long)]
    pub shared: Option<PathBuf>,
    /// Model directory to write.
    #[arg(long, default_value = "models/en-1")]
    pub out: PathBuf,
    /// Directory for checkpoints.
    #[arg(long, default_value = "target/train")]
    pub checkpoints: PathBuf,
    /// Passes over the data.
    #[arg(long, default_value_t = 40)]
    pub epochs: usize,
    /// Worker threads; the result depends on their number.
    #[arg(long, default_value_t = 1)]
    pub threads: usize,
    /// Words in a batch.
    #[arg(long, default_value_t = 700)]
    pub batch: usize,
    /// Learning rate at its height.
    #[arg(long, default_value_t = 2e-3)]
    pub rate: f32,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Go on from the last checkpoint.
    #[arg(long)]
    pub resume: bool,
    /// Write the model only when it scores better than the one that is there.
    #[arg(long)]
    pub only_better: bool,
}

/// Trains.
pub fn run(target: Target) -> Result<()> {
    match target {
        Target::EventsAcross(options) => across::train(&options),
        Target::Parser(options) => parser::train(&options),
        Target::Coref(options) => coref::train(&options),
        Target::Attribution(options) => attribution::train(&options),
        Target::Factuality(options) => factuality::train(&options),
        Target::Parties(options) => parties::train(&options),
        Target::Events(options) => events::train(&options),
    }
}
