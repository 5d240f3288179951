//! Dictionaries of agents: common nouns that add a part to the code of the actor they stand with.

use super::lines::{bracketed, lines};
use super::phrases::{Phrase, Phrases, plural};
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, StrExt};

/// What an agent adds, and on which side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgentCode {
    /// `[~GOV]`: after the actor's code.
    After(SmolStr),
    /// `[NGO~]`: before it.
    Before(SmolStr),
}

/// All agents.
#[derive(Debug, Default)]
pub struct Agents {
    nouns: Phrases<AgentCode>,
    sets: FxHashMap<String, Vec<String>>,
}

impl Agents {
    /// The longest agent that begins with the first of the words, and how many words it spans.
    pub fn at(&self, words: &[SmolStr]) -> Option<(&AgentCode, usize)> {
        self.nouns.longest(words)
    }

    /// Reads one more file.
    pub(super) fn add(&mut self, file: &str, text: &str) -> Result<()> {
        for line in lines(text) {
            let wrong = |reason: &str| Error::data(file, line.number, reason);
            if let Some((set, members)) = line.text.split_once('=').filter(|(s, _)| s.trim_start().starts_with('!')) {
                let members: Vec<String> =
                    members.split(',').map(|m| m.trim().to_uppercase()).filter(|m| !m.is_empty()).collect();
                if members.is_empty() {
                    return Err(wrong("the set has no members"));
                }
                self.sets.insert(set.trim().to_uppercase(), members);
                continue;
            }
            let (head, codes) = bracketed(file, &line)?;
            let [code] = codes[..] else { return Err(wrong("an agent has one code, [~CODE] or [CODE~]")) };
            let code = match (code.strip_prefix('~'), code.strip_suffix('~')) {
                (Some(code), _) => AgentCode::After(code.trim().to_uppercase_smolstr()),
                (None, Some(code)) => AgentCode::Before(code.trim().to_uppercase_smolstr()),
                (None, None) => return Err(wrong("an agent's code has a ~ before or after it")),
            };
            let (noun, plurals) = match head.split_once('{') {
                Some((noun, rest)) => {
                    let forms = rest.split_once('}').ok_or_else(|| wrong("a { is not closed"))?.0;
                    (noun.trim().to_uppercase(), Some(forms))
                }
                None => (head.to_uppercase(), None),
            };
            for phrase in self.nouns(&noun, plurals).map_err(|reason| wrong(&reason))? {
                self.nouns.insert(phrase, code.clone());
            }
        }
        Ok(())
    }

    /// The noun and its plurals, or one noun for every member of the set that it names.
    fn nouns(&self, noun: &str, plurals: Option<&str>) -> std::result::Result<Vec<Phrase>, String> {
        let read = |text: &str| Phrase::read(text).ok_or_else(|| "the agent has no letters".to_owned());
        if let Some(start) = noun.find('!') {
            let end = noun[start + 1..].find('!').ok_or("a ! is not closed")? + start + 2;
            let set = &noun[start..end];
            let members = self.sets.get(set).ok_or_else(|| format!("the set {set} is not defined above"))?;
            return members.iter().map(|m| read(&format!("{}{m}{}", &noun[..start], &noun[end..]))).collect();
        }
        let one = read(noun)?;
        let mut out = Vec::new();
        match plurals {
            Some(forms) => out.extend(forms.split([' ', ',']).filter_map(Phrase::read)),
            // A trailing `_` means these words and no others.
            None if noun.ends_with('_') => {}
            None => out.extend(one.parts().last().map(|last| one.ending_in(&plural(&last.word)))),
        }
        out.insert(0, one);
        Ok(out)
    }
}
