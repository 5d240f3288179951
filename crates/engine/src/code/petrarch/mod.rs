//! Coding with a user's dictionaries, as PETRARCH codes: each verb of a sentence in turn, its patterns over the words
//! before and after it, source and target from the noun phrases around it. The trees are ours (Universal Dependencies), so
//! the phrases that PETRARCH takes from a constituency parse are put together here. Our own rules and actors play no part.

mod actors;
mod clauses;
mod commas;
mod matching;
mod nominals;
mod opening;
mod tokens;
mod verbs;

use crate::codebook::dictionaries::Dictionaries;
use crate::codebook::dictionaries::discards::Discard;
use crate::parse::{Parsed, SentenceId};
use crate::read::Report;
use actors::coded;
use clauses::verbs;
use jiff::civil::Date;
use smol_str::SmolStr;
use tokens::Line;

/// How many words a stretch between commas may have to be passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// At least so many.
    pub least: usize,
    /// At most so many; 0 passes over none.
    pub most: usize,
}

/// What PETRARCH calls its configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Stretches before the first comma.
    pub opening: Words,
    /// Stretches after the last comma.
    pub closing: Words,
    /// Stretches between two commas.
    pub inner: Words,
    /// Events without a source or a target are left out.
    pub dyads_only: bool,
    /// Noun phrases of at most so many words that no dictionary knows stand as actors, in quotation marks; 0 for none.
    pub new_actor_words: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            opening: Words { least: 0, most: 0 },
            closing: Words { least: 2, most: 8 },
            inner: Words { least: 2, most: 8 },
            dyads_only: true,
            new_actor_words: 0,
        }
    }
}

/// An event in the dictionaries' codes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// Where it stands.
    pub sentence: SentenceId,
    /// Who acts.
    pub source: SmolStr,
    /// Upon whom.
    pub target: SmolStr,
    /// What is done.
    pub code: SmolStr,
}

/// All events of a report, in text order and without repetition within a sentence.
pub fn code(dictionaries: &Dictionaries, report: &Report, parsed: &Parsed, options: &Options) -> Vec<Event> {
    let mut out: Vec<Event> = Vec::new();
    for (i, sentence) in parsed.sentences.iter().enumerate() {
        if report.boilerplate.iter().any(|b| b.start <= sentence.span.start && sentence.span.end <= b.end) {
            continue;
        }
        let id = SentenceId(i as u32);
        let mut line = Line::of(report, parsed, id);
        match dictionaries.discards.of(&line.words()) {
            Some(Discard::Report) => return Vec::new(),
            Some(Discard::Sentence) => continue,
            None => {}
        }
        clauses::force(parsed, &mut line, &dictionaries.verbs);
        nominals::mark(parsed, &mut line);
        line.cut_nominals();
        opening::mend(parsed, &mut line, &dictionaries.actors);
        commas::pass_over(&mut line, options);
        let phrases = coded(dictionaries, &line, report.published, options);
        let verbs = verbs(parsed, &line);
        for (source, target, code) in verbs::events(dictionaries, &line, &phrases, &verbs, options) {
            let event = Event { sentence: id, source, target, code };
            if !out.iter().rev().take_while(|e| e.sentence == id).any(|e| *e == event) {
                out.push(event);
            }
        }
    }
    out
}

/// The day a report's actors are looked up for.
type Day = Option<Date>;
