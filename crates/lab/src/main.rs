//! The laboratory's command: it trains the models, scores them and measures speed. Never shipped.

mod actors;
mod bench;
mod casebook;
mod chains;
mod codebook_page;
mod ecbplus;
mod eval;
mod gazetteer;
mod packs;
mod predicates;
mod train;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Training, scoring and benchmarks for sayso")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a model from the data packs.
    Train {
        #[command(subcommand)]
        what: train::Target,
    },
    /// Print the scoreboard over the data packs.
    Eval(eval::Arguments),
    /// Check, count and compare the gold of the casebook.
    Casebook {
        #[command(subcommand)]
        what: casebook::Command,
    },
    /// Count and check the tables of actors.
    Actors(actors::Arguments),
    /// Write docs/CODEBOOK.md from the ontology and the rules.
    Codebook(codebook_page::Arguments),
    /// Make the tables of data/places from GeoNames' facts.
    Gazetteer(gazetteer::Arguments),
    /// Measure speed and memory on one core.
    Bench(bench::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Train { what } => train::run(what),
        Command::Eval(arguments) => eval::run(arguments),
        Command::Casebook { what } => casebook::run(what),
        Command::Gazetteer(arguments) => gazetteer::run(&arguments),
        Command::Codebook(arguments) => codebook_page::run(&arguments),
        Command::Actors(arguments) => actors::run(&arguments),
        Command::Bench(arguments) => bench::run(arguments),
    }
}
