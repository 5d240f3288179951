//! Days of publication in the forms that pages, feeds and tables use, to the one form that the engine takes. The day
//! counts as it is written, whatever the day in UTC.

use sayso::read::{parse_published, written_day};

/// The day as `2024-10-22`, when the text names one with its year.
pub(crate) fn day(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(day) = parse_published("", text) {
        return Some(day.to_string());
    }
    let slashed = text.get(..10).filter(|s| s.as_bytes()[4] == b'/').map(|s| s.replace('/', "-"));
    let starts = text.get(..10).map(str::to_owned);
    let iso = [slashed, starts].into_iter().flatten().find_map(|s| parse_published("", &s).ok());
    iso.or_else(|| written_day(text)).map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_day() {
        for text in [
            "2024-10-22",
            "2024-10-22T23:30:00-05:00",
            "2024-10-22T08:30:00.000Z[UTC]",
            "2024/10/22 08:30",
            "Tue, 22 Oct 2024 23:30:00 -0500",
            "Tuesday, October 22, 2024",
            "Published 22 October 2024 at 9:00",
            "20241022",
        ] {
            assert_eq!(day(text).as_deref(), Some("2024-10-22"), "{text}");
        }
        for text in ["", "22/10/2024", "yesterday", "2024-13-45", "Oct. 22", "ééééééé"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
