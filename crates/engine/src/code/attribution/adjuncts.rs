//! Adverbs ("reportedly") and phrases ("according to the ministry", "in her view") that attribute the clause they
//! belong to.

use super::Attribution;
use super::scene::{Scene, Unit};
use super::spans::{Content, Finding};
use crate::codebook::cues::{CuePos, Frame, SourceSlot};
use crate::parse::{Deprel, Upos, WordId};

/// Finds the attributions whose cue is an adverb or an adposition.
pub(super) fn find(scene: &Scene, out: &mut Vec<Attribution>) {
    for w in (0..scene.word_count() as u32).map(WordId) {
        if scene.upos(w) == Upos::Adv {
            out.extend(adverb(scene, w));
        }
        out.extend(scene.units_at(w, CuePos::Adposition).into_iter().find_map(|unit| phrase(scene, unit)));
    }
}

fn adverb(scene: &Scene, w: WordId) -> Option<Attribution> {
    let unit = scene.units_at(w, CuePos::Adverb).into_iter().next()?;
    let row = unit.rows.first().copied()?;
    let modified = scene.head(w)?;
    let own_clause = |c: &WordId| scene.rel(*c) == Deprel::Conj && scene.has_own_subject(*c);
    let others: Vec<WordId> =
        scene.children(modified).filter(own_clause).flat_map(|c| scene.parsed.subtree(c)).collect();
    let mut content = Content::subtree(scene, modified).minus(&others);
    content.without.clear();
    let content = content.minus(&[w]);
    scene.finish(Finding { unit, row, frame: Frame::Clause, source: None, cue_extra: Vec::new(), content })
}

/// "According to X", "in the words of X", "in X's view".
fn phrase(scene: &Scene, unit: Unit) -> Option<Attribution> {
    let row = unit.rows.iter().copied().find(|r| r.strength(&Frame::Clause).is_some())?;
    let last = *unit.words.last()?;
    let (source, phrase) = match row.sources.first()? {
        SourceSlot::Possessor => (scene.child(last, Deprel::NmodPoss)?, last),
        SourceSlot::Holder => (last, last),
        _ => {
            let source = governed(scene, &unit)?;
            let outer = std::iter::once(source).chain(scene.ancestors(source).take(2));
            let phrase = outer.take_while(|&x| !is_predicate(scene, x)).last().unwrap_or(source);
            (source, phrase)
        }
    };
    let content = scene.clause_around(phrase)?.minus(&scene.parsed.subtree(phrase)).minus(&unit.words);
    scene.finish(Finding { unit, row, frame: Frame::Clause, source: Some(source), cue_extra: Vec::new(), content })
}

/// The noun phrase after an adposition.
fn governed(scene: &Scene, unit: &Unit) -> Option<WordId> {
    let last = *unit.words.last()?;
    let by_case = [unit.top, last, unit.words[0]].into_iter().find_map(|p| {
        let head = scene.head(p).filter(|h| !unit.words.contains(h) && *h > last)?;
        matches!(scene.rel(p), Deprel::Case | Deprel::Mark | Deprel::Fixed).then_some(head)
    });
    let by_object = || {
        scene
            .dependents(unit)
            .into_iter()
            .find(|&c| c > last && matches!(scene.rel(c), Deprel::Nmod | Deprel::Obl | Deprel::Obj))
    };
    by_case.or_else(by_object)
}

fn is_predicate(scene: &Scene, w: WordId) -> bool {
    matches!(scene.upos(w), Upos::Verb | Upos::Aux)
        || matches!(scene.rel(w), Deprel::Root | Deprel::Ccomp | Deprel::Parataxis)
        || scene.child(w, Deprel::Cop).is_some()
}

impl Scene<'_> {
    /// The clause that a phrase comments on: the whole sentence when it stands at its edge, else the nearest clause.
    pub(super) fn clause_around(&self, phrase: WordId) -> Option<Content> {
        let sentence = self.parsed.sentence_of(phrase).words.clone();
        let own = self.parsed.subtree(phrase);
        let solid = |w: &u32| self.upos(WordId(*w)) != Upos::Punct;
        let at_start = sentence.clone().find(solid).is_some_and(|w| own.first().is_some_and(|f| f.0 <= w));
        let at_end = sentence.clone().rev().find(solid).is_some_and(|w| own.last().is_some_and(|l| l.0 >= w));
        let anchor = |w: WordId| {
            matches!(self.rel(w), Deprel::Root | Deprel::Ccomp | Deprel::Parataxis | Deprel::Advcl | Deprel::AclRelcl)
                || (self.rel(w) == Deprel::Conj && self.has_own_subject(w))
        };
        let clause = if at_start || at_end {
            self.ancestors(phrase).last()?
        } else {
            self.ancestors(phrase).find(|&w| anchor(w))?
        };
        Some(Content::subtree(self, clause))
    }
}
