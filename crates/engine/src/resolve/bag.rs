//! Words with weights, for likeness of texts: counts, weighed by how few reports have the word.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// In how many reports each word stands.
#[derive(Clone, Debug, Default)]
pub struct Frequencies {
    /// Reports counted.
    pub reports: u32,
    /// Reports that have the word.
    pub having: BTreeMap<SmolStr, u32>,
}

impl Frequencies {
    /// Counts one more report.
    pub fn add<'a>(&mut self, words: impl IntoIterator<Item = &'a SmolStr>) {
        self.reports += 1;
        let distinct: std::collections::BTreeSet<&SmolStr> = words.into_iter().collect();
        for word in distinct {
            *self.having.entry(word.clone()).or_default() += 1;
        }
    }

    /// How telling a word is: 0 when all reports have it.
    pub fn weight(&self, word: &str) -> f64 {
        let having = self.having.get(word).copied().unwrap_or_default();
        (f64::from(self.reports + 1) / f64::from(having + 1)).ln()
    }

    /// The same between 0 and 1.
    pub fn rarity(&self, word: &str) -> f64 {
        if self.reports == 0 { 1.0 } else { self.weight(word) / f64::from(self.reports + 1).ln() }
    }
}

/// Words with weights, by word; of length one unless empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bag(Vec<(SmolStr, f32)>);

impl Bag {
    /// Weighs the words of a text.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a SmolStr>, frequencies: &Frequencies) -> Self {
        let mut counts: BTreeMap<&SmolStr, u32> = BTreeMap::new();
        for word in words {
            *counts.entry(word).or_default() += 1;
        }
        let weighed =
            |(word, n): (&SmolStr, u32)| (word.clone(), ((1.0 + f64::from(n).ln()) * frequencies.weight(word)) as f32);
        let mut bag: Vec<(SmolStr, f32)> = counts.into_iter().map(weighed).collect();
        let length = bag.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        bag.retain(|(_, w)| *w > 0.0);
        bag.iter_mut().for_each(|(_, w)| *w /= length);
        Bag(bag)
    }

    /// Likeness: 0 without a common word, 1 for the same words in the same proportion.
    pub fn cosine(&self, other: &Bag) -> f64 {
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while let (Some((a, x)), Some((b, y))) = (self.0.get(i), other.0.get(j)) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    sum += f64::from(*x) * f64::from(*y);
                    (i, j) = (i + 1, j + 1);
                }
            }
        }
        sum
    }
}
