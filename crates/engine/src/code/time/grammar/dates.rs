//! Dates by name and number: written dates, months, years, quarters, halves, seasons, decades, centuries, weekdays and
//! holidays.

use super::Grammar;
use crate::code::time::calendar::{Stretch, Unit};
use crate::code::time::meaning::{Found, Meaning, Piece, TimeOfDay, YearOf};
use crate::code::time::words::Sense;
use jiff::civil::Date;

/// Years that a bare number may mean without a preposition before it.
const PLAIN_YEARS: std::ops::RangeInclusive<i16> = 1900..=2099;
/// Years that a number after a preposition may mean.
const YEARS: std::ops::RangeInclusive<i16> = 1000..=2199;

impl Grammar<'_> {
    /// A month's name: its number and one past it, with the dot of an abbreviation.
    pub(super) fn month(&self, i: usize) -> Option<(i8, usize)> {
        let (number, short) =
            self.sense(i, |s| if let Sense::Month { number, short } = *s { Some((number, short)) } else { None })?;
        if !self.tokens.capital(i) {
            return None;
        }
        let dot = self.tokens.mark(i + 1, '.') && self.tokens.touches(i + 1);
        let end = if dot && (short || self.tokens.number(i + 2)) { i + 2 } else { i + 1 };
        (!short || dot || self.tokens.number(end)).then_some((number, end))
    }

    /// A day of the month in digits or words, with its ending.
    fn day(&self, i: usize) -> Option<(i8, usize)> {
        if let Some((place, end)) = self.words.numerals.ordinal(self.tokens, i) {
            return (place <= 31).then_some((place as i8, end));
        }
        let day = self.tokens.digits(i, 1..=2)? as i8;
        let glued = self.tokens.touches(i + 1) && (self.tokens.word(i + 1) || self.tokens.mark(i + 1, '%'));
        let clock = self.tokens.mark(i + 1, ':') && self.tokens.number(i + 2);
        ((1..=31).contains(&day) && !glued && !clock).then_some((day, i + 1))
    }

    /// A year of four digits, or of two after an apostrophe.
    fn year_number(&self, i: usize) -> Option<(i16, usize)> {
        if let Some(year) = self.tokens.digits(i, 4..=4).filter(|y| YEARS.contains(y)) {
            return Some((year, i + 1));
        }
        let short = self.tokens.mark(i, '\'') && self.tokens.touches(i + 1);
        let year = self.tokens.digits(i + 1, 2..=2).filter(|_| short && !self.tokens.is(i + 2, "s"))?;
        Some((full_year(year), i + 2))
    }

    /// A year that follows a date: ", 2024", "2024", "of 2024".
    pub(super) fn year_after(&self, i: usize) -> Option<(i16, usize)> {
        let at = if self.tokens.mark(i, ',') || self.tokens.is(i, "of") { i + 1 } else { i };
        self.year_number(at).filter(|&(_, end)| !self.tokens.hyphen(end) || !self.tokens.word(end + 1))
    }

    /// "of last year", "this year" after a month or quarter.
    fn year_shift_after(&self, i: usize) -> Option<(i32, usize)> {
        let at = if self.tokens.mark(i, ',') || self.tokens.is(i, "of") { i + 1 } else { i };
        let by = self.sense(at, |s| if let Sense::Shift(by) = *s { Some(by) } else { None })?;
        let year = self.tokens.is(at + 1, "year") && !self.tokens.is(at, "past") && !self.tokens.hyphen(at + 2);
        year.then_some((by, at + 2))
    }

    fn year_of(&self, end: usize) -> (YearOf, usize) {
        if let Some((year, after)) = self.year_after(end) {
            return (YearOf::Known(year), after);
        }
        if let Some((by, after)) = self.year_shift_after(end) {
            return (YearOf::Shift(by), after);
        }
        (YearOf::Open, end)
    }

    /// `2024-10-22`, `10/22/24`, `22.10.2024`.
    pub(super) fn numeric_date(&self, i: usize) -> Option<Found> {
        let tokens = self.tokens;
        let glued = i > 0 && tokens.touches(i) && !tokens.mark(i - 1, '(') && !tokens.mark(i - 1, '[');
        if glued {
            return None;
        }
        if let Some((year, month)) = tokens.digits(i, 4..=4).zip(tokens.digits(i + 2, 1..=2)) {
            if tokens.hyphen(i + 1) && tokens.hyphen(i + 3) {
                return day_found(i, i + 5, year, month, tokens.digits(i + 4, 1..=2)?);
            }
            return None;
        }
        if let Some((day, month)) = tokens.str(i).split_once('.') {
            let year = tokens.digits(i + 2, 4..=4).filter(|_| tokens.mark(i + 1, '.') && tokens.touches(i + 2))?;
            return day_found(i, i + 3, year, month.parse().ok()?, day.parse().ok()?);
        }
        let slashes = tokens.mark(i + 1, '/') && tokens.mark(i + 3, '/') && (i + 1..i + 5).all(|j| tokens.touches(j));
        let (first, second) = (tokens.digits(i, 1..=2)?, tokens.digits(i + 2, 1..=2)?);
        let year = tokens.digits(i + 4, 2..=4).filter(|_| slashes)?;
        let year = if year < 100 { full_year(year) } else { year };
        let (month, day) = if first > 12 { (second, first) } else { (first, second) };
        day_found(i, i + 5, year, month, day)
    }

    /// "22 October 2024", "the 22nd of October", and the first day of "24-26 April".
    pub(super) fn day_month(&self, i: usize) -> Option<Found> {
        let (day, mut at) = self.day(i)?;
        let of = self.tokens.is(at, "of");
        at += usize::from(of);
        if let Some((month, end)) = self.month(at) {
            let (year, end) = self.year_of(end);
            return Some(Found::new(i, end, Meaning::Piece { piece: Piece::Day(month, day), year }));
        }
        let joined = !of && (self.tokens.hyphen(at) || self.tokens.is_any(at, &["and", "to", "or"]));
        let (second, end) = self.day(at + 1).filter(|_| joined)?;
        let (month, end) = self.month(end).filter(|_| second > day)?;
        let (year, _) = self.year_of(end);
        Some(Found::new(i, at, Meaning::Piece { piece: Piece::Day(month, day), year }))
    }

    /// "October", "Oct. 22", "October 22, 2024", "October last year".
    pub(super) fn month_date(&self, i: usize) -> Option<Found> {
        let (month, end) = self.month(i)?;
        if self.is_name(i, end) {
            return None;
        }
        if let Some((day, after)) = self.day(end)
            && !self.counts_something(i, after)
        {
            let (year, end) = self.year_of(after);
            return Some(Found::new(i, end, Meaning::Piece { piece: Piece::Day(month, day), year }));
        }
        let (year, end) = self.year_of(end);
        let meaning = Meaning::Piece { piece: Piece::Month(month), year };
        (year != YearOf::Open || self.month_stands_alone(i, end)).then(|| Found::new(i, end, meaning))
    }

    /// "in May 20 people": a number after a month that counts what follows.
    fn counts_something(&self, i: usize, after: usize) -> bool {
        let months_only = i > 0 && self.tokens.is_any(i - 1, &["in", "since", "during"]);
        let counted = self.tokens.word(after) && !self.tokens.capital(after) && self.year_after(after).is_none();
        (months_only && counted && !self.has(after, &Sense::Preposition)) || self.unit(after).is_some()
    }

    /// Months that are also verbs or given names need a word beside them that takes a month.
    fn month_stands_alone(&self, i: usize, end: usize) -> bool {
        if !self.tokens.is_any(i, &["may", "march", "april", "june", "august"]) {
            return true;
        }
        let possessive = self.tokens.is(end, "'s") || self.tokens.is(end, "\u{2019}s");
        let Some(before) = i.checked_sub(1) else { return possessive };
        let article = self.tokens.is_any(before, &["a", "an", "the", "its", "their", "his", "her"]);
        let noun_follows = self.tokens.word(end) && !self.tokens.capital(end) && !self.has(end, &Sense::Preposition);
        let led = self.has(before, &Sense::Preposition)
            || self.edge(before).is_some()
            || self.sense(before, |s| matches!(s, Sense::Shift(_) | Sense::Every(_)).then_some(())).is_some()
            || (self.tokens.hyphen(before) && self.tokens.is_any(i.saturating_sub(2), &["mid", "late", "early"]));
        let name = self.tokens.capital(end) && self.month(end).is_none();
        (led && !name) || (article && noun_follows) || possessive
    }

    /// "the Sunday Times", "Theresa May".
    fn is_name(&self, i: usize, end: usize) -> bool {
        let before = i > 0 && self.has(i - 1, &Sense::NameBefore);
        let after = self.tokens.capital(end) && self.has(end, &Sense::NameAfter);
        let dotted = i > 1 && self.tokens.mark(i - 1, '.') && self.has(i - 2, &Sense::NameBefore);
        before || after || dotted
    }

    /// A bare year, "fiscal 1989", "1990 and beyond".
    pub(super) fn year(&self, i: usize, listed: bool) -> Option<Found> {
        let (year, end) = self.year_number(i)?;
        let found = Some(Found::new(i, end, Meaning::Stretch(Stretch::Year(year))));
        if listed {
            return found;
        }
        let glued = self.tokens.touches(i) && i > 0 && !self.opens_bracket(i - 1);
        let part =
            self.tokens.hyphen(end) || (self.tokens.touches(end) && self.tokens.word(end) && !self.possessive(end));
        let range = self.tokens.hyphen(end) && self.tokens.number(end + 1);
        if (glued && !self.edge_hyphen(i)) || (part && !range) || self.measures(end) {
            return None;
        }
        let before = i.checked_sub(1);
        let firm = before
            .is_some_and(|b| self.tokens.is_any(b, &["in", "since", "during", "until", "from", "fiscal", "year"]));
        let led = before.is_some_and(|b| self.has(b, &Sense::Preposition));
        let counts = self.tokens.word(end) && !self.tokens.capital(end) && self.tokens.str(end).ends_with('s');
        if !PLAIN_YEARS.contains(&year) {
            let open = !self.tokens.word(end) || self.has(end, &Sense::Preposition);
            return found.filter(|_| firm && open && year <= 2099);
        }
        let numbered =
            before.is_some_and(|b| self.tokens.word(b) && self.tokens.capital(b) && !self.tokens.opens_sentence(b));
        let owned = before.is_some_and(|b| self.tokens.is_any(b, &["the", "its", "their", "a", "'s"]));
        let counted = counts && !firm && !owned && !glued && !self.possessive(end);
        let named = numbered && !led && before.and_then(|b| self.month(b)).is_none();
        found.filter(|_| !counted && !named)
    }

    fn opens_bracket(&self, i: usize) -> bool {
        ['(', '[', '"', '\u{201c}', '`', '\u{2014}'].into_iter().any(|c| self.tokens.mark(i, c))
    }

    fn possessive(&self, i: usize) -> bool {
        self.tokens.is(i, "'s") || self.tokens.is(i, "\u{2019}s")
    }

    /// "mid-1996", "post-1959", "1991-1997".
    fn edge_hyphen(&self, i: usize) -> bool {
        i > 1 && self.tokens.hyphen(i - 1) && (self.tokens.word(i - 2) || self.tokens.digits(i - 2, 4..=4).is_some())
    }

    /// A measure, currency or percentage after a number.
    fn measures(&self, end: usize) -> bool {
        self.tokens.mark(end, '%')
            || self.tokens.is_any(end, &["percent", "per", "million", "billion", "people", "meters", "metres", "km"])
    }

    /// "1988 third quarter", "the 1988 period".
    pub(super) fn year_period(&self, i: usize) -> Option<Found> {
        let year = self.tokens.digits(i, 4..=4).filter(|y| PLAIN_YEARS.contains(y))?;
        if let Some((piece, end)) = self.ordinal_piece(i + 1, false) {
            return Some(Found::new(i, end, Meaning::Piece { piece, year: YearOf::Known(year) }));
        }
        let period = self.tokens.is_any(i + 1, &["quarter", "period"]);
        period.then(|| Found::new(i, i + 2, Meaning::Period { year: Some(year) }))
    }

    /// "third quarter", "fourth-quarter", "first half of 1989", "21st century".
    pub(super) fn ordinal_period(&self, i: usize) -> Option<Found> {
        let at = if self.tokens.is(i, "fiscal") { i + 1 } else { i };
        if let Some((place, end)) = self.words.numerals.ordinal(self.tokens, at)
            && let Some((Unit::Century, _, false)) = self.unit(self.after_hyphen(end))
            && (1..=30).contains(&place)
        {
            let hundreds = place as i16 - 1;
            return Some(Found::new(i, self.after_hyphen(end) + 1, Meaning::Stretch(Stretch::Century(hundreds))));
        }
        let (piece, end) = self.ordinal_piece(at, true)?;
        let (year, end) = self.year_of(end);
        if let (Piece::Half(_), YearOf::Open) = (piece, year) {
            let of_the_year =
                self.tokens.is(end, "of") && self.tokens.is(end + 1, "the") && self.tokens.is(end + 2, "year");
            return of_the_year.then(|| Found::new(i, end + 3, Meaning::Piece { piece, year: YearOf::Shift(0) }));
        }
        Some(Found::new(i, end, Meaning::Piece { piece, year }))
    }

    /// An ordinal with "quarter" or "half" after it.
    fn ordinal_piece(&self, i: usize, last_half: bool) -> Option<(Piece, usize)> {
        let (place, end) = match self.words.numerals.ordinal(self.tokens, i) {
            Some((place, end)) => (place as i8, end),
            None if last_half && self.tokens.is_any(i, &["last", "latter"]) => (2, i + 1),
            None => return None,
        };
        let at = self.after_hyphen(end);
        if self.tokens.is(at, "quarter") && (1..=4).contains(&place) && !self.tokens.is(i, "last") {
            return Some((Piece::Quarter(place), at + 1));
        }
        (self.tokens.is(at, "half") && (1..=2).contains(&place)).then_some((Piece::Half(place), at + 1))
    }

    pub(super) fn after_hyphen(&self, i: usize) -> usize {
        if self.tokens.hyphen(i) { i + 1 } else { i }
    }

    /// "Q3 2024", "Q3".
    pub(super) fn short_quarter(&self, i: usize) -> Option<Found> {
        let quarter = self.tokens.digits(i + 1, 1..=1).filter(|q| (1..=4).contains(q))? as i8;
        if self.tokens.str(i) != "Q" || !self.tokens.touches(i + 1) {
            return None;
        }
        let (year, end) = self.year_of(i + 2);
        Some(Found::new(i, end, Meaning::Piece { piece: Piece::Quarter(quarter), year }))
    }

    /// "1990s".
    pub(super) fn decade(&self, i: usize) -> Option<Found> {
        let year = self.tokens.digits(i, 4..=4).filter(|y| YEARS.contains(y) && y % 10 == 0)?;
        let end = if self.tokens.mark(i + 1, '\'') && self.tokens.touches(i + 1) { i + 2 } else { i + 1 };
        let plural = (self.tokens.str(end) == "s" && self.tokens.touches(end))
            || self.tokens.str(i + 1) == "'s" && self.decade_led(i);
        plural.then(|| Found::new(i, end + 1, Meaning::Stretch(Stretch::Decade(year / 10))))
    }

    /// "the 1990's" is a decade, "in 1990's crash" a year.
    fn decade_led(&self, i: usize) -> bool {
        i > 0 && (self.tokens.is(i - 1, "the") || self.edge(i - 1).is_some())
    }

    /// "'80s", "80s" after an article.
    pub(super) fn short_decade(&self, i: usize) -> Option<Found> {
        let quoted = self.tokens.mark(i, '\'');
        let at = i + usize::from(quoted);
        let tens = self.tokens.digits(at, 2..=2).filter(|t| t % 10 == 0)?;
        let led = quoted || (i > 0 && (self.tokens.is(i - 1, "the") || self.edge(i - 1).is_some()));
        let plural = self.tokens.str(at + 1) == "s" && self.tokens.touches(at + 1);
        (led && plural && tens >= 20)
            .then(|| Found::new(i, at + 2, Meaning::Stretch(Stretch::Decade(full_year(tens) / 10))))
    }

    /// "the nineties".
    pub(super) fn decade_word(&self, i: usize) -> Option<Found> {
        let tens = self.sense(i, |s| if let Sense::Decade(tens) = *s { Some(tens) } else { None })?;
        let led = i > 0
            && (self.tokens.is(i - 1, "the") || (self.edge(i - 1).is_some() && i > 1 && self.tokens.is(i - 2, "the")));
        led.then(|| Found::new(i, i + 1, Meaning::Stretch(Stretch::Decade(190 + tens))))
    }

    /// "nineteen ninety-six", "the year two thousand".
    pub(super) fn spoken_year(&self, i: usize) -> Option<Found> {
        if let Some((year, end)) = self.words.numerals.spoken_year(self.tokens, i) {
            let led = i > 0 && self.has(i - 1, &Sense::Preposition) && self.unit(end).is_none();
            return (led && year >= 1100).then(|| Found::new(i, end, Meaning::Stretch(Stretch::Year(year))));
        }
        if self.tokens.is(i, "year") && i > 0 && self.tokens.is(i - 1, "the") {
            let spoken = self.words.numerals.cardinal(self.tokens, i + 1).map(|c| (c.value as i16, c.end));
            let (year, end) = self.year_number(i + 1).or(spoken).filter(|(y, _)| YEARS.contains(y))?;
            return Some(Found::new(i, end, Meaning::Stretch(Stretch::Year(year))));
        }
        None
    }

    /// "summer of 2023", "winter 2023", and a season that an article or preposition leads in.
    pub(super) fn season(&self, i: usize) -> Option<Found> {
        let season = self.sense(i, |s| if let Sense::Season(season) = *s { Some(season) } else { None })?;
        if let (YearOf::Known(year), end) = self.year_of(i + 1) {
            return Some(Found::new(i, end, Meaning::Stretch(Stretch::Season(year, season))));
        }
        if let Some((year, end)) =
            self.words.numerals.spoken_year(self.tokens, i + 2).filter(|_| self.tokens.is(i + 1, "of"))
        {
            return Some(Found::new(i, end, Meaning::Stretch(Stretch::Season(year, season))));
        }
        let before = i.checked_sub(1)?;
        let article = self.tokens.is(before, "the");
        let led = article || self.has(before, &Sense::Preposition) || self.edge(before).is_some();
        let verb = self.has(i + 1, &Sense::Past) || self.has(i + 1, &Sense::Modal);
        let closed = !self.tokens.word(i + 1) || verb || self.tokens.is_any(i + 1, &["and", "or", "when", "but"]);
        let fits = match self.tokens.str(i) {
            "fall" | "spring" => closed && (article || self.edge(before).is_some()),
            _ => closed || self.has(i + 1, &Sense::Preposition),
        };
        let meaning = Meaning::Piece { piece: Piece::Season(season), year: YearOf::Open };
        (led && fits && !self.tokens.hyphen(i + 1)).then(|| Found::new(i, i + 1, meaning))
    }

    /// A weekday's name: its number, one past it, and whether it is a plural.
    pub(super) fn weekday_name(&self, i: usize) -> Option<(i8, usize, bool)> {
        let (number, short, plural) = self.sense(i, |s| match *s {
            Sense::Weekday { number, short, plural } => Some((number, short, plural)),
            _ => None,
        })?;
        let dot = self.tokens.mark(i + 1, '.') && self.tokens.touches(i + 1);
        let end = if short && dot { i + 2 } else { i + 1 };
        let at = if self.tokens.mark(end, ',') { end + 1 } else { end };
        let beside = self.month(at).is_some() || self.day_month(at).is_some();
        (self.tokens.capital(i) && (!short || beside) && !self.is_name(i, end)).then_some((number, end, plural))
    }

    /// "Tuesday", "Tuesday night", "Tuesday, Oct. 22", "Mondays".
    pub(super) fn weekday(&self, i: usize) -> Option<Found> {
        let (number, end, plural) = self.weekday_name(i)?;
        if plural {
            return Some(Found::new(i, end, Meaning::Set(format!("XXXX-WXX-{number}"))));
        }
        let at = if self.tokens.mark(end, ',') { end + 1 } else { end };
        let at = if self.tokens.is(at, "the") { at + 1 } else { at };
        if let Some(date) = self.month_date(at).or_else(|| self.day_month(at))
            && let Meaning::Piece { piece: Piece::Day(..), .. } = date.meaning
        {
            return Some(Found { start: i, ..date });
        }
        let found = Found::new(i, end, Meaning::Piece { piece: Piece::Weekday(number), year: YearOf::Open });
        Some(self.with_part(found))
    }

    /// Takes in a part of the day that follows.
    pub(super) fn with_part(&self, mut found: Found) -> Found {
        let at = if self.edge(found.end).is_some() { found.end + 1 } else { found.end };
        if let Some(part) = self.part(at)
            && !self.tokens.hyphen(at + 1)
        {
            found.end = at + 1;
            return found.at(TimeOfDay::Part(part));
        }
        found
    }

    /// "Christmas", "Thanksgiving Day 2023".
    pub(super) fn holiday(&self, i: usize) -> Option<Found> {
        let (rule, end) = self.words.holiday(self.tokens, i)?;
        let named = self.tokens.capital(end) && self.has(end, &Sense::NameAfter);
        let (year, end) = self.year_of(end);
        (!named).then(|| Found::new(i, end, Meaning::Piece { piece: Piece::Holiday(rule), year }))
    }
}

/// A year written with two digits.
fn full_year(short: i16) -> i16 {
    if short < 50 { 2000 + short } else { 1900 + short }
}

fn day_found(start: usize, end: usize, year: i16, month: i16, day: i16) -> Option<Found> {
    let day = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(Found::new(start, end, Meaning::Stretch(Stretch::Day(day))))
}
