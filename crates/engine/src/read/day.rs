//! Days as newspapers print them over a story ("Oct. 22", "22 October 2024", "2024-10-22"). Times inside sentences are
//! the coding room's business.

use jiff::civil::{Date, date};
use regex::Regex;
use std::sync::LazyLock;

/// Days that a report may be dated before its dateline's day: publication can lag behind, and clocks differ.
const AHEAD: i64 = 2;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day, perhaps without its year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Day {
    month: i8,
    day: i8,
    year: Option<i16>,
}

static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let month = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?";
    let day = "[0-9]{1,2}(?:st|nd|rd|th)?";
    let year = "(?:,? (?<y>[0-9]{4}))?";
    Regex::new(&format!(
        r"(?i)\b(?:(?<iy>[0-9]{{4}})-(?<im>[0-9]{{2}})-(?<id>[0-9]{{2}})|(?:(?<m>{month}) (?<d>{day})|(?<d2>{day}) (?<m2>{month})){year})(?:$|[^\p{{L}}0-9])"
    ))
    .ok()
});

/// The first day that is written in a short text, with the bytes that it covers.
pub(super) fn find(text: &str) -> Option<(Day, std::ops::Range<usize>)> {
    let found = DAY.as_ref()?.captures(text)?;
    let get = |name: &str| found.name(name).map(|m| m.as_str());
    let number = |s: &str| s.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<i8>().ok();
    let names = ["iy", "im", "id", "y", "m", "d", "m2", "d2"];
    let matched = names.iter().filter_map(|n| found.name(n));
    let range = matched.map(|m| m.range()).reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))?;
    let day = match (get("iy"), get("im"), get("id")) {
        (Some(y), Some(m), Some(d)) => Day { month: number(m)?, day: number(d)?, year: y.parse().ok() },
        _ => Day {
            month: month(get("m").or(get("m2"))?)?,
            day: number(get("d").or(get("d2"))?)?,
            year: get("y").and_then(|y| y.parse().ok()),
        },
    };
    day.is_possible().then_some((day, range))
}

/// The first day that a short text names with its year, in any of the forms that newspapers print.
pub fn written_day(text: &str) -> Option<Date> {
    find(text)?.0.on_calendar(None)
}

fn month(name: &str) -> Option<i8> {
    let start = name.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|m| *m == start).map(|i| i as i8 + 1)
}

impl Day {
    fn is_possible(self) -> bool {
        Date::new(self.year.unwrap_or(2000), self.month, self.day).is_ok()
    }

    /// The calendar day; a day without a year is the last such day up to the day of publication.
    pub(super) fn on_calendar(self, published: Option<Date>) -> Option<Date> {
        if let Some(year) = self.year {
            return Date::new(year, self.month, self.day).ok();
        }
        let latest = published?.checked_add(jiff::Span::new().days(AHEAD)).ok()?;
        (0..=8)
            .filter_map(|back| Date::new(latest.year() - back, self.month, self.day).ok())
            .find(|d| *d <= latest && *d > date(0, 1, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, published: Option<Date>, expected: Option<Date>) {
        assert_eq!(find(text).and_then(|(day, _)| day.on_calendar(published)), expected, "{text}");
    }

    #[test]
    fn written_days() {
        let day = Some(date(2024, 10, 22));
        for text in [
            "Oct. 22, 2024",
            "October 22 2024",
            "22 October 2024",
            "Published 22nd Oct, 2024 at 9:00",
            "2024-10-22",
            "SEPT",
        ] {
            check(text, None, day.filter(|_| text != "SEPT"));
        }
        check("SEOUL, Oct 22", day, day);
        check("SEOUL, Oct 22", Some(date(2025, 1, 3)), day);
        check("SEOUL, Oct 22", None, None);
        check("Dec. 31", Some(date(2024, 1, 1)), Some(date(2023, 12, 31)));
        check("Feb. 29", Some(date(2023, 5, 1)), Some(date(2020, 2, 29)));
        check("February 31, 2024", None, None);
        check("Mayor 5", day, None);
        check("May 511", day, None);
    }

    #[test]
    fn the_range_covers_the_day_alone() {
        let text = "SEOUL, Oct. 22, 2024 (Agency)";
        assert_eq!(find(text).map(|(_, r)| &text[r]), Some("Oct. 22, 2024"));
    }
}
