//! Times on the clock: "10:35 a.m.", "11:05 local time", "noon Thursday", "4 in the morning", with a date that follows.

use super::Grammar;
use crate::code::time::calendar::Unit;
use crate::code::time::meaning::{Base, Found, Meaning, Piece, TimeOfDay};
use crate::code::time::words::{Part, Sense};

impl Grammar<'_> {
    /// A time on the clock at a token.
    pub(super) fn clock(&self, i: usize) -> Option<Found> {
        let ((hour, minute), end) = self.named_hour(i).or_else(|| self.hour_and_minute(i))?;
        let end = self.after_zone(end);
        let found = Found::new(i, end, Meaning::Unit { unit: Unit::Day, by: 0, base: Base::Mentioned });
        Some(self.with_date(found.at(TimeOfDay::Clock { hour, minute })))
    }

    /// "noon", "midnight".
    fn named_hour(&self, i: usize) -> Option<((i8, i8), usize)> {
        let hour = self.sense(i, |s| if let Sense::Clock(hour) = *s { Some(hour) } else { None })?;
        let named = self.tokens.capital(i) && !self.tokens.opens_sentence(i);
        (!named && !self.tokens.hyphen(i + 1)).then_some(((hour, 0), i + 1))
    }

    fn hour_and_minute(&self, i: usize) -> Option<((i8, i8), usize)> {
        let touching = i > 0 && self.tokens.touches(i);
        if touching && (self.tokens.mark(i - 1, ':') || self.tokens.mark(i - 1, '-') || self.tokens.mark(i - 1, '$')) {
            return None;
        }
        if let Some(time) = self.military(i) {
            return Some(time);
        }
        let ((hour, minute), end, certain) = self.digits_of_a_clock(i)?;
        if let Some((afternoon, end)) = self.half_day(end) {
            let hour = hour % 12 + if afternoon { 12 } else { 0 };
            return Some(((hour, minute), end));
        }
        if self.tokens.is(end, "o'clock") || self.tokens.is(end, "o\u{2019}clock") {
            return Some(((hour, minute), end + 1));
        }
        if let Some((part, end)) = self.in_the_part(end) {
            let late = matches!(part, Part::Afternoon | Part::Evening | Part::Night) && hour < 12;
            return Some(((if late { hour + 12 } else { hour }, minute), end));
        }
        let before = i > 0
            && self
                .tokens
                .is_any(i - 1, &["at", "by", "from", "until", "till", "around", "about", "before", "after", "since"]);
        let zoned = self.after_zone(end) > end;
        (certain && (before || zoned)).then_some(((hour, minute), end))
    }

    /// "0735 GMT".
    fn military(&self, i: usize) -> Option<((i8, i8), usize)> {
        let digits = self.tokens.digits(i, 4..=4).filter(|_| self.has(i + 1, &Sense::Zone))?;
        let (hour, minute) = ((digits / 100) as i8, (digits % 100) as i8);
        (hour < 24 && minute < 60).then_some(((hour, minute), i + 1))
    }

    /// `7:15`, `7.15`, `7`, or a number word; true when the minutes are written.
    fn digits_of_a_clock(&self, i: usize) -> Option<((i8, i8), usize, bool)> {
        if let Some((hour, minute)) = self.tokens.str(i).split_once('.') {
            // "7.15 pm" is British; without the half of the day it would be a plain decimal.
            self.half_day(i + 1)?;
            let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok().filter(|_| minute.len() == 2)?);
            return ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(((hour, minute), i + 1, true));
        }
        let word = self
            .words
            .numerals
            .cardinal(self.tokens, i)
            .filter(|c| self.tokens.word(i) && c.end == i + 1 && c.value <= 12.0);
        let hour =
            self.tokens.digits(i, 1..=2).or(word.map(|c| c.value as i16)).filter(|h| (0..=24).contains(h))? as i8;
        let colon = self.tokens.mark(i + 1, ':') && self.tokens.touches(i + 1) && self.tokens.touches(i + 2);
        let minute = self.tokens.digits(i + 2, 2..=2).filter(|m| colon && *m < 60);
        match minute {
            Some(minute) => {
                let seconds = self.tokens.mark(i + 3, ':') && self.tokens.digits(i + 4, 2..=2).is_some();
                Some(((hour, minute as i8), if seconds { i + 5 } else { i + 3 }, true))
            }
            None => (!colon).then_some(((hour, 0), i + 1, false)),
        }
    }

    /// "a.m.", "pm": true after noon.
    fn half_day(&self, i: usize) -> Option<(bool, usize)> {
        if self.tokens.is_any(i, &["a.m.", "a.m", "am"]) {
            return Some((false, i + 1));
        }
        self.tokens.is_any(i, &["p.m.", "p.m", "pm"]).then_some((true, i + 1))
    }

    /// "in the morning", "at night".
    fn in_the_part(&self, i: usize) -> Option<(Part, usize)> {
        if self.tokens.is(i, "in") && self.tokens.is(i + 1, "the") {
            return self.part(i + 2).map(|part| (part, i + 3));
        }
        self.tokens.is(i, "at").then(|| self.part(i + 1)).flatten().map(|part| (part, i + 2))
    }

    /// One past "local time", "GMT", "Eastern time".
    fn after_zone(&self, i: usize) -> usize {
        if self.has(i, &Sense::Zone) && self.tokens.str(i).starts_with(|c: char| c.is_ascii_uppercase()) {
            return i + 1;
        }
        let time = self.tokens.is(i + 1, "time") && (self.tokens.is(i, "local") || self.tokens.capital(i));
        let standard = self.tokens.is(i + 2, "time") && self.tokens.is_any(i + 1, &["standard", "daylight", "summer"]);
        match (time, standard) {
            (true, _) => i + 2,
            (_, true) => i + 3,
            _ => i,
        }
    }

    /// A weekday or date right after the time.
    fn with_date(&self, found: Found) -> Found {
        let at = if self.tokens.mark(found.end, ',') { found.end + 1 } else { found.end };
        let relative =
            self.relative(at).filter(|r| matches!(r.meaning, Meaning::Shifted { piece: Piece::Weekday(_), .. }));
        let date = self.weekday(at).or_else(|| self.month_date(at)).or_else(|| self.day_word(at)).or(relative);
        match date {
            Some(date) if date.time.is_none() && !matches!(date.meaning, Meaning::Set(_)) => {
                Found { start: found.start, end: date.end, meaning: date.meaning, edge: None, time: found.time }
            }
            _ => found,
        }
    }
}
