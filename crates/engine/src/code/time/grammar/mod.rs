//! The grammar of time expressions: from tokens to [`Found`] meanings, left to right, each token looked at a bounded
//! number of times. The productions live in the sibling files by kind; this file holds the walk, the choice of the
//! longest reading and what may lead an expression in ("the end of", "early", "at least").

mod clock;
mod dates;
mod lengths;
mod relative;

use super::calendar::Unit;
use super::meaning::{Found, Meaning, Piece, YearOf};
use super::scan::Tokens;
use super::words::{Edge, Part, Sense, TimeWords};

/// The tokens of a text with what the lexicon knows of them.
pub(super) struct Grammar<'a> {
    pub(super) tokens: &'a Tokens<'a>,
    pub(super) words: &'a TimeWords,
    entries: Vec<u16>,
}

impl<'a> Grammar<'a> {
    /// Looks every word up once.
    pub(super) fn new(tokens: &'a Tokens<'a>, words: &'a TimeWords) -> Self {
        let entries = (0..tokens.len()).map(|i| if tokens.word(i) { words.entry(tokens.str(i)) } else { 0 }).collect();
        Grammar { tokens, words, entries }
    }

    /// Every expression, in order, not overlapping.
    pub(super) fn find(&self) -> Vec<Found> {
        let mut out: Vec<Found> = Vec::new();
        let (mut i, mut floor) = (0, 0);
        while i < self.tokens.len() {
            if let Some(second) = out.last().and_then(|last| self.continued(last, i)) {
                (i, floor) = (second.end, second.end);
                out.push(second);
                continue;
            }
            let listed = out.last().is_some_and(|last| is_year(last) && i <= last.end + 1 && self.joins(last.end));
            match self.expression(i, listed) {
                Some(found) => {
                    let found = self.led_in(found, floor);
                    (i, floor) = (found.end, found.end);
                    out.push(found);
                }
                None => i += 1,
            }
        }
        out
    }

    /// The longest reading at a token; among equals the one tried first.
    fn expression(&self, i: usize, listed: bool) -> Option<Found> {
        let mut best: Option<Found> = None;
        let mut offer = |found: Option<Found>| {
            if let Some(found) = found
                && best.as_ref().is_none_or(|b| found.end > b.end)
            {
                best = Some(found);
            }
        };
        if self.tokens.number(i) {
            offer(self.numeric_date(i));
            offer(self.day_month(i));
            offer(self.year_period(i));
            offer(self.decade(i));
            offer(self.year(i, listed));
        }
        if self.entries[i] != 0 {
            offer(self.month_date(i));
            offer(self.weekday(i));
            offer(self.relative(i));
            offer(self.definite_unit(i));
            offer(self.year_ago(i));
            offer(self.day_word(i));
            offer(self.season(i));
            offer(self.every(i));
            offer(self.bare_units(i));
            offer(self.decade_word(i));
            offer(self.part_of_day(i));
        }
        if self.tokens.word(i) {
            offer(self.holiday(i));
            offer(self.phrase(i));
            offer(self.ordinal_period(i));
            offer(self.article_length(i));
            offer(self.short_quarter(i));
            offer(self.spoken_year(i));
        }
        offer(self.clock(i));
        offer(self.length(i));
        if self.tokens.mark(i, '\'') || self.tokens.number(i) {
            offer(self.short_decade(i));
            offer(self.phrase(i));
            offer(self.ordinal_period(i));
        }
        best
    }

    /// The first sense of a word that `pick` takes.
    pub(super) fn sense<T>(&self, i: usize, pick: impl Fn(&Sense) -> Option<T>) -> Option<T> {
        self.words.senses(*self.entries.get(i)?).iter().find_map(pick)
    }

    /// True when a word has this sense.
    pub(super) fn has(&self, i: usize, sense: &Sense) -> bool {
        self.entries.get(i).is_some_and(|&e| self.words.senses(e).contains(sense))
    }

    fn unit(&self, i: usize) -> Option<(Unit, f64, bool)> {
        self.sense(i, |s| if let Sense::Unit { unit, times, plural } = *s { Some((unit, times, plural)) } else { None })
    }

    fn part(&self, i: usize) -> Option<Part> {
        self.sense(i, |s| if let Sense::Part(part) = *s { Some(part) } else { None })
    }

    fn edge(&self, i: usize) -> Option<Edge> {
        self.sense(i, |s| if let Sense::Edge(edge) = *s { Some(edge) } else { None })
    }

    /// A second day after "April 24": "and 25", "-26", "to 27".
    fn continued(&self, last: &Found, i: usize) -> Option<Found> {
        let Meaning::Piece { piece: Piece::Day(month, day), year } = last.meaning else { return None };
        if i != last.end || last.time.is_some() || !self.tokens.number(i.checked_sub(1)?) {
            return None;
        }
        let joined = self.tokens.hyphen(i) || self.tokens.is_any(i, &["and", "to", "through", "or"]);
        let next = self.tokens.digits(i + 1, 1..=2)? as i8;
        let other = self.tokens.word(i + 2) && !self.has(i + 2, &Sense::Preposition) && !self.has(i + 2, &Sense::Past);
        if !joined || next <= day || next > 31 || other || self.tokens.hyphen(i + 2) || self.tokens.mark(i + 2, '%') {
            return None;
        }
        let (year, end) = match self.year_after(i + 2) {
            Some((y, end)) if year == YearOf::Open => (YearOf::Known(y), end),
            _ => (year, i + 2),
        };
        Some(Found::new(i + 1, end, Meaning::Piece { piece: Piece::Day(month, next), year }))
    }

    fn joins(&self, i: usize) -> bool {
        self.tokens.mark(i, ',') || self.tokens.hyphen(i) || self.tokens.is_any(i, &["and", "to", "or", "through"])
    }

    /// Takes in what leads an expression: article, edge, bound.
    fn led_in(&self, mut found: Found, floor: usize) -> Found {
        self.take_article(&mut found, floor);
        self.take_edge(&mut found, floor);
        self.take_edge_of(&mut found, floor);
        if takes_bound(&found)
            && let Some(bound) = self.words.bound_before(self.tokens, found.start, floor)
            // "over the past year": a preposition before an article bounds nothing.
            && !(bound.len() == 1 && self.tokens.is(found.start, "the") && self.has(bound.start, &Sense::Preposition))
        {
            found.start = bound.start;
        }
        found
    }

    fn take_article(&self, found: &mut Found, floor: usize) {
        // "the third-quarter loss": the article is the loss's.
        let modifier = self.tokens.hyphen(found.start + 1) && !matches!(found.meaning, Meaning::PeriodYearAgo);
        let article = found.start > floor && self.tokens.is(found.start - 1, "the");
        if article && !modifier && takes_article(&found.meaning) {
            found.start -= 1;
        }
    }

    fn take_edge(&self, found: &mut Found, floor: usize) {
        let hyphen = found.start > floor + 1 && self.tokens.hyphen(found.start - 1);
        let Some(at) = found.start.checked_sub(if hyphen { 2 } else { 1 }).filter(|&at| at >= floor) else { return };
        let Some(edge) = self.edge(at).filter(|&e| takes_edge(found, e)) else { return };
        found.start = at;
        found.edge = Some(edge);
        self.take_article(found, floor);
    }

    /// "the end of" and the like.
    fn take_edge_of(&self, found: &mut Found, floor: usize) {
        let Some(at) = found.start.checked_sub(2).filter(|&at| at >= floor) else { return };
        if !self.tokens.is(at + 1, "of") || !takes_edge(found, Edge::Late) {
            return;
        }
        let edge = self.sense(at, |s| if let Sense::EdgeOf(edge) = *s { Some(edge) } else { None });
        if let Some(edge) = edge {
            found.start = at;
            found.edge = Some(edge);
            if found.start > floor && self.tokens.is(found.start - 1, "the") {
                found.start -= 1;
            }
        }
    }
}

fn is_year(found: &Found) -> bool {
    matches!(found.meaning, Meaning::Stretch(super::calendar::Stretch::Year(_)))
}

fn takes_article(meaning: &Meaning) -> bool {
    use super::calendar::Stretch;
    match meaning {
        Meaning::Stretch(stretch) => matches!(stretch, Stretch::Decade(_) | Stretch::Century(_) | Stretch::Season(..)),
        Meaning::Piece { piece, .. } | Meaning::Shifted { piece, .. } => {
            !matches!(piece, Piece::Month(_) | Piece::Day(..) | Piece::Holiday(_))
        }
        Meaning::Unit { .. } => true,
        Meaning::WeekOf { .. } | Meaning::Period { .. } | Meaning::PeriodYearAgo => true,
        Meaning::Length { .. } | Meaning::Away { .. } => true,
        Meaning::Literal(_) | Meaning::Set(_) => false,
    }
}

fn takes_edge(found: &Found, edge: Edge) -> bool {
    let dated = !matches!(
        found.meaning,
        Meaning::Length { .. } | Meaning::Set(_) | Meaning::Literal(_) | Meaning::Away { .. } | Meaning::PeriodYearAgo
    );
    let relative = matches!(edge, Edge::Before | Edge::After);
    dated && found.edge.is_none() && (!relative || !matches!(found.meaning, Meaning::Stretch(_)))
}

fn takes_bound(found: &Found) -> bool {
    matches!(found.meaning, Meaning::Length { .. } | Meaning::Away { .. })
}
