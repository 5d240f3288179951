//! The attribution rules: who says, thinks or shows what, found in UD trees and quotation marks with the cue lexicon's
//! help. Every attribution is kept, nested ones with the index of the one around them. Which actor a source is, which
//! event a content is about, and how modals inside a content weaken it are decided elsewhere.
//!
//! The rules follow the conventions of PARC and PolNeAR: a source is a noun phrase, a cue the words that express the
//! attribution, a content what is attributed. Unlike them, a content that the rules find does not take in the "that" that opens
//! it; one that the tagger finds does.

mod adjuncts;
mod blend;
pub mod learned;
mod nominal;
mod report;
mod scene;
mod settle;
mod spans;
mod speech;
mod verbs;

use crate::code::{Certainty, Polarity, QuotationKind};
use crate::codebook::cues::{CueLexicon, Frame};
use crate::parse::{Parsed, WordId};
use crate::span::Span;
pub use blend::Kept;
use learned::AttributionModel;
use scene::Scene;
use smol_str::SmolStr;

/// Who is said to say it.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceMention {
    /// The noun phrase.
    pub at: Span,
    /// Its head word.
    pub head: WordId,
    /// The noun that a relative pronoun stands for ("the mayor, *who* said").
    pub antecedent: Option<WordId>,
}

/// The words that express the attribution.
#[derive(Clone, Debug, PartialEq)]
pub struct CueMention {
    /// Cue with its auxiliaries, negation and particles.
    pub at: Span,
    /// The word that governs its complements.
    pub head: WordId,
    /// The lemma as the lexicon has it.
    pub lemma: SmolStr,
    /// The lexicon's class.
    pub class: SmolStr,
    /// Line of the lexicon row.
    pub row: usize,
    /// True when the cue is negated ("did not confirm").
    pub negated: bool,
}

/// One attribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The source; none when the text names nobody.
    pub source: Option<SourceMention>,
    /// The cue.
    pub cue: CueMention,
    /// What is attributed, in text order.
    pub content: Vec<Span>,
    /// The words that head the content's clauses or phrases.
    pub content_heads: Vec<WordId>,
    /// How the content is quoted.
    pub quotation: QuotationKind,
    /// Asserted or denied, negation of the cue taken into account.
    pub polarity: Polarity,
    /// The source's commitment as the cue expresses it.
    pub certainty: Certainty,
    /// The construction.
    pub frame: Frame,
    /// How reliable the rule is here, 0 to 1.
    pub strength: f32,
    /// Line of `rejections.tsv` when its content turns down what somebody else said.
    pub rejection: Option<usize>,
    /// Index of the attribution whose content this one stands in.
    pub outer: Option<usize>,
}

/// Rules are heard down to this strength by the tagger, in training as in use.
pub const LEAST_RULE: f32 = 0.05;

/// Words that are surer than this to belong to a cue make one (from PolNeAR dev).
const LEAST_CUE: f32 = 0.4;

/// Finds the attributions of a report with rules and tagger together. A parse without vectors has rules only, those that
/// `kept` lets pass as nested.
pub fn blended(
    text: &str,
    parsed: &Parsed,
    lexicon: &CueLexicon,
    model: &AttributionModel,
    kept: &Kept,
) -> Vec<Attribution> {
    let scene = Scene::new(text, parsed, lexicon);
    let rules = by_rules(&scene, LEAST_RULE);
    if parsed.vectors.rows() == 0 {
        return settle::settle(&scene, rules.into_iter().filter(|a| (kept.nested)(a)).collect());
    }
    let tagged = model.tag(parsed, &rules, LEAST_CUE);
    blend::blend(&scene, rules, &tagged, kept)
}

/// Finds the attributions of a report by the rules, in order of their cues. Those weaker than `min_strength` are left out
/// before nesting is worked out, so that a doubtful one never hides a good one inside it.
pub fn attributions(text: &str, parsed: &Parsed, lexicon: &CueLexicon, min_strength: f32) -> Vec<Attribution> {
    by_rules(&Scene::new(text, parsed, lexicon), min_strength)
}

fn by_rules(scene: &Scene, min_strength: f32) -> Vec<Attribution> {
    let speech = speech::assign(scene);
    let mut found = Vec::new();
    verbs::find(scene, &speech, &mut found);
    nominal::find(scene, &mut found);
    adjuncts::find(scene, &mut found);
    speech::find_labels(scene, &mut found);
    found.retain(|a| a.strength >= min_strength);
    settle::settle(scene, found)
}
