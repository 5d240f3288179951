//! From findings to the final list: one attribution for each cue, in text order, each with the one it stands in.

use super::Attribution;
use super::scene::Scene;
use crate::codebook::cues::Frame;
use crate::parse::{Deprel, WordId};
use crate::span::Span;
use rustc_hash::FxHashMap;

/// Sorts, removes doubles and works out nesting.
pub(super) fn settle(scene: &Scene, mut found: Vec<Attribution>) -> Vec<Attribution> {
    found.sort_by(|a, b| {
        let place = |x: &Attribution| (x.cue.head, x.cue.at.start);
        place(a).cmp(&place(b)).then(b.strength.total_cmp(&a.strength))
    });
    found.dedup_by(|b, a| a.cue.head == b.cue.head);
    drop_light_verbs(scene, &mut found);
    nest(scene, &mut found);
    found
}

/// "issued a warning that" is one attribution, by the noun; the verb's own ("issued | a warning") goes, unless it is
/// the stronger one.
fn drop_light_verbs(scene: &Scene, found: &mut Vec<Attribution>) {
    let nouns: FxHashMap<WordId, (Span, f32)> = found.iter().map(|a| (a.cue.head, (a.cue.at, a.strength))).collect();
    let verbs: FxHashMap<WordId, f32> = found.iter().map(|a| (a.cue.head, a.strength)).collect();
    found.retain(|a| {
        let own = scene.parsed.word(a.cue.head).span;
        let object = a.content_heads.first().filter(|_| a.frame == Frame::Np).and_then(|h| nouns.get(h));
        let outdone = object.is_some_and(|(cue, strength)| cue.contains(own) && *strength >= a.strength);
        let governor = scene.head(a.cue.head).filter(|&v| a.cue.at.contains(scene.parsed.word(v).span));
        let outdoes =
            governor.and_then(|v| verbs.get(&v)).is_some_and(|&s| s > a.strength && a.cue.head != a.content_heads[0]);
        !(outdone || outdoes && scene.rel(a.cue.head) == Deprel::Obj)
    });
}

/// Gives each attribution the narrowest one whose content holds its cue. When two hold each other's cue the later cue
/// is the outer one: a tree took the reporting clause at the end, "…, *they said*", for a part of what it reports.
fn nest(scene: &Scene, found: &mut [Attribution]) {
    let at = |a: &Attribution| scene.parsed.word(a.cue.head).span;
    let mut stretches: Vec<(Span, usize)> =
        found.iter().enumerate().flat_map(|(i, a)| a.content.iter().map(move |&s| (s, i))).collect();
    stretches.sort_unstable_by_key(|&(s, i)| (s.start, s.end, i));
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|&i| at(&found[i]).start);
    let mut open: Vec<(Span, usize)> = Vec::new();
    let mut next = 0;
    let mut outers = vec![None; found.len()];
    for i in order {
        let cue = at(&found[i]);
        while let Some(&s) = stretches.get(next).filter(|(s, _)| s.start <= cue.start) {
            open.push(s);
            next += 1;
        }
        open.retain(|(s, _)| s.end > cue.start);
        let holds = |&&(s, j): &&(Span, usize)| {
            let mutual = found[i].content.iter().any(|c| c.contains(at(&found[j])));
            j != i && s.contains(cue) && (!mutual || cue.start < at(&found[j]).start)
        };
        outers[i] = open.iter().filter(holds).min_by_key(|(s, j)| (s.len(), *j)).map(|&(_, j)| j);
    }
    for (i, outer) in outers.into_iter().enumerate() {
        let outer = outer.or_else(|| quoting(scene, found, i));
        found[i].outer = outer;
        let Some(j) = outer else { continue };
        let around = at(&found[j]);
        if found[i].content.iter().any(|c| c.contains(around)) {
            let within = found[j].content.clone();
            keep_within(&mut found[i].content, &within);
        }
    }
}

/// "X quoted Y as *saying*": what Y said stands inside what X quotes, wherever it is written.
fn quoting(scene: &Scene, found: &[Attribution], i: usize) -> Option<usize> {
    let cue = found[i].cue.head;
    let governor = scene.head(cue).filter(|_| scene.child_lemma(cue, Deprel::Mark) == Some("as"))?;
    if !scene.is_gerund(cue) {
        return None;
    }
    found.binary_search_by(|a| a.cue.head.cmp(&governor)).ok()
}

/// Cuts stretches down to what lies in others; when nothing would be left they stay.
fn keep_within(content: &mut Vec<Span>, within: &[Span]) {
    let overlap = |c: &Span, w: &Span| {
        let cut = Span { start: c.start.max(w.start), end: c.end.min(w.end) };
        (cut.start < cut.end).then_some(cut)
    };
    let kept: Vec<Span> = content.iter().flat_map(|c| within.iter().filter_map(move |w| overlap(c, w))).collect();
    if !kept.is_empty() {
        *content = kept;
    }
}
