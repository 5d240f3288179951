//! What the grammar makes of an expression before any day is known: calendar pieces with open years, shifts, lengths.
//! Placing them on the calendar is `resolve`'s business.

use super::calendar::{Season, Stretch, Unit};
use super::words::{Edge, HolidayRule, Part};
use smol_str::SmolStr;

/// What a relative expression counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// The day of writing.
    Writing,
    /// The date last mentioned.
    Mentioned,
}

/// Which year a calendar piece belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum YearOf {
    /// Not said.
    Open,
    Known(i16),
    /// Years from the year of writing ("June last year").
    Shift(i32),
}

/// A piece of a year or week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Half(i8),
    Quarter(i8),
    Season(Season),
    Month(i8),
    Day(i8, i8),
    Weekday(i8),
    Weekend,
    Holiday(HolidayRule),
}

/// On which side of the day of writing a length lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// The meaning of a time expression, without its part of day and its edge.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// A fixed TIMEX3 value.
    Literal(SmolStr),
    /// Placed on the calendar by its own words.
    Stretch(Stretch),
    /// "October", "Tuesday", "the third quarter of 2019".
    Piece { piece: Piece, year: YearOf },
    /// "last October", "next Tuesday", "the previous Friday".
    Shifted { piece: Piece, by: i32, base: Base },
    /// "today", "last week", "the following year".
    Unit { unit: Unit, by: i32, base: Base },
    /// "the week of March 6".
    WeekOf { month: i8, day: i8, year: YearOf },
    /// "the quarter", "the latest period", "the 1988 quarter": the reporting period in question.
    Period { year: Option<i16> },
    /// "the year-ago quarter": that period of the year before.
    PeriodYearAgo,
    /// "three weeks ago", "a year later"; the count may be unknown.
    Away { count: Option<f64>, unit: Unit, back: bool, base: Base },
    /// "three weeks", "the past few days".
    Length { count: Option<f64>, unit: Unit, side: Option<Side> },
    /// "every Tuesday", "daily".
    Set(String),
}

/// A part of a day or a time on the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeOfDay {
    Part(Part),
    Clock { hour: i8, minute: i8 },
}

/// An expression found in the tokens.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// First token.
    pub(super) start: usize,
    /// One past the last token.
    pub(super) end: usize,
    pub(super) meaning: Meaning,
    pub(super) edge: Option<Edge>,
    pub(super) time: Option<TimeOfDay>,
}

impl Found {
    pub(super) fn new(start: usize, end: usize, meaning: Meaning) -> Self {
        Found { start, end, meaning, edge: None, time: None }
    }

    pub(super) fn at(mut self, time: TimeOfDay) -> Self {
        self.time = Some(time);
        self
    }

    pub(super) fn on(mut self, edge: Edge) -> Self {
        self.edge = Some(edge);
        self
    }
}

/// The TIMEX3 value of a length; an unknown count is written `X`.
pub(super) fn length_value(count: Option<f64>, unit: Unit) -> String {
    let (letter, times) = unit.letter();
    let time = if unit.is_clock() { "T" } else { "" };
    let Some(count) = count else {
        return format!("P{time}X{letter}");
    };
    let count = count * times;
    match unit.finer() {
        Some((finer, per)) if count.fract() != 0.0 => {
            let whole = count.trunc();
            let rest = ((count - whole) * per).round();
            let first = if whole > 0.0 { format!("{time}{whole}{letter}") } else { time.to_string() };
            let time = if finer.is_clock() && time.is_empty() { "T" } else { "" };
            format!("P{first}{time}{rest}{}", finer.letter().0)
        }
        _ => format!("P{time}{count}{letter}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_as_durations() {
        for (count, unit, value) in [
            (Some(3.0), Unit::Month, "P3M"),
            (Some(30.0), Unit::Minute, "PT30M"),
            (Some(5.5), Unit::Hour, "PT5H30M"),
            (Some(0.5), Unit::Hour, "PT30M"),
            (Some(2.5), Unit::Year, "P2Y6M"),
            (Some(1.5), Unit::Day, "P1DT12H"),
            (Some(2.0), Unit::Decade, "P20Y"),
            (Some(1.5), Unit::Week, "P1.5W"),
            (None, Unit::Week, "PXW"),
            (None, Unit::Hour, "PTXH"),
            (Some(2000.0), Unit::Year, "P2000Y"),
        ] {
            assert_eq!(length_value(count, unit), value);
        }
    }
}
