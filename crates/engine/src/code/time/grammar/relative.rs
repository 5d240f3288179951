//! Expressions that lean on the day of writing or on a date mentioned before: "today", "last week", "the following
//! year", "the past two months", "the quarter", "the year-ago period", and the fixed phrases.

use super::Grammar;
use crate::code::time::calendar::Unit;
use crate::code::time::meaning::{Base, Found, Meaning, Piece, Side, TimeOfDay, YearOf, length_value};
use crate::code::time::words::{Edge, Part, Sense};

impl Grammar<'_> {
    /// "now", "the future", "recent years".
    pub(super) fn phrase(&self, i: usize) -> Option<Found> {
        let (value, mut end) = self.words.phrase(self.tokens, i)?;
        if self.tokens.hyphen(end) || (i > 0 && self.tokens.hyphen(i - 1)) {
            return None;
        }
        let near = |range: std::ops::Range<usize>| range.into_iter().any(|j| self.has(j, &Sense::Modal));
        if self.tokens.is(i, "soon") && !near(i.saturating_sub(3)..i + 2) {
            return None;
        }
        if self.tokens.is(i, "the") && self.relative(i + 1).is_some_and(|longer| longer.end > end) {
            return None;
        }
        if self.tokens.is(i, "now") && self.tokens.capital(i) && !self.tokens.opens_sentence(i) {
            return None;
        }
        while self.unit(end).is_some_and(|(_, _, plural)| plural) {
            end = if self.tokens.is(end + 1, "and") && self.unit(end + 2).is_some() { end + 2 } else { end + 1 };
        }
        Some(Found::new(i, end, Meaning::Literal(value.clone())))
    }

    /// "today", "yesterday afternoon", "tonight", "overnight".
    pub(super) fn day_word(&self, i: usize) -> Option<Found> {
        let unit = Unit::Day;
        if self.has(i, &Sense::Overnight) {
            let meaning = Meaning::Unit { unit, by: -1, base: Base::Writing };
            return Some(Found::new(i, i + 1, meaning).at(TimeOfDay::Part(Part::Night)));
        }
        let by = self.sense(i, |s| if let Sense::Day(by) = *s { Some(by) } else { None })?;
        let named = self.tokens.capital(i) && !self.tokens.opens_sentence(i);
        let found = Found::new(i, i + 1, Meaning::Unit { unit, by, base: Base::Writing });
        if named {
            return None;
        }
        Some(if self.tokens.is(i, "tonight") { found.at(TimeOfDay::Part(Part::Night)) } else { self.with_part(found) })
    }

    /// "mid afternoon", "in the evening".
    pub(super) fn part_of_day(&self, i: usize) -> Option<Found> {
        let (edge, at) = match self.edge(i) {
            Some(edge) => (Some(edge), self.after_hyphen(i + 1)),
            None => (None, i),
        };
        let part = self.part(at).filter(|_| !self.tokens.hyphen(at + 1))?;
        let led = i > 1 && self.tokens.is(i - 1, "the") && self.tokens.is_any(i - 2, &["in", "during"]);
        if edge.is_none() && !(led && part != Part::Night) {
            return None;
        }
        let found = Found::new(i, at + 1, Meaning::Unit { unit: Unit::Day, by: 0, base: Base::Mentioned });
        Some(Found { edge, ..found.at(TimeOfDay::Part(part)) })
    }

    /// Whatever "last", "this", "next", "previous", "that" and the like lead in.
    pub(super) fn relative(&self, i: usize) -> Option<Found> {
        let sequence = self.sense(i, |s| if let Sense::Sequence(by) = *s { Some(by) } else { None });
        let article = i > 0 && self.tokens.is_any(i - 1, &["the", "a"]);
        if let Some(by) = sequence
            && (article || !self.tokens.is(i, "next"))
            && let Some(found) = self.in_sequence(i, by, article)
        {
            return Some(found);
        }
        let by = self.sense(i, |s| if let Sense::Shift(by) = *s { Some(by) } else { None })?;
        if self.tokens.is(i, "this")
            && let Some(second) = self.sense(i + 1, |s| if let Sense::Shift(by) = *s { Some(by) } else { None })
            && let Some(found) = self.shifted(i + 1, second)
        {
            return Some(Found { start: i, ..found });
        }
        self.shifted(i, by)
    }

    /// "the following day", "that night", "the same week", "the previous Friday".
    fn in_sequence(&self, i: usize, by: i32, article: bool) -> Option<Found> {
        let base = Base::Mentioned;
        let same = if self.tokens.is(i, "that") && self.tokens.is(i + 1, "same") { i + 2 } else { i + 1 };
        if let Some(part) = self.part(same) {
            let meaning = Meaning::Unit { unit: Unit::Day, by, base };
            return Some(Found::new(i, same + 1, meaning).at(TimeOfDay::Part(part)));
        }
        if let Some((number, end, false)) = self.weekday_name(same) {
            return Some(Found::new(i, end, Meaning::Shifted { piece: Piece::Weekday(number), by, base }));
        }
        if by < 0
            && let Some(length) = self.length(same)
            && let Meaning::Length { count, unit, .. } = length.meaning
        {
            return Some(Found::new(i, length.end, Meaning::Length { count, unit, side: Some(Side::Before) }));
        }
        let (unit, times, plural) = self.unit(same)?;
        let long_next = self.tokens.is(i, "next") && unit != Unit::Day;
        if plural || times != 1.0 || unit.is_clock() || long_next || (self.tokens.is(i, "prior") && !article) {
            return None;
        }
        if self.tokens.is(same + 1, "-") || (unit == Unit::Quarter && by == 0) {
            return (unit == Unit::Quarter).then(|| Found::new(i, same + 1, Meaning::Period { year: None }));
        }
        Some(Found::new(i, same + 1, Meaning::Unit { unit, by, base }))
    }

    /// What follows "last", "this", "next", "coming", "past".
    fn shifted(&self, i: usize, by: i32) -> Option<Found> {
        let (at, base) = (i + 1, Base::Writing);
        let past = self.tokens.is(i, "past");
        if let Some(part) = self.part(at) {
            let found = Found::new(i, at + 1, Meaning::Unit { unit: Unit::Day, by, base }).at(TimeOfDay::Part(part));
            return (!past).then_some(found);
        }
        if let Some(edge) = self.edge(at).filter(|_| self.part(at + 1).is_some() && by == 0)
            && let Some(part) = self.part(at + 1)
        {
            let found = Found::new(i, at + 2, Meaning::Unit { unit: Unit::Day, by, base });
            return Some(found.at(TimeOfDay::Part(part)).on(edge));
        }
        if let Some(found) = self.shifted_piece(i, by) {
            return Some(found);
        }
        let named = self.tokens.capital(at) && self.tokens.capital(i) && !self.tokens.opens_sentence(at);
        if let Some((unit, times, false)) = self.unit(at).filter(|_| !named)
            && !(times == 1.0 && unit.is_clock())
        {
            return self.shifted_unit(i, at, unit, times, by, past);
        }
        let adjective = self.tokens.is_any(at, &["fiscal", "calendar", "full", "financial", "school", "academic"]);
        if adjective && self.tokens.is(at + 1, "year") {
            return self.shifted_unit(i, at + 1, Unit::Year, 1.0, by, past);
        }
        self.shifted_length(i, by)
    }

    fn shifted_unit(&self, i: usize, at: usize, unit: Unit, times: f64, by: i32, past: bool) -> Option<Found> {
        if past || times != 1.0 || self.tokens.is(i, "coming") {
            let side = match by {
                0 => return None,
                b if b < 0 => Side::Before,
                _ => Side::After,
            };
            return Some(Found::new(i, at + 1, Meaning::Length { count: Some(times), unit, side: Some(side) }));
        }
        let possessive = self.tokens.is(at + 1, "'s") || self.tokens.is(at + 1, "\u{2019}s");
        if unit == Unit::Year
            && possessive
            && let Some(quarter) = self.ordinal_period(at + 2)
            && let Meaning::Piece { piece, year: YearOf::Open } = quarter.meaning
        {
            return Some(Found::new(i, quarter.end, Meaning::Piece { piece, year: YearOf::Shift(by) }));
        }
        let piece = if unit == Unit::Weekend { Some(Piece::Weekend) } else { None };
        let meaning = match piece {
            Some(piece) => Meaning::Shifted { piece, by, base: Base::Writing },
            None => Meaning::Unit { unit, by, base: Base::Writing },
        };
        Some(Found::new(i, at + 1, meaning))
    }

    /// "last October", "next Tuesday night", "this summer", "last Thanksgiving".
    fn shifted_piece(&self, i: usize, by: i32) -> Option<Found> {
        let (at, base) = (i + 1, Base::Writing);
        if let Some((number, end, false)) = self.weekday_name(at) {
            let dated = self.weekday(at).filter(|d| matches!(d.meaning, Meaning::Piece { piece: Piece::Day(..), .. }));
            let plain = Found::new(i, end, Meaning::Shifted { piece: Piece::Weekday(number), by, base });
            return Some(dated.map_or_else(|| self.with_part(plain), |d| Found { start: i, ..d }));
        }
        let season = self.sense(at, |s| if let Sense::Season(season) = *s { Some(season) } else { None });
        if let Some(season) = season.filter(|_| !self.tokens.hyphen(at + 1)) {
            return Some(Found::new(i, at + 1, Meaning::Shifted { piece: Piece::Season(season), by, base }));
        }
        let dated = self.month_date(at).or_else(|| self.holiday(at))?;
        match dated.meaning {
            Meaning::Piece { piece, year: YearOf::Open } => {
                Some(Found::new(i, dated.end, Meaning::Shifted { piece, by, base }))
            }
            _ => Some(Found { start: i, ..dated }),
        }
    }

    /// "the past two weeks", "the next few days", "coming months", "the last half-century".
    fn shifted_length(&self, i: usize, by: i32) -> Option<Found> {
        let side = match by {
            b if b < 0 => Some(Side::Before),
            0 => None,
            _ => Some(Side::After),
        };
        if let Some((unit, _, true)) = self.unit(i + 1) {
            let plain = !self.tokens.is_any(i, &["this", "current", "last"]);
            return plain.then(|| Found::new(i, i + 2, Meaning::Length { count: None, unit, side }));
        }
        let length = self.length(i + 1)?;
        match length.meaning {
            Meaning::Length { count, unit, .. } => {
                Some(Found::new(i, length.end, Meaning::Length { count, unit, side }))
            }
            _ => None,
        }
    }

    /// "the year", "the week of March 6", "the weekend", "the latest quarter", "year-end".
    pub(super) fn definite_unit(&self, i: usize) -> Option<Found> {
        if let Some(found) = self.year_end(i).or_else(|| self.period(i)) {
            return Some(found);
        }
        let before = i.checked_sub(1)?;
        let (unit, 1.0, false) = self.unit(i)? else { return None };
        if self.tokens.hyphen(i + 1) || self.tokens.is_any(i + 1, &["ago", "before", "after"]) {
            return None;
        }
        let adjective = self.tokens.is_any(before, &["fiscal", "full", "entire", "whole", "calendar"]);
        let article = if adjective { before.checked_sub(1)? } else { before };
        if !self.tokens.is(article, "the") {
            return None;
        }
        let start = if adjective { before } else { i };
        let led =
            article > 0 && self.tokens.is_any(article - 1, &["in", "of", "for", "during", "throughout", "by", "over"]);
        let here = |by, base| Some(Found::new(start, i + 1, Meaning::Unit { unit, by, base }));
        match unit {
            Unit::Year if self.tokens.is_any(i + 1, &["ended", "ending"]) => {
                let meaning = Meaning::Length { count: Some(1.0), unit, side: None };
                Some(Found::new(start, i + 1, meaning))
            }
            Unit::Year => here(0, Base::Writing),
            Unit::Week => self.week_of(i).or_else(|| here(0, Base::Writing)),
            Unit::Weekend => {
                let meaning = Meaning::Piece { piece: Piece::Weekend, year: YearOf::Open };
                Some(Found::new(start, i + 1, meaning))
            }
            Unit::Quarter => Some(Found::new(start, i + 1, Meaning::Period { year: None })),
            Unit::Month if led => here(0, Base::Writing),
            Unit::Day if led => here(0, Base::Mentioned),
            _ => None,
        }
    }

    fn week_of(&self, i: usize) -> Option<Found> {
        let date = self.month_date(i + 2).or_else(|| self.day_month(i + 2)).filter(|_| self.tokens.is(i + 1, "of"))?;
        match date.meaning {
            Meaning::Piece { piece: Piece::Day(month, day), year } => {
                Some(Found::new(i, date.end, Meaning::WeekOf { month, day, year }))
            }
            _ => None,
        }
    }

    /// "year-end", "year's end", "month's end".
    fn year_end(&self, i: usize) -> Option<Found> {
        let (unit, 1.0, false) = self.unit(i)? else { return None };
        let joint = self.tokens.hyphen(i + 1) || self.tokens.is(i + 1, "'s") || self.tokens.is(i + 1, "\u{2019}s");
        let at = if joint { i + 2 } else { i + 1 };
        let end = self.tokens.is(at, "end") && (joint || unit == Unit::Year);
        let fits = end && matches!(unit, Unit::Year | Unit::Month | Unit::Quarter) && !self.tokens.hyphen(at + 1);
        fits.then(|| Found::new(i, at + 1, Meaning::Unit { unit, by: 0, base: Base::Writing }).on(Edge::Late))
    }

    /// "latest quarter", "latest period".
    fn period(&self, i: usize) -> Option<Found> {
        let latest = i > 0 && self.tokens.is_any(i - 1, &["latest", "comparable"]);
        let period = self.has(i, &Sense::Period) || self.tokens.is(i, "quarter");
        (latest && period).then(|| Found::new(i - 1, i + 1, Meaning::Period { year: None }))
    }

    /// "year-ago", "year-earlier quarter", "year-ago third quarter".
    pub(super) fn year_ago(&self, i: usize) -> Option<Found> {
        if !self.tokens.is(i, "year") || !self.tokens.hyphen(i + 1) || !self.tokens.is_any(i + 2, &["ago", "earlier"]) {
            return None;
        }
        if let Some(quarter) = self.ordinal_period(i + 3) {
            return Some(Found { start: i, meaning: Meaning::PeriodYearAgo, ..quarter });
        }
        let period = self.tokens.is_any(i + 3, &["quarter", "period"]);
        Some(Found::new(i, i + 3 + usize::from(period), Meaning::PeriodYearAgo))
    }

    /// "every Tuesday", "each July", "every two weeks", "per day", "daily".
    pub(super) fn every(&self, i: usize) -> Option<Found> {
        let set = |end, value| Some(Found::new(i, end, Meaning::Set(value)));
        if let Some(value) = self.sense(i, |s| if let Sense::Often(value) = s { Some(value.clone()) } else { None }) {
            let title = self.tokens.capital(i) && !self.tokens.opens_sentence(i);
            return if title { None } else { set(i + 1, value.to_string()) };
        }
        if self.tokens.is(i, "per") {
            let (unit, times, false) = self.unit(i + 1)? else { return None };
            return if unit == Unit::Second { None } else { set(i + 2, length_value(Some(times), unit)) };
        }
        let mut times = self.sense(i, |s| if let Sense::Every(n) = *s { Some(f64::from(n)) } else { None })?;
        let mut at = i + 1;
        if self.tokens.is(at, "other") {
            (times, at) = (2.0, at + 1);
        } else if let Some(count) = self.words.numerals.cardinal(self.tokens, at) {
            (times, at) = (count.value, count.end);
        }
        if let Some((unit, each, _)) = self.unit(at) {
            return set(at + 1, length_value(Some(times * each), unit));
        }
        if let Some((number, end, _)) = self.weekday_name(at) {
            return set(end, format!("XXXX-WXX-{number}"));
        }
        if let Some((number, end)) = self.month(at) {
            return set(end, format!("XXXX-{number:02}"));
        }
        if let Some(season) = self.sense(at, |s| if let Sense::Season(season) = *s { Some(season) } else { None }) {
            return set(at + 1, format!("XXXX-{}", season.code()));
        }
        self.part(at).and_then(|part| set(at + 1, format!("XXXX-XX-XXT{}", part.code())))
    }
}
