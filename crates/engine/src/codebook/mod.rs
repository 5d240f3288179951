//! The codebook: what the engine knows, loaded from `data/` and validated, with the line in every complaint. Tables
//! and look-ups live here; the mechanisms that use them
//! live in [`crate::code`].

pub mod actors;
pub mod cues;
pub mod dictionaries;
pub mod ontology;
pub mod places;
pub mod rules;
pub mod stance;
pub(crate) mod table;

use crate::builtin::{self, table as text};
use crate::code::args::Support;
use crate::code::parties::PartyLimits;
use crate::code::quantity::{QuantityTexts, QuantityWords};
use crate::code::time::TimeWords;
use crate::code::topic::Topics;
use crate::error::Result;
use actors::{ActorFile, ActorLexicon};
use cues::CueLexicon;
use ontology::{Ontology, OntologyTexts};
use places::{Gazetteer, PlaceWords};
use rules::{Classes, Rules};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use stance::{Anaphor, ConditionMarker, Lexemes, Modal, Negator, Rejection, Signature};

/// A user's own file of event rules, in the format of `data/rules`.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleFile {
    /// Its path, for complaints and explanations.
    pub name: String,
    /// Its content.
    pub text: String,
}

/// What a class of cues makes of an attribution (`cue_classes.tsv`).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CueClass {
    /// Least strength inside another attribution's content.
    pub nested: Option<f32>,
    /// Least strength where the tagger passed over it.
    pub missed: Option<f32>,
    /// Least probability where the tagger found it.
    pub tagged: Option<f32>,
    /// The same where nobody is named and nothing is quoted.
    pub sourceless: Option<f32>,
    /// Whether the source says that something is or is not so.
    pub states: bool,
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
    /// Where places lie.
    pub places: Gazetteer,
    /// Words that say of a name that it is a place.
    pub place_words: PlaceWords,
    /// Condition markers.
    pub conditions: Lexemes<ConditionMarker>,
    /// Nouns that point back.
    pub anaphora: Lexemes<Anaphor>,
    /// Words that turn down what was said.
    pub rejections: Lexemes<Rejection>,
    /// Words of topics without political events.
    pub topics: Topics,
    /// What the classes of cues make of an attribution.
    pub cue_classes: FxHashMap<SmolStr, CueClass>,
    /// How much belief an implied party needs.
    pub party_limits: PartyLimits,
    /// Words of time expressions.
    pub times: TimeWords,
    /// Words around numbers.
    pub quantities: QuantityWords,
}

impl Codebook {
    /// From the files that the binary carries.
    pub fn builtin() -> Result<Self> {
        Self::with_actors(&[])
    }

    /// The same, with a user's own actors on top.
    pub fn with_actors(own: &[ActorFile]) -> Result<Self> {
        Self::with(own, &[])
    }

    /// The same, with a user's own actors and event rules on top. A file of rules that has a built-in one's name stands in
    /// its place (`classes.toml` too), any other is added.
    pub fn with(own: &[ActorFile], rules: &[RuleFile]) -> Result<Self> {
        let quantities = QuantityTexts {
            numbers: text::NUMBERS,
            vague: text::VAGUE_NUMBERS,
            units: text::UNITS,
            currencies: text::CURRENCIES,
            words: text::QUANTITY_WORDS,
            roles: text::QUANTITY_ROLES,
        };
        // Actors and rules take the longest by far, and neither needs the other.
        let (actors, rules) = std::thread::scope(|scope| {
            let actors = scope.spawn(|| ActorLexicon::builtin(own));
            let (classes, files) = rule_texts(rules);
            let classes = Classes::load(CLASSES, classes);
            let rules = classes.and_then(|classes| Rules::load(&files, classes));
            (actors.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), rules)
        });
        Ok(Codebook {
            actors: actors?,
            rules: rules?,
            ontology: Ontology::load(&OntologyTexts {
                cameo: text::CAMEO,
                plover: text::PLOVER,
                folded: text::FOLDED_CAMEO,
                sectors: text::SECTORS,
            })?,
            cues: CueLexicon::parse("cues.tsv", text::CUES)?,
            support: support(text::SUPPORT_VERBS)?,
            cue_classes: cue_classes(text::CUE_CLASSES)?,
            party_limits: party_limits(text::PARTY_LIMITS)?,
            places: Gazetteer::default(),
            place_words: PlaceWords::load(text::PLACE_WORDS)?,
            topics: topics(text::TOPICS)?,
            modals: stance::modals("modals.tsv", text::MODALS)?,
            signatures: stance::signatures("signatures.tsv", text::SIGNATURES)?,
            negators: stance::negators("negation.tsv", text::NEGATION)?,
            conditions: stance::condition_markers("condition_markers.tsv", text::CONDITION_MARKERS)?,
            anaphora: stance::anaphora("anaphora.tsv", text::ANAPHORA)?,
            rejections: stance::rejections("rejections.tsv", text::REJECTIONS)?,
            quantities: QuantityWords::load(&quantities)?,
            times: TimeWords::load(text::TIME_WORDS, text::HOLIDAYS, text::NUMBERS)?,
        })
    }
}

/// Name of the file of word classes among a user's rules.
const CLASSES: &str = "classes.toml";

/// The classes' text and the files of rules, a user's own in place of those of the same name.
fn rule_texts(own: &[RuleFile]) -> (&str, Vec<(&str, &str)>) {
    let stem = |name: &str| name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let mut classes = text::CLASSES;
    let mut files: Vec<(&str, &str)> = builtin::RULES.to_vec();
    for file in own {
        let place = files.iter().position(|(name, _)| stem(name) == stem(&file.name));
        match place {
            _ if stem(&file.name) == CLASSES => classes = &file.text,
            Some(i) => files[i] = (&file.name, &file.text),
            None => files.push((&file.name, &file.text)),
        }
    }
    (classes, files)
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

fn topics(text: &str) -> Result<Topics> {
    let mut out = Topics::default();
    table::read("topics.tsv", text, ["word", "topic"], |(_, [word, topic])| {
        out.insert(word.into(), table::value("topic", topic)?);
        Ok(())
    })?;
    Ok(out)
}

fn party_limits(text: &str) -> Result<PartyLimits> {
    let mut out = PartyLimits { otherwise: 1.0, ..PartyLimits::default() };
    table::read("party_limits.tsv", text, ["side", "type", "least"], |(_, [side, deed, least])| {
        let least = table::value("number", least)?;
        match (side, deed) {
            ("any", "any") => out.otherwise = least,
            _ => {
                out.by_type.insert((table::value("side", side)?, table::value("event type", deed)?), least);
            }
        }
        Ok(())
    })?;
    Ok(out)
}

fn cue_classes(text: &str) -> Result<FxHashMap<SmolStr, CueClass>> {
    let mut out = FxHashMap::default();
    let columns = ["class", "nested", "missed", "tagged", "sourceless", "states"];
    table::read("cue_classes.tsv", text, columns, |(_, [class, nested, missed, tagged, sourceless, states])| {
        let least = |cell: &str| if cell == "-" { Ok(None) } else { table::value("number", cell).map(Some) };
        let [nested, missed, tagged, sourceless] = [least(nested)?, least(missed)?, least(tagged)?, least(sourceless)?];
        let states = match states {
            "yes" => true,
            "no" => false,
            other => return Err(format!("expected yes or no, not \"{other}\"")),
        };
        out.insert(class.into(), CueClass { nested, missed, tagged, sourceless, states });
        Ok(())
    })?;
    Ok(out)
}
