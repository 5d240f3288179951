//! Time expressions: where a report says when, as TIMEX3 types and values with the days they cover. The scanner and
//! number words serve the quantities as well. Which event a time belongs to is decided elsewhere.
//!
//! Conventions follow TimeBank: no leading preposition, the article and "early", "the end of" inside, "ago" inside;
//! "two hours on Friday" is two expressions.

mod calendar;
mod governor;
mod grammar;
mod meaning;
pub(crate) mod numeral;
pub(crate) mod phrases;
mod place;
mod resolve;
pub(crate) mod scan;
mod tense;
#[cfg(test)]
mod tests;
mod words;

use super::TimeExpression;
use crate::parse::{Name, NameKind, Parsed};
use crate::read::Report;
use crate::span::Span;
use calendar::{Stretch, Unit};
use governor::governing_tense;
use grammar::Grammar;
use jiff::civil::Date;
use meaning::{Base, Found, Meaning, Piece, YearOf};
pub use numeral::Numerals;
use resolve::{Context, Resolved};
use scan::Tokens;
use tense::{Direction, direction};
pub use words::TimeWords;

/// How far after a time on the clock its date may stand, in tokens.
const DATE_AFTER_CLOCK: usize = 6;
/// How far before it.
const DATE_BEFORE_CLOCK: usize = 25;

/// The tense of the verb that governs a time expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// "met on Tuesday".
    Past,
    /// "meet on Tuesdays".
    Present,
    /// "will meet on Tuesday", "plan to meet on Tuesday".
    Future,
}

/// The time expressions of a parsed report: dated by its day of publication, else by its dateline. Boilerplate and the
/// names of organisations hold none (people are not called after days; a tagger that says so errs), and the tree gives
/// the tense.
pub fn report_times(report: &Report, parsed: &Parsed, words: &TimeWords) -> Vec<TimeExpression> {
    let anchor = report.published.or_else(|| report.dateline.as_ref().and_then(|d| d.date));
    let mut skip = report.boilerplate.clone();
    let holders = parsed.names.iter().filter(|n| n.kind == NameKind::Organization);
    skip.extend(holders.filter_map(|n| name_span(parsed, n)));
    find_times(&report.text, words, anchor, &skip, &|span| governing_tense(&report.text, parsed, words, span))
}

fn name_span(parsed: &Parsed, name: &Name) -> Option<Span> {
    let first = parsed.words.get(name.words.start as usize)?;
    let last = parsed.words.get((name.words.end as usize).checked_sub(1)?)?;
    Some(first.span.hull(last.span))
}

/// Finds every time expression of a text, in order. `anchor` is the day of publication; without it, relative and open
/// values keep `X` where the calendar is unknown. Expressions that touch a span of `skip` (names, boilerplate) are left
/// out. `tense` tells the tense of the verb that governs a span, if the caller knows it.
pub fn find_times(
    text: &str,
    words: &TimeWords,
    anchor: Option<Date>,
    skip: &[Span],
    tense: &dyn Fn(Span) -> Option<Tense>,
) -> Vec<TimeExpression> {
    let tokens = Tokens::of(text);
    let grammar = Grammar::new(&tokens, words);
    let mut found = grammar.find();
    let spans = Skipped::new(skip);
    found.retain(|f| !spans.touches(span_of(&tokens, f)));
    let mut context = Context { anchor, ..Context::default() };
    let mut last_date = None;
    let mut out = Vec::with_capacity(found.len());
    for i in 0..found.len() {
        let at = span_of(&tokens, &found[i]);
        let towards = || direction(&grammar, found[i].start, found[i].end, tense(at));
        let expression = dated_clock(&found, i, last_date, anchor.is_some());
        let expression = expression.as_ref().unwrap_or(&found[i]);
        let expression = in_a_while(&tokens, expression, towards);
        let resolved = resolve::resolve(&expression, &context, towards);
        remember(&mut context, &found[i], &resolved);
        if resolved.stretch.is_some() {
            last_date = Some(found[i].end);
        }
        let (start, end) = (resolved.days.map(|d| d.0), resolved.days.map(|d| d.1));
        out.push(TimeExpression { at, kind: resolved.kind, value: resolved.value, start, end });
    }
    out
}

/// First and last day of a TIMEX3 value that lies on the calendar, or of an interval `start/end` of two such values.
pub fn interval_of(value: &str) -> Option<(Date, Date)> {
    if let Some((start, end)) = value.split_once('/') {
        let days = (Stretch::parse(start)?.days()?.0, Stretch::parse(end)?.days()?.1);
        return (days.0 <= days.1).then_some(days);
    }
    Stretch::parse(value)?.days()
}

/// Places a value that lacks its year or week (`XXXX-10`, `XXXX-10-22`, `XXXX-WXX-2T11:05`) or means the present, on
/// the last such day, month or season up to a day. A value that needs no day comes back as it is; a length, a set of
/// days or what stays open gives nothing.
pub fn resolve(value: &str, anchor: Date) -> Option<String> {
    if value == "PRESENT_REF" {
        return Some(Stretch::Day(anchor).to_string());
    }
    let (date, time) = value.find('T').map_or((value, ""), |t| value.split_at(t));
    let Some(open) = date.strip_prefix("XXXX-") else {
        return Stretch::parse(value).and_then(Stretch::days).map(|_| value.to_string());
    };
    if let Some(weekday) = open.strip_prefix("WXX-") {
        let weekday: i8 = weekday.parse().ok().filter(|d| (1..=7).contains(d))?;
        let day = place::weekday_near(weekday, anchor, Direction::Past)?;
        return Some(format!("{}{time}", Stretch::Day(day)));
    }
    // A leap year, so that 29 February is read.
    let piece = match Stretch::parse(&format!("2000-{open}"))? {
        Stretch::Day(day) => Piece::Day(day.month(), day.day()),
        Stretch::Month(_, month) => Piece::Month(month),
        Stretch::Quarter(_, quarter) => Piece::Quarter(quarter),
        Stretch::Half(_, half) => Piece::Half(half),
        Stretch::Season(_, season) => Piece::Season(season),
        _ => return None,
    };
    place::nearest(piece, anchor, Direction::Past).map(|stretch| format!("{stretch}{time}"))
}

fn span_of(tokens: &Tokens, found: &Found) -> Span {
    let first = tokens.get(found.start).map(|t| t.span).unwrap_or_default();
    let last = tokens.get(found.end.saturating_sub(1)).map(|t| t.span).unwrap_or_default();
    first.hull(last)
}

/// The date of a time on the clock: the one right after it, else the one of its sentence so far, else the day itself.
fn dated_clock(found: &[Found], i: usize, last_date: Option<usize>, anchored: bool) -> Option<Found> {
    let this = &found[i];
    let bare = Meaning::Unit { unit: Unit::Day, by: 0, base: Base::Mentioned };
    if this.meaning != bare || !matches!(this.time, Some(meaning::TimeOfDay::Clock { .. })) {
        return None;
    }
    // Two ahead, past the same time in another zone: "10:35 a.m. (0735 GMT) Friday".
    let ahead = found[i + 1..].iter().take(2).take_while(|next| next.start <= this.end + DATE_AFTER_CLOCK);
    let date = |f: &&Found| matches!(f.meaning, Meaning::Piece { piece: Piece::Weekday(_) | Piece::Day(..), .. });
    if let Some(next) = ahead.into_iter().find(date) {
        return Some(Found { meaning: next.meaning.clone(), ..this.clone() });
    }
    if let Some(before) =
        i.checked_sub(1).map(|b| &found[b]).filter(|b| !anchored && b.end + DATE_BEFORE_CLOCK >= this.start)
    {
        return date(&before).then(|| Found { meaning: before.meaning.clone(), ..this.clone() });
    }
    let near = last_date.is_some_and(|end| end + DATE_BEFORE_CLOCK >= this.start);
    let today = Meaning::Unit { unit: Unit::Day, by: 0, base: Base::Writing };
    (!near).then(|| Found { meaning: today, ..this.clone() })
}

/// "in five years" after a word about the future is a date.
fn in_a_while(tokens: &Tokens, found: &Found, towards: impl Fn() -> Direction) -> Found {
    if let Meaning::Length { count: Some(count), unit, side: None } = found.meaning
        && found.start > 0
        && tokens.is(found.start - 1, "in")
        && !tokens.is(found.start, "the")
        && !unit.is_clock()
        && towards() == Direction::Future
    {
        let meaning = Meaning::Away { count: Some(count), unit, back: false, base: Base::Writing };
        return Found { meaning, ..found.clone() };
    }
    found.clone()
}

fn remember(context: &mut Context, found: &Found, resolved: &Resolved) {
    let Some(stretch) = resolved.stretch else {
        // Figures for "the nine months" or "the year" end the talk of the quarter.
        if matches!(found.meaning, Meaning::Length { unit: Unit::Month | Unit::Year, .. }) {
            context.in_period = false;
        }
        return;
    };
    match found.meaning {
        Meaning::Piece { piece: Piece::Quarter(_), year: YearOf::Open } => {
            context.period = context.period.or(Some(stretch));
            context.in_period = true;
        }
        Meaning::Period { .. } => context.in_period = context.period.is_some(),
        _ => {}
    }
    context.mentioned = Some(stretch);
    context.year_written = match found.meaning {
        Meaning::Stretch(_) | Meaning::Piece { year: YearOf::Known(_), .. } => true,
        Meaning::Away { base: Base::Mentioned, .. } | Meaning::Unit { base: Base::Mentioned, .. } => {
            context.year_written
        }
        _ => false,
    };
}

/// Spans to leave out, for search by place.
struct Skipped(Vec<Span>);

impl Skipped {
    fn new(skip: &[Span]) -> Self {
        let mut spans = skip.to_vec();
        spans.sort_unstable();
        let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.start <= last.end => *last = last.hull(span),
                _ => merged.push(span),
            }
        }
        Skipped(merged)
    }

    fn touches(&self, span: Span) -> bool {
        let at = self.0.partition_point(|s| s.end <= span.start);
        self.0.get(at).is_some_and(|s| s.overlaps(span))
    }
}
