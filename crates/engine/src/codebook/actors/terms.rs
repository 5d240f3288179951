//! Terms: months between which a row holds, and the choice of a row for a day of publication.

use crate::codebook::table::RowResult;

/// A month, counted from year 0.
pub(crate) type Month = i32;

/// From the first month to the last, both included; open ends reach to the ends of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// First month.
    pub from: Month,
    /// Last month.
    pub until: Month,
}

/// Months before and after all others.
const OPEN: (Month, Month) = (Month::MIN / 2, Month::MAX / 2);

impl Term {
    /// From two cells; `until` names the last month (`inclusive`) or the first in which it no longer holds.
    pub fn parse(from: &str, until: &str, inclusive: bool) -> RowResult<Term> {
        let from = if from.is_empty() { OPEN.0 } else { month(from, 1)? };
        let until = match until {
            "" => OPEN.1,
            _ if inclusive => month(until, 12)?,
            _ => month(until, 1)? - 1,
        };
        Ok(Term { from, until })
    }

    /// Months between the term and a month; 0 inside.
    pub fn distance(self, at: Month) -> u32 {
        if at < self.from {
            self.from.abs_diff(at)
        } else if at > self.until {
            at.abs_diff(self.until)
        } else {
            0
        }
    }

    /// True when the term lies wholly before a month.
    pub fn is_over(self, at: Month) -> bool {
        at > self.until
    }
}

/// The month of a day; a report without a date is read as of the end of time, so that open terms hold.
pub(crate) fn month_of(day: Option<jiff::civil::Date>) -> Month {
    day.map_or(OPEN.1, |d| Month::from(d.year()) * 12 + Month::from(d.month()) - 1)
}

fn month(cell: &str, default: Month) -> RowResult<Month> {
    let bad = || format!("\"{cell}\" is no month");
    let (year, month) = match cell.split_once('-') {
        Some((y, m)) => (y, m.get(..2).unwrap_or(m).parse().map_err(|_| bad())?),
        None => (cell, default),
    };
    let year: Month = year.parse().map_err(|_| bad())?;
    if (1..=12).contains(&month) { Ok(year * 12 + month - 1) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_measure_their_distance() {
        let term = Term::parse("2019-04", "2019-12", true).unwrap();
        let at = |y: Month, m: Month| y * 12 + m - 1;
        for (month, expected) in [(at(2019, 4), 0), (at(2019, 12), 0), (at(2020, 1), 1), (at(2019, 1), 3)] {
            assert_eq!(term.distance(month), expected);
        }
        assert_eq!(Term::parse("", "2019-12", false).unwrap().until, at(2019, 11));
        assert_eq!(Term::parse("2010", "2012", true).unwrap(), Term { from: at(2010, 1), until: at(2012, 12) });
        assert!(Term::parse("x", "", true).is_err() && Term::parse("2010-13", "", true).is_err());
    }
}
