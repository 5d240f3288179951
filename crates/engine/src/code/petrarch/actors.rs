//! The codes of noun phrases: the first actor in the words, and every agent beside it.

use super::tokens::Line;
use super::{Day, Options};
use crate::codebook::dictionaries::Dictionaries;
use crate::codebook::dictionaries::agents::AgentCode;
use smol_str::{SmolStr, format_smolstr};

/// No actor.
pub(super) const NONE: &str = "---";

/// What a noun phrase stands for, in the line's order of noun phrases.
#[derive(Clone, Debug, Default)]
pub(super) struct Party {
    pub codes: Vec<SmolStr>,
    /// It joins several with "and" or the like.
    pub compound: bool,
}

impl Party {
    /// It stands for somebody in the dictionaries; a compound is taken for one that does.
    pub fn is_coded(&self) -> bool {
        self.compound || self.codes.iter().any(|c| !c.starts_with(NONE))
    }
}

/// The parties of a line.
pub(super) fn coded(dictionaries: &Dictionaries, line: &Line, day: Day, options: &Options) -> Vec<Party> {
    line.nominals
        .iter()
        .map(|nominal| {
            let compound = nominal.wordings.len() > 1;
            let mut codes: Vec<SmolStr> = Vec::new();
            for places in &nominal.wordings {
                let texts = places.iter().map(|&p| &line.tokens[p]).filter(|t| !t.is_comma());
                let words: Vec<SmolStr> = texts.map(|t| t.text.clone()).collect();
                let code = code(dictionaries, &words, day);
                if code != NONE {
                    // `FRO/BIL/SAM`: one name for several.
                    codes.extend(code.split('/').map(SmolStr::new));
                } else if options.new_actor_words > 0 && words.len() <= options.new_actor_words {
                    codes.push(format_smolstr!("\"{}\"", words.join(" ")));
                }
            }
            if codes.is_empty() {
                codes.push(NONE.into());
            }
            Party { codes, compound }
        })
        .collect()
}

fn code(dictionaries: &Dictionaries, words: &[SmolStr], day: Day) -> SmolStr {
    let actor = (0..words.len()).find_map(|i| dictionaries.actors.at(&words[i..]).map(|(codes, n)| (i..i + n, codes)));
    let span = actor.as_ref().map_or(0..0, |(span, _)| span.clone());
    let mut code: SmolStr = actor.and_then(|(_, codes)| codes.on(day)).cloned().unwrap_or_else(|| NONE.into());
    for i in (0..words.len()).filter(|i| !span.contains(i)) {
        // Agents within agents count as well: OPPOSITION_GROUP in MAIN_OPPOSITION_GROUP.
        let Some((agent, _)) = dictionaries.agents.at(&words[i..]) else { continue };
        code = match agent {
            AgentCode::After(agent) if !holds(&code, agent) => format_smolstr!("{code}{agent}"),
            AgentCode::Before(agent) if !holds(&code, agent) => format_smolstr!("{agent}{code}"),
            _ => code,
        };
    }
    code
}

/// Codes are put together from parts of three letters.
fn holds(code: &str, part: &str) -> bool {
    (0..code.len()).step_by(3).any(|i| code.get(i..).is_some_and(|rest| rest.starts_with(part)))
}
