//! Which earlier mentions a mention is compared with: the latest ones, and for nouns and names also earlier ones that share
//! a word. Bounded whatever the report's length.

use super::features::Scene;
use super::profile::{Class, Determiner, Profile};
use super::words::Pronoun;
use crate::parse::NameKind;
use rustc_hash::FxHashMap;

/// Latest mentions that a pronoun looks back at.
const PRONOUN_REACH: usize = 40;

/// Latest mentions that a noun or name looks back at.
const NOMINAL_REACH: usize = 16;

/// Latest clauses that "this" and "that" look back at.
const CLAUSE_REACH: usize = 6;

/// Latest mentions with one word that are kept in mind.
const WITH_WORD: usize = 8;

/// Most candidates of one mention.
pub(super) const MOST: usize = 48;

/// Finds candidates while it walks through a report's mentions.
#[derive(Default)]
pub struct Candidates {
    with_word: FxHashMap<u32, Vec<u32>>,
    phrases: Vec<usize>,
    clauses: Vec<usize>,
}

impl Candidates {
    /// Earlier mentions to compare with the next one, nearest first. To be called for each mention in order.
    pub fn of(&mut self, scene: &Scene<'_>, i: usize) -> Vec<usize> {
        let p = &scene.profiles[i];
        let reach = if p.class.is_pronoun() { PRONOUN_REACH } else { NOMINAL_REACH };
        if p.class == Class::Clause {
            self.clauses.push(i);
            return Vec::new();
        }
        let mut found: Vec<usize> = self.phrases.iter().rev().take(reach).copied().collect();
        if points_to_clauses(p) {
            found.extend(self.clauses.iter().rev().take(CLAUSE_REACH));
        }
        self.phrases.push(i);
        if !p.class.is_pronoun() {
            let keys = || p.content.iter().chain([&p.lemma, &p.head_form, &p.initials]);
            for key in keys() {
                found.extend(self.with_word.get(key).into_iter().flatten().map(|&j| j as usize));
            }
            for key in keys() {
                let known = self.with_word.entry(*key).or_default();
                if known.last() != Some(&(i as u32)) {
                    known.push(i as u32);
                }
                if known.len() > WITH_WORD {
                    known.remove(0);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|&j| sensible(scene, i, j));
        found.reverse();
        found.truncate(MOST);
        found
    }
}

/// What can stand for a whole clause.
fn points_to_clauses(p: &Profile) -> bool {
    match p.class {
        Class::Pronoun(Pronoun::This | Pronoun::It) => true,
        Class::Definite => p.determiner == Determiner::Demonstrative,
        _ => false,
    }
}

/// Leaves out what never corefers: a phrase with the phrase that holds it, unless it is a pronoun; I and you with a place.
fn sensible(scene: &Scene<'_>, i: usize, j: usize) -> bool {
    let (a, b) = (&scene.profiles[i], &scene.profiles[j]);
    let within = a.words.end <= b.words.end;
    let spoken = matches!(a.class, Class::Pronoun(p) if p.is_spoken());
    let (held, abroad) = (within && !a.class.is_pronoun(), spoken && b.name == Some(NameKind::Place));
    !held && !abroad
}
