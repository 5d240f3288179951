//! Weights for the same event across reports: a logistic regression over the engine's own features, fitted by Newton's
//! method (convex, so no seed and no learning rate), written as a table that people can read. What codes add is set by
//! hand in the same table and kept. The threshold is
//! the lowest at which enough of the pairs that it joins in the training half are right.

use crate::ecbplus::{Corpus, Pair, pair_scores};
use crate::packs::shared;
use anyhow::{Context, Result};
use sayso::Engine;
use sayso::resolve::events::{FEATURES, Features, Weights, features};
use std::path::PathBuf;

/// Options of the trainer.
#[derive(clap::Args)]
pub struct AcrossOptions {
    /// Directory with data/
    #[arg(long)]
    shared: Option<PathBuf>,
    /// The table; what it says of codes is kept
    #[arg(long, default_value = "models/en-1/resolve.toml")]
    out: PathBuf,
    /// Pull of the weights towards zero
    #[arg(long, default_value_t = 3.0)]
    ridge: f64,
}

const HEADER: &str = "# What speaks for one happening in two reports, in log-odds. `same` and `different` bound what is left\n\
# open. [text] is written by `lab train events-across`; [codes] is set by hand and counts where both mentions are coded.\n\n";
const STEPS: usize = 10;
/// Share of joined pairs that must be right: a wrong joining is worse than two rows for one happening.
const PRECISION: f64 = 0.8;

/// Trains and writes the table.
pub fn train(options: &AcrossOptions) -> Result<()> {
    let engine = Engine::load()?;
    let path = shared(options.shared.clone())?.join("data/ecbplus/train.jsonl");
    eprintln!("reading {}", path.display());
    let corpus = Corpus::read(&engine, &path)?;
    let pairs = corpus.pairs();
    let rows: Vec<(Features, bool)> = pairs.iter().map(|pair| example(&corpus, pair)).collect();
    eprintln!("{} pairs, {} of one happening", rows.len(), rows.iter().filter(|(_, same)| *same).count());
    let fitted = fit(&rows, options.ridge);
    let text = std::fs::read_to_string(&options.out).with_context(|| options.out.display().to_string())?;
    let mut weights = Weights::read(&options.out.to_string_lossy(), &text)?;
    let rounded = |x: f64| (x * 1000.0).round() / 1000.0;
    weights.text = FEATURES.iter().zip(fitted).map(|(name, w)| ((*name).to_owned(), rounded(w))).collect();
    // From low to high: the first at which joined pairs are right often enough. The rest is the price in recall.
    for step in -20..=40 {
        weights.same = f64::from(step) / 20.0;
        let (precision, recall) = pair_scores(&corpus, &corpus.resolve(&weights, &pairs).groups);
        eprintln!("threshold {:5.2}: pairs P {precision:.3} R {recall:.3}", weights.same);
        if precision >= PRECISION {
            break;
        }
    }
    weights.different = weights.same - 2.0;
    let table = toml::to_string_pretty(&weights)?;
    std::fs::write(&options.out, HEADER.to_owned() + &table).with_context(|| options.out.display().to_string())?;
    eprintln!("wrote {}", options.out.display());
    Ok(())
}

fn example(corpus: &Corpus, pair: &Pair) -> (Features, bool) {
    let (a, b) = (&corpus.mentions[pair.first], &corpus.mentions[pair.second]);
    (features(&a.sketch, &b.sketch, pair.reports), a.gold == b.gold)
}

fn fit(rows: &[(Features, bool)], ridge: f64) -> Features {
    let mut weights = [0.0; FEATURES.len()];
    for _ in 0..STEPS {
        let mut gradient = weights.map(|w| w * ridge);
        let mut curvature = [[0.0; FEATURES.len()]; FEATURES.len()];
        for (i, row) in curvature.iter_mut().enumerate() {
            row[i] = ridge;
        }
        for (values, same) in rows {
            let score: f64 = weights.iter().zip(values).map(|(w, x)| w * x).sum();
            let p = 1.0 / (1.0 + (-score).exp());
            let error = p - f64::from(u8::from(*same));
            let bend = p * (1.0 - p);
            for (i, x) in values.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                gradient[i] += error * x;
                curvature[i].iter_mut().zip(values).for_each(|(c, y)| *c += bend * x * y);
            }
        }
        let step = solve(curvature, gradient);
        weights.iter_mut().zip(step).for_each(|(w, s)| *w -= s);
    }
    weights
}

/// Gauss and Jordan; the ridge keeps the pivots of a convex problem above zero.
fn solve(mut a: [Features; FEATURES.len()], mut b: Features) -> Features {
    for pivot in 0..b.len() {
        let row = a[pivot];
        let value = b[pivot];
        for i in (0..b.len()).filter(|&i| i != pivot) {
            let factor = a[i][pivot] / row[pivot];
            a[i].iter_mut().zip(row).for_each(|(x, y)| *x -= factor * y);
            b[i] -= factor * value;
        }
    }
    let mut out = b;
    out.iter_mut().enumerate().for_each(|(i, x)| *x /= a[i][i]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telling_feature_gets_the_weight() {
        let row = |x: f64, same| {
            let mut values = [0.0; FEATURES.len()];
            (values[0], values[1], values[2]) = (1.0, x, 1.0 - x);
            (values, same)
        };
        let rows: Vec<_> = (0..40).map(|i| row(f64::from(u8::from(i % 2 == 0)), i % 2 == 0 && i != 4)).collect();
        let weights = fit(&rows, 1.0);
        assert!(weights[1] > 1.0 && weights[2] < -1.0, "{weights:?}");
    }
}
