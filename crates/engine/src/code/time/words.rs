//! The lexicon of times: what each word may do in a time expression, fixed phrases and holidays, read from
//! `data/lexicon/time_words.tsv` and `holidays.tsv`, whose headers document them. How words combine is the grammar's
//! business.

use super::calendar::{Season, Unit, easter, nth_weekday};
use super::numeral::Numerals;
use super::phrases::{Phrases, with_lower_case};
use super::scan::Tokens;
use crate::code::Bound;
use crate::codebook::table::{self, RowResult};
use crate::error::Result;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::ops::Range;

/// A part of a day, as TIMEX3 writes it (`TMO`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Afternoon,
    Evening,
    Night,
    Daytime,
}

/// Which part of a stretch is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Early,
    Middle,
    Late,
    /// Earlier than the day of writing.
    Before,
    /// Later than the day of writing.
    After,
}

/// Where a word that points to the future must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Anywhere in the clause.
    Anywhere,
    /// Before "to" or "for".
    BeforeTo,
    /// Right before the date or its preposition.
    BeforeDate,
}

/// What a word may do.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sense {
    Month { number: i8, short: bool },
    Weekday { number: i8, short: bool, plural: bool },
    Unit { unit: Unit, times: f64, plural: bool },
    Season(Season),
    Part(Part),
    Clock(i8),
    Day(i32),
    Shift(i32),
    Sequence(i32),
    Edge(Edge),
    EdgeOf(Edge),
    Away(i32),
    Vague,
    Couple,
    Every(i32),
    Often(SmolStr),
    Overnight,
    Period,
    Decade(i16),
    Future(Turn),
    Past,
    Modal,
    Preposition,
    NameAfter,
    NameBefore,
    Zone,
}

/// Says on which day of a year a holiday falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HolidayRule {
    /// Month and day.
    Fixed(i8, i8),
    /// Days from Easter Sunday.
    Easter(i32),
    /// Month, n-th, weekday, and days after it.
    Nth(i8, i8, i8, i32),
}

impl HolidayRule {
    /// The day in a year.
    pub(super) fn in_year(self, year: i16) -> Option<Date> {
        match self {
            HolidayRule::Fixed(month, day) => Date::new(year, month, day).ok(),
            HolidayRule::Easter(days) => Unit::Day.step(easter(year)?, days),
            HolidayRule::Nth(month, n, weekday, days) => Unit::Day.step(nth_weekday(year, month, n, weekday)?, days),
        }
    }
}

/// The lexicon of times.
#[derive(Debug)]
pub struct TimeWords {
    words: FxHashMap<SmolStr, u16>,
    senses: Vec<Vec<Sense>>,
    phrases: Phrases<SmolStr>,
    bounds: Phrases<()>,
    holidays: Phrases<HolidayRule>,
    pub(super) numerals: Numerals,
}

impl TimeWords {
    /// Reads the tables of words, holidays and numbers.
    pub fn load(words: &str, holidays: &str, numbers: &str) -> Result<TimeWords> {
        let mut lexicon = TimeWords {
            words: FxHashMap::default(),
            senses: vec![Vec::new()],
            phrases: Phrases::default(),
            bounds: Phrases::default(),
            holidays: Phrases::default(),
            numerals: Numerals::load(numbers)?,
        };
        lexicon.add_words(words)?;
        table::read("holidays.tsv", holidays, ["name", "rule"], |(_, [name, rule])| {
            lexicon.holidays.insert(name, holiday_rule(rule)?);
            Ok(())
        })?;
        Ok(lexicon)
    }

    fn add_words(&mut self, text: &str) -> Result<()> {
        table::read("time_words.tsv", text, ["word", "sense", "value"], |(_, [word, sense, value])| {
            match sense {
                "phrase" => self.phrases.insert(word, value.into()),
                "bound" => table::value::<Bound>("bound", value).map(|_| self.bounds.insert(word, ()))?,
                _ => {
                    let sense = read_sense(sense, value)?;
                    self.add_sense(word, sense)?;
                }
            }
            Ok(())
        })
    }

    fn add_sense(&mut self, word: &str, sense: Sense) -> RowResult<()> {
        let next = u16::try_from(self.senses.len()).map_err(|_| "too many words".to_string())?;
        let at = *self.words.entry(word.into()).or_insert(next);
        if at == next {
            self.senses.push(Vec::new());
        }
        self.senses[usize::from(at)].push(sense);
        Ok(())
    }

    /// The number of a word's entry, 0 when it has none.
    pub(super) fn entry(&self, word: &str) -> u16 {
        with_lower_case(word, |w| self.words.get(w)).flatten().copied().unwrap_or(0)
    }

    /// True for words that point to the future wherever they stand ("scheduled").
    pub(super) fn points_ahead(&self, word: &str) -> bool {
        self.senses(self.entry(word)).contains(&Sense::Future(Turn::Anywhere))
    }

    /// The senses of an entry.
    pub(super) fn senses(&self, entry: u16) -> &[Sense] {
        &self.senses[usize::from(entry)]
    }

    /// The longest fixed phrase at a token, and one past its end.
    pub(super) fn phrase(&self, tokens: &Tokens, i: usize) -> Option<(&SmolStr, usize)> {
        self.phrases.longest(tokens, i, |_| true)
    }

    /// The longest holiday at a token, and one past its end.
    pub(super) fn holiday(&self, tokens: &Tokens, i: usize) -> Option<(HolidayRule, usize)> {
        let (&rule, end) = self.holidays.longest(tokens, i, |_| true)?;
        tokens.capital(i).then_some((rule, end))
    }

    /// The tokens of a bound ("at least") that end just before a token.
    pub(super) fn bound_before(&self, tokens: &Tokens, i: usize, floor: usize) -> Option<Range<usize>> {
        self.bounds.before(tokens, i, floor, |_| true).map(|(_, start)| start..i)
    }
}

fn read_sense(sense: &str, value: &str) -> RowResult<Sense> {
    let number = || table::value::<i32>("number", value);
    let small = || table::value::<i8>("number", value);
    Ok(match sense {
        "month" | "month_short" => Sense::Month { number: small()?, short: sense == "month_short" },
        "weekday" | "weekdays" | "weekday_short" => {
            Sense::Weekday { number: small()?, short: sense == "weekday_short", plural: sense == "weekdays" }
        }
        "unit" | "units" => {
            let (unit, times) = value.split_once('*').unwrap_or((value, "1"));
            Sense::Unit { unit: read_unit(unit)?, times: table::value("number", times)?, plural: sense == "units" }
        }
        "season" => Sense::Season(Season::from_code(value).ok_or("unknown season")?),
        "part" => Sense::Part(read_part(value)?),
        "clock" => Sense::Clock(small()?),
        "day" => Sense::Day(number()?),
        "shift" => Sense::Shift(number()?),
        "seq" => Sense::Sequence(number()?),
        "edge" => Sense::Edge(read_edge(value)?),
        "edge_of" => Sense::EdgeOf(read_edge(value)?),
        "away" => Sense::Away(number()?),
        "vague" => Sense::Vague,
        "couple" => Sense::Couple,
        "every" => Sense::Every(number()?),
        "often" => Sense::Often(value.into()),
        "overnight" => Sense::Overnight,
        "decade" => Sense::Decade(table::value("number", value)?),
        "future" => Sense::Future(match value {
            "_" => Turn::Anywhere,
            "to" => Turn::BeforeTo,
            "next" => Turn::BeforeDate,
            _ => return Err(format!("unknown place \"{value}\"")),
        }),
        "modal" => Sense::Modal,
        "period" => Sense::Period,
        "past" => Sense::Past,
        "prep" => Sense::Preposition,
        "name_after" => Sense::NameAfter,
        "name_before" => Sense::NameBefore,
        "zone" => Sense::Zone,
        _ => return Err(format!("unknown sense \"{sense}\"")),
    })
}

fn read_unit(word: &str) -> RowResult<Unit> {
    Ok(match word {
        "second" => Unit::Second,
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "week" => Unit::Week,
        "weekend" => Unit::Weekend,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        _ => return Err(format!("unknown unit \"{word}\"")),
    })
}

fn read_part(code: &str) -> RowResult<Part> {
    Ok(match code {
        "MO" => Part::Morning,
        "AF" => Part::Afternoon,
        "EV" => Part::Evening,
        "NI" => Part::Night,
        "DT" => Part::Daytime,
        _ => return Err(format!("unknown part of a day \"{code}\"")),
    })
}

impl Part {
    /// As TIMEX3 writes it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Part::Morning => "MO",
            Part::Afternoon => "AF",
            Part::Evening => "EV",
            Part::Night => "NI",
            Part::Daytime => "DT",
        }
    }
}

fn read_edge(word: &str) -> RowResult<Edge> {
    Ok(match word {
        "early" => Edge::Early,
        "middle" => Edge::Middle,
        "late" => Edge::Late,
        "before" => Edge::Before,
        "after" => Edge::After,
        _ => return Err(format!("unknown edge \"{word}\"")),
    })
}

fn holiday_rule(text: &str) -> RowResult<HolidayRule> {
    let number = |s: &str| table::value::<i8>("number", s);
    let parts: Vec<&str> = text.split(' ').collect();
    if let Some(days) = text.strip_prefix("easter") {
        return Ok(HolidayRule::Easter(table::value("number", days)?));
    }
    match parts[..] {
        ["nth", month, n, weekday] => Ok(HolidayRule::Nth(number(month)?, number(n)?, number(weekday)?, 0)),
        ["after", month, n, weekday, days] => {
            Ok(HolidayRule::Nth(number(month)?, number(n)?, number(weekday)?, table::value("number", days)?))
        }
        [date] => {
            let (month, day) = date.split_once('-').ok_or("expected MM-DD")?;
            Ok(HolidayRule::Fixed(number(month)?, number(day)?))
        }
        _ => Err(format!("unknown rule \"{text}\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::words;
    use super::*;
    use jiff::civil::date;

    #[test]
    fn holidays_fall_on_their_days() {
        let words = words();
        for (name, day) in [
            ("Thanksgiving", date(2024, 11, 28)),
            ("Election Day", date(2024, 11, 5)),
            ("Good Friday", date(2024, 3, 29)),
            ("Black Friday", date(2024, 11, 29)),
            ("Memorial Day", date(2024, 5, 27)),
            ("New Year\u{2019}s Eve", date(2024, 12, 31)),
            ("Christmas Eve", date(2024, 12, 24)),
        ] {
            let tokens = Tokens::of(name);
            let (rule, end) = words.holiday(&tokens, 0).unwrap_or_else(|| panic!("{name} is not known"));
            assert_eq!((rule.in_year(2024), end), (Some(day), tokens.len()), "{name}");
        }
        assert_eq!(words.holiday(&Tokens::of("christmas"), 0), None);
    }

    #[test]
    fn broken_rows_say_where() {
        let mut words = words();
        let error = words.add_words("word\tsense\tvalue\nnoon\tclock\ttwelve\n").map_err(|e| e.to_string());
        assert_eq!(error, Err("time_words.tsv:2: unknown number \"twelve\"".into()));
    }
}
