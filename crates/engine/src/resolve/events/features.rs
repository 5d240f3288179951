//! What speaks for and against two mentions being of one happening, in numbers. Symmetric.

use super::sketch::Sketch;

/// Names of the features, as the table of weights has them.
pub const FEATURES: [&str; 20] = [
    "bias",
    "same lemma",
    "same root",
    "word vectors",
    "reports",
    "sentences",
    "surroundings",
    "same lemma, rare",
    "alike x reports",
    "alike x root of reports",
    "alike x sentences",
    "alike x surroundings",
    "same lemma x reports",
    "same lemma x sentences",
    "same lemma x surroundings",
    "reports x sentences",
    "reports squared",
    "same report",
    "same lemma x same report",
    "same sentence",
];

/// One number a name of [`FEATURES`].
pub type Features = [f64; FEATURES.len()];

/// Word vectors farther apart than this say nothing about meaning.
const ALIKE: f64 = 0.4;

/// `reports`: likeness of the two reports' bags of words, 1 within one report.
pub fn features(a: &Sketch, b: &Sketch, reports: f64) -> Features {
    let yes = |x: bool| f64::from(u8::from(x));
    let lemma = yes(a.lemma == b.lemma);
    let root = yes(same_root(&a.lemma, &b.lemma));
    let vectors: f64 = a.vector.iter().zip(&b.vector).map(|(x, y)| f64::from(x * y)).sum();
    let alike = lemma.max(0.9 * root).max(if vectors > ALIKE { vectors } else { 0.0 });
    let sentences = a.words.cosine(&b.words);
    let near = a.near.cosine(&b.near);
    let own = yes(a.report == b.report);
    [
        1.0,
        lemma,
        root,
        vectors,
        reports,
        sentences,
        near,
        lemma * f64::from(a.rarity),
        alike * reports,
        alike * reports.max(0.0).sqrt(),
        alike * sentences,
        alike * near,
        lemma * reports,
        lemma * sentences,
        lemma * near,
        reports * sentences,
        reports * reports,
        own,
        lemma * own,
        own * yes(a.sentence == b.sentence),
    ]
}

/// Reports less alike than this are of different matters.
const RELATED: f64 = 0.05;

/// True for mentions that may be of one happening: words that could mean the same or one event type, in reports of one matter. What it
/// refuses needs no decision.
pub fn worth_comparing(a: &Sketch, b: &Sketch, reports: f64) -> bool {
    let vectors = || a.vector.iter().zip(&b.vector).map(|(x, y)| x * y).sum::<f32>();
    let coded = || a.event_type.is_some() && a.event_type == b.event_type;
    reports >= RELATED
        && (coded() || a.lemma == b.lemma || same_root(&a.lemma, &b.lemma) || f64::from(vectors()) > ALIKE)
}

/// "resign" and "resignation": a common beginning of four letters or more, most of the shorter word.
pub(super) fn same_root(a: &str, b: &str) -> bool {
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.chars().count(), b.chars().count());
    a == b && common == a || common >= 4 && common + 2 >= a.min(b) && a.abs_diff(b) <= 6
}
