//! The patterns of a verb, taken apart at the verb: what stands before it is read away from it.

use super::EventCode;
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, StrExt};

/// What one place of a pattern asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// This word.
    Word(SmolStr),
    /// A member of this set.
    Set(usize),
    /// `$`: a noun phrase, the source.
    Source,
    /// `+`: a noun phrase, the target.
    Target,
    /// `^`: a noun phrase, passed over.
    Skip,
    /// `%`: a compound noun phrase.
    Compound,
}

/// A place of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it asks for.
    pub piece: Piece,
    /// It stands right beside its neighbour towards the verb.
    pub joined: bool,
}

/// A pattern and its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// From the verb to the left.
    pub before: Vec<Step>,
    /// From the verb to the right.
    pub after: Vec<Step>,
    /// What it stands for.
    pub code: EventCode,
}

type Named = FxHashMap<SmolStr, usize>;

pub(super) fn set_index(name: &str, sets: &Named) -> Result<usize, String> {
    let name = name.trim().trim_end_matches('_').to_uppercase_smolstr();
    sets.get(&name).copied().ok_or_else(|| format!("the set &{name} is not defined above"))
}

impl Pattern {
    /// Reads what stands between the leading `-` and the code.
    pub(super) fn read(text: &str, sets: &Named, code: EventCode) -> Result<Pattern, String> {
        let mut places: Vec<(Option<Piece>, bool)> = Vec::new();
        for chunk in text.split_whitespace() {
            for (i, word) in chunk.split('_').enumerate().filter(|(_, w)| !w.is_empty()) {
                places.push((piece(word, sets)?, i > 0 && !places.is_empty()));
            }
        }
        let mut verbs = places.iter().enumerate().filter(|(_, (p, _))| p.is_none()).map(|(i, _)| i);
        let (Some(verb), None) = (verbs.next(), verbs.next()) else {
            return Err("a pattern has one * for its verb".into());
        };
        let mut before = Vec::new();
        for i in (0..verb).rev() {
            // The flag says what stands beside the left neighbour; here the right one is nearer to the verb.
            before.extend(places[i].0.clone().map(|piece| Step { piece, joined: places[i + 1].1 }));
        }
        let after =
            places[verb + 1..].iter().filter_map(|(p, joined)| Some(Step { piece: p.clone()?, joined: *joined }));
        Ok(Pattern { before, after: after.collect(), code })
    }
}

/// The verb's own place is none.
fn piece(word: &str, sets: &Named) -> Result<Option<Piece>, String> {
    Ok(Some(match word {
        "*" => return Ok(None),
        "$" => Piece::Source,
        "+" => Piece::Target,
        "^" => Piece::Skip,
        "%" => Piece::Compound,
        _ if word.contains(['{', '}', '(', ')', '|']) => {
            return Err(format!("\"{word}\": patterns of PETRARCH-2, with {{}} and (), are not read"));
        }
        _ => match word.strip_prefix('&') {
            Some(name) => Piece::Set(set_index(name, sets)?),
            None => Piece::Word(word.to_uppercase_smolstr()),
        },
    }))
}
