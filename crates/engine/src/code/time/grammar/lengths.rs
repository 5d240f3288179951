//! Lengths of time ("three weeks", "a month or two", "the 30-day", "years"), distances ("two days ago", "a year
//! later") and rates ("$2 million a year").

use super::Grammar;
use crate::code::time::calendar::Unit;
use crate::code::time::meaning::{Base, Found, Meaning, length_value};
use crate::code::time::scan::Kind;
use crate::code::time::words::Sense;

/// Words that may stand between a count and its unit.
const FILLERS: [&str; 14] = [
    "more",
    "additional",
    "full",
    "straight",
    "consecutive",
    "trading",
    "business",
    "calendar",
    "whole",
    "working",
    "extra",
    "long",
    "further",
    "successive",
];

/// Prepositions and the like after which "a year" is a length rather than a rate.
const BEFORE_LENGTHS: [&str; 28] = [
    "for", "in", "within", "after", "of", "about", "than", "least", "over", "almost", "nearly", "just", "only",
    "barely", "last", "lasted", "lasting", "took", "take", "takes", "until", "spent", "spend", "around", "under",
    "roughly", "him", "and",
];

impl Grammar<'_> {
    /// A count and a unit, with what follows them.
    pub(super) fn length(&self, i: usize) -> Option<Found> {
        if self.not_a_count(i) {
            return None;
        }
        let (count, mut at) = self.count(i)?;
        if let Some((_, after)) = self.range_end(at) {
            at = after;
        }
        let hyphen = self.tokens.hyphen(at);
        at += usize::from(hyphen);
        at += usize::from(FILLERS.iter().any(|f| self.tokens.is(at, f)));
        let (unit, times, plural) = self.unit(at)?;
        let named = self.tokens.capital(at) && self.tokens.str(at).ends_with(|c: char| c.is_ascii_lowercase());
        if named && !self.tokens.opens_sentence(at) {
            return None;
        }
        let count = count.map(|c| c * times);
        if !self.unit_fits(at, unit, count, plural, hyphen) {
            return None;
        }
        let found = self.finished(i, at + 1, count, unit)?;
        Some(self.one_day(found, hyphen))
    }

    /// "will one day be": a day of the future, unless a preposition makes a length of it.
    fn one_day(&self, found: Found, hyphen: bool) -> Found {
        let Found { start, end, .. } = found;
        let day = self.tokens.is(start, "one") && self.tokens.is(start + 1, "day") && end == start + 2;
        let length = start > 0 && BEFORE_LENGTHS.iter().any(|w| self.tokens.is(start - 1, w));
        let modal = (start.saturating_sub(3)..start).any(|j| self.has(j, &Sense::Modal));
        if day && !hyphen && !length && modal {
            return Found { meaning: Meaning::Literal("FUTURE_REF".into()), ..found };
        }
        found
    }

    /// "$5", "1.5:", "No. 3" and numbers inside other numbers are no counts.
    fn not_a_count(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1).and_then(|b| self.tokens.get(b)) else { return false };
        matches!(before.kind, Kind::Mark('$' | '€' | '£' | '#'))
            || (self.tokens.touches(i) && matches!(before.kind, Kind::Mark('/' | '.' | ':')) && self.tokens.number(i))
    }

    fn unit_fits(&self, at: usize, unit: Unit, count: Option<f64>, plural: bool, hyphen: bool) -> bool {
        let old = |j: usize| self.tokens.is(j, "old") || (self.tokens.hyphen(j) && self.tokens.is(j + 1, "old"));
        if unit == Unit::Year && old(at + 1) {
            return false;
        }
        let single = count == Some(1.0);
        let agrees = plural || hyphen || single || count.is_some_and(|c| c < 1.0);
        match unit {
            Unit::Quarter => plural && !single && (count.is_none() || !self.tokens.is(at + 1, "of")),
            Unit::Second | Unit::Weekend => plural || (hyphen && !single),
            Unit::Minute if self.tokens.is_any(at, &["min", "mins"]) => count.is_some(),
            // Spoken reports leave the plural out: "a four year low".
            _ => agrees || count.is_some_and(|c| c > 1.0),
        }
    }

    /// How many: a number, "several", "a few", "a couple of", "half a", "hundreds of".
    fn count(&self, i: usize) -> Option<(Option<f64>, usize)> {
        if self.tokens.is(i, "half") {
            let at = if self.tokens.hyphen(i + 1) || self.tokens.is_any(i + 1, &["a", "an"]) { i + 2 } else { i + 1 };
            return self.unit(at).map(|_| (Some(0.5), at));
        }
        if let Some(cardinal) = self.words.numerals.cardinal(self.tokens, i) {
            return Some((Some(cardinal.value), cardinal.end));
        }
        let at = i + usize::from(self.tokens.is(i, "a"));
        if self.has(at, &Sense::Couple) {
            return Some((Some(2.0), at + 1 + usize::from(self.tokens.is(at + 1, "of"))));
        }
        if self.has(at, &Sense::Vague) && (at == i || self.tokens.is(at, "few")) {
            return Some((None, at + 1));
        }
        let many = self.tokens.is_any(i, &["hundreds", "thousands", "dozens", "scores", "millions"]);
        (many && self.tokens.is(i + 1, "of")).then_some((None, i + 2))
    }

    /// The second count of "two to three weeks", "12-18 months".
    fn range_end(&self, at: usize) -> Option<(f64, usize)> {
        let joined = self.tokens.is_any(at, &["to", "or", "and"]) || self.tokens.hyphen(at);
        let second = self.words.numerals.cardinal(self.tokens, at + 1).filter(|_| joined)?;
        let unit_at = self.after_hyphen(second.end);
        self.unit(unit_at).map(|_| (second.value, second.end))
    }

    /// "a year", "a full month", "an hour", with rates.
    pub(super) fn article_length(&self, i: usize) -> Option<Found> {
        if !self.tokens.is_any(i, &["a", "an"]) {
            return None;
        }
        let at =
            i + 1 + usize::from(FILLERS.iter().any(|f| self.tokens.is(i + 1, f)) || self.tokens.is(i + 1, "single"));
        let (unit, times, false) = self.unit(at)? else { return None };
        if self.tokens.hyphen(at + 1) || matches!(unit, Unit::Second | Unit::Quarter | Unit::Weekend) {
            return None;
        }
        let found = self.finished(i, at + 1, Some(times), unit)?;
        if matches!(found.meaning, Meaning::Away { .. }) || found.end > at + 1 || at > i + 1 {
            return Some(found);
        }
        let length = i > 0 && BEFORE_LENGTHS.iter().any(|w| self.tokens.is(i - 1, w));
        let short = unit.is_clock() || unit == Unit::Day;
        let anchored = self.tokens.is_any(at + 1, &["after", "before"]);
        match (length || anchored, self.is_rate(i), short) {
            (true, ..) => Some(found),
            (_, true, _) if !unit.is_clock() => {
                Some(Found::new(i, at + 1, Meaning::Set(length_value(Some(times), unit))))
            }
            (_, _, false) => Some(found),
            _ => None,
        }
    }

    /// True after an amount or a frequency: "$2 million a year", "twice a week", "350 people a day".
    fn is_rate(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else { return false };
        let frequency = self.tokens.is_any(before, &["once", "twice", "times", "million", "billion", "percent", "%"]);
        let counted = self.tokens.str(before).ends_with('s') && i >= 2 && self.number_near(before);
        frequency || self.tokens.number(before) || counted
    }

    fn number_near(&self, i: usize) -> bool {
        (i.saturating_sub(3)..i).any(|j| self.words.numerals.opens(self.tokens, j))
    }

    /// What follows a length: "and a half", "or two", "ago", "later".
    fn finished(&self, start: usize, mut end: usize, mut count: Option<f64>, unit: Unit) -> Option<Found> {
        if self.tokens.is(end, "and") && self.tokens.is(end + 1, "a") && self.tokens.is(end + 2, "half") {
            (count, end) = (count.map(|c| c + 0.5), end + 3);
        } else if self.tokens.is(end, "or") && self.tokens.is_any(end + 1, &["so", "two", "more"]) {
            end += 2;
        }
        let Some((back, base, after)) = self.away(end) else {
            return Some(Found::new(start, end, Meaning::Length { count, unit, side: None }));
        };
        Some(Found::new(start, after, Meaning::Away { count, unit, back, base }))
    }

    /// "ago", "earlier", "later", "from now" after a length: backwards or not, from where, one past it.
    fn away(&self, i: usize) -> Option<(bool, Base, usize)> {
        if self.tokens.is(i, "from") && self.tokens.is_any(i + 1, &["now", "today"]) {
            return Some((false, Base::Writing, i + 2));
        }
        let by = self.sense(i, |s| if let Sense::Away(by) = *s { Some(by) } else { None })?;
        let open = self.tokens.is(i, "before") && self.tokens.word(i + 1);
        let compared = self.tokens.is(i + 1, "than");
        let base = if by.abs() == 2 { Base::Mentioned } else { Base::Writing };
        (!open && !compared).then_some((by < 0, base, i + 1))
    }

    /// Units in the plural with no count: "for years", "weeks later", "decades-long".
    pub(super) fn bare_units(&self, i: usize) -> Option<Found> {
        let (unit, _, true) = self.unit(i)? else { return None };
        let before = i.checked_sub(1);
        if before.is_some_and(|b| self.tokens.hyphen(b) || self.tokens.number(b)) {
            return None;
        }
        let long = self.tokens.hyphen(i + 1) && self.tokens.is(i + 2, "long");
        let old = self.tokens.is(i + 1, "old") || (self.tokens.hyphen(i + 1) && !long);
        let short = unit.is_clock() || matches!(unit, Unit::Day | Unit::Weekend | Unit::Quarter);
        let led = before.is_some_and(|b| self.tokens.is_any(b, &["for", "within", "in", "after", "the"]));
        let anchored = self.tokens.is_any(i + 1, &["after", "before", "of"]) && unit == Unit::Day;
        if old || (self.tokens.capital(i) && !self.tokens.opens_sentence(i)) {
            return None;
        }
        let found = self.finished(i, i + 1, None, unit)?;
        let end = if long { i + 3 } else { found.end };
        let away = matches!(found.meaning, Meaning::Away { .. });
        (!short || long || away || anchored || (led && !self.tokens.is(i.saturating_sub(1), "the")))
            .then_some(Found { end, ..found })
    }
}
