//! Datelines: the place, day and agency that open wire copy ("SEOUL, Oct. 22 (Agency) — …").

use super::Dateline;
use crate::span::Span;
use regex::Regex;
use std::sync::LazyLock;

/// A dateline stands in the first so many bytes.
const REACH: usize = 160;

static DATELINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let place = r"(?<place>\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,3}(?:, \p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){0,2})?)";
    let day = r"(?:,? \(?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2}\)?)?";
    let agency = r"(?:,? ?[(/](?<agency>[\p{L}. /]{2,30})[)/])?";
    Regex::new(&format!(r"^\s*{place}{day}{agency}\s?(?:—|–|--|_|-)\s")).ok()
});

/// The dateline at the start of a text. Without an agency or a day the place must be in capitals or be followed by a
/// long dash, so that "Berlin - based" opens nothing.
pub fn find(text: &str) -> Option<Dateline> {
    let cut = text.char_indices().map(|(i, c)| i + c.len_utf8()).take_while(|&i| i <= REACH).last().unwrap_or(0);
    let found = DATELINE.as_ref()?.captures(&text[..cut])?;
    let whole = found.get(0)?;
    let span = |m: regex::Match| Span::new(m.start(), m.end());
    Some(Dateline {
        at: Span::new(whole.start(), whole.end()),
        place: found.name("place").map(span),
        agency: found.name("agency").map(span),
        date: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines() {
        let place = |t: &str| find(t).and_then(|d| d.place).map(|s| s.of(t).to_owned());
        assert_eq!(place("SEOUL, Oct. 22 (Agency) — Troops left.").as_deref(), Some("SEOUL"));
        assert_eq!(place("Tehran, Iran — Two men left.").as_deref(), Some("Tehran, Iran"));
        assert_eq!(place("BEIRUT (AP) - Two men left.").as_deref(), Some("BEIRUT"));
        assert_eq!(place("The men left the city on Monday."), None);
    }
}
