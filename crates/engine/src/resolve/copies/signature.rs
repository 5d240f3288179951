//! Keys for finding candidates: reports that share a key are worth comparing. MinHash bands catch whole texts that were
//! touched up everywhere; anchors (winnowed hashes of eight words) are shared by any two texts that have fifteen words
//! in a row in common, however long the rest is.

use super::words::{Doc, SHINGLE, mix};

/// MinHash values in a signature.
const VALUES: usize = 64;
/// Values in a band.
const ROWS: usize = 4;
/// Words in an anchor.
const ANCHOR: usize = 8;
/// Of this many neighbouring anchors one is kept, so that `ANCHOR + WINDOW - 1` shared words share one.
const WINDOW: usize = 8;

/// A key that more reports than this have is a formula ("all rights reserved"), and no reason to compare them.
pub const CROWDED: usize = 256;

/// What a store keeps of a text to find its copies.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Signature {
    /// Least hash of the text's shingles under each of 64 permutations; empty for a text of fewer than five words.
    pub minhash: Vec<u64>,
    /// Anchors, ascending.
    pub anchors: Vec<u64>,
}

impl Signature {
    /// The keys to index: 16 bands and the anchors, ascending. Two texts are candidates when they share one.
    pub fn keys(&self) -> Vec<u64> {
        let bands = self.minhash.chunks(ROWS).enumerate();
        let bands = bands.map(|(i, rows)| rows.iter().fold(mix(i as u64 + 1), |hash, row| mix(hash ^ row)));
        let mut keys: Vec<u64> = bands.chain(self.anchors.iter().copied()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Estimated share of shingles that two texts have in common among all of theirs.
    pub fn resemblance(&self, other: &Signature) -> f64 {
        let equal = self.minhash.iter().zip(&other.minhash).filter(|(a, b)| a == b).count();
        equal as f64 / VALUES as f64
    }
}

/// The signature of a text.
pub fn signature(doc: &Doc) -> Signature {
    let mut minhash = Vec::new();
    if doc.len() >= SHINGLE {
        minhash = vec![u64::MAX; VALUES];
        for shingle in doc.shingles(SHINGLE) {
            for (i, least) in minhash.iter_mut().enumerate() {
                *least = (*least).min(mix(shingle ^ mix(i as u64)));
            }
        }
    }
    Signature { minhash, anchors: winnow(&doc.shingles(ANCHOR).collect::<Vec<_>>()) }
}

/// The least of every window of hashes (Schleimer, Wilkerson and Aiken 2003), each once.
fn winnow(hashes: &[u64]) -> Vec<u64> {
    let mut kept: Vec<u64> = if hashes.len() < WINDOW {
        hashes.iter().min().copied().into_iter().collect()
    } else {
        hashes.windows(WINDOW).filter_map(|window| window.iter().min().copied()).collect()
    };
    kept.sort_unstable();
    kept.dedup();
    kept
}
