//! What is known of a report besides its text, and the forms in which its day of publication may be given.

use crate::error::{Error, Result};
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// What is known of a report besides its text. Empty strings count as not given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// Its id.
    pub id: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Day of publication, ISO date or date-time.
    pub published: Option<String>,
    /// Outlet.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Writer.
    pub author: Option<String>,
}

impl Metadata {
    /// These facts, with `other` filling what is not given.
    pub fn or(self, other: Metadata) -> Metadata {
        Metadata {
            id: first(self.id, other.id),
            title: first(self.title, other.title),
            published: first(self.published, other.published),
            publisher: first(self.publisher, other.publisher),
            url: first(self.url, other.url),
            author: first(self.author, other.author),
        }
    }
}

/// The first value that says something.
fn first(a: Option<String>, b: Option<String>) -> Option<String> {
    [a, b].into_iter().flatten().find(|s| !s.trim().is_empty())
}

/// A day, alone or with a time of day and its offset. The day counts as it is written: a report of 23:30 in New York is
/// of that day, whatever the day in UTC.
static PUBLISHED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})(?:[T ][0-9]{2}:?[0-9]{2}(?::?[0-9]{2}(?:[.,][0-9]+)?)?\s?(?:Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$").ok()
});

/// Reads a publication date; `place` names the input in the complaint.
pub fn parse_published(place: &str, s: &str) -> Result<Date> {
    let day = PUBLISHED.as_ref().and_then(|r| r.captures(s.trim())).and_then(|c| c.name("day"));
    day.and_then(|d| d.as_str().parse::<Date>().ok()).ok_or_else(|| {
        let shown: String = s.chars().take(40).collect();
        Error::input(
            place,
            format!("published \"{shown}\" is no date; expected a form like 2024-10-22 or 2024-10-22T08:30:00Z"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read() {
        let day = Some(jiff::civil::date(2024, 10, 22));
        for s in [
            "2024-10-22",
            " 2024-10-22\n",
            "20241022",
            "2024-10-22T08:30",
            "2024-10-22 08:30:00",
            "2024-10-22T08:30:00Z",
            "2024-10-22T23:30:00.5-05:00",
            "2024-10-22T08:30:00+0530",
            "2024-10-22 08:30 UTC",
        ] {
            assert_eq!(parse_published("r", s).ok(), day, "{s}");
        }
    }

    #[test]
    fn others_are_errors_that_name_the_form() {
        for s in
            ["22/10/2024", "2024-13-01", "2024-02-30", "2024-10", "2024-10-22junk", "tomorrow", "", "２０２４-10-22"]
        {
            let error = parse_published("r.txt", s).unwrap_err().to_string();
            assert!(error.starts_with("r.txt: published") && error.contains("2024-10-22T08:30:00Z"), "{error}");
        }
    }

    #[test]
    fn empty_facts_are_filled() {
        let a = Metadata { id: Some(" ".into()), title: Some("A".into()), ..Metadata::default() };
        let b = Metadata { id: Some("b".into()), title: Some("B".into()), ..Metadata::default() };
        let both = a.or(b);
        assert_eq!((both.id.as_deref(), both.title.as_deref()), (Some("b"), Some("A")));
    }
}
