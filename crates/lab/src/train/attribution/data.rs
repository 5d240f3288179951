//! PolNeAR articles as training blocks: our own words over the articles' text, the encoder's vectors, what the rules
//! say, and the gold tags that fall on the words.

use anyhow::{Context, Result, bail};
use sayso::Engine;
use sayso::code::attribution::learned::features::{PAIR_IDS, Sight, WORD_IDS, words_in};
use sayso::code::attribution::{Attribution, LEAST_RULE, attributions};
use sayso::parse::Parsed;
use sayso::parse::model::Workspace;
use sayso::read::Metadata;
use sayso::span::Span;
use sayso_net::Matrix;
use serde::Deserialize;
use std::ops::Range;
use std::path::Path;

/// A gold attribution of a block; places are positions in the block.
pub struct GoldCue {
    pub words: Range<usize>,
    pub ids: Vec<[u32; PAIR_IDS]>,
    pub tags: Vec<u8>,
}

/// A piece of an article.
pub struct Block {
    pub vectors: Matrix,
    pub ids: Vec<[u32; WORD_IDS]>,
    pub cues: Vec<u8>,
    pub attributions: Vec<GoldCue>,
}

impl Block {
    /// Number of words.
    pub fn len(&self) -> usize {
        self.ids.len()
    }
}

/// One article of the pack.
#[derive(Deserialize)]
struct Article {
    id: String,
    text: String,
    attributions: Vec<GoldAttribution>,
}

#[derive(Deserialize)]
struct GoldAttribution {
    #[serde(default)]
    source: Vec<[usize; 2]>,
    #[serde(default)]
    cue: Vec<[usize; 2]>,
    #[serde(default)]
    content: Vec<[usize; 2]>,
}

/// An article read, parsed and searched by the rules.
pub struct Read {
    pub id: String,
    pub text: String,
    pub parsed: Parsed,
    pub rules: Vec<Attribution>,
    gold: Vec<GoldAttribution>,
}

/// Reads a file of articles.
pub fn articles(engine: &Engine, path: &Path) -> Result<Vec<Read>> {
    let raw = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut ws = Workspace::default();
    ws.keep_vectors = true;
    let mut out = Vec::new();
    for (n, line) in raw.lines().filter(|l| !l.trim().is_empty()).enumerate() {
        let article: Article = serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), n + 1))?;
        let report = engine.read(&article.id, article.text.as_bytes(), &Metadata::default())?;
        if report.text != article.text {
            bail!("{}:{}: the text changes when it is read", path.display(), n + 1);
        }
        let parsed = engine.parse(&mut ws, &report);
        let rules = attributions(&report.text, &parsed, &engine.codebook().cues, LEAST_RULE);
        out.push(Read { id: article.id, text: article.text, parsed, rules, gold: article.attributions });
    }
    Ok(out)
}

/// The blocks of an article.
pub fn blocks(article: &Read) -> Vec<Block> {
    let bytes: Vec<usize> = article.text.char_indices().map(|(b, _)| b).chain([article.text.len()]).collect();
    let words = |spans: &[[usize; 2]]| -> Vec<Range<u32>> {
        let span = |s: &[usize; 2]| Span::new(bytes[s[0].min(bytes.len() - 1)], bytes[s[1].min(bytes.len() - 1)]);
        spans.iter().map(|s| words_in(&article.parsed, span(s))).filter(|r| !r.is_empty()).collect()
    };
    let gold: Vec<[Vec<Range<u32>>; 3]> =
        article.gold.iter().map(|g| [words(&g.cue), words(&g.source), words(&g.content)]).collect();
    let sight = Sight::new(&article.parsed, &article.rules);
    sight.blocks().into_iter().map(|range| block(article, &sight, range, &gold)).collect()
}

fn block(article: &Read, sight: &Sight, range: Range<u32>, gold: &[[Vec<Range<u32>>; 3]]) -> Block {
    let n = range.len();
    let mut vectors = Matrix::zeros(n, article.parsed.vectors.cols());
    for (i, w) in range.clone().enumerate() {
        vectors.row_mut(i).copy_from_slice(article.parsed.vectors.row(w as usize));
    }
    let ids = range.clone().map(|w| sight.word_ids(w, &range)).collect();
    let mut block = Block { vectors, ids, cues: vec![0; n], attributions: Vec::new() };
    for [cue, source, content] in gold {
        let Some(longest) = cue.iter().max_by_key(|r| r.len()).filter(|r| range.contains(&r.start)) else { continue };
        let longest = longest.start..longest.end.min(range.end);
        for run in cue {
            for (k, w) in run.clone().filter(|w| range.contains(w)).enumerate() {
                block.cues[(w - range.start) as usize] = if k == 0 { 1 } else { 2 };
            }
        }
        let mut tags = vec![0u8; n];
        for (runs, first) in [(source, 1), (content, 3)] {
            for run in runs {
                for (k, w) in run.clone().filter(|w| range.contains(w) && !longest.contains(w)).enumerate() {
                    tags[(w - range.start) as usize] = if k == 0 { first } else { first + 1 };
                }
            }
        }
        mend(&mut tags);
        let seen = sight.cue(longest.clone());
        block.attributions.push(GoldCue {
            words: (longest.start - range.start) as usize..(longest.end - range.start) as usize,
            ids: range.clone().map(|w| sight.pair_ids(w, &seen)).collect(),
            tags,
        });
    }
    block
}

/// A further word that follows on something else becomes a first one, as where a source stands inside a content.
fn mend(tags: &mut [u8]) {
    let mut before = 0;
    for tag in tags {
        if (*tag == 2 || *tag == 4) && before != *tag && before != *tag - 1 {
            *tag -= 1;
        }
        before = *tag;
    }
}
