//! The walk through a report: names first, then role nouns and pronouns in the order of the text, sentence by sentence,
//! so that whoever was mentioned before can be meant again.

use super::Actors;
use super::hits::{self, Hit};
use super::reading::Facts;
use super::state::{Recent, State};
use super::tree::Tree;
use crate::code::model::{ActorId, ActorKind, MentionForm};
use crate::codebook::actors::ActorLexicon;
use crate::codebook::actors::names::Sense;
use crate::codebook::actors::terms::month_of;
use crate::parse::{Parsed, SentenceId, Upos, WordId};
use crate::read::Report;
use crate::span::Span;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// No hit over a word.
const NONE: u32 = u32::MAX;

/// How deep the noun phrases that say where somebody belongs are followed.
const MAX_DEPTH: usize = 6;

/// One report being resolved.
pub(super) struct Resolver<'a> {
    pub report: &'a Report,
    pub tree: Tree<'a>,
    pub lexicon: &'a ActorLexicon,
    pub facts: Facts,
    pub hits: Vec<Hit>,
    /// The reading of each hit that holds.
    pub senses: Vec<Option<Sense>>,
    /// The hit over each word.
    hit_of: Vec<u32>,
    pub seen: Vec<bool>,
    depth: usize,
    /// Holders of offices looked up so far.
    pub holders: FxHashMap<(SmolStr, &'static str), Option<u32>>,
    pub state: State,
}

impl<'a> Resolver<'a> {
    pub fn new(report: &'a Report, parsed: &'a Parsed, lexicon: &'a ActorLexicon) -> Self {
        let tree = Tree::new(parsed);
        let hits = hits::find(report, parsed, lexicon);
        let facts = Facts::gather(report, &tree, lexicon, &hits, month_of(report.published));
        let senses: Vec<Option<Sense>> = hits.iter().map(|h| facts.choose(h, &tree, lexicon)).collect();
        let mut hit_of = vec![NONE; parsed.words.len()];
        for (i, hit) in hits.iter().enumerate().filter(|(i, _)| senses[*i].is_some()) {
            for w in hit.words.clone() {
                hit_of[w as usize] = i as u32;
            }
        }
        let n = parsed.words.len();
        Resolver {
            report,
            tree,
            lexicon,
            facts,
            hits,
            senses,
            hit_of,
            seen: vec![false; n],
            depth: 0,
            holders: FxHashMap::default(),
            state: State::new(n),
        }
    }

    pub fn run(mut self) -> Actors {
        let (mut hit, mut name) = (0, 0);
        for s in 0..self.tree.parsed.sentences.len() as u32 {
            let words = self.tree.parsed.sentences[s as usize].words.clone();
            while self.hits.get(hit).is_some_and(|h| h.words.start < words.end) {
                self.place_hit(hit);
                hit += 1;
            }
            self.short_names(SentenceId(s));
            let first_name = name;
            while self.tree.parsed.names.get(name).is_some_and(|n| n.words.start < words.end) {
                name += 1;
            }
            self.persons(SentenceId(s), first_name..name);
            self.other_names(first_name..name);
            for w in words.filter(|&w| !self.in_dateline(w)).collect::<Vec<_>>() {
                self.visit(WordId(w));
            }
        }
        self.place_strangers();
        self.state.finish()
    }

    /// People who act but of whom nothing is said are taken for civilians of the country the report is about.
    fn place_strangers(&mut self) {
        let Some(focus) = self.facts.focus else { return };
        for i in 0..self.state.out.list.len() as u32 {
            let id = ActorId(i);
            let actor = self.state.actor(id);
            let unknown = actor.kind == ActorKind::Person && actor.entry.is_none() && actor.code.is_none();
            if !unknown || !actor.sectors.is_empty() || !actor.mentions.iter().any(|m| self.tree.is_subject(m.head)) {
                continue;
            }
            let actor = self.state.actor_mut(id);
            actor.code = Some(SmolStr::new_static(focus));
            actor.sectors = vec![SmolStr::new_static("CVL")];
            self.state.explain(id, "nothing said: a civilian of the country the report is mainly about");
        }
    }

    /// The hit over a word with the reading that holds.
    pub fn hit_at(&self, w: WordId) -> Option<(&Hit, Sense)> {
        let i = *self.hit_of.get(w.index())?;
        let hit = self.hits.get(i as usize)?;
        Some((hit, self.senses[i as usize]?))
    }

    /// Resolves a word once and returns whom it stands for.
    pub fn visit(&mut self, w: WordId) -> Vec<ActorId> {
        if !std::mem::replace(&mut self.seen[w.index()], true) && self.depth < MAX_DEPTH {
            self.depth += 1;
            match self.tree.upos(w) {
                Upos::Pron => self.pronoun(w),
                Upos::Noun | Upos::Propn | Upos::Adj | Upos::X | Upos::Det if self.state.out.at(w).is_empty() => {
                    self.nominal(w)
                }
                _ => {}
            }
            self.depth -= 1;
        }
        self.state.out.at(w).to_vec()
    }

    /// True for a word of the dateline.
    pub fn in_dateline(&self, w: u32) -> bool {
        let start = self.tree.parsed.words[w as usize].span.start;
        self.report.dateline.as_ref().is_some_and(|d| d.at.start <= start && start < d.at.end)
    }

    /// Text under a span.
    pub fn text(&self, at: Span) -> &'a str {
        at.of(&self.report.text)
    }

    /// A word as written.
    pub fn form(&self, w: WordId) -> &'a str {
        self.text(self.tree.parsed.word(w).span)
    }

    /// Characters from the first to the last of some words.
    pub fn span(&self, words: std::ops::Range<u32>) -> Span {
        let parsed = self.tree.parsed;
        parsed.words[words.start as usize].span.hull(parsed.words[words.end as usize - 1].span)
    }

    /// Makes a word stand for actors and keeps the mention.
    pub fn stand(&mut self, w: WordId, ids: &[ActorId], at: Span, form: MentionForm) {
        self.state.out.set(w, ids);
        for &id in ids {
            self.state.mention(id, at, w, form);
        }
        let sentence = self.tree.parsed.word(w).sentence;
        let subject = self.tree.is_subject(w);
        let modifier = self.tree.is_modifier(w);
        self.state.remember(Recent { head: w, ids: ids.to_vec(), subject, modifier, sentence });
    }
}
