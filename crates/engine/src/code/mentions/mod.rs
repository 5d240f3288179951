//! Who is who within a report: noun phrases, names and pronouns that refer to the same thing, as chains of mentions. It
//! reads trees and names only; actors, events and claims may ask it, it knows nothing of them.

mod candidates;
mod detect;
mod features;
mod model;
mod profile;
#[cfg(test)]
mod tests;
mod words;

pub use candidates::Candidates;
pub use detect::{Kind, Markable, markables};
pub use features::{Chains, MENTION_ROWS, PAIR_ROWS, Scene, head_word};
pub use model::{FORMAT, Ranker, word_rows};
pub use profile::{Class, Determiner, Profile, Voices, profiles};
pub use words::{GenderTexts, Genders, Marks, Pronoun};

use crate::error::Result;
use crate::parse::model::ParserModel;
use crate::parse::{Parsed, Upos, WordId};
use sayso_net::Matrix;

/// Mentions that refer to something, by what they refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coreference {
    /// Every phrase that may refer, by first word, longer ones first.
    pub mentions: Vec<Markable>,
    /// Chains of two mentions or more, as places in `mentions`, in the order of their first mentions.
    pub chains: Vec<Vec<u32>>,
    /// The earlier mention that each mention was linked to.
    pub antecedents: Vec<Option<u32>>,
}

impl Coreference {
    /// What a pronoun stands for; pronouns on the way are followed.
    pub fn antecedent(&self, parsed: &Parsed, pronoun: WordId) -> Option<WordId> {
        let first = self.mentions.partition_point(|m| m.words.start < pronoun.0);
        let here = self.mentions[first..].iter().take_while(|m| m.words.start == pronoun.0);
        let mut at = first + here.enumerate().find(|(_, m)| m.head == pronoun)?.0;
        loop {
            at = self.antecedents[at]? as usize;
            let head = self.mentions[at].head;
            if parsed.word(head).upos != Upos::Pron {
                return Some(head);
            }
        }
    }
}

/// Finds chains.
pub struct Linker {
    genders: Genders,
    ranker: Ranker,
}

impl Linker {
    /// From the tables and the bytes of a model file.
    pub fn load(texts: &GenderTexts<'_>, model: &[u8]) -> Result<Self> {
        Ok(Linker { genders: Genders::load(texts)?, ranker: Ranker::from_bytes(model)? })
    }

    /// From a ranker in the making.
    pub fn new(genders: Genders, ranker: Ranker) -> Self {
        Linker { genders, ranker }
    }

    /// The chains of a parse. `voices` says for each word who speaks, where that is known by name (transcripts), 0 for
    /// nobody in particular; it may be empty.
    pub fn link(&self, words: &ParserModel, text: &str, parsed: &Parsed, voices: Voices<'_>) -> Coreference {
        let mentions = markables(text, parsed);
        let profiles = profiles(text, parsed, &self.genders, voices, &mentions);
        let scene = Scene::new(text, parsed, &profiles, words);
        let antecedents = rank(&self.ranker, &scene, words);
        let chains = chains_of(&antecedents);
        Coreference { mentions, chains, antecedents: antecedents.into_iter().map(|a| a.map(|j| j as u32)).collect() }
    }
}

/// What the first layer sees of every mention.
pub fn inputs(ranker: &Ranker, scene: &Scene<'_>, words: &ParserModel) -> (Vec<Vec<u32>>, Matrix) {
    let n = scene.profiles.len();
    let mut dense = Matrix::zeros(n, ranker.dense.rows());
    let rows = (0..n)
        .map(|i| {
            let mut rows = vec![ranker.word_row(head_word(scene, i).as_deref())];
            scene.mention_rows(i, &mut rows);
            scene.dense(i, words, dense.row_mut(i));
            rows
        })
        .collect();
    (rows, dense)
}

/// Rows of a mention's pairs with its candidates, nearest first.
pub fn pair_inputs(scene: &Scene<'_>, i: usize, candidates: &[usize], chains: &Chains) -> Vec<Vec<u32>> {
    let mut between = 0;
    candidates
        .iter()
        .map(|&j| {
            let mut rows = Vec::with_capacity(80);
            scene.pair_rows(i, j, chains, between, &mut rows);
            between += u32::from(scene.agrees(i, j) && !scene.profiles[j].class.is_pronoun());
            rows
        })
        .collect()
}

/// The antecedent of each mention, none for something new.
fn rank(ranker: &Ranker, scene: &Scene<'_>, words: &ParserModel) -> Vec<Option<usize>> {
    let (rows, dense) = inputs(ranker, scene, words);
    let first = ranker.mentions(&rows, &dense);
    let (mut hidden, mut second) = (Matrix::default(), Matrix::default());
    let (mut finder, mut chains) = (Candidates::default(), Chains::default());
    let mut out = Vec::with_capacity(rows.len());
    for i in 0..rows.len() {
        let candidates = finder.of(scene, i);
        let pairs = pair_inputs(scene, i, &candidates, &chains);
        ranker.pairs(&first, i, &candidates, &pairs, &mut hidden);
        let scores = ranker.score_pairs(&mut hidden, &mut second);
        let best = (0..scores.len()).reduce(|a, b| if scores[b] > scores[a] { b } else { a });
        let antecedent = best.filter(|&k| scores[k] > ranker.score_new(first.row(i))).map(|k| candidates[k]);
        chains.add(scene.profiles, antecedent);
        out.push(antecedent);
    }
    out
}

fn chains_of(antecedents: &[Option<usize>]) -> Vec<Vec<u32>> {
    let mut chain_of: Vec<usize> = Vec::with_capacity(antecedents.len());
    let mut chains: Vec<Vec<u32>> = Vec::new();
    for (i, antecedent) in antecedents.iter().enumerate() {
        let chain = antecedent.map_or(chains.len(), |j| chain_of[j]);
        chain_of.push(chain);
        if chain == chains.len() {
            chains.push(Vec::new());
        }
        chains[chain].push(i as u32);
    }
    chains.retain(|c| c.len() > 1);
    chains
}
