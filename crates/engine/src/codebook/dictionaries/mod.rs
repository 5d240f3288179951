//! A user's dictionaries in the language of TABARI and PETRARCH: actors with dates, agents, verbs with their patterns,
//! discards. Text comes in, tables come out, and every bad line is named by file and number. How the tables are laid over
//! a sentence is for [`crate::code::petrarch`].

pub mod actors;
pub mod agents;
pub mod discards;
mod lines;
pub mod phrases;
pub mod verbs;

#[cfg(test)]
mod tests;

use crate::error::{Error, Result};
use actors::Actors;
use agents::Agents;
use discards::Discards;
use verbs::Verbs;

/// One file of dictionaries.
#[derive(Clone, Debug, PartialEq)]
pub struct DictionaryFile {
    /// Its name; which of the four kinds it is, is read off it.
    pub name: String,
    /// Its content.
    pub text: String,
}

/// What a file of dictionaries holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Names and their codes.
    Actors,
    /// Common nouns and what they add to a code.
    Agents,
    /// Verbs, their patterns and the sets of words that patterns name.
    Verbs,
    /// Phrases that keep a sentence or a report from being coded.
    Discards,
}

impl Kind {
    /// By the file's name, as the projects name theirs: `Phoenix.Countries.actors.txt`, `CAMEO.verbs.txt`.
    pub fn of(name: &str) -> Option<Kind> {
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
        [("actor", Kind::Actors), ("agent", Kind::Agents), ("verb", Kind::Verbs), ("discard", Kind::Discards)]
            .into_iter()
            .find(|(part, _)| name.contains(part))
            .map(|(_, kind)| kind)
    }
}

/// All dictionaries of a user.
#[derive(Debug, Default)]
pub struct Dictionaries {
    /// Names and their codes.
    pub actors: Actors,
    /// Common nouns and what they add.
    pub agents: Agents,
    /// Verbs and patterns.
    pub verbs: Verbs,
    /// What is not coded.
    pub discards: Discards,
}

impl Dictionaries {
    /// Reads files; there may be several of a kind, a later one adds to an earlier one.
    pub fn load(files: &[DictionaryFile]) -> Result<Self> {
        let mut out = Dictionaries::default();
        for DictionaryFile { name, text } in files {
            match Kind::of(name) {
                Some(Kind::Actors) => out.actors.add(name, text)?,
                Some(Kind::Agents) => out.agents.add(name, text)?,
                Some(Kind::Verbs) => out.verbs.add(name, text)?,
                Some(Kind::Discards) => out.discards.add(name, text),
                None => {
                    let reason = "the name does not say what it holds: actors, agents, verbs or discards";
                    return Err(Error::data(name, 0, reason));
                }
            }
        }
        if out.verbs.is_empty() {
            return Err(Error::data("the dictionaries", 0, "none of them lists a verb"));
        }
        Ok(out)
    }
}
