//! Cue nouns ("the claim that", "a warning from the ministry") and adjectives ("aware of", "the alleged deal").

use super::Attribution;
use super::scene::{Scene, Unit};
use super::spans::{Content, Finding};
use super::verbs::clause_frame;
use crate::codebook::cues::{CueEntry, CuePos, Frame, SourceSlot};
use crate::parse::{Deprel, Upos, WordId};

/// Finds the attributions whose cue is a noun or an adjective.
pub(super) fn find(scene: &Scene, out: &mut Vec<Attribution>) {
    for w in (0..scene.word_count() as u32).map(WordId) {
        match scene.upos(w) {
            Upos::Noun | Upos::Propn => {
                out.extend(scene.units_at(w, CuePos::Noun).into_iter().find_map(|unit| noun(scene, unit)));
            }
            Upos::Adj | Upos::Verb => {
                out.extend(scene.units_at(w, CuePos::Adjective).into_iter().find_map(|unit| adjective(scene, unit)));
            }
            _ => {}
        }
    }
}

fn noun(scene: &Scene, unit: Unit) -> Option<Attribution> {
    if matches!(scene.rel(unit.top), Deprel::Compound | Deprel::Flat | Deprel::Fixed) {
        return None;
    }
    let light = light_verb(scene, &unit);
    let (frame, content, row) = noun_contents(scene, &unit, light).into_iter().find_map(|(frame, content)| {
        let row = unit.rows.iter().copied().find(|r| r.strength(&frame).is_some())?;
        Some((frame, content, row))
    })?;
    let source = noun_source(scene, &unit, row, light, &content);
    let cue_extra = light.filter(|&v| v < unit.top).into_iter().collect();
    scene.finish(Finding { unit, row, frame, source, cue_extra, content })
}

/// The verb that only lends a noun its subject: "*issued* a warning".
fn light_verb(scene: &Scene, unit: &Unit) -> Option<WordId> {
    let governor = scene.head(unit.top)?;
    let object = matches!(scene.rel(unit.top), Deprel::Obj | Deprel::NsubjPass);
    (object && scene.lexicon.knows(scene.lemma(governor), CuePos::Light)).then_some(governor)
}

/// Possible contents of a noun, likeliest first.
fn noun_contents(scene: &Scene, unit: &Unit, light: Option<WordId>) -> Vec<(Frame, Content)> {
    let mut out = Vec::new();
    let mut dependents = scene.dependents(unit);
    if let Some(v) = light {
        // Parsers often hang the clause of "issued a warning that" from the verb.
        dependents.extend(scene.children(v).filter(|&c| c > unit.top && scene.rel(c) == Deprel::Ccomp));
    }
    for &c in dependents.iter().filter(|&&c| c > unit.top) {
        match scene.rel(c) {
            Deprel::Acl | Deprel::Ccomp | Deprel::Xcomp | Deprel::Advcl | Deprel::Dep => {
                if scene.child_lemma(c, Deprel::Mark) == Some("to") {
                    out.push((Frame::To, Content::subtree(scene, c)));
                } else if let Some(m) = scene.child(c, Deprel::Mark).filter(|_| scene.is_gerund(c)) {
                    out.push((Frame::pp(scene.lemma(m)), without_preposition(scene, c)));
                } else if scene.child(c, Deprel::Mark).is_some() && !scene.is_gerund(c) {
                    out.push((clause_frame(scene, c), Content::subtree(scene, c)));
                }
            }
            _ => {}
        }
    }
    out.extend(predicate_contents(scene, unit));
    for &c in dependents.iter().filter(|&&c| c > unit.top && scene.rel(c) == Deprel::Nmod) {
        if let Some(p) = scene.preposition(c) {
            out.push((Frame::pp(&p), without_preposition(scene, c)));
        }
    }
    if let Some(v) = light {
        let phrases = scene.children(v).filter(|&c| c > unit.top && scene.rel(c) == Deprel::Obl);
        out.extend(phrases.filter_map(|c| Some((Frame::pp(&scene.preposition(c)?), without_preposition(scene, c)))));
    }
    out
}

/// "Her view is that it works", "The goal was to win".
fn predicate_contents(scene: &Scene, unit: &Unit) -> Option<(Frame, Content)> {
    if !matches!(scene.rel(unit.top), Deprel::Nsubj | Deprel::NsubjOuter) {
        return None;
    }
    let p = scene.head(unit.top).filter(|&p| p > unit.top)?;
    let (content, opener) = match scene.child(p, Deprel::Cop) {
        Some(cop) if scene.child(p, Deprel::Mark).is_some_and(|m| m > cop) => {
            let inner = |w: &WordId| *w > cop;
            let words: Vec<WordId> = scene.parsed.subtree(p).into_iter().filter(inner).collect();
            (Content { words, heads: vec![p], ..Default::default() }, scene.child(p, Deprel::Mark))
        }
        // Some parsers make the copula the head.
        _ if scene.lemma(p) == "be" => {
            let c = scene.child(p, Deprel::Ccomp).or_else(|| scene.child(p, Deprel::Xcomp))?;
            (Content::subtree(scene, c), scene.child(c, Deprel::Mark))
        }
        _ => return None,
    };
    opener.is_some_and(|m| matches!(scene.lemma(m), "that" | "to" | "whether" | "if")).then_some((Frame::Is, content))
}

fn without_preposition(scene: &Scene, c: WordId) -> Content {
    let mut content = Content::subtree(scene, c);
    let markers: Vec<WordId> =
        scene.children(c).filter(|&m| matches!(scene.rel(m), Deprel::Case | Deprel::Mark)).collect();
    content.words.retain(|w| !markers.contains(w) && !markers.iter().any(|&m| scene.head(*w) == Some(m)));
    content
}

fn noun_source(scene: &Scene, unit: &Unit, row: &CueEntry, light: Option<WordId>, content: &Content) -> Option<WordId> {
    let from_slots = row.sources.iter().find_map(|slot| match slot {
        SourceSlot::Possessor => scene.child(unit.top, Deprel::NmodPoss).or_else(|| named_modifier(scene, unit)),
        SourceSlot::Pp(p) => scene.children(unit.top).find(|&c| {
            scene.rel(c) == Deprel::Nmod
                && scene.child_lemma(c, Deprel::Case) == Some(p.as_str())
                && !content.heads.contains(&c)
        }),
        SourceSlot::Holder => Some(unit.top),
        _ => None,
    });
    from_slots.or_else(|| {
        let v = light?;
        let row = scene.lexicon.rows(scene.lemma(v), CuePos::Light).next()?;
        match row.sources.first()? {
            SourceSlot::Subject if scene.is_passive(v) => scene.agent(v),
            SourceSlot::Subject => scene.controller(v).filter(|&s| s != unit.top),
            _ => None,
        }
    })
}

/// "the *ministry* statement": a name or body right before the noun.
fn named_modifier(scene: &Scene, unit: &Unit) -> Option<WordId> {
    scene.children(unit.top).find(|&c| {
        let modifies = matches!(scene.rel(c), Deprel::Compound | Deprel::Nmod | Deprel::Amod);
        modifies && c < unit.top && scene.upos(c) == Upos::Propn
    })
}

fn adjective(scene: &Scene, unit: Unit) -> Option<Attribution> {
    let w = unit.top;
    if matches!(scene.rel(w), Deprel::Amod) {
        return attributive(scene, unit);
    }
    let (frame, content, row) = adjective_contents(scene, &unit).into_iter().find_map(|(frame, content)| {
        let row = unit.rows.iter().copied().find(|r| r.strength(&frame).is_some())?;
        Some((frame, content, row))
    })?;
    let nobody = row.class == "seem" || row.sources.first() == Some(&SourceSlot::Nobody);
    let holder = if scene.rel(w) == Deprel::Acl { scene.head(w) } else { scene.controller(w) };
    let source = holder.filter(|s| !nobody && scene.lemma(*s) != "it" && !content.heads.contains(s));
    let cue_extra = Vec::new();
    scene.finish(Finding { unit, row, frame, source, cue_extra, content })
}

fn attributive(scene: &Scene, unit: Unit) -> Option<Attribution> {
    let row = unit.rows.iter().copied().find(|r| r.strength(&Frame::Attr).is_some())?;
    let noun = scene.head(unit.top)?;
    let words = scene.noun_phrase(noun).into_iter().filter(|&x| x > unit.top).collect();
    let content = Content { words, heads: vec![noun], ..Default::default() };
    scene.finish(Finding { unit, row, frame: Frame::Attr, source: None, cue_extra: Vec::new(), content })
}

fn adjective_contents(scene: &Scene, unit: &Unit) -> Vec<(Frame, Content)> {
    let mut out = Vec::new();
    let subject = scene.subject_child(unit.top);
    for c in scene.dependents(unit).into_iter().filter(|&c| c > unit.top) {
        match scene.rel(c) {
            Deprel::Ccomp | Deprel::Csubj | Deprel::Advcl | Deprel::Xcomp => {
                if scene.child_lemma(c, Deprel::Mark) == Some("to") {
                    if let Some(s) = subject {
                        let cop: Vec<WordId> = (unit.words.clone().into_iter())
                            .chain(scene.children(unit.top).filter(|&x| scene.rel(x) == Deprel::Cop))
                            .collect();
                        out.push((Frame::Raise, Content::subtree(scene, s).and(scene, c).minus(&cop)));
                    }
                    out.push((Frame::To, Content::subtree(scene, c)));
                } else if let Some(m) = scene.child(c, Deprel::Mark).filter(|_| scene.is_gerund(c)) {
                    out.push((Frame::pp(scene.lemma(m)), without_preposition(scene, c)));
                } else if scene.rel(c) != Deprel::Advcl {
                    out.push((clause_frame(scene, c), Content::subtree(scene, c)));
                }
            }
            Deprel::Obl | Deprel::Nmod | Deprel::OblAgent => {
                if let Some(p) = scene.preposition(c) {
                    out.push((Frame::pp(&p), without_preposition(scene, c)));
                }
            }
            _ => {}
        }
    }
    out
}
