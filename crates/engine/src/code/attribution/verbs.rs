//! Verb cues: which dependents of a verb are its content, in which frame, and where its source stands.

use super::Attribution;
use super::scene::{Scene, Unit};
use super::spans::{Content, Finding};
use super::speech::Speech;
use crate::codebook::cues::{CueEntry, CuePos, Frame, SourceSlot};
use crate::parse::{Deprel, Upos, WordId};

/// By how much a later reading of a verb must be stronger than an earlier one (0.1 from PolNeAR train: F1 + 0.4 points
/// over taking the first).
const READING_MARGIN: f32 = 0.1;

/// A possible content of a verb.
struct Complement {
    frame: Frame,
    content: Content,
    /// Words that belong to the cue in this frame ("called *for*").
    cue_extra: Vec<WordId>,
    /// The source, when the construction names it.
    speaker: Option<WordId>,
}

impl Complement {
    fn new(frame: Frame, content: Content) -> Self {
        Complement { frame, content, cue_extra: Vec::new(), speaker: None }
    }
}

/// Finds the attributions whose cue is a verb.
pub(super) fn find(scene: &Scene, speech: &Speech, out: &mut Vec<Attribution>) {
    for w in (0..scene.word_count() as u32).map(WordId) {
        let verbal = |unit: &Unit| match scene.upos(w) {
            // "call up" is another verb than "call".
            Upos::Verb if unit.words.len() == 1 && scene.child(w, Deprel::CompoundPrt).is_some() => false,
            Upos::Verb => true,
            Upos::Aux => unit.words.len() > 1,
            _ => speech.of_cue(unit.top).is_some(),
        };
        let units = scene.units_at(w, CuePos::Verb).into_iter().filter(verbal);
        out.extend(units.into_iter().find_map(|unit| attribution(scene, speech, unit)));
    }
}

fn attribution(scene: &Scene, speech: &Speech, unit: Unit) -> Option<Attribution> {
    let complements = complements(scene, speech, &unit);
    let (complement, row) = best_reading(&unit, complements)?;
    let source = complement.speaker.or_else(|| source(scene, &unit, row, &complement));
    let Complement { frame, mut content, cue_extra, .. } = complement;
    content.spans.extend_from_slice(speech.continuing(unit.top));
    scene.finish(Finding { unit, row, frame, source, cue_extra, content })
}

/// The reading that the lexicon knows; a later one must be clearly stronger.
fn best_reading<'a>(unit: &Unit<'a>, complements: Vec<Complement>) -> Option<(Complement, &'a CueEntry)> {
    let mut best: Option<(f32, Complement, &CueEntry)> = None;
    for complement in complements {
        let known = unit.rows.iter().find_map(|r| Some((r.strength(&complement.frame)?, *r)));
        if let Some((strength, row)) = known.filter(|k| best.as_ref().is_none_or(|b| k.0 > b.0 + READING_MARGIN)) {
            best = Some((strength, complement, row));
        }
    }
    best.map(|(_, complement, row)| (complement, row))
}

/// Everything that could be the content of a verb, likeliest first.
fn complements(scene: &Scene, speech: &Speech, unit: &Unit) -> Vec<Complement> {
    let mut out = Vec::new();
    quoted(scene, speech, unit, &mut out);
    as_clause(scene, unit, &mut out);
    reported(scene, unit, &mut out);
    clauses(scene, unit, &mut out);
    parenthesis(scene, unit, &mut out);
    infinitives(scene, unit, &mut out);
    phrases(scene, unit, &mut out);
    out
}

/// Quotations that the speech rules gave to this verb, with indirect speech that they interrupt.
fn quoted(scene: &Scene, speech: &Speech, unit: &Unit, out: &mut Vec<Complement>) {
    let Some(spans) = speech.of_cue(unit.top) else { return };
    let heads = spans.iter().filter_map(|s| scene.head_within(*s)).collect();
    let content = Content { spans: spans.to_vec(), heads, ..Default::default() };
    out.push(Complement { speaker: speech.speaker(unit.top), ..Complement::new(Frame::Quote, content) });
}

/// Reporting verbs read by position.
fn reported(scene: &Scene, unit: &Unit, out: &mut Vec<Complement>) {
    if !unit.reports() || !out.is_empty() {
        return;
    }
    let before = || scene.report_before(unit);
    let report = match scene.is_parenthetical(unit) {
        true => before().or_else(|| scene.report_after(unit)),
        false => scene.report_after(unit).or_else(before),
    };
    out.extend(report.map(|r| Complement { speaker: r.speaker, ..Complement::new(r.frame, r.content) }));
}

/// Finite complement clauses.
fn clauses(scene: &Scene, unit: &Unit, out: &mut Vec<Complement>) {
    let asks = unit.rows.iter().any(|r| r.strength(&Frame::Whether).is_some());
    let is_clause = |c: &WordId| match scene.rel(*c) {
        Deprel::Ccomp => !matches!(scene.child_lemma(*c, Deprel::Mark), Some("as" | "because" | "while" | "after")),
        // "asked if" is often read as a condition.
        Deprel::Advcl => asks && *c > unit.top && matches!(scene.child_lemma(*c, Deprel::Mark), Some("if" | "whether")),
        _ => false,
    };
    for c in scene.dependents(unit).into_iter().filter(is_clause) {
        let frame =
            if scene.is_gerund(c) && scene.subject_child(c).is_none() { Frame::Ing } else { clause_frame(scene, c) };
        out.push(Complement::new(frame, clause(scene, unit, c)));
    }
}

/// The frame of a finite clause by the word that opens it.
pub(super) fn clause_frame(scene: &Scene, c: WordId) -> Frame {
    match scene.child_lemma(c, Deprel::Mark) {
        Some("whether" | "if") => return Frame::Whether,
        Some("that") => return Frame::That,
        _ => {}
    }
    let first = scene.parsed.subtree(c).into_iter().find(|&w| scene.upos(w) != Upos::Punct);
    match first {
        Some(w) if scene.is_wh(w) => Frame::Wh,
        _ => Frame::That,
    }
}

/// A clause as content; a cue in the middle of it splits it.
fn clause(scene: &Scene, unit: &Unit, c: WordId) -> Content {
    let content = Content::subtree(scene, c);
    if content.words.first().is_some_and(|&w| w < unit.top) && content.words.last().is_some_and(|&w| w > unit.top) {
        return content.minus(&cue_clause(scene, unit));
    }
    content
}

/// The words of a reporting clause without its content: subject, cue, addressee, time.
fn cue_clause(scene: &Scene, unit: &Unit) -> Vec<WordId> {
    let mut words = unit.words.clone();
    for c in scene.dependents(unit) {
        if !matches!(scene.rel(c), Deprel::Ccomp | Deprel::Parataxis | Deprel::Conj | Deprel::Punct | Deprel::Advcl) {
            words.extend(scene.parsed.subtree(c));
        }
    }
    words.sort_unstable();
    words
}

/// "as *he said*", "as *outlined in the report*": the clause that the as-clause comments on. "X quoted Y as *saying*":
/// what X reports is what Y said.
fn as_clause(scene: &Scene, unit: &Unit, out: &mut Vec<Complement>) {
    let v = unit.top;
    let subordinate = matches!(scene.rel(v), Deprel::Advcl | Deprel::Ccomp | Deprel::Parataxis | Deprel::Dep);
    let (true, Some("as"), Some(h)) = (subordinate, scene.child_lemma(v, Deprel::Mark), scene.head(v)) else { return };
    if scene.is_gerund(v) {
        let before = scene.children(h).find(|&c| c < h && matches!(scene.rel(c), Deprel::Ccomp | Deprel::Parataxis));
        let around = || scene.head(h).filter(|_| scene.rel(h) == Deprel::Parataxis);
        let complement =
            before.map(|c| Complement::new(clause_frame(scene, c), Content::subtree(scene, c))).or_else(|| {
                let a = around()?;
                let content = Content { heads: vec![a], ..Content::subtree(scene, a).minus(&scene.parsed.subtree(h)) };
                Some(Complement::new(Frame::That, content))
            });
        let speaker = scene.child(h, Deprel::Obj);
        out.extend(complement.filter(|_| unit.reports()).map(|c| Complement { speaker, ..c }));
        return;
    }
    let Some(content) = scene.clause_around(v) else { return };
    let mut complement = Complement::new(Frame::That, content.minus(&scene.parsed.subtree(v)));
    complement.cue_extra.extend(scene.child(v, Deprel::Mark));
    complement.cue_extra.extend(in_phrase(scene, v).and_then(|p| scene.child(p, Deprel::Case)));
    out.push(complement);
}

/// A reporting clause that the tree hangs from what it reports.
fn parenthesis(scene: &Scene, unit: &Unit, out: &mut Vec<Complement>) {
    let v = unit.top;
    let Some(h) = scene.head(v) else { return };
    if scene.rel(v) == Deprel::Parataxis && scene.has_own_subject(v) {
        let content = Content { heads: vec![h], ..Content::subtree(scene, h).minus(&scene.parsed.subtree(v)) };
        out.push(Complement::new(Frame::That, content));
    }
}

/// Infinitives, gerunds and predicates.
fn infinitives(scene: &Scene, unit: &Unit, out: &mut Vec<Complement>) {
    let passive = scene.is_passive(unit.top);
    let dependents = scene.dependents(unit);
    let object = dependents.iter().copied().find(|&c| matches!(scene.rel(c), Deprel::Obj | Deprel::Iobj));
    for &c in dependents.iter().filter(|&&c| matches!(scene.rel(c), Deprel::Xcomp | Deprel::Advcl)) {
        let infinitive = scene.child_lemma(c, Deprel::Mark) == Some("to");
        if scene.rel(c) == Deprel::Advcl && !(infinitive && object.is_some_and(|o| o < c)) {
            continue;
        }
        let alone = || Content::subtree(scene, c);
        let with_subject = || match scene.subject_child(unit.top) {
            Some(s) => Content::subtree(scene, s).and(scene, c).minus(&unit.words),
            None => alone(),
        };
        let with_object = || match object {
            Some(o) if o < c => Content::subtree(scene, o).and(scene, c),
            _ => alone(),
        };
        match (infinitive, passive, object.is_some()) {
            (true, true, _) => {
                out.push(Complement::new(Frame::Raise, with_subject()));
                out.push(Complement::new(Frame::ObjTo, alone()));
            }
            (true, false, true) => {
                out.push(Complement::new(Frame::Raise, with_object()));
                out.push(Complement::new(Frame::ObjTo, with_object()));
                out.push(Complement::new(Frame::To, alone()));
            }
            (true, false, false) if unit.seems() => out.push(Complement::new(Frame::Raise, with_subject())),
            (true, false, false) => out.push(Complement::new(Frame::To, alone())),
            (false, _, _) if scene.is_gerund(c) => out.push(Complement::new(Frame::Ing, alone())),
            (false, false, true) => {
                out.push(Complement::new(Frame::Small, with_object()));
                out.push(Complement::new(Frame::Raise, with_object()));
            }
            (false, true, _) => {
                out.push(Complement::new(Frame::Small, with_subject()));
                out.push(Complement::new(Frame::Raise, with_subject()));
            }
            (false, false, false) if unit.seems() => out.push(Complement::new(Frame::Raise, with_subject())),
            // Some trees keep the object inside the predicate.
            (false, false, false) => out.push(Complement::new(Frame::Small, alone())),
        }
    }
}

/// Prepositional and noun-phrase complements.
fn phrases(scene: &Scene, unit: &Unit, out: &mut Vec<Complement>) {
    let passive = scene.is_passive(unit.top);
    let dependents = scene.dependents(unit);
    let object = dependents.iter().copied().find(|&c| scene.rel(c) == Deprel::Obj);
    let subject = scene.subject_child(unit.top);
    let phrase = |c: &&WordId| **c > unit.top && matches!(scene.rel(**c), Deprel::Obl | Deprel::Advcl | Deprel::Nmod);
    for &c in dependents.iter().filter(phrase) {
        if scene.rel(c) == Deprel::Advcl && !scene.is_gerund(c) && scene.child_lemma(c, Deprel::Mark) != Some("as") {
            continue;
        }
        let Some(preposition) = scene.preposition(c) else { continue };
        let theme = if passive { subject } else { object };
        if preposition == "as" {
            let content = match theme {
                Some(o) => Content::subtree(scene, o).and(scene, c).minus(&unit.words),
                None => Content::subtree(scene, c),
            };
            out.push(Complement::new(Frame::As, content));
            continue;
        }
        let mut complement = Complement::new(Frame::pp(&preposition), Content::subtree(scene, c));
        match theme {
            Some(o) if !passive && o < c => complement.content = Content::subtree(scene, o).and(scene, c),
            _ => take_preposition(scene, c, &mut complement),
        }
        out.push(complement);
    }
    out.extend(object.and_then(|o| predicated(scene, unit, o)));
    if let Some(o) = object {
        let mut content = Content::subtree(scene, o).minus(&unit.words);
        if let Some(c) = dependents.iter().copied().find(|&c| c > o && listed_phrase(scene, unit, c)) {
            content = content.and(scene, c);
        }
        out.push(Complement::new(Frame::Np, content));
    } else if let Some(h) = scene.head(unit.top).filter(|_| scene.rel(unit.top) == Deprel::AclRelcl && !passive) {
        // "an allegation he denies"
        if subject.is_some_and(|s| scene.upos(s) != Upos::Pron || !scene.is_relative(s)) {
            let content = Content { words: scene.noun_phrase(h), heads: vec![h], ..Default::default() };
            out.push(Complement::new(Frame::Np, content.minus(&scene.parsed.subtree(unit.top))));
        }
    }
    if let Some(complement) = phrase_in_agent(scene, unit).filter(|_| passive) {
        out.push(complement);
    }
    if let (true, Some(s)) = (passive, subject) {
        out.push(Complement::new(Frame::Np, Content::subtree(scene, s).minus(&unit.words)));
    }
    if let (false, Some(s), Some(_)) = (passive, subject, object) {
        out.push(Complement::new(Frame::Subject, Content::subtree(scene, s)));
    }
}

/// "was accused by critics *of lying*": a gerund that the tree hangs from somebody in the by-phrase.
fn phrase_in_agent(scene: &Scene, unit: &Unit) -> Option<Complement> {
    let agent = scene.agent(unit.top)?;
    let listed = |c: &WordId| {
        let marker = scene.child(*c, Deprel::Mark).map(|m| Frame::pp(scene.lemma(m)));
        scene.is_gerund(*c) && marker.is_some_and(|f| unit.rows.iter().any(|r| r.strength(&f).is_some()))
    };
    let gerund = scene.parsed.subtree(agent).into_iter().find(listed)?;
    let frame = Frame::pp(scene.child_lemma(gerund, Deprel::Mark)?);
    Some(Complement::new(frame, Content::subtree(scene, gerund)))
}

/// True for a prepositional phrase of the verb that the lexicon lists: "estimated the crowd *at 3,500*".
fn listed_phrase(scene: &Scene, unit: &Unit, c: WordId) -> bool {
    let phrase = scene.rel(c) == Deprel::Obl;
    let listed = |p: String| unit.rows.iter().any(|r| r.strength(&Frame::pp(&p)).is_some());
    phrase && scene.preposition(c).is_some_and(listed)
}

/// "called it *a lie*" where the tree lost the predicate: quotation marks or a noun phrase right after the object.
fn predicated(scene: &Scene, unit: &Unit, object: WordId) -> Option<Complement> {
    let phrase = scene.parsed.subtree(object);
    let next = WordId(phrase.last()?.0 + 1);
    let sentence = scene.parsed.sentence_of(object).words.clone();
    if next.0 >= sentence.end || object < unit.top {
        return None;
    }
    let mark = scene.parsed.word(next).span;
    let at = scene.parsed.quotations.partition_point(|q| q.outer.start < mark.start);
    let quoted = scene.parsed.quotations.get(at).filter(|q| q.outer.contains(mark));
    let mut content = Content { words: phrase, heads: vec![object], ..Default::default() };
    match quoted {
        Some(q) => content.spans.push(q.outer),
        None if matches!(scene.upos(next), Upos::Det | Upos::Adj) => {
            let end = scene.parsed.subtree(unit.top).last()?.0 + 1;
            content.words.extend((next.0..end).map(WordId));
        }
        None => return None,
    }
    Some(Complement::new(Frame::Small, content))
}

/// In "called for a truce" the preposition belongs to the cue.
fn take_preposition(scene: &Scene, phrase: WordId, complement: &mut Complement) {
    let marker = scene.child(phrase, Deprel::Case).or_else(|| scene.child(phrase, Deprel::Mark));
    if let Some(m) = marker {
        complement.cue_extra = scene.parsed.subtree(m);
        let taken = complement.cue_extra.clone();
        complement.content.words.retain(|w| !taken.contains(w));
    }
}

/// Where the source of a verb cue stands.
fn source(scene: &Scene, unit: &Unit, row: &CueEntry, complement: &Complement) -> Option<WordId> {
    match row.sources.first() {
        Some(SourceSlot::Object) => return scene.child(unit.top, Deprel::Obj),
        Some(SourceSlot::Nobody) | None => return None,
        _ => {}
    }
    if row.class == "seem" {
        return None;
    }
    if scene.is_passive(unit.top) {
        return scene.agent(unit.top).or_else(|| in_phrase(scene, unit.top));
    }
    let report = scene.added_to(unit.top).unwrap_or(unit.top);
    let source = scene.controller(report).or_else(|| scene.name_before(report))?;
    (!complement.content.heads.contains(&source)).then_some(source)
}

/// "as outlined *in the statement*": the place of a bare participle is its source.
fn in_phrase(scene: &Scene, v: WordId) -> Option<WordId> {
    if scene.rel(v) != Deprel::Advcl || scene.child_lemma(v, Deprel::Mark) != Some("as") {
        return None;
    }
    scene.children(v).find(|&c| {
        scene.rel(c) == Deprel::Obl && matches!(scene.child_lemma(c, Deprel::Case), Some("in" | "by" | "on"))
    })
}

impl Scene<'_> {
    /// True when a verb has its own subject that could be a source.
    pub(super) fn has_own_subject(&self, v: WordId) -> bool {
        self.subject_child(v).is_some()
    }

    /// The by-phrase of a passive.
    pub(super) fn agent(&self, v: WordId) -> Option<WordId> {
        self.child(v, Deprel::OblAgent).or_else(|| {
            self.children(v).find(|&c| {
                matches!(self.rel(c), Deprel::Obl | Deprel::Nmod) && self.child_lemma(c, Deprel::Case) == Some("by")
            })
        })
    }

    /// The understood subject of a verb: its own, else that of the verb it is coordinated with, controlled by or
    /// subordinate to, else the noun it modifies.
    pub(super) fn controller(&self, v: WordId) -> Option<WordId> {
        let mut at = v;
        for _ in 0..8 {
            if let Some(report) = self.shares_source_with(at) {
                at = report;
                continue;
            }
            if let Some(s) = self.subject_child(at) {
                return (!self.is_expletive(at, s)).then_some(s);
            }
            let h = self.head(at)?;
            match self.rel(at) {
                Deprel::Xcomp => {
                    let object = self.child(h, Deprel::Obj).filter(|&o| o < at);
                    if object.is_some() && !self.is_passive(h) {
                        return object;
                    }
                }
                Deprel::Acl if self.is_gerund(at) || self.child_lemma(at, Deprel::Mark) == Some("to") => {
                    return Some(h);
                }
                Deprel::AclRelcl => return Some(h),
                Deprel::Conj | Deprel::Advcl | Deprel::Parataxis | Deprel::Dep => {}
                _ => return None,
            }
            at = h;
        }
        None
    }

    /// A name or pronoun right before a finite verb that the tree gave no subject.
    fn name_before(&self, v: WordId) -> Option<WordId> {
        if !self.is_finite(v) || self.rel(v) == Deprel::Conj {
            return None;
        }
        let start = self.parsed.sentence_of(v).words.start;
        let skipped =
            |w: &WordId| matches!(self.upos(*w), Upos::Punct | Upos::Adv | Upos::Aux) && self.lemma(*w) != ",";
        let mut at = (start..v.0).rev().map(WordId).find(|w| !skipped(w))?;
        if !matches!(self.upos(at), Upos::Propn | Upos::Pron) {
            return None;
        }
        while let Some(h) = self.head(at).filter(|&h| h < v && matches!(self.upos(h), Upos::Propn | Upos::Noun)) {
            at = h;
        }
        Some(at)
    }

    fn is_expletive(&self, v: WordId, subject: WordId) -> bool {
        self.lemma(subject) == "it"
            && (self.child(v, Deprel::Expl).is_some() || (self.is_passive(v) && self.child(v, Deprel::Ccomp).is_some()))
    }

    /// The topmost word inside a span.
    pub(super) fn head_within(&self, span: crate::span::Span) -> Option<WordId> {
        let mut next = self.parsed.word_at_or_after(span.start);
        let mut first = None;
        while let Some(w) = next.filter(|&w| self.parsed.word(w).span.start < span.end) {
            let outside = self.head(w).is_none_or(|h| !span.contains(self.parsed.word(h).span));
            if self.upos(w) != Upos::Punct && outside {
                return Some(w);
            }
            first = first.or(Some(w));
            next = Some(WordId(w.0 + 1)).filter(|w| w.index() < self.word_count());
        }
        first
    }
}
