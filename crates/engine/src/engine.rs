//! The front door: one [`Engine`], loaded once and shared between threads, with a method for each room and one that walks
//! a report through all of them.

use crate::builtin::{self, table};
use crate::code::Coded;
use crate::code::coder::Coder;
use crate::codebook::Codebook;
use crate::error::Result;
use crate::parse::Parsed;
use crate::parse::model::Workspace;
use crate::parse::parser::{Parser, ParserTexts};
use crate::read::{BoilerplatePatterns, JsonLine, Metadata, Report, read_given, read_text};
use crate::records::{Record, Recorder, Versions};

/// The engine with its model and codebook.
pub struct Engine {
    parser: Parser,
    codebook: Codebook,
    boilerplate: BoilerplatePatterns,
    versions: Versions,
}

impl Engine {
    /// With the model and data that the binary carries.
    pub fn load() -> Result<Self> {
        let texts = ParserTexts {
            abbreviations: table::ABBREVIATIONS,
            contractions: table::CONTRACTIONS,
            lemma_exceptions: table::LEMMA_EXCEPTIONS,
        };
        let (parser, codebook) = std::thread::scope(|scope| {
            let parser = scope.spawn(|| Parser::load(&texts, builtin::MODEL));
            let codebook = Codebook::builtin();
            (parser.join(), codebook)
        });
        let parser = parser.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        Ok(Engine {
            parser,
            codebook: codebook?,
            boilerplate: BoilerplatePatterns::load(table::BOILERPLATE, table::FIRST_NAMES)?,
            versions: versions(),
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

    /// A report to its parse. A text in a language that is not coded is not parsed either.
    pub fn parse(&self, ws: &mut Workspace, report: &Report) -> Parsed {
        if report.is_coded() { self.parser.parse(ws, report) } else { Parsed::default() }
    }

    /// A parse to events and claims.
    pub fn code(&self, report: &Report, parsed: &Parsed) -> Coded {
        Coder { codebook: &self.codebook, report, parsed }.code()
    }

    /// The whole way of one report.
    pub fn record(&self, ws: &mut Workspace, report: &Report, explain: bool) -> Record {
        let parsed = self.parse(ws, report);
        let coded = self.code(report, &parsed);
        let recorder = Recorder { ontology: &self.codebook.ontology, versions: &self.versions, explain };
        recorder.record(report, &parsed, &coded)
    }
}

fn versions() -> Versions {
    let mut lexicon = blake3::Hasher::new();
    for (name, text) in builtin::RULES {
        lexicon.update(name.as_bytes());
        lexicon.update(text.as_bytes());
    }
    for text in builtin::PEOPLE.iter().chain(table::ALL) {
        lexicon.update(text.as_bytes());
    }
    let short = |hash: blake3::Hash| hash.to_hex()[..16].to_owned();
    Versions {
        sayso: env!("CARGO_PKG_VERSION").to_owned(),
        model: format!("en-1:{}", short(blake3::hash(builtin::MODEL))),
        lexicon: short(lexicon.finalize()),
    }
}
