//! Meanings become TIMEX3 values and days: open years and weekdays are placed by direction, relative expressions by
//! the day of writing or the date last mentioned. Without a day of writing, what it would have given stays `X`.

use super::calendar::{Stretch, Unit};
use super::meaning::{Base, Found, Meaning, Piece, Side, TimeOfDay, YearOf, length_value};
use super::place::{nearest, shifted, weekday_near};
use super::tense::Direction;
use super::words::Edge;
use crate::code::TimeType;
use jiff::civil::Date;

/// What earlier expressions of the report say about later ones.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    /// Day of writing.
    pub(super) anchor: Option<Date>,
    /// The date last mentioned.
    pub(super) mentioned: Option<Stretch>,
    /// The reporting period that figures are given for: the first that the report names.
    pub(super) period: Option<Stretch>,
    /// False after figures for a longer time than that period.
    pub(super) in_period: bool,
    /// True when the date last mentioned had its year written out.
    pub(super) year_written: bool,
}

/// An expression with its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resolved {
    pub(super) kind: TimeType,
    pub(super) value: String,
    /// Set when the value is a place on the calendar.
    pub(super) stretch: Option<Stretch>,
    pub(super) days: Option<(Date, Date)>,
}

impl Resolved {
    fn plain(kind: TimeType, value: String) -> Self {
        Resolved { kind, value, stretch: None, days: None }
    }
}

/// Places an expression; `direction` is asked only when the words leave a year or week open.
pub(super) fn resolve(found: &Found, context: &Context, direction: impl Fn() -> Direction) -> Resolved {
    let date = |stretch: Option<Stretch>, open: String| match stretch {
        Some(stretch) => on_calendar(found, stretch, context),
        None => open_value(found, open),
    };
    match &found.meaning {
        Meaning::Literal(value) => literal(value, context),
        Meaning::Set(value) => Resolved::plain(TimeType::Set, value.clone()),
        Meaning::Stretch(stretch) => on_calendar(found, *stretch, context),
        Meaning::Piece { piece, year } => date(piece_stretch(*piece, *year, context, direction), piece_value(*piece)),
        Meaning::Shifted { piece, by, base } => {
            let anchor = base_day(*base, context);
            date(anchor.and_then(|a| shifted(*piece, *by, a, direction)), piece_value(*piece))
        }
        Meaning::Unit { unit, by, base } => date(unit_stretch(*unit, *by, *base, context), unit_value(*unit)),
        Meaning::WeekOf { month, day, year } => {
            let day = piece_stretch(Piece::Day(*month, *day), *year, context, direction);
            let week = day.and_then(Stretch::days).map(|(first, _)| Unit::Week.around(first));
            date(week, unit_value(Unit::Week))
        }
        Meaning::Period { year } => date(period(*year, context), unit_value(Unit::Quarter)),
        Meaning::PeriodYearAgo => date(year_ago(context), unit_value(Unit::Year)),
        Meaning::Away { count, unit, back, base } => away(found, (*count, *unit), *back, *base, context),
        Meaning::Length { count, unit, side } => length(*count, *unit, *side, context),
    }
}

fn literal(value: &str, context: &Context) -> Resolved {
    let stretch = Stretch::parse(value);
    let now = context.anchor.filter(|_| value == "PRESENT_REF").map(|day| (day, day));
    let kind = if value.starts_with('P') && value.as_bytes().get(1).is_some_and(|b| b.is_ascii_digit() || *b == b'T') {
        TimeType::Duration
    } else {
        TimeType::Date
    };
    Resolved { kind, value: value.into(), stretch, days: stretch.and_then(Stretch::days).or(now) }
}

fn on_calendar(found: &Found, stretch: Stretch, context: &Context) -> Resolved {
    let days = stretch.days().and_then(|days| within(days, found.edge, context.anchor));
    let (kind, value) = match (found.time, stretch) {
        (Some(time), Stretch::Day(_)) => (TimeType::Time, format!("{stretch}{}", time_value(time))),
        _ => (TimeType::Date, stretch.to_string()),
    };
    Resolved { kind, value, stretch: Some(stretch), days }
}

fn open_value(found: &Found, value: String) -> Resolved {
    match found.time {
        Some(time) => Resolved::plain(TimeType::Time, format!("{value}{}", time_value(time))),
        None => Resolved::plain(TimeType::Date, value),
    }
}

fn time_value(time: TimeOfDay) -> String {
    match time {
        TimeOfDay::Part(part) => format!("T{}", part.code()),
        TimeOfDay::Clock { hour, minute } => format!("T{hour:02}:{minute:02}"),
    }
}

/// The days of a stretch that an edge leaves: thirds for early, middle and late.
fn within((first, last): (Date, Date), edge: Option<Edge>, anchor: Option<Date>) -> Option<(Date, Date)> {
    let Some(edge) = edge else { return Some((first, last)) };
    let length = first.until(last).ok()?.get_days() + 1;
    let third = (length + 2) / 3;
    let on = |days: i32| Unit::Day.step(first, days);
    match (edge, anchor) {
        (Edge::Early, _) => Some((first, on(third - 1)?)),
        (Edge::Middle, _) => Some((on(length / 3)?, on(length - 1 - length / 3)?)),
        (Edge::Late, _) => Some((on(length - third)?, last)),
        (Edge::Before, Some(anchor)) => Some((first, last.min(anchor).max(first))),
        (Edge::After, Some(anchor)) => Some((first.max(anchor).min(last), last)),
        _ => Some((first, last)),
    }
}

fn piece_stretch(piece: Piece, year: YearOf, context: &Context, direction: impl Fn() -> Direction) -> Option<Stretch> {
    let year = match year {
        YearOf::Known(year) => year,
        YearOf::Shift(by) => i16::try_from(i32::from(context.anchor?.year()) + by).ok()?,
        YearOf::Open => {
            let anchor = context.anchor?;
            return match piece {
                Piece::Weekday(weekday) => Some(Stretch::Day(weekday_near(weekday, anchor, direction())?)),
                _ => nearest(piece, anchor, direction()),
            };
        }
    };
    super::place::in_year(piece, year)
}

fn base_day(base: Base, context: &Context) -> Option<Date> {
    let mentioned = context.mentioned.filter(|_| base == Base::Mentioned).and_then(Stretch::days);
    mentioned.map(|(first, _)| first).or(context.anchor)
}

/// "last week", "the following day". What is coarser than the unit stands for itself: "that day" of a month.
fn unit_stretch(unit: Unit, by: i32, base: Base, context: &Context) -> Option<Stretch> {
    if let (Base::Mentioned, Some(mentioned)) = (base, context.mentioned) {
        let (first, last) = mentioned.days()?;
        let around = unit.around(first);
        let coarser = around.days().is_some_and(|(_, end)| end < last);
        if by == 0 && coarser {
            return Some(mentioned);
        }
        let from = if by > 0 { unit.around(last) } else { around };
        return from.shifted(by);
    }
    unit.around(context.anchor?).shifted(by)
}

/// "the quarter": the one last spoken of, else the last full one.
fn period(year: Option<i16>, context: &Context) -> Option<Stretch> {
    match (year, context.period) {
        (Some(year), Some(Stretch::Quarter(_, quarter))) => Some(Stretch::Quarter(year, quarter)),
        (Some(year), _) => Some(Stretch::Year(year)),
        (None, Some(period)) => Some(period),
        (None, None) => Unit::Quarter.around(context.anchor?).shifted(-1),
    }
}

fn year_ago(context: &Context) -> Option<Stretch> {
    context.period.or_else(|| context.anchor.map(|day| Unit::Year.around(day)))?.years_on(-1)
}

/// "two days ago", "a year later".
fn away(found: &Found, length: (Option<f64>, Unit), back: bool, base: Base, context: &Context) -> Resolved {
    let (count, unit) = length;
    let Some(count) = count else {
        let value = if back { "PAST_REF" } else { "FUTURE_REF" };
        return match base {
            Base::Writing => Resolved::plain(TimeType::Date, value.into()),
            Base::Mentioned => Resolved::plain(TimeType::Duration, length_value(None, unit)),
        };
    };
    if unit.is_clock() && base == Base::Mentioned {
        return Resolved::plain(TimeType::Duration, length_value(Some(count), unit));
    }
    if back
        && unit == Unit::Year
        && count == 1.0
        && context.in_period
        && let Some(period) = year_ago(context)
    {
        return on_calendar(found, period, context);
    }
    // "A year earlier" compares with the present unless a year was just named.
    let base = if unit == Unit::Year && back && !context.year_written { Base::Writing } else { base };
    let sign = if back { -1.0 } else { 1.0 };
    let placed = base_day(base, context).and_then(|day| step(day, count * sign, unit));
    match placed {
        Some((day, unit)) => on_calendar(found, unit.around(day), context),
        None => open_value(found, unit_value(unit)),
    }
}

/// A day so many units away, and the unit that the result is exact to.
fn step(day: Date, count: f64, unit: Unit) -> Option<(Date, Unit)> {
    let (count, unit) = match unit.finer() {
        Some((finer, per)) if count.fract() != 0.0 && !finer.is_clock() => (count * per, finer),
        _ => (count, unit),
    };
    if count.abs() > 1e5 {
        return None;
    }
    let exact = match unit {
        Unit::Decade => Unit::Year,
        Unit::Week | Unit::Weekend => Unit::Day,
        other => other,
    };
    unit.step(day, count.round() as i32).map(|day| (day, exact))
}

fn length(count: Option<f64>, unit: Unit, side: Option<Side>, context: &Context) -> Resolved {
    let days = side.zip(context.anchor).zip(count).and_then(|((side, anchor), count)| {
        let (other, _) = step(anchor, if side == Side::Before { -count } else { count }, unit)?;
        Some((anchor.min(other), anchor.max(other)))
    });
    Resolved { kind: TimeType::Duration, value: length_value(count, unit), stretch: None, days }
}

fn piece_value(piece: Piece) -> String {
    use super::words::HolidayRule;
    match piece {
        Piece::Half(half) => format!("XXXX-H{half}"),
        Piece::Quarter(quarter) => format!("XXXX-Q{quarter}"),
        Piece::Season(season) => format!("XXXX-{}", season.code()),
        Piece::Month(month) => format!("XXXX-{month:02}"),
        Piece::Day(month, day) | Piece::Holiday(HolidayRule::Fixed(month, day)) => format!("XXXX-{month:02}-{day:02}"),
        Piece::Weekday(weekday) => format!("XXXX-WXX-{weekday}"),
        Piece::Weekend => "XXXX-WXX-WE".into(),
        Piece::Holiday(_) => "XXXX".into(),
    }
}

fn unit_value(unit: Unit) -> String {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => "XXXX-XX-XX",
        Unit::Week => "XXXX-WXX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century => "XX",
    }
    .into()
}
