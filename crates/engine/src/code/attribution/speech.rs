//! Direct speech: which reporting verb each quotation belongs to. Trees around quotation marks are unreliable (a
//! quotation runs over sentences and paragraphs, a cue interrupts it), so the rules here go by position and
//! punctuation, and only ask the tree for the subject of the verb.

use super::Attribution;
use super::scene::{Scene, Unit};
use super::spans::{Content, Finding};
use crate::codebook::cues::{CuePos, Frame};
use crate::parse::{Deprel, Quotation, Upos, WordId};
use crate::span::Span;
use rustc_hash::FxHashMap;

/// Words after a quotation among which its reporting verb is looked for.
const AFTER_WINDOW: u32 = 40;
/// Words before a quotation among which its reporting verb is looked for.
const BEFORE_WINDOW: u32 = 40;
/// Words that may stand between a quotation and the one that continues it.
const BETWEEN_WORDS: u32 = 120;
/// Words a speaker label may have ("MAYOR JANE ROE:").
const LABEL_WORDS: u32 = 6;

/// Which quotations belong to which reporting verb.
#[derive(Debug, Default)]
pub(super) struct Speech {
    of_cue: FxHashMap<WordId, Vec<Span>>,
    continued: FxHashMap<WordId, Vec<Span>>,
    speakers: FxHashMap<WordId, WordId>,
}

impl Speech {
    /// The quotations of a cue's governing word, in text order.
    pub fn of_cue(&self, cue: WordId) -> Option<&[Span]> {
        self.of_cue.get(&cue).map(Vec::as_slice)
    }

    /// Quotations that go on with what a cue reports indirectly: `She said it was over. "We are done."`
    pub fn continuing(&self, cue: WordId) -> &[Span] {
        self.continued.get(&cue).map_or(&[], Vec::as_slice)
    }

    /// The speaker by position, where the tree has no subject for the cue.
    pub fn speaker(&self, cue: WordId) -> Option<WordId> {
        self.speakers.get(&cue).copied()
    }
}

/// Gives each full quotation to a reporting verb, or to that of the quotation it continues.
pub(super) fn assign(scene: &Scene) -> Speech {
    let mut speech = Speech::default();
    let mut before: Option<(usize, WordId)> = None;
    for (i, q) in scene.parsed.quotations.iter().enumerate().filter(|(_, q)| q.depth == 0) {
        let Some(place) = Place::of(scene, q) else { continue };
        let found = place.cue_after(scene).or_else(|| place.cue_before(scene));
        if let Some((cue, speaker)) = found {
            speech.speakers.extend(speaker.map(|s| (cue, s)));
        }
        let cue = found
            .map(|(cue, _)| cue)
            .or_else(|| before.and_then(|(p, cue)| place.continues(scene, &scene.parsed.quotations[p], cue)));
        if let Some(cue) = cue {
            let list = if speech.continued.contains_key(&cue) { &mut speech.continued } else { &mut speech.of_cue };
            list.entry(cue).or_default().push(q.inner);
            before = Some((i, cue));
        } else if let Some(cue) = place.report_before(scene) {
            speech.continued.entry(cue).or_default().push(q.inner);
            before = Some((i, cue));
        } else if place.is_sentence(scene) {
            before = None;
        }
    }
    speech
}

/// A quotation with the words around it.
struct Place<'a> {
    quotation: &'a Quotation,
    first: WordId,
    last: WordId,
    paragraph: u32,
}

impl<'a> Place<'a> {
    fn of(scene: &Scene, quotation: &'a Quotation) -> Option<Self> {
        let first = scene.parsed.word_at_or_after(quotation.inner.start)?;
        let end = scene.parsed.word_at_or_after(quotation.inner.end).map_or(scene.word_count() as u32, |w| w.0);
        let last = WordId(end.checked_sub(1).filter(|&l| l >= first.0)?);
        let paragraph = scene.parsed.sentence_of(first).paragraph;
        Some(Place { quotation, first, last, paragraph })
    }

    /// The last character inside that is no blank.
    fn ending(&self, scene: &Scene) -> Option<char> {
        self.quotation.inner.of(scene.text).trim_end().chars().next_back()
    }

    /// The last character before the opening mark that is no blank; none at the start of a paragraph.
    fn lead(&self, scene: &Scene) -> Option<char> {
        let before = &scene.text[..self.quotation.outer.start as usize];
        let trimmed = before.trim_end();
        if before[trimmed.len()..].contains('\n') {
            return None;
        }
        trimmed.chars().next_back()
    }

    /// True when the quotation reads as speech rather than as quoted words within a sentence.
    fn is_sentence(&self, scene: &Scene) -> bool {
        let opens = self.quotation.inner.of(scene.text).chars().find(|c| c.is_alphanumeric());
        let capital = opens.is_some_and(|c| c.is_uppercase() || c.is_numeric());
        capital && (self.closes_clause(scene) || self.last.0 - self.first.0 >= 5)
    }

    fn closes_clause(&self, scene: &Scene) -> bool {
        matches!(self.ending(scene), Some(',' | '.' | '?' | '!' | '…' | '-' | '—' | '–'))
    }

    /// True when the quotation opens a clause: at the start of a paragraph or after punctuation.
    fn opens_clause(&self, scene: &Scene) -> bool {
        self.lead(scene).is_none_or(|c| !c.is_alphanumeric())
    }

    /// `"…," she said` and `"…," said the mayor`: the verb and the speaker.
    fn cue_after(&self, scene: &Scene) -> Option<(WordId, Option<WordId>)> {
        if !self.opens_clause(scene) {
            return None;
        }
        let after = scene.text[self.quotation.outer.end as usize..].trim_start_matches(' ');
        let comma_after = after.starts_with(',');
        let ending = self.ending(scene)?;
        let marked = comma_after || matches!(ending, ',' | '?' | '!' | '…' | '-' | '—' | '–');
        if !(marked || self.is_sentence(scene) && ending.is_alphanumeric()) {
            return None;
        }
        let start = self.next_word(scene)?;
        let new_sentence = !comma_after && ending != ',' && starts_sentence(scene, start);
        let end = scene.word_count().min((start.0 + AFTER_WINDOW) as usize) as u32;
        for w in (start.0..end).map(WordId) {
            if scene.quotation_of(w).is_some() || scene.parsed.sentence_of(w).paragraph != self.last_paragraph(scene) {
                return None;
            }
            if w > start && scene.parsed.sentence_of(w).words.start == w.0 {
                return None;
            }
            let Some(unit) = reporting_unit(scene, w) else { continue };
            let inverted = w.0 <= start.0 + 1 && (w == start || scene.upos(start) == Upos::Adv);
            if let Some(speaker) = scene.speaker_of(&unit, start, inverted) {
                let closes = marked || scene.closes_sentence(unit.top);
                if closes && !(new_sentence && !inverted && scene.has_content_after(&unit)) {
                    return Some((unit.top, Some(speaker)));
                }
            }
            if scene.is_finite(w) {
                return None;
            }
        }
        None
    }

    fn last_paragraph(&self, scene: &Scene) -> u32 {
        scene.parsed.sentence_of(self.last).paragraph
    }

    /// The first word after the closing mark that is no punctuation, in the same paragraph.
    fn next_word(&self, scene: &Scene) -> Option<WordId> {
        let from = scene.parsed.word_at_or_after(self.quotation.outer.end)?;
        (from.0..scene.word_count() as u32).map(WordId).take(3).find(|&w| scene.upos(w) != Upos::Punct)
    }

    /// `She said: "…"`, `She told them, "…"`.
    fn cue_before(&self, scene: &Scene) -> Option<(WordId, Option<WordId>)> {
        let lead = self.lead(scene);
        let colon_above = lead.is_none() && self.paragraph_above_ends_with_colon(scene);
        let last = WordId(scene.parsed.word_at_or_after(self.quotation.outer.start)?.0.checked_sub(1)?);
        let sentence = scene.parsed.sentence_of(last);
        let same_sentence = sentence.words.contains(&self.first.0);
        if !(same_sentence || colon_above || lead == Some(':')) {
            return None;
        }
        let from = sentence.words.start.max(last.0.saturating_sub(BEFORE_WINDOW));
        let mut finite_between = false;
        for w in (from..=last.0).rev().map(WordId) {
            if scene.quotation_of(w).is_some() {
                return None;
            }
            if let Some(unit) = reporting_unit(scene, w) {
                let adjacent = last.0 <= unit.words.last()?.0;
                let marked = matches!(lead, Some(',' | ':' | '—' | '–' | '-')) || colon_above;
                let speaks = adjacent && (self.is_sentence(scene) || self.closes_clause(scene));
                // "The plan, she said, 'is dead'": the quotation is a part of what the whole sentence reports.
                let interrupts = !self.is_sentence(scene) && scene.is_parenthetical(&unit);
                if (marked || speaks)
                    && !interrupts
                    && !finite_between
                    && (marked || !scene.has_content_before(&unit, self.first))
                {
                    return Some((unit.top, None));
                }
            }
            finite_between |= scene.is_finite(w) && !marks_relative(scene, w);
        }
        None
    }

    fn paragraph_above_ends_with_colon(&self, scene: &Scene) -> bool {
        scene.text[..self.quotation.outer.start as usize].trim_end().ends_with(':')
    }

    /// The cue of the quotation before, when only its own reporting clause or a paragraph break stands between.
    fn continues(&self, scene: &Scene, before: &Quotation, cue: WordId) -> Option<WordId> {
        let from = scene.parsed.word_at_or_after(before.outer.end)?;
        let to = scene.parsed.word_at_or_after(self.quotation.outer.start)?;
        if to.0.saturating_sub(from.0) > BETWEEN_WORDS {
            return None;
        }
        let between = || (from.0..to.0).map(WordId).filter(|&w| scene.upos(w) != Upos::Punct);
        let home = scene.parsed.word(cue).sentence;
        if !before.closed
            && self.lead(scene).is_none()
            && self.paragraph <= scene.parsed.sentence_of(from).paragraph + 1
        {
            return Some(cue);
        }
        let other_subject = |w: WordId| {
            let main = matches!(scene.rel(w), Deprel::Root | Deprel::Conj | Deprel::Parataxis);
            w != cue && main && scene.is_finite(w) && scene.subject_child(w).is_some() && !marks_relative(scene, w)
        };
        let only_cue = between().all(|w| scene.parsed.word(w).sentence == home && !other_subject(w));
        if self.lead(scene).is_some() {
            return only_cue.then_some(cue);
        }
        let whole_paragraph = self.fills_paragraph(scene);
        let near = self.paragraph <= scene.parsed.sentence_of(from).paragraph + 1;
        (whole_paragraph && near && only_cue).then_some(cue)
    }

    /// The reporting verb of the sentence before, when that reports indirectly and this is a sentence of its own in the
    /// same paragraph.
    fn report_before(&self, scene: &Scene) -> Option<WordId> {
        let lead = self.lead(scene)?;
        if !self.is_sentence(scene) || !matches!(lead, '.' | '"' | '”' | '\'' | '’') || !self.closes_clause(scene) {
            return None;
        }
        let last = WordId(scene.parsed.word_at_or_after(self.quotation.outer.start)?.0.checked_sub(1)?);
        let sentence = scene.parsed.sentence_of(last);
        if sentence.words.contains(&self.first.0) || sentence.paragraph != self.paragraph {
            return None;
        }
        let reports = |&w: &WordId| {
            let unit = reporting_unit(scene, w).filter(|u| u.top == w);
            unit.is_some_and(|u| scene.subject_child(w).is_some() && scene.reports_indirectly(&u))
        };
        sentence.words.clone().map(WordId).find(reports)
    }

    /// True when the quotation runs to the end of its paragraph.
    fn fills_paragraph(&self, scene: &Scene) -> bool {
        let rest = &scene.text[self.quotation.outer.end as usize..];
        let line = rest.split('\n').next().unwrap_or("");
        !line.contains(char::is_alphanumeric)
    }
}

/// A verb, alone or as a multiword, that can report direct speech and is not quoted itself.
fn reporting_unit<'a>(scene: &Scene<'a>, w: WordId) -> Option<Unit<'a>> {
    if scene.quotation_of(w).is_some() || !matches!(scene.upos(w), Upos::Verb | Upos::Noun | Upos::Aux) {
        return None;
    }
    let unit = scene.units_at(w, CuePos::Verb).into_iter().next()?;
    let reports = unit.rows.iter().any(|r| r.strength(&Frame::Quote).is_some());
    let verbal = scene.upos(w) == Upos::Verb || scene.subject_child(w).is_some();
    let passive = scene.is_passive(unit.top) && scene.agent(unit.top).is_none();
    (reports && verbal && !passive).then_some(unit)
}

fn starts_sentence(scene: &Scene, w: WordId) -> bool {
    let capital = scene.parsed.word(w).span.of(scene.text).starts_with(char::is_uppercase);
    capital && scene.upos(w) != Upos::Propn
}

/// True for the verb of a relative clause ("the mayor, who was there, said").
fn marks_relative(scene: &Scene, w: WordId) -> bool {
    scene.rel(w) == Deprel::AclRelcl || scene.ancestors(w).any(|a| scene.rel(a) == Deprel::AclRelcl)
}

impl Scene<'_> {
    pub(super) fn is_finite(&self, w: WordId) -> bool {
        matches!(self.upos(w), Upos::Verb | Upos::Aux) && self.parsed.word(w).feats.has("VerbForm", "Fin")
    }

    /// True when a verb ends its sentence.
    fn closes_sentence(&self, v: WordId) -> bool {
        let end = self.parsed.sentence_of(v).words.end;
        (v.0 + 1..end).all(|w| self.upos(WordId(w)) == Upos::Punct)
    }

    /// True when a verb has a finite complement that is no direct speech.
    fn reports_indirectly(&self, unit: &Unit) -> bool {
        self.dependents(unit).into_iter().any(|c| self.rel(c) == Deprel::Ccomp)
    }

    /// True when a verb has a clause of its own to the right.
    fn has_content_after(&self, unit: &Unit) -> bool {
        self.dependents(unit).into_iter().any(|c| {
            c > unit.top && matches!(self.rel(c), Deprel::Ccomp | Deprel::Xcomp | Deprel::Parataxis | Deprel::Obj)
        })
    }

    /// True when a finite clause hangs from a verb before a word.
    fn has_content_before(&self, unit: &Unit, limit: WordId) -> bool {
        self.dependents(unit)
            .into_iter()
            .any(|c| c > unit.top && self.rel(c) == Deprel::Ccomp && self.parsed.subtree(c)[0] < limit)
    }
}

/// Speaker labels: a name and a colon before a quotation, or at the start of a paragraph.
pub(super) fn find_labels(scene: &Scene, out: &mut Vec<Attribution>) {
    for colon in (0..scene.word_count() as u32).map(WordId).filter(|&w| scene.lemma(w) == ":") {
        out.extend(label_before(scene, colon).and_then(|label| labelled(scene, &label, colon)));
    }
}

/// The name that stands between the start of the sentence, or a dash, and a colon.
fn label_before(scene: &Scene, colon: WordId) -> Option<Vec<WordId>> {
    let start = scene.parsed.sentence_of(colon).words.start.max(colon.0.saturating_sub(LABEL_WORDS + 1));
    let is_dash = |w: &WordId| matches!(scene.lemma(*w), "-" | "--" | "–" | "—");
    let from = (start..colon.0).rev().map(WordId).find(is_dash).map_or(start, |w| w.0 + 1);
    let label: Vec<WordId> = (from..colon.0).map(WordId).collect();
    let named = |&w: &WordId| {
        let upper = scene.parsed.word(w).span.of(scene.text).chars().all(|c| !c.is_lowercase());
        scene.upos(w) == Upos::Propn || (upper && scene.upos(w) != Upos::Num && scene.upos(w) != Upos::Punct)
    };
    let letter = |w: WordId| char_count(scene, w) == 1;
    let spoken = !label.is_empty() && label.iter().all(named) && !(label.len() == 1 && letter(label[0]));
    spoken.then_some(label)
}

fn char_count(scene: &Scene, w: WordId) -> usize {
    scene.parsed.word(w).span.of(scene.text).chars().count()
}

fn labelled(scene: &Scene, label: &[WordId], colon: WordId) -> Option<Attribution> {
    let unit = scene.units_at(colon, CuePos::Mark).into_iter().next()?;
    let row = unit.rows.first().copied()?;
    let source = label.iter().copied().find(|&w| scene.head(w).is_none_or(|h| !label.contains(&h)));
    let content = quotation_after(scene, colon).or_else(|| rest_of_paragraph(scene, label, colon))?;
    scene.finish(Finding { unit, row, frame: Frame::Quote, source, cue_extra: Vec::new(), content })
}

fn quotation_after(scene: &Scene, colon: WordId) -> Option<Content> {
    let end = scene.parsed.word(colon).span.end;
    let from = scene.parsed.quotations.partition_point(|q| q.outer.start < end);
    let quotation = scene.parsed.quotations.get(from).filter(|q| q.depth == 0)?;
    let gap = scene.text.get(end as usize..quotation.outer.start as usize)?;
    let heads = scene.head_within(quotation.inner).into_iter().collect();
    gap.trim().is_empty().then(|| Content { spans: vec![quotation.inner], heads, ..Default::default() })
}

fn rest_of_paragraph(scene: &Scene, label: &[WordId], colon: WordId) -> Option<Content> {
    let own = scene.parsed.word(colon).sentence.index();
    let sentences = &scene.parsed.sentences;
    let paragraph = sentences[own].paragraph;
    let opens = own.checked_sub(1).is_none_or(|before| sentences[before].paragraph != paragraph);
    if !opens || label.first()?.0 != sentences[own].words.start {
        return None;
    }
    let last = sentences[own..].iter().take_while(|s| s.paragraph == paragraph).last()?;
    let words: Vec<WordId> = (colon.0 + 1..last.words.end).map(WordId).collect();
    let capitals = |&w: &WordId| !scene.parsed.word(w).span.of(scene.text).contains(char::is_lowercase);
    let said = words.iter().any(|&w| matches!(scene.upos(w), Upos::Verb | Upos::Aux))
        || (label.iter().all(capitals) && words.iter().any(|&w| !matches!(scene.upos(w), Upos::Num | Upos::Punct)));
    if !said {
        return None;
    }
    let head = words.iter().copied().find(|&w| scene.head(w).is_none_or(|h| h <= colon))?;
    Some(Content { words, heads: vec![head], ..Default::default() })
}
