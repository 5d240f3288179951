//! The codebook: what the engine knows, loaded from `data/` and validated, with the line in every complaint. Tables
//! and look-ups live here; the mechanisms that use them live in [`crate::code`].

pub mod actors;
pub mod cues;
pub mod ontology;
pub mod rules;
pub mod stance;
pub(crate) mod table;

use crate::builtin::{self, table as text};
use crate::code::args::Support;
use crate::code::quantity::{QuantityTexts, QuantityWords};
use crate::code::time::TimeWords;
use crate::error::Result;
use actors::{ActorLexicon, ActorTexts};
use cues::CueLexicon;
use ontology::Ontology;
use rules::{Classes, Rules};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use stance::{Anaphor, ConditionMarker, Lexemes, Modal, Negator, Signature};

/// What a class of cues makes of an attribution (`cue_classes.tsv`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CueClass {
    /// Whether it is a claim even unquoted.
    pub claims: bool,
    /// Weaker attributions are left out.
    pub least: f32,
}

/// Everything the coding room knows.
pub struct Codebook {
    /// Who acts.
    pub actors: ActorLexicon,
    /// Event rules.
    pub rules: Rules,
    /// Codes, quad classes, Goldstein values.
    pub ontology: Ontology,
    /// Attribution cues.
    pub cues: CueLexicon,
    /// Verbs that lend their subject to an event noun.
    pub support: FxHashMap<SmolStr, Support>,
    /// Modals and hedges.
    pub modals: Lexemes<Modal>,
    /// Embedding words.
    pub signatures: Lexemes<Signature>,
    /// Negators.
    pub negators: Lexemes<Negator>,
    /// Condition markers.
    pub conditions: Lexemes<ConditionMarker>,
    /// Nouns that point back.
    pub anaphora: Lexemes<Anaphor>,
    /// What the classes of cues make of an attribution.
    pub cue_classes: FxHashMap<SmolStr, CueClass>,
    /// Words of time expressions.
    pub times: TimeWords,
    /// Words around numbers.
    pub quantities: QuantityWords,
}

impl Codebook {
    /// From the files that the binary carries.
    pub fn builtin() -> Result<Self> {
        let texts = ActorTexts {
            countries: text::COUNTRIES,
            organizations: text::ORGANIZATIONS,
            roles: text::ROLES,
            titles: text::TITLES,
            modifiers: text::MODIFIERS,
            nominals: text::NOMINALS,
            people: builtin::PEOPLE,
            first_names: text::FIRST_NAMES,
        };
        let quantities = QuantityTexts {
            numbers: text::NUMBERS,
            vague: text::VAGUE_NUMBERS,
            units: text::UNITS,
            currencies: text::CURRENCIES,
            words: text::QUANTITY_WORDS,
            roles: text::QUANTITY_ROLES,
        };
        Ok(Codebook {
            actors: ActorLexicon::load(&texts)?,
            rules: Rules::load(builtin::RULES, Classes::load("classes.toml", text::CLASSES)?)?,
            ontology: Ontology::load(text::CAMEO, text::PLOVER)?,
            cues: CueLexicon::parse("cues.tsv", text::CUES)?,
            support: support(text::SUPPORT_VERBS)?,
            cue_classes: cue_classes(text::CUE_CLASSES)?,
            modals: stance::modals("modals.tsv", text::MODALS)?,
            signatures: stance::signatures("signatures.tsv", text::SIGNATURES)?,
            negators: stance::negators("negation.tsv", text::NEGATION)?,
            conditions: stance::condition_markers("condition_markers.tsv", text::CONDITION_MARKERS)?,
            anaphora: stance::anaphora("anaphora.tsv", text::ANAPHORA)?,
            quantities: QuantityWords::load(&quantities)?,
            times: TimeWords::load(text::TIME_WORDS, text::HOLIDAYS, text::NUMBERS)?,
        })
    }
}

fn support(text: &str) -> Result<FxHashMap<SmolStr, Support>> {
    let mut out = FxHashMap::default();
    table::read("support_verbs.tsv", text, ["verb", "party"], |(_, [verb, party])| {
        let party = match party {
            "agent" => Support::Agent,
            "patient" => Support::Patient,
            other => return Err(format!("unknown party \"{other}\"")),
        };
        out.insert(verb.into(), party);
        Ok(())
    })?;
    Ok(out)
}

fn cue_classes(text: &str) -> Result<FxHashMap<SmolStr, CueClass>> {
    let mut out = FxHashMap::default();
    table::read("cue_classes.tsv", text, ["class", "claim", "least"], |(_, [class, claim, least])| {
        let claims = match claim {
            "yes" => true,
            "no" => false,
            other => return Err(format!("expected yes or no, not \"{other}\"")),
        };
        out.insert(class.into(), CueClass { claims, least: table::value("number", least)? });
        Ok(())
    })?;
    Ok(out)
}
