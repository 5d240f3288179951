//! The front door: one [`Engine`], loaded once and shared between threads, with a method for each room and one that walks
//! a report through all of them.

use crate::builtin::{self, table};
use crate::code::Coded;
use crate::code::actors::Actors;
use crate::code::attribution::learned::AttributionModel;
use crate::code::coder::{Coder, Models};
use crate::code::event_model::EventModel;
use crate::code::mentions::{Coreference, GenderTexts, Linker};
use crate::code::parties::PartyModel;
use crate::codebook::actors::ActorFile;
use crate::codebook::{Codebook, RuleFile};
use crate::error::Result;
use crate::parse::Parsed;
use crate::parse::model::Workspace;
use crate::parse::parser::{Parser, ParserTexts};
use crate::read::{BoilerplatePatterns, Document, JsonLine, Metadata, Report, read_document, read_given, read_text};
use crate::records::{Record, Recorder, Versions};

/// The engine with its model and codebook.
pub struct Engine {
    parser: Parser,
    models: Models,
    codebook: Codebook,
    boilerplate: BoilerplatePatterns,
    versions: Versions,
}

impl Engine {
    /// With the model and data that the binary carries.
    pub fn load() -> Result<Self> {
        Self::with_actors(&[])
    }

    /// The same, with a user's own tables of actors on top: countries, organisations, people and role nouns in the formats
    /// of `data/lexicon/actors`. Where a name stands in both, the user's row wins.
    pub fn with_actors(own: &[ActorFile]) -> Result<Self> {
        Self::with(own, &[])
    }

    /// The same, with event rules of a user's own as well; see [`Codebook::with`].
    pub fn with(own: &[ActorFile], rules: &[RuleFile]) -> Result<Self> {
        let texts = ParserTexts {
            abbreviations: table::ABBREVIATIONS,
            contractions: table::CONTRACTIONS,
            lemma_exceptions: table::LEMMA_EXCEPTIONS,
        };
        // The rooms' stocks do not depend on each other, and one core would take twice as long.
        std::thread::scope(|scope| {
            let parser = scope.spawn(|| Parser::load(&texts, builtin::MODEL));
            let reading = scope
                .spawn(|| (BoilerplatePatterns::load(table::BOILERPLATE, table::FIRST_NAMES), versions(own, rules)));
            let models = scope.spawn(models);
            let codebook = Codebook::with(own, rules)?;
            let (boilerplate, versions) = joined(reading);
            Ok(Engine {
                parser: joined(parser)?,
                models: joined(models)?,
                codebook,
                boilerplate: boilerplate?,
                versions,
            })
        })
    }

    /// What produces this engine's records.
    pub fn versions(&self) -> &Versions {
        &self.versions
    }

    /// The parser.
    pub fn parser(&self) -> &Parser {
        &self.parser
    }

    /// What the engine knows.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// Bytes to a report.
    pub fn read(&self, place: &str, bytes: &[u8], metadata: &Metadata) -> Result<Report> {
        read_text(place, bytes, metadata, &self.boilerplate)
    }

    /// A line of a JSONL file to a report.
    pub fn read_line(&self, file: &str, line: &JsonLine, metadata: &Metadata) -> Result<Report> {
        read_given(file, line, metadata, &self.boilerplate)
    }

    /// A report that was taken out of another format.
    pub fn read_document(&self, document: Document) -> Result<Report> {
        read_document(document, &self.boilerplate)
    }

    /// The same engine with another ranker of parties, for those who train one.
    pub fn with_parties(mut self, parties: PartyModel) -> Self {
        self.models.parties = parties;
        self
    }

    /// A report to its parse. A text in a language that is not coded is not parsed either.
    pub fn parse(&self, ws: &mut Workspace, report: &Report) -> Parsed {
        // The taggers of the coding room work on the encoder's vectors.
        ws.keep_vectors = true;
        if report.is_coded() { self.parser.parse(ws, report) } else { Parsed::default() }
    }

    /// A parse to events and claims.
    pub fn code(&self, report: &Report, parsed: &Parsed) -> Coded {
        Coder { codebook: &self.codebook, models: &self.models, words: self.parser.model(), report, parsed }.code()
    }

    /// Who acts in a parsed report, and which words stand for the same.
    pub fn actors(&self, report: &Report, parsed: &Parsed) -> (Actors, Coreference) {
        Coder { codebook: &self.codebook, models: &self.models, words: self.parser.model(), report, parsed }.actors()
    }

    /// The whole way of one report.
    pub fn record(&self, ws: &mut Workspace, report: &Report, explain: bool) -> Record {
        let parsed = self.parse(ws, report);
        let coded = self.code(report, &parsed);
        let recorder = Recorder { ontology: &self.codebook.ontology, versions: &self.versions, explain };
        recorder.record(report, &parsed, &coded)
    }
}

/// The coding room's own models.
fn models() -> Result<Models> {
    let genders = GenderTexts { nouns: table::GENDER, first_names: table::FIRST_NAMES, titles: table::TITLES };
    Ok(Models {
        tagger: AttributionModel::from_bytes(builtin::ATTRIBUTION)?,
        linker: Linker::load(&genders, builtin::COREF)?,
        parties: PartyModel::load("parties.tsv", builtin::PARTIES)?,
        events: EventModel::from_bytes(builtin::EVENTS)?,
    })
}

/// What a thread made; its panic goes on in the caller.
fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// A user's tables show in the lexicon's version, by what they say and not by where they lie.
fn versions(own: &[ActorFile], rules: &[RuleFile]) -> Versions {
    let mut lexicon = blake3::Hasher::new();
    for (name, text) in builtin::RULES {
        lexicon.update(name.as_bytes());
        lexicon.update(text.as_bytes());
    }
    for text in builtin::PEOPLE.iter().chain(table::ALL) {
        lexicon.update(text.as_bytes());
    }
    lexicon.update(builtin::CITY_PLACES);
    for text in [builtin::REGION_PLACES, builtin::COUNTRY_PLACES, builtin::FORMER_NAMES] {
        lexicon.update(text.as_bytes());
    }
    let mut added = blake3::Hasher::new();
    for text in own.iter().map(|f| &f.text).chain(rules.iter().map(|f| &f.text)) {
        added.update(blake3::hash(text.as_bytes()).as_bytes());
    }
    let short = |hash: blake3::Hash| hash.to_hex()[..16].to_owned();
    let inside = short(lexicon.finalize());
    let mut models = blake3::Hasher::new();
    for weights in [builtin::MODEL, builtin::ATTRIBUTION, builtin::COREF, builtin::EVENTS, builtin::PARTIES.as_bytes()]
    {
        models.update(weights);
    }
    Versions {
        sayso: env!("CARGO_PKG_VERSION").to_owned(),
        model: format!("en-1:{}", short(models.finalize())),
        lexicon: if own.is_empty() && rules.is_empty() {
            inside
        } else {
            format!("{inside}+{}", short(added.finalize()))
        },
    }
}
