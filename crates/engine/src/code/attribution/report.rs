//! Reporting clauses read by position: "The bank said *prices fell*", "*Prices fell*, the bank said, *in May*". Reporting
//! verbs have such fixed places that commas and finite verbs tell more than a tree that got one arc wrong, so these
//! readings come before the tree's own where they apply.

use super::scene::{Scene, Unit};
use super::spans::Content;
use super::verbs::clause_frame;
use crate::codebook::cues::{CuePos, Frame};
use crate::parse::{Deprel, Upos, WordId};

/// Words after a reporting verb among which "that" may open its clause.
const OPENER_WINDOW: u32 = 12;
/// Words a speaker's noun phrase may have when it is found by position.
const SPEAKER_WORDS: usize = 14;
/// Words that may stand between a reporting verb and the comma after which the report goes on.
const ADJUNCT_WORDS: u32 = 7;
/// Words within which a gerund stands after the report it adds to: "he said in May, *adding*".
const ADDED_WINDOW: u32 = 8;

/// Words a dateline may have.
const DATELINE_WORDS: u32 = 14;
/// Strength of the np frame from which on an object counts as reported.
const OBJECT_STRENGTH: f32 = 0.3;

/// What a verb reports.
pub(super) struct Report {
    pub frame: Frame,
    pub content: Content,
    pub speaker: Option<WordId>,
}

impl Unit<'_> {
    /// True for a verb that reports both direct and indirect speech.
    pub(super) fn reports(&self) -> bool {
        let has = |frame: &Frame| self.rows.iter().any(|r| r.strength(frame).is_some());
        has(&Frame::That) && has(&Frame::Quote)
    }
}

impl Scene<'_> {
    /// The clause after a reporting verb.
    pub(super) fn report_after(&self, unit: &Unit) -> Option<Report> {
        if self.is_passive(unit.top) {
            return None;
        }
        let dependents = self.dependents(unit);
        let is_clause = |&c: &WordId| c > unit.top && self.rel(c) == Deprel::Ccomp && !self.is_adverbial(c);
        let clause = dependents.iter().copied().find(is_clause);
        let start = self.clause_start(unit, clause.is_some());
        let (frame, words, head) = match (clause, start) {
            (Some(c), _) => {
                let gerund =
                    self.is_gerund(c) && self.subject_child(c).is_none() && self.child(c, Deprel::Aux).is_none();
                let frame = if gerund { Frame::Ing } else { clause_frame(self, c) };
                let subtree = self.parsed.subtree(c);
                let first = start.filter(|s| frame == Frame::That && *s < subtree[0]).unwrap_or(subtree[0]);
                let last = *subtree.last()?;
                let end = if start.is_some() { self.report_end(unit).max(last.0 + 1) } else { last.0 + 1 };
                (frame, first.0..end, c)
            }
            (None, Some(start)) => {
                let end = self.report_end(unit);
                let head = (start.0..end).map(WordId).find(|&w| self.is_finite(w))?;
                (self.opening_frame(start), start.0..end, head)
            }
            (None, None) => return None,
        };
        let words: Vec<WordId> = words.map(WordId).collect();
        let own: Vec<WordId> = words.iter().copied().filter(|&w| self.leaves_report(w, unit.top)).collect();
        let own: Vec<WordId> = own.into_iter().flat_map(|w| self.parsed.subtree(w)).collect();
        let mut content = Content { words, heads: vec![head], ..Default::default() }.minus(&own);
        if let Some(&gap) = content.without.iter().find(|&&w| w > head) {
            content.words.retain(|&w| w < gap);
        }
        Some(Report { frame, content, speaker: None })
    }

    /// True for a clause with a subordinator that opens no complement.
    fn is_adverbial(&self, clause: WordId) -> bool {
        matches!(self.child_lemma(clause, Deprel::Mark), Some("as" | "because" | "while" | "after"))
    }

    /// One past the last word that a report may reach: the sentence's end for a main clause, else the end of the
    /// reporting clause.
    fn report_end(&self, unit: &Unit) -> u32 {
        let main = |w: WordId| matches!(self.rel(w), Deprel::Root | Deprel::Conj | Deprel::Parataxis | Deprel::Ccomp);
        let end = self.parsed.sentence_of(unit.top).words.end;
        if main(unit.top) && self.ancestors(unit.top).all(main) {
            end
        } else {
            self.parsed.subtree(unit.top).last().map_or(end, |w| w.0 + 1)
        }
    }

    /// True for the head of a clause after a report that is no part of it: what the reporting verb is coordinated with,
    /// what it adds as a gerund, when it was said, and further reports.
    fn leaves_report(&self, w: WordId, report: WordId) -> bool {
        if self.shares_source_with(w) == Some(report) {
            return true;
        }
        let speaks = || self.subject_child(w).is_some_and(|s| self.upos(s) != Upos::Pron) && self.reports_clauses(w);
        match self.rel(w) {
            Deprel::Conj | Deprel::Parataxis if self.head(w) == Some(report) => true,
            Deprel::Advcl if self.head(w) == Some(report) => {
                (self.is_gerund(w) && self.child(w, Deprel::Mark).is_none())
                    || matches!(self.child_lemma(w, Deprel::Mark), Some("when" | "after" | "as" | "before" | "while"))
            }
            Deprel::Advcl => {
                matches!(self.child_lemma(w, Deprel::Mark), Some("while" | "whereas" | "although" | "though"))
                    && speaks()
            }
            Deprel::Conj => speaks(),
            _ => false,
        }
    }

    /// The first word of a clause that follows a verb: after "that", or right after the verb when a finite verb comes
    /// before the next comma.
    fn clause_start(&self, unit: &Unit, has_clause: bool) -> Option<WordId> {
        let from = unit.words.last()?.0 + 1;
        let end = self.parsed.sentence_of(unit.top).words.end;
        let stop = |w: &u32| matches!(self.lemma(WordId(*w)), "," | ";" | ":");
        let opens = |w: &u32| self.lemma(WordId(*w)) == "that" && self.upos(WordId(*w)) == Upos::Sconj;
        let near = (from..end.min(from + OPENER_WINDOW)).take_while(|w| !stop(w));
        if let Some(that) = near.clone().find(opens) {
            return (!near.take_while(|w| *w < that).any(|w| self.is_finite(WordId(w)))).then_some(WordId(that));
        }
        if unit.rows.iter().any(|r| r.lemma == "tell") {
            return None;
        }
        let lead = |w: &u32| self.upos(WordId(*w)) == Upos::Adv || self.is_mark(WordId(*w));
        let start = (from..end).find(|w| !lead(w))?;
        let blocked =
            matches!(self.upos(WordId(start)), Upos::Punct | Upos::Adp | Upos::Verb | Upos::Cconj | Upos::Sconj);
        let finite = has_clause || (start..end).take_while(|w| !stop(w)).any(|w| self.is_finite(WordId(w)));
        (!blocked && finite).then_some(WordId(start))
    }

    /// True for a quotation mark.
    fn is_mark(&self, w: WordId) -> bool {
        self.upos(w) == Upos::Punct
            && self.parsed.word(w).span.of(self.text).starts_with(['"', '“', '”', '\'', '‘', '’'])
    }

    fn opening_frame(&self, start: WordId) -> Frame {
        match self.lemma(start) {
            "whether" | "if" => Frame::Whether,
            _ if self.is_wh(start) => Frame::Wh,
            _ => Frame::That,
        }
    }

    /// True when a reporting clause stands between commas or at the end: what it reports stands before it.
    pub(super) fn is_parenthetical(&self, unit: &Unit) -> bool {
        let Some(last) = unit.words.last() else { return false };
        let next = WordId(last.0 + 1);
        let closed = next.0 >= self.parsed.sentence_of(unit.top).words.end
            || matches!(self.lemma(next), "," | "." | ";" | "—" | "–");
        closed && self.reporting_comma(unit).is_some()
    }

    /// What stands before a reporting clause that closes or interrupts its sentence.
    pub(super) fn report_before(&self, unit: &Unit) -> Option<Report> {
        let sentence = self.parsed.sentence_of(unit.top).words.clone();
        let (comma, inverted) = self.reporting_comma(unit)?;
        let speaker = self.speaker_of(unit, self.past_marks(comma), inverted);
        speaker?;
        let mut words: Vec<WordId> = (self.past_dateline(sentence.start, comma.0)..comma.0).map(WordId).collect();
        if !inverted {
            words.extend(self.resumed(unit));
        }
        let head = words.iter().copied().find(|&w| self.is_finite(w))?;
        let without = (comma.0..=unit.words.last()?.0).map(WordId).collect();
        let content = Content { words, without, heads: vec![head], ..Default::default() };
        Some(Report { frame: Frame::That, content, speaker })
    }

    /// Where a sentence begins after its dateline ("SEOUL, Oct. 2 (Agency) — …"): past a dash that no verb precedes.
    fn past_dateline(&self, start: u32, end: u32) -> u32 {
        let opening = (start..end.min(start + DATELINE_WORDS)).map(WordId);
        let dash = opening.take_while(|&w| !self.is_finite(w)).filter(|&w| matches!(self.lemma(w), "—" | "–" | "--"));
        dash.last().map_or(start, |w| w.0 + 1)
    }

    /// The comma before a reporting clause, and whether its verb stands before its subject.
    fn reporting_comma(&self, unit: &Unit) -> Option<(WordId, bool)> {
        let sentence = self.parsed.sentence_of(unit.top).words.clone();
        let first = unit.words.first()?.0;
        let comma_before = |limit: u32| {
            let from = sentence.start.max(limit.saturating_sub(SPEAKER_WORDS as u32 + 1));
            (from..limit).rev().map(WordId).find(|&w| matches!(self.lemma(w), "," | "—" | "–"))
        };
        let mut comma = comma_before(first)?;
        let adjoins = self.past_marks(comma).0 == first;
        // The comma may close an apposition: "…, Jane Roe, the mayor, said".
        let subject = self.subject_child(unit.top).filter(|&s| adjoins && s < comma);
        if let Some(s) = subject {
            comma = comma_before(self.noun_phrase(s)[0].0)?;
        }
        let inverted = adjoins && subject.is_none();
        let stop = |w: &u32| matches!(self.lemma(WordId(*w)), "," | ";" | ":");
        let mut rest = (unit.words.last()?.0 + 1..sentence.end).take_while(|w| !stop(w));
        let coordinated = matches!(self.upos(self.past_marks(comma)), Upos::Cconj);
        let opens = |s: WordId| !self.is_relative(s) && self.noun_phrase(s)[0] == self.past_marks(comma);
        let relative = self.rel(unit.top) == Deprel::AclRelcl && !self.subject_child(unit.top).is_some_and(opens);
        let closes = inverted || !(rest.any(|w| self.is_finite(WordId(w))) || self.takes_object(unit));
        (closes && !coordinated && !relative).then_some((comma, inverted))
    }

    /// True when a verb has an object that could be what it reports ("denied any role"); an addressee is not.
    fn takes_object(&self, unit: &Unit) -> bool {
        let object = self.dependents(unit).into_iter().any(|c| c > unit.top && self.rel(c) == Deprel::Obj);
        object && unit.rows.iter().any(|r| r.strength(&Frame::Np).is_some_and(|s| s >= OBJECT_STRENGTH))
    }

    /// What follows a reporting clause between commas: "It is, *she said*, to be expected".
    fn resumed(&self, unit: &Unit) -> Vec<WordId> {
        let end = self.parsed.sentence_of(unit.top).words.end;
        let Some(last) = unit.words.last() else { return Vec::new() };
        let mut adjunct = (last.0 + 1..end.min(last.0 + 1 + ADJUNCT_WORDS)).map(WordId);
        let Some(comma) = adjunct.find(|&w| self.lemma(w) == "," || self.is_finite(w)) else { return Vec::new() };
        let first = WordId(comma.0 + 1);
        let goes_on = self.lemma(comma) == ","
            && comma.0 + 2 < end
            && !self.is_gerund(first)
            && !self.is_wh(first)
            && !matches!(self.upos(first), Upos::Cconj | Upos::Punct);
        if goes_on { (first.0..end).map(WordId).collect() } else { Vec::new() }
    }

    /// The speaker of a reporting verb that follows what it reports: by the tree when its subject stands where it
    /// should, else the noun phrase between `start` and the verb, or after an inverted verb.
    pub(super) fn speaker_of(&self, unit: &Unit, start: WordId, inverted: bool) -> Option<WordId> {
        let v = unit.top;
        let by_tree = self.subject_child(v).filter(|&s| {
            let opening = self.noun_phrase(s)[0];
            let placed = opening <= start || self.only_lead_in(start, opening);
            (inverted && s > v) || (!inverted && s < v && s >= start && placed)
        });
        by_tree.or_else(|| {
            let last = *unit.words.last()?;
            let range = if inverted { last.0 + 1..self.phrase_end(last) } else { start.0..unit.words[0].0 };
            self.nominal_top(range)
        })
    }

    /// The first word after `w` that is punctuation, a verb or a preposition, or the end of the sentence.
    fn phrase_end(&self, w: WordId) -> u32 {
        let end = self.parsed.sentence_of(w).words.end;
        let stops = |&x: &u32| matches!(self.upos(WordId(x)), Upos::Punct | Upos::Verb | Upos::Adp | Upos::Sconj);
        (w.0 + 1..end).find(stops).unwrap_or(end)
    }

    /// The noun that governs a short run of words without a verb.
    fn nominal_top(&self, range: std::ops::Range<u32>) -> Option<WordId> {
        let broken = |w: u32| matches!(self.upos(WordId(w)), Upos::Verb | Upos::Sconj | Upos::Aux);
        if range.len() > SPEAKER_WORDS || range.clone().any(broken) {
            return None;
        }
        let nominal = |&w: &WordId| matches!(self.upos(w), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num);
        let outside = |&w: &WordId| self.head(w).is_none_or(|h| !range.contains(&h.0));
        let words = || range.clone().map(WordId).filter(nominal);
        words().find(outside).or_else(|| words().next_back())
    }

    /// True when only adverbs, conjunctions and prepositions stand between two words.
    fn only_lead_in(&self, from: WordId, to: WordId) -> bool {
        let light = |w: WordId| {
            matches!(self.upos(w), Upos::Adv | Upos::Cconj | Upos::Adp | Upos::Det | Upos::Punct | Upos::Adj)
        };
        to >= from && to.0 - from.0 <= 3 && (from.0..to.0).map(WordId).all(light)
    }

    /// A reporting verb without its own subject, coordinated with a reported clause or added to it as a gerund,
    /// reports further words of the same source: "said prices fell *and warned* that", "said prices fell, *adding* that".
    /// Returns the verb that names the source.
    pub(super) fn shares_source_with(&self, v: WordId) -> Option<WordId> {
        let added = match self.rel(v) {
            Deprel::Conj => self.is_finite(v),
            Deprel::Advcl => self.is_gerund(v) && self.follows_comma(v),
            _ => return None,
        };
        if !added || self.subject_child(v).is_some() || !self.reports_clauses(v) {
            return None;
        }
        let clause = std::iter::once(self.head(v)?).chain(self.ancestors(self.head(v)?));
        let reported = clause.take(3).find(|&x| self.rel(x) == Deprel::Ccomp)?;
        self.head(reported).filter(|&g| self.reports_clauses(g) && g < v)
    }

    /// The clause whose subject a gerund after a comma shares: the report right before it, "…, he said, *adding*"; a verb
    /// of the lexicon that it hangs from, "they urged a deal, *saying*"; else the main clause.
    pub(super) fn added_to(&self, v: WordId) -> Option<WordId> {
        if !self.trails(v) {
            return None;
        }
        let start = self.parsed.sentence_of(v).words.start.max(v.0.saturating_sub(ADDED_WINDOW));
        let same = |w: &WordId| self.quotation_of(*w) == self.quotation_of(v);
        let near = (start..v.0).rev().map(WordId).filter(same).find(|&w| self.is_finite(w));
        let near = near.filter(|&r| self.reports_clauses(r));
        let governor =
            || self.head(v).filter(|&h| h < v && same(&h) && self.lexicon.knows(self.lemma(h), CuePos::Verb));
        let main = |&w: &WordId| {
            self.rel(w) == Deprel::Root || (self.rel(w) == Deprel::Conj && self.subject_child(w).is_some())
        };
        let clause = || self.ancestors(v).find(main).filter(|w| *w < v && self.subject_child(*w).is_some() && same(w));
        near.or_else(governor).or_else(clause)
    }

    /// True for a reporting gerund after a comma, which belongs to the clause before as a whole.
    pub(super) fn trails(&self, v: WordId) -> bool {
        self.is_gerund(v) && self.follows_comma(v) && self.reports_clauses(v) && self.rel(v) != Deprel::Conj
    }

    /// True for the subordinator of a concession that holds another's report: ", *although* the ministry denied it".
    pub(super) fn concedes(&self, mark: WordId) -> bool {
        let concessive = matches!(self.lemma(mark), "although" | "though" | "while" | "whereas" | "despite");
        let Some(clause) = self.head(mark).filter(|_| concessive && self.follows_comma(mark)) else { return false };
        let other = self.subject_child(clause).is_some_and(|s| self.upos(s) != Upos::Pron);
        other && self.rel(clause) == Deprel::Advcl && self.lexicon.knows(self.lemma(clause), CuePos::Verb)
    }

    /// True when a comma stands before a word, closing quotation marks left out of account.
    fn follows_comma(&self, v: WordId) -> bool {
        let mut before = (v.0.saturating_sub(3)..v.0).rev().map(WordId);
        before.find(|&w| !self.is_mark(w)).is_some_and(|w| self.lemma(w) == ",")
    }

    /// The first word after a comma that is no quotation mark.
    fn past_marks(&self, comma: WordId) -> WordId {
        let mut next = comma.0 + 1;
        while (next as usize) < self.word_count() && self.is_mark(WordId(next)) {
            next += 1;
        }
        WordId(next)
    }

    fn reports_clauses(&self, v: WordId) -> bool {
        let mut rows = self.lexicon.rows(self.lemma(v), CuePos::Verb);
        rows.any(|r| r.strength(&Frame::That).is_some() && r.strength(&Frame::Quote).is_some())
    }
}
