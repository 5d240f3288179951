//! From verbs to events: which spelling of a verb stands there, which of its patterns fits best, and who acts on whom.

use super::Options;
use super::actors::{NONE, Party};
use super::clauses::Verb;
use super::matching::{Match, View};
use super::tokens::Line;
use crate::codebook::dictionaries::Dictionaries;
use crate::codebook::dictionaries::verbs::{EventCode, VerbForm};
use smol_str::SmolStr;
use std::ops::Range;

/// Source, target, code.
type Triple = (SmolStr, SmolStr, SmolStr);

/// The events of a line. A verb that says something hides the verbs in what it governs.
pub(super) fn events(
    dictionaries: &Dictionaries,
    line: &Line,
    parties: &[Party],
    verbs: &[Verb],
    options: &Options,
) -> Vec<Triple> {
    let mut out = Vec::new();
    let mut free = 0;
    for verb in verbs {
        if verb.place < free {
            continue;
        }
        let coder = Coder { dictionaries, line, parties };
        if let Some((view, code, found)) = coder.meaning(verb) {
            out.extend(coder.triples(&view, &code, &found, verb.passive));
            free = verb.end;
        }
    }
    out.retain(|(source, target, _)| source != target && !(options.dyads_only && (source == NONE || target == NONE)));
    out
}

struct Coder<'a> {
    dictionaries: &'a Dictionaries,
    line: &'a Line,
    parties: &'a [Party],
}

impl<'a> Coder<'a> {
    /// What a verb stands for here: the pattern of which most words are found, else its own code.
    fn meaning(&self, verb: &Verb) -> Option<(View<'a>, EventCode, Match)> {
        let verbs = &self.dictionaries.verbs;
        let forms = verbs.forms(&self.line.tokens[verb.place].text);
        let longest = forms.iter().find_map(|f| self.written(f, verb))?.1;
        let mut best: Option<(usize, View<'a>, EventCode, Match)> = None;
        let mut own = None;
        for (form, span) in forms.iter().filter_map(|f| self.written(f, verb)).filter(|(_, s)| *s == longest) {
            let view = |span: &Range<usize>| View {
                verbs,
                line: self.line,
                parties: self.parties,
                before: self.clause_start(span.start)..span.start,
                after: span.end..verb.end.max(span.end),
            };
            for pattern in verbs.patterns(form) {
                let Some(found) = view(&span).find(pattern) else { continue };
                let size = found.words * 8 + pattern.before.len() + pattern.after.len();
                if best.as_ref().is_none_or(|b| size > b.0) {
                    best = Some((size, view(&span), pattern.code.clone(), found));
                }
            }
            if own.is_none() && form.code != EventCode::Null {
                own = Some((view(&span), form.code.clone(), Match::default()));
            }
        }
        best.map(|(_, view, code, found)| (view, code, found)).or(own).filter(|(_, code, _)| *code != EventCode::Null)
    }

    /// The places of a verb's words, if all stand there.
    fn written<'f>(&self, form: &'f VerbForm, verb: &Verb) -> Option<(&'f VerbForm, Range<usize>)> {
        let text = |i: usize| self.line.tokens.get(i).map(|t| t.text.as_str());
        Some((form, form.span(verb.place, text)?))
    }

    /// The words before a verb are read up to a comma.
    fn clause_start(&self, place: usize) -> usize {
        (0..place)
            .rev()
            .find(|&i| self.line.tokens[i].is_comma() && self.line.nominal_at(i).is_none())
            .map_or(0, |i| i + 1)
    }

    fn triples(&self, view: &View, code: &EventCode, found: &Match, passive: bool) -> Vec<Triple> {
        let Some((source, target)) = self.pair(view, code, found) else { return Vec::new() };
        let (mut sources, mut targets) = (self.parties[source].codes.clone(), self.parties[target].codes.clone());
        if passive {
            std::mem::swap(&mut sources, &mut targets);
        }
        match code {
            EventCode::Null => Vec::new(),
            EventCode::One(code) => cross(&sources, &targets, code).collect(),
            EventCode::Pair(there, back) => {
                // Of a paired event with one known side, that side is taken for both.
                if sources.first().is_some_and(|c| c == NONE) {
                    sources.clone_from(&targets);
                } else if targets.first().is_some_and(|c| c == NONE) {
                    targets.clone_from(&sources);
                }
                let there = there.iter().flat_map(|c| cross(&sources, &targets, c));
                let back = back.iter().flat_map(|c| cross(&targets, &sources, c));
                there.chain(back).collect()
            }
        }
    }

    /// Source and target: those the pattern names, a compound on both sides of a paired event, else the nearest at hand.
    fn pair(&self, view: &View, code: &EventCode, found: &Match) -> Option<(usize, usize)> {
        let compound = found.compound_before.or(found.compound_after);
        if let (EventCode::Pair(..), Some(both)) = (code, compound) {
            return Some((both, both));
        }
        let source = found.source.or(found.compound_before).or_else(|| self.source(view, found.target))?;
        let target = found.target.or(found.compound_after).or_else(|| self.target(view, source)).or(compound)?;
        Some((source, target))
    }

    /// The first coded noun phrase before the verb, else the first one.
    fn source(&self, view: &View, not: Option<usize>) -> Option<usize> {
        let all = || self.within(&view.before).filter(move |n| Some(*n) != not);
        all().find(|&n| self.parties[n].is_coded()).or_else(|| all().next())
    }

    /// The first coded noun phrase after the verb that is not the source's, else the first one there, else the nearest
    /// before it.
    fn target(&self, view: &View, source: usize) -> Option<usize> {
        let codes = &self.parties[source].codes;
        let other = |&n: &usize| n != source && (self.parties[n].codes != *codes || codes.len() > 1);
        let coded = |&n: &usize| self.parties[n].is_coded() && other(&n);
        let after = || self.within(&view.after);
        let before = || self.within(&view.before).rev();
        after()
            .find(coded)
            .or_else(|| after().find(|&n| !self.parties[n].is_coded()))
            .or_else(|| before().find(coded))
            .or_else(|| before().find(|&n| n != source && !self.parties[n].is_coded()))
    }

    fn within(&self, range: &Range<usize>) -> impl DoubleEndedIterator<Item = usize> + use<'_, 'a> {
        let range = range.clone();
        let inside = move |&i: &usize| {
            let at = &self.line.nominals[i].at;
            range.start <= at.start && at.end <= range.end
        };
        (0..self.line.nominals.len()).filter(inside)
    }
}

fn cross<'a>(
    sources: &'a [SmolStr],
    targets: &'a [SmolStr],
    code: &'a SmolStr,
) -> impl Iterator<Item = Triple> + use<'a> {
    sources.iter().flat_map(move |s| targets.iter().map(move |t| (s.clone(), t.clone(), code.clone())))
}
