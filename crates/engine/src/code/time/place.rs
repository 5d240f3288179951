//! Which year or week an open piece of the calendar falls in, given a day and a direction.

use super::calendar::{Stretch, Unit};
use super::meaning::Piece;
use super::tense::Direction;
use jiff::civil::Date;

/// A date so far behind that its next return is meant: reports give the year of old dates.
const FAR_DAYS: i32 = 255;
/// The same after a word about the past.
const FAR_DAYS_PAST: i32 = 295;
/// The year less a date far behind, roughly: what counts as near after a word about the future.
const NEAR_DAYS: i32 = 65;
/// A reporting period this long over is not meant by a word about the future.
const STALE_DAYS: i32 = 120;

/// The piece in a given year.
pub(super) fn in_year(piece: Piece, year: i16) -> Option<Stretch> {
    match piece {
        Piece::Half(half) => Some(Stretch::Half(year, half)),
        Piece::Quarter(quarter) => Some(Stretch::Quarter(year, quarter)),
        Piece::Season(season) => Some(Stretch::Season(year, season)),
        Piece::Month(month) => Some(Stretch::Month(year, month)),
        Piece::Day(month, day) => Date::new(year, month, day).ok().map(Stretch::Day),
        Piece::Holiday(rule) => rule.in_year(year).map(Stretch::Day),
        Piece::Weekday(_) | Piece::Weekend => None,
    }
}

/// The occurrences before (or around) a day and after it.
fn neighbours(piece: Piece, anchor: Date) -> (Option<Stretch>, Option<Stretch>) {
    // A leap day may be four years off, eight around 1900 and 2100.
    let years = |range: std::ops::RangeInclusive<i16>| {
        range.filter_map(|by| in_year(piece, anchor.year().checked_add(by)?)).collect::<Vec<_>>()
    };
    let begun = |s: &Stretch| s.days().is_some_and(|(first, _)| first <= anchor);
    let before = years(-8..=0).into_iter().rfind(begun);
    let after = years(0..=8).into_iter().find(|s| s.days().is_some_and(|(first, _)| first > anchor));
    (before, after)
}

/// The occurrence of a piece that is meant.
pub(super) fn nearest(piece: Piece, anchor: Date, direction: Direction) -> Option<Stretch> {
    if piece == Piece::Weekend {
        return weekend_near(anchor, direction);
    }
    let (before, after) = neighbours(piece, anchor);
    let (Some(past), Some(next)) = (before, after) else { return before.or(after) };
    let (past_days, next_days) = (past.days()?, next.days()?);
    if matches!(piece, Piece::Quarter(_) | Piece::Half(_)) {
        let stale = days_between(past_days.1, anchor) > STALE_DAYS;
        return Some(if stale && direction == Direction::Future { next } else { past });
    }
    if past_days.1 >= anchor {
        return Some(past);
    }
    let (behind, ahead) = (days_between(past_days.1, anchor), days_between(anchor, next_days.0));
    Some(match direction {
        Direction::Past if behind >= FAR_DAYS_PAST => next,
        Direction::Open if behind >= FAR_DAYS => next,
        Direction::Future if !(ahead >= FAR_DAYS_PAST && behind <= NEAR_DAYS) => next,
        _ => past,
    })
}

/// The weekday that is meant: the day of writing counts in both directions.
pub(super) fn weekday_near(weekday: i8, anchor: Date, direction: Direction) -> Option<Date> {
    let ahead = i32::from((weekday - anchor.weekday().to_monday_one_offset()).rem_euclid(7));
    Unit::Day.step(anchor, if direction == Direction::Future || ahead == 0 { ahead } else { ahead - 7 })
}

fn weekend_near(anchor: Date, direction: Direction) -> Option<Stretch> {
    let this = Unit::Weekend.around(anchor);
    let begun = this.days()?.0 <= anchor;
    if begun || direction == Direction::Future { Some(this) } else { this.shifted(-1) }
}

/// "last October", "this Friday", "next summer".
pub(super) fn shifted(piece: Piece, by: i32, anchor: Date, direction: impl Fn() -> Direction) -> Option<Stretch> {
    match piece {
        Piece::Weekday(weekday) => shifted_weekday(weekday, by, anchor, direction()).map(Stretch::Day),
        Piece::Weekend => Unit::Weekend.around(anchor).shifted(by),
        _ => {
            let (before, after) = neighbours(piece, anchor);
            let around = before.filter(|b| b.days().is_some_and(|(_, last)| last >= anchor));
            match by {
                0 => around.or_else(|| in_year(piece, anchor.year())),
                b if b < 0 => match around.or_else(|| before.filter(|b| is_last_month(*b, anchor))) {
                    Some(current) => current.years_on(-1),
                    None => before,
                },
                _ => after,
            }
        }
    }
}

/// "Last February", written in March, is not the month just over: that would be "last month".
fn is_last_month(stretch: Stretch, anchor: Date) -> bool {
    matches!(stretch, Stretch::Month(..)) && stretch.shifted(1) == Some(Unit::Month.around(anchor))
}

fn shifted_weekday(weekday: i8, by: i32, anchor: Date, direction: Direction) -> Option<Date> {
    let ahead = i32::from((weekday - anchor.weekday().to_monday_one_offset()).rem_euclid(7));
    match by {
        0 => weekday_near(weekday, anchor, direction),
        b if b < 0 => Unit::Day.step(anchor, if ahead == 0 { -7 } else { ahead - 7 }),
        // "Next Friday", written on a Tuesday, is not the Friday of the same week: that would be plain "Friday".
        _ => {
            let next_week = Unit::Week.around(anchor).shifted(1)?.days()?.0;
            Unit::Day.step(next_week, i32::from(weekday) - 1)
        }
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}
