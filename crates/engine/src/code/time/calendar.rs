//! The calendar side of TIMEX3: pieces of the calendar, how they are written as values, which days they cover, and
//! arithmetic on them. No words and no report in here.

use jiff::Span as Step;
use jiff::civil::{Date, ISOWeekDate, Weekday, date};
use std::fmt;

/// A stretch of the calendar that TIMEX3 has a value for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stretch {
    /// `2024-10-22`.
    Day(Date),
    /// `2024-W43`.
    Week(i16, i8),
    /// `2024-W43-WE`, Saturday and Sunday.
    Weekend(i16, i8),
    /// `2024-10`.
    Month(i16, i8),
    /// `2024-Q4`.
    Quarter(i16, i8),
    /// `2024-H2`.
    Half(i16, i8),
    /// `2024-SU`.
    Season(i16, Season),
    /// `2024`.
    Year(i16),
    /// `202`: the tens of the year.
    Decade(i16),
    /// `20`: the hundreds of the year.
    Century(i16),
}

/// A season of the northern year; winter belongs to the year in which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

impl Season {
    /// Its first month.
    pub(crate) fn first_month(self) -> i8 {
        match self {
            Season::Spring => 3,
            Season::Summer => 6,
            Season::Autumn => 9,
            Season::Winter => 12,
        }
    }

    /// As TIMEX3 writes it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Season::Spring => "SP",
            Season::Summer => "SU",
            Season::Autumn => "FA",
            Season::Winter => "WI",
        }
    }

    /// From TIMEX3's two letters.
    pub(crate) fn from_code(code: &str) -> Option<Season> {
        [Season::Spring, Season::Summer, Season::Autumn, Season::Winter].into_iter().find(|s| s.code() == code)
    }
}

/// Units that time is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Weekend,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// True for hours and below.
    pub(crate) fn is_clock(self) -> bool {
        matches!(self, Unit::Second | Unit::Minute | Unit::Hour)
    }

    /// The TIMEX3 letter, and how many of that letter's units one of these makes.
    pub(crate) fn letter(self) -> (char, f64) {
        match self {
            Unit::Second => ('S', 1.0),
            Unit::Minute => ('M', 1.0),
            Unit::Hour => ('H', 1.0),
            Unit::Day => ('D', 1.0),
            Unit::Week => ('W', 1.0),
            Unit::Weekend => ('D', 2.0),
            Unit::Month => ('M', 1.0),
            Unit::Quarter => ('Q', 1.0),
            Unit::Year => ('Y', 1.0),
            Unit::Decade => ('Y', 10.0),
            Unit::Century => ('Y', 100.0),
        }
    }

    /// The next smaller unit that a fraction is written in, and how many make one.
    pub(crate) fn finer(self) -> Option<(Unit, f64)> {
        match self {
            Unit::Minute => Some((Unit::Second, 60.0)),
            Unit::Hour => Some((Unit::Minute, 60.0)),
            Unit::Day => Some((Unit::Hour, 24.0)),
            Unit::Year => Some((Unit::Month, 12.0)),
            _ => None,
        }
    }

    /// The stretch of this unit that a day lies in; clock units give the day.
    pub(crate) fn around(self, day: Date) -> Stretch {
        let (year, month) = (day.year(), day.month());
        match self {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Stretch::Day(day),
            Unit::Week => Stretch::Week(day.iso_week_date().year(), day.iso_week_date().week()),
            Unit::Weekend => Stretch::Weekend(day.iso_week_date().year(), day.iso_week_date().week()),
            Unit::Month => Stretch::Month(year, month),
            Unit::Quarter => Stretch::Quarter(year, (month - 1) / 3 + 1),
            Unit::Year => Stretch::Year(year),
            Unit::Decade => Stretch::Decade(year.div_euclid(10)),
            Unit::Century => Stretch::Century(year.div_euclid(100)),
        }
    }

    /// A day so many units away, none beyond the calendar's ends.
    pub(crate) fn step(self, day: Date, count: i32) -> Option<Date> {
        let count = i64::from(count);
        let step = match self {
            Unit::Second | Unit::Minute | Unit::Hour => return Some(day),
            Unit::Day => Step::new().try_days(count),
            Unit::Week | Unit::Weekend => Step::new().try_weeks(count),
            Unit::Month => Step::new().try_months(count),
            Unit::Quarter => Step::new().try_months(count * 3),
            Unit::Year => Step::new().try_years(count),
            Unit::Decade => Step::new().try_years(count * 10),
            Unit::Century => Step::new().try_years(count * 100),
        };
        day.checked_add(step.ok()?).ok()
    }
}

impl Stretch {
    /// First and last day.
    pub(crate) fn days(self) -> Option<(Date, Date)> {
        match self {
            Stretch::Day(day) => Some((day, day)),
            Stretch::Week(year, week) => Some((week_day(year, week, 1)?, week_day(year, week, 7)?)),
            Stretch::Weekend(year, week) => Some((week_day(year, week, 6)?, week_day(year, week, 7)?)),
            Stretch::Month(year, month) => months(year, month, 1),
            Stretch::Quarter(year, quarter) => months(year, quarter.checked_mul(3)?.checked_sub(2)?, 3),
            Stretch::Half(year, half) => months(year, half.checked_mul(6)?.checked_sub(5)?, 6),
            Stretch::Season(year, season) => months(year, season.first_month(), 3),
            Stretch::Year(year) => years(year, 1),
            Stretch::Decade(tens) => years(tens.checked_mul(10)?, 10),
            Stretch::Century(hundreds) => years(hundreds.checked_mul(100)?, 100),
        }
    }

    /// The stretch of the same kind so many places on.
    pub(crate) fn shifted(self, by: i32) -> Option<Stretch> {
        let year_on = |year: i16| i16::try_from(i32::from(year) + by).ok();
        Some(match self {
            Stretch::Day(day) => Stretch::Day(Unit::Day.step(day, by)?),
            Stretch::Week(..) => Unit::Week.around(Unit::Week.step(self.days()?.0, by)?),
            Stretch::Weekend(..) => Unit::Weekend.around(Unit::Week.step(self.days()?.0, by)?),
            Stretch::Month(..) => Unit::Month.around(Unit::Month.step(self.days()?.0, by)?),
            Stretch::Quarter(..) => Unit::Quarter.around(Unit::Quarter.step(self.days()?.0, by)?),
            Stretch::Half(year, half) => {
                let halves = i32::from(year) * 2 + i32::from(half) - 1 + by;
                Stretch::Half(i16::try_from(halves.div_euclid(2)).ok()?, halves.rem_euclid(2) as i8 + 1)
            }
            Stretch::Season(year, season) => Stretch::Season(year_on(year)?, season),
            Stretch::Year(year) => Stretch::Year(year_on(year)?),
            Stretch::Decade(tens) => Stretch::Decade(year_on(tens)?),
            Stretch::Century(hundreds) => Stretch::Century(year_on(hundreds)?),
        })
    }

    /// The same stretch of another year.
    pub(crate) fn years_on(self, by: i32) -> Option<Stretch> {
        let year_on = |year: i16| i16::try_from(i32::from(year) + by).ok();
        Some(match self {
            Stretch::Day(day) => Stretch::Day(Unit::Year.step(day, by)?),
            Stretch::Week(year, week) => Stretch::Week(year_on(year)?, week),
            Stretch::Weekend(year, week) => Stretch::Weekend(year_on(year)?, week),
            Stretch::Month(year, month) => Stretch::Month(year_on(year)?, month),
            Stretch::Quarter(year, quarter) => Stretch::Quarter(year_on(year)?, quarter),
            Stretch::Half(year, half) => Stretch::Half(year_on(year)?, half),
            other => return other.shifted(by),
        })
    }

    /// Reads a value that places itself on the calendar; a time of day and unknown trailing parts (`XX`) are left out.
    pub(crate) fn parse(value: &str) -> Option<Stretch> {
        let value = value.split('T').next()?;
        let mut parts = value.split('-').filter(|p| !p.is_empty() && p.bytes().any(|b| b != b'X'));
        let head = parts.next()?;
        if !head.bytes().all(|b| b.is_ascii_digit()) || value.starts_with('-') {
            return None;
        }
        let number: i16 = head.parse().ok()?;
        match (head.len(), parts.next(), parts.next()) {
            (2, None, None) => Some(Stretch::Century(number)),
            (3, None, None) => Some(Stretch::Decade(number)),
            (4, None, None) => Some(Stretch::Year(number)),
            (4, Some(second), third) => Stretch::within_year(number, second, third),
            _ => None,
        }
    }

    fn within_year(year: i16, second: &str, third: Option<&str>) -> Option<Stretch> {
        let after = |letter: char| second.strip_prefix(letter).and_then(|n| n.parse::<i8>().ok());
        if let Some(week) = after('W') {
            return match third {
                None => Some(Stretch::Week(year, week)),
                Some("WE") => Some(Stretch::Weekend(year, week)),
                Some(day) => Some(Stretch::Day(week_day(year, week, day.parse().ok()?)?)),
            };
        }
        if let Some(season) = Season::from_code(second) {
            return third.is_none().then_some(Stretch::Season(year, season));
        }
        if let Some(quarter) = after('Q') {
            return (third.is_none() && (1..=4).contains(&quarter)).then_some(Stretch::Quarter(year, quarter));
        }
        if let Some(half) = after('H') {
            return (third.is_none() && (1..=2).contains(&half)).then_some(Stretch::Half(year, half));
        }
        let month: i8 = second.parse().ok()?;
        match third {
            None => (1..=12).contains(&month).then_some(Stretch::Month(year, month)),
            Some(day) => Date::new(year, month, day.parse().ok()?).ok().map(Stretch::Day),
        }
    }
}

impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Stretch::Day(day) => write!(f, "{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
            Stretch::Week(year, week) => write!(f, "{year:04}-W{week:02}"),
            Stretch::Weekend(year, week) => write!(f, "{year:04}-W{week:02}-WE"),
            Stretch::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Stretch::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Stretch::Half(year, half) => write!(f, "{year:04}-H{half}"),
            Stretch::Season(year, season) => write!(f, "{year:04}-{}", season.code()),
            Stretch::Year(year) => write!(f, "{year:04}"),
            Stretch::Decade(tens) => write!(f, "{tens:03}"),
            Stretch::Century(hundreds) => write!(f, "{hundreds:02}"),
        }
    }
}

/// The day with ISO number `day` (Monday 1) of an ISO week.
pub(crate) fn week_day(year: i16, week: i8, day: i8) -> Option<Date> {
    let weekday = Weekday::from_monday_one_offset(day).ok()?;
    ISOWeekDate::new(year, week, weekday).ok().map(|d| d.date())
}

/// The n-th such weekday of a month; `n` = -1 is the last.
pub(crate) fn nth_weekday(year: i16, month: i8, n: i8, weekday: i8) -> Option<Date> {
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(n, Weekday::from_monday_one_offset(weekday).ok()?).ok()
}

/// Western Easter Sunday (the anonymous Gregorian computus, Nature, 20 April 1876).
pub(crate) fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()
}

fn months(year: i16, month: i8, count: i32) -> Option<(Date, Date)> {
    let first = Date::new(year, month, 1).ok()?;
    let last = Unit::Month.step(first, count - 1)?.last_of_month();
    Some((first, last))
}

fn years(year: i16, count: i16) -> Option<(Date, Date)> {
    if year < 0 || year.checked_add(count)? > 9999 {
        return None;
    }
    Some((date(year, 1, 1), date(year + count - 1, 12, 31)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_round_trip_and_cover_their_days() {
        for (value, first, last) in [
            ("2024-10-22", date(2024, 10, 22), date(2024, 10, 22)),
            ("2024-W01", date(2024, 1, 1), date(2024, 1, 7)),
            ("2020-W53-WE", date(2021, 1, 2), date(2021, 1, 3)),
            ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
            ("2023-Q4", date(2023, 10, 1), date(2023, 12, 31)),
            ("2023-H1", date(2023, 1, 1), date(2023, 6, 30)),
            ("2023-WI", date(2023, 12, 1), date(2024, 2, 29)),
            ("1987", date(1987, 1, 1), date(1987, 12, 31)),
            ("199", date(1990, 1, 1), date(1999, 12, 31)),
            ("18", date(1800, 1, 1), date(1899, 12, 31)),
        ] {
            let stretch = Stretch::parse(value).unwrap_or_else(|| panic!("{value} is not read"));
            assert_eq!(stretch.to_string(), value);
            assert_eq!(stretch.days(), Some((first, last)), "{value}");
        }
    }

    #[test]
    fn what_is_no_place_on_the_calendar_is_refused() {
        for value in
            ["", "P2D", "PRESENT_REF", "XXXX-WXX-2", "XXXX", "2024-13", "2024-02-30", "2024-Q9", "99999", "-2024"]
        {
            assert_eq!(Stretch::parse(value).and_then(Stretch::days), None, "{value}");
        }
    }

    #[test]
    fn easter_sundays() {
        for (year, month, day) in [(1998, 4, 12), (2000, 4, 23), (2016, 3, 27), (2024, 3, 31), (2038, 4, 25)] {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
    }

    #[test]
    fn stretches_move_by_their_own_length() {
        let moved = |value: &str, by| Stretch::parse(value).and_then(|s| s.shifted(by)).map(|s| s.to_string());
        assert_eq!(moved("2024-W01", -1).as_deref(), Some("2023-W52"));
        assert_eq!(moved("2024-H1", -1).as_deref(), Some("2023-H2"));
        assert_eq!(moved("2024-Q4", 1).as_deref(), Some("2025-Q1"));
        assert_eq!(moved("2024-01-31", 1).as_deref(), Some("2024-02-01"));
        assert_eq!(moved("2024-01", -2).as_deref(), Some("2023-11"));
    }
}
