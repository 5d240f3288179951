//! What single cells hold: ids, dates, numbers with what they count.

use jiff::civil::Date;
use sayso::code::{Bound, ClaimId, EventId, QuantityRole};
use std::fmt;

/// A day, month, year, or an interval between two of them, as the gold writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// As written.
    pub written: String,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
}

/// A number with what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// How it bounds the true value.
    pub bound: Bound,
    /// The value.
    pub value: f64,
    /// What is counted, in words.
    pub unit: String,
    /// What the number says of the event.
    pub role: QuantityRole,
}

/// An event or claim of a report, by the id of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// `e1`
    Event(EventId),
    /// `c1`
    Claim(ClaimId),
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Item::Event(id) => id.fmt(f),
            Item::Claim(id) => id.fmt(f),
        }
    }
}

/// Reads `e3` or `c3`.
pub(crate) fn item(cell: &str) -> Result<Item, String> {
    let event = numbered(cell, 'e').map(|n| Item::Event(EventId(n)));
    let claim = || numbered(cell, 'c').map(|n| Item::Claim(ClaimId(n)));
    event.or_else(claim).ok_or_else(|| format!("\"{cell}\" is no id; events are e1, e2 …, claims c1, c2 …"))
}

/// The number of an id from 0, when it is a letter and a number from 1.
pub(crate) fn numbered(cell: &str, letter: char) -> Option<u32> {
    let digits = cell.strip_prefix(letter)?;
    let plain = !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse::<u32>().ok()?.checked_sub(1)).flatten()
}

/// Reads `2021`, `2021-03`, `2021-03-09`, or two of them with a slash.
pub(crate) fn when(cell: &str) -> Result<When, String> {
    let (from, until) = cell.split_once('/').unwrap_or((cell, cell));
    let bad = || format!("\"{cell}\" is no date; write YYYY, YYYY-MM, YYYY-MM-DD or two of them with a slash");
    let (start, end) = (day(from, false).ok_or_else(bad)?, day(until, true).ok_or_else(bad)?);
    if end < start {
        return Err(format!("\"{cell}\" ends before it begins"));
    }
    Ok(When { written: cell.to_owned(), start, end })
}

fn day(cell: &str, last: bool) -> Option<Date> {
    let parts: Vec<&str> = cell.split('-').collect();
    let number = |i: usize, len: usize| parts.get(i).filter(|p| p.len() == len).and_then(|p| p.parse::<i16>().ok());
    let year = number(0, 4)?;
    let month = if parts.len() > 1 {
        number(1, 2)? as i8
    } else if last {
        12
    } else {
        1
    };
    let first = Date::new(year, month, 1).ok()?;
    match parts.len() {
        3 => Date::new(year, month, number(2, 2)? as i8).ok(),
        1 | 2 if last => Some(first.last_of_month()),
        1 | 2 => Some(first),
        _ => None,
    }
}

/// What a figure may say of an event, in the gold.
const ROLES: [QuantityRole; 7] = [
    QuantityRole::Size,
    QuantityRole::Dead,
    QuantityRole::Injured,
    QuantityRole::Arrested,
    QuantityRole::Displaced,
    QuantityRole::Missing,
    QuantityRole::Amount,
];

/// Reads `>=20 people injured` or `1.5 million crowns amount`.
pub(crate) fn figure(cell: &str) -> Result<Figure, String> {
    let bad = || {
        let roles = ROLES.map(QuantityRole::as_str).join(", ");
        format!(
            "\"{cell}\" is no figure; write bound, value, unit and role, like `>=20 people injured`; roles are {roles}"
        )
    };
    let signs = [(">=", Bound::AtLeast), ("<=", Bound::AtMost), ("~", Bound::About)];
    let sign = signs.iter().find_map(|(sign, bound)| Some((*bound, cell.strip_prefix(sign)?)));
    let (bound, rest) = sign.unwrap_or((Bound::Exact, cell));
    let (rest, role) = rest.trim().rsplit_once(' ').ok_or_else(bad)?;
    let role = ROLES.into_iter().find(|r| r.as_str() == role).ok_or_else(bad)?;
    let (number, unit) = rest.split_once(' ').ok_or_else(bad)?;
    let plain = number.starts_with(|c: char| c.is_ascii_digit()) && !number.ends_with([',', '.']);
    let mut value: f64 = number.replace(',', "").parse().ok().filter(|_| plain).ok_or_else(bad)?;
    let mut unit = unit.trim();
    for (word, factor) in [("thousand", 1e3), ("million", 1e6), ("billion", 1e9), ("trillion", 1e12)] {
        if let Some(rest) = unit.strip_prefix(word).filter(|r| r.starts_with(' ')) {
            // In one step, so that 0.6 million is 600000 and not a hair beside it.
            value = (value * factor * 100.0).round() / 100.0;
            unit = rest.trim();
        }
    }
    if unit.is_empty() { Err(bad()) } else { Ok(Figure { bound, value, unit: unit.to_owned(), role }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_count_from_one() {
        assert_eq!(item("e1"), Ok(Item::Event(EventId(0))));
        assert_eq!(item("c12"), Ok(Item::Claim(ClaimId(11))));
        for bad in ["e0", "e", "e01", "x1", "e-1", "1", "c99999999999"] {
            assert!(item(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn dates_have_a_first_and_a_last_day() {
        let cases = [
            ("2020-02", "2020-02-01", "2020-02-29"),
            ("2019", "2019-01-01", "2019-12-31"),
            ("2019-12-30/2020-01", "2019-12-30", "2020-01-31"),
        ];
        for (cell, start, end) in cases {
            let found = when(cell).map(|w| (w.start.to_string(), w.end.to_string()));
            assert_eq!(found, Ok((start.to_owned(), end.to_owned())));
        }
        for bad in ["2019-13", "2019-2-3", "2019-02-30", "May 2019", "2020/2019", "", "2019-01-01-01"] {
            assert!(when(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn figures_have_bound_value_unit_and_role() {
        let cases = [
            (">=20 people injured", Bound::AtLeast, 20.0, "people", QuantityRole::Injured),
            ("~1,300 dock workers size", Bound::About, 1300.0, "dock workers", QuantityRole::Size),
            ("1.1 million crowns amount", Bound::Exact, 1_100_000.0, "crowns", QuantityRole::Amount),
        ];
        for (cell, bound, value, unit, role) in cases {
            assert_eq!(figure(cell), Ok(Figure { bound, value, unit: unit.into(), role }), "{cell}");
        }
        for bad in ["nine people injured", "9 injured", "9 people hurt", "9", "", "9, people dead"] {
            assert!(figure(bad).is_err(), "{bad}");
        }
    }
}
