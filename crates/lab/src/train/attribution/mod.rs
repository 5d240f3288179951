//! Training of the attribution tagger: PolNeAR's training articles go through the engine as it stands (reading, parsing,
//! rules), and the network learns on top of what comes out. Scores are taken on the development articles with the pack's
//! own scorer.

mod data;
mod network;

use super::AttributionOptions;
use super::card;
use super::random::Random;
use crate::packs;
use anyhow::{Context, Result, bail};
use data::{Block, Read, articles, blocks};
use network::{Dropout, LSTM, Network};
use sayso::Engine;
use sayso::code::attribution::learned::{AttributionModel, FORMAT};
use sayso_net::{Storage, WeightsBuilder};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const DROPOUT: Dropout = Dropout(0.35, 0.35, 0.3);
const WARM_UP: f32 = 200.0;
const DECAY: f32 = 1e-5;
/// The threshold at which epochs are compared.
const LEAST_CUE: f32 = 0.4;

/// Trains and writes the model.
pub fn train(options: &AttributionOptions) -> Result<()> {
    let shared = packs::shared(options.shared.clone())?;
    let engine = Engine::load()?;
    let clock = Instant::now();
    let train = articles(&engine, &shared.join("data/polnear/train.jsonl"))?;
    let dev = articles(&engine, &shared.join("data/polnear/dev.jsonl"))?;
    let corpus: Vec<Block> = train.iter().flat_map(blocks).collect();
    drop(train);
    let words: usize = corpus.iter().map(Block::len).sum();
    println!("{} blocks, {words} words, read in {:.0} s", corpus.len(), clock.elapsed().as_secs_f64());
    let mut network = Network::new(engine.parser().model().vector_size(), options.seed);
    let mut random = Random(options.seed ^ 0x5eed);
    let mut order: Vec<usize> = (0..corpus.len()).collect();
    let steps = (words / options.batch * options.epochs).max(1) as f32;
    let (mut step, mut best) = (0.0f32, 0.0);
    for epoch in 1..=options.epochs {
        let clock = Instant::now();
        random.shuffle(&mut order);
        let (mut cues, mut pairs, mut batches) = (0.0, 0.0, 0);
        for batch in batches_of(&order, &corpus, options.batch) {
            let (c, p) = network.run(&batch, DROPOUT);
            step += 1.0;
            let cosine = 0.5 * (1.0 + (std::f32::consts::PI * (step / steps).min(1.0)).cos());
            network.dense.step(options.rate * (step / WARM_UP).min(1.0) * (0.02 + 0.98 * cosine), DECAY);
            cues += c;
            pairs += p;
            batches += 1;
        }
        let file = export(&network)?;
        let scores = score(&AttributionModel::from_bytes(&file)?, &dev, &shared)?;
        let n = f64::from(batches.max(1));
        let seconds = clock.elapsed().as_secs_f64();
        println!("epoch {epoch} cue {:.4} pair {:.4} {seconds:.0} s  {scores}", cues / n, pairs / n);
        if scores.total() > best {
            best = scores.total();
            std::fs::write(&options.out, &file).with_context(|| options.out.display().to_string())?;
            card::replace(&options.out, "attribution", &section(options, epoch, &file, &scores))?;
        }
    }
    Ok(())
}

/// The model's own tables of the card.
fn section(options: &AttributionOptions, epoch: usize, file: &[u8], scores: &Scores) -> String {
    let [source, cue, content] = scores.exact;
    format!(
        "[attribution]\nfile = \"attribution.bin\"\nformat = {FORMAT}\nbytes = {}\nblake3 = \"{}\"\n\
         network = \"bidirectional LSTM of 2 x {LSTM} over the parser's vectors, cue tags, a chain of tags for each cue\"\n\
         seed = {}\nepochs = {epoch}\nepochs_planned = {}\nrate = {}\nbatch_words = {}\n\n\
         [attribution.scores]\npolnear_dev = {{ with_source = {:.4}, without = {:.4}, exact_source = {source:.4}, \
         exact_cue = {cue:.4}, exact_content = {content:.4} }}\n\n\
         [[attribution.data]]\nname = \"PolNeAR 1.0, train\"\nlicence = \"none stated\"\n",
        file.len(),
        blake3::hash(file).to_hex(),
        options.seed,
        options.epochs,
        options.rate,
        options.batch,
        scores.full,
        scores.pair,
    )
}

fn batches_of<'b>(order: &[usize], corpus: &'b [Block], words: usize) -> Vec<Vec<&'b Block>> {
    let mut out: Vec<Vec<&Block>> = Vec::new();
    let mut count = words;
    for &i in order {
        if count >= words {
            out.push(Vec::new());
            count = 0;
        }
        count += corpus[i].len();
        if let Some(batch) = out.last_mut() {
            batch.push(&corpus[i]);
        }
    }
    out
}

fn export(network: &Network) -> Result<Vec<u8>> {
    let mut file = WeightsBuilder::default();
    file.card("format", FORMAT);
    file.card("name", "attribution");
    for (name, m) in network.dense.averaged() {
        let exact = m.rows() == 1 || name == "transitions";
        file.matrix(name, m, if exact { Storage::F32 } else { Storage::Int8 });
    }
    Ok(file.finish(19)?)
}

/// F1 of the development articles.
struct Scores {
    full: f64,
    pair: f64,
    exact: [f64; 3],
}

impl Scores {
    fn total(&self) -> f64 {
        self.full + 0.5 * self.pair + 0.2 * self.exact.iter().sum::<f64>()
    }
}

impl std::fmt::Display for Scores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [source, cue, content] = self.exact;
        write!(f, "with source {:.4} without {:.4} exact {source:.3} {cue:.3} {content:.3}", self.full, self.pair)
    }
}

fn score(model: &AttributionModel, dev: &[Read], shared: &Path) -> Result<Scores> {
    let mut out = String::new();
    for article in dev {
        let tagged = model.tag(&article.parsed, &article.rules, LEAST_CUE);
        let points: Vec<usize> = points(&article.text);
        let span = |r: &std::ops::Range<u32>| {
            let words = &article.parsed.words;
            let (a, b) = (words[r.start as usize].span, words[r.end as usize - 1].span);
            [points[a.start as usize], points[b.end as usize]]
        };
        let spans = |rs: &[std::ops::Range<u32>]| rs.iter().map(span).collect::<Vec<_>>();
        let items: Vec<Value> = tagged
            .iter()
            .filter(|t| !t.content.is_empty())
            .enumerate()
            .map(|(i, t)| json!({"id": i, "source": spans(&t.source), "cue": [span(&t.cue)], "content": spans(&t.content)}))
            .collect();
        out += &json!({"id": article.id, "attributions": items}).to_string();
        out.push('\n');
    }
    let path = std::env::temp_dir().join(format!("sayso-attribution-{}.jsonl", std::process::id()));
    std::fs::write(&path, out)?;
    let output = Command::new("python3")
        .arg(shared.join("eval/score_attribution.py"))
        .arg(shared.join("data/polnear/dev.jsonl"))
        .args([path.as_path(), Path::new("--json")])
        .output()
        .context("python3 cannot be run")?;
    std::fs::remove_file(&path).ok();
    if !output.status.success() {
        bail!("score_attribution.py: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let json: Value = serde_json::from_slice(&output.stdout)?;
    let f1 = |part: &str, key: &str| json[part][key]["F1"].as_f64().unwrap_or_default();
    Ok(Scores {
        full: f1("attribution", "cue+content+source"),
        pair: f1("attribution", "cue+content"),
        exact: ["source", "cue", "content"].map(|role| f1("exact", role)),
    })
}

/// For each byte offset, the number of code points before it.
fn points(text: &str) -> Vec<usize> {
    let mut out = vec![0; text.len() + 1];
    let mut n = 0;
    for (b, c) in text.char_indices() {
        out[b..b + c.len_utf8()].fill(n);
        n += 1;
    }
    out[text.len()] = n;
    out
}
