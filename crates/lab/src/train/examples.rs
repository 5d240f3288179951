//! From packs to training examples: which corpora, what their labels mean to the model, and how forms are varied from
//! pass to pass.

use super::random::Random;
use crate::packs::{self, NameSentence, TreeSentence};
use anyhow::Result;
use rustc_hash::{FxHashMap, FxHashSet};
use sayso::parse::features::{FormRows, Vocabulary, normalise};
use sayso::parse::{Deprel, NameKind, NameTag, Upos};
use std::path::Path;

/// What is known of one word. A field that is not known is not trained on.
#[derive(Clone, Debug)]
pub struct Gold {
    pub tree: Option<TreeGold>,
    pub name: Option<NameTag>,
}

/// The treebank's part.
#[derive(Clone, Copy, Debug)]
pub struct TreeGold {
    pub upos: Upos,
    /// Index of the features, none when they are too rare to be learnt.
    pub feats: Option<u16>,
    /// Head column: 0 is the root.
    pub head: usize,
    pub deprel: Deprel,
}

/// A sentence to learn from.
#[derive(Clone, Debug)]
pub struct Example {
    pub forms: Vec<String>,
    pub gold: Vec<Gold>,
}

/// All that a parser learns from, with the vocabularies drawn from it.
pub struct Corpus {
    pub examples: Vec<Example>,
    /// Words of the trained table, row 1 first.
    pub words: Vec<String>,
    /// How often each row of the trained table occurs; row 0 is the unknown word.
    pub counts: Vec<u32>,
    /// Feature bundles by index.
    pub feats: Vec<String>,
}

/// Name files beside the treebank's own, and the kinds that their tags stand for.
const NAME_PACKS: [&str; 4] = [RE3D, "wikigold-all", "btc-newsonly", "crossner-politics-train"];

const RE3D: &str = "re3d-train";

/// Words of ministries and headquarters. Part of re3d is BBC text that may not be used commercially, and the pack does
/// not say which; a sentence with one of these words is taken from the free part.
const OFFICIAL_WORDS: [&str; 8] = ["ISIL", "CJTF", "OIR", "CENTCOM", "USCENTCOM", "Coalition", "EU", "Ellwood"];

/// Longer sentences are left out of training.
const LONGEST: usize = 120;

/// A word joins the trained table when it occurs this often.
const LEAST_COUNT: u32 = 2;

/// A feature bundle is learnt when it occurs this often.
const LEAST_FEATS: u32 = 3;

impl Corpus {
    /// Reads the packs.
    pub fn read(shared: &Path) -> Result<Corpus> {
        let names_dir = shared.join("data/ner");
        let demonyms = demonyms();
        let mut trees = packs::read_trees(&shared.join("data/ud/ewt-train.conllu.gz"))?;
        let mut tags = join_names(packs::read_names(&names_dir.join("uner-ewt-train.tsv.gz"))?, &demonyms);
        let free: FxHashSet<String> = packs::free_documents(shared)?.into_iter().collect();
        let gum = packs::read_trees(&shared.join("data/ud/gum-train.conllu.gz"))?;
        trees.extend(gum.into_iter().filter(|s| free.contains(&s.document)));
        let feats = frequent(trees.iter().flat_map(|s| s.words.iter().map(|w| w.feats.clone())), LEAST_FEATS);
        let feats: Vec<String> = feats.into_iter().map(|(f, _)| f).collect();
        let index: FxHashMap<&str, u16> = feats.iter().enumerate().map(|(i, f)| (f.as_str(), i as u16)).collect();
        let mut examples: Vec<Example> = trees.into_iter().map(|s| tree_example(s, &mut tags, &index)).collect();
        for pack in NAME_PACKS {
            let sentences = packs::read_names(&names_dir.join(format!("{pack}.tsv.gz")))?;
            let kept = sentences.into_iter().filter(|s| pack != RE3D || is_official(s));
            examples.extend(kept.map(|s| name_example(s, &demonyms)));
        }
        examples.retain(|e| !e.forms.is_empty() && e.forms.len() <= LONGEST);
        let words = frequent(examples.iter().flat_map(|e| e.forms.iter().map(|f| normalise(f))), LEAST_COUNT);
        let counts = std::iter::once(0).chain(words.iter().map(|w| w.1)).collect();
        Ok(Corpus { examples, words: words.into_iter().map(|w| w.0).collect(), counts, feats })
    }
}

/// Items that occur often enough, the most frequent first.
fn frequent(items: impl Iterator<Item = String>, least: u32) -> Vec<(String, u32)> {
    let mut counts: FxHashMap<String, u32> = FxHashMap::default();
    items.for_each(|w| *counts.entry(w).or_default() += 1);
    let mut kept: Vec<_> = counts.into_iter().filter(|&(_, n)| n >= least).collect();
    kept.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    kept
}

fn is_official(sentence: &NameSentence) -> bool {
    sentence.forms.iter().any(|f| OFFICIAL_WORDS.contains(&f.as_str()))
}

fn demonyms() -> FxHashSet<&'static str> {
    include_str!("demonyms.txt").lines().filter(|l| !l.starts_with('#')).collect()
}

/// The model's tag for a pack's tag; none where the packs disagree on what counts as a name.
fn name_tag(form: &str, tag: &str, demonyms: &FxHashSet<&str>) -> Option<NameTag> {
    let kind = match tag.get(2..).unwrap_or_default() {
        "PER" | "Person" | "person" | "politician" => NameKind::Person,
        "ORG" | "Organisation" | "organisation" | "politicalparty" => NameKind::Organization,
        "LOC" | "Location" | "location" | "country" => NameKind::Place,
        "Nationality" => NameKind::Nationality,
        _ if demonyms.contains(form) => return Some(NameTag::Begin(NameKind::Nationality)),
        "MISC" | "misc" | "event" | "election" => return None,
        _ => return Some(NameTag::Outside),
    };
    Some(if tag.starts_with("B-") { NameTag::Begin(kind) } else { NameTag::Inside(kind) })
}

type Tags = FxHashMap<String, (Vec<String>, Vec<Option<NameTag>>)>;

fn join_names(sentences: Vec<NameSentence>, demonyms: &FxHashSet<&str>) -> Tags {
    let tags = |s: &NameSentence| s.forms.iter().zip(&s.tags).map(|(f, t)| name_tag(f, t, demonyms)).collect();
    sentences.into_iter().map(|s| (s.id.clone(), (s.forms.clone(), tags(&s)))).collect()
}

fn tree_example(sentence: TreeSentence, tags: &mut Tags, feats: &FxHashMap<&str, u16>) -> Example {
    let forms: Vec<String> = sentence.words.iter().map(|w| w.form.clone()).collect();
    let names = tags.remove(&sentence.id).filter(|(f, _)| *f == forms).map(|(_, t)| t);
    let names = names.unwrap_or_else(|| vec![None; forms.len()]);
    let gold = sentence.words.iter().zip(names).map(|(w, name)| {
        let tree = TreeGold {
            upos: w.upos.parse().unwrap_or(Upos::X),
            feats: feats.get(w.feats.as_str()).copied(),
            head: w.head,
            deprel: Deprel::parse_lenient(&w.deprel),
        };
        Gold { tree: Some(tree), name }
    });
    Example { gold: gold.collect(), forms }
}

fn name_example(sentence: NameSentence, demonyms: &FxHashSet<&str>) -> Example {
    let tags = sentence.forms.iter().zip(&sentence.tags);
    let gold = tags.map(|(f, t)| Gold { tree: None, name: name_tag(f, t, demonyms) }).collect();
    Example { forms: sentence.forms, gold }
}

/// A word as the network will see it in this pass.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub rows: FormRows,
    /// False when only the pretrained and trained word vectors are shown.
    pub affixes: bool,
}

/// An example as the network will see it in this pass.
#[derive(Clone, Debug)]
pub struct Sample {
    pub seen: Vec<Seen>,
    pub gold: Vec<Gold>,
}

/// Varies one example: letter case, a missing final stop, words and vectors that are hidden so that the other parts of a
/// word's input learn to stand in.
pub fn vary(example: &Example, vocabulary: &Vocabulary, counts: &[u32], random: &mut Random) -> Sample {
    let mut gold = example.gold.clone();
    let last = gold.len() - 1;
    let is_leaf = |g: &Gold| g.tree.is_some_and(|t| t.deprel == Deprel::Punct && t.head != 0);
    let governs = gold.iter().any(|g| g.tree.is_some_and(|t| t.head == last + 1));
    if last > 2 && is_leaf(&gold[last]) && !governs && random.chance(0.05) {
        gold.pop();
    }
    let case = random.unit();
    let seen = example.forms[..gold.len()].iter().map(|form| {
        let rows = if case < 0.02 {
            vocabulary.rows(&form.to_lowercase())
        } else if case < 0.03 {
            vocabulary.rows(&form.to_uppercase())
        } else {
            vocabulary.rows(form)
        };
        hide(rows, counts, random)
    });
    Sample { seen: seen.collect(), gold }
}

fn hide(mut rows: FormRows, counts: &[u32], random: &mut Random) -> Seen {
    let count = counts[rows.word as usize] as f32;
    let draw = random.unit();
    if draw < 0.03 {
        rows.pretrained = None;
        rows.word = 0;
    } else if draw < 0.06 {
        rows.pretrained = None;
    } else if draw < 0.08 || random.chance(0.5 / (0.5 + count)) {
        rows.word = 0;
    }
    Seen { rows, affixes: !random.chance(0.02) }
}

/// Cuts samples into batches of about `budget` words, of similar length so that they run in step, in random order.
pub fn batches(samples: Vec<Sample>, budget: usize, random: &mut Random) -> Vec<Vec<Sample>> {
    let mut keyed: Vec<(f32, Sample)> =
        samples.into_iter().map(|s| (s.seen.len() as f32 * (0.8 + 0.4 * random.unit()), s)).collect();
    random.shuffle(&mut keyed);
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut all = Vec::new();
    let mut batch: Vec<Sample> = Vec::new();
    let mut words = 0;
    for (_, sample) in keyed {
        words += sample.seen.len();
        batch.push(sample);
        if words >= budget {
            all.push(std::mem::take(&mut batch));
            words = 0;
        }
    }
    all.extend((!batch.is_empty()).then_some(batch));
    random.shuffle(&mut all);
    all
}
