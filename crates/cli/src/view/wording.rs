//! How the view words numbers, days and quotations.

use crate::excerpts::{Excerpts, clean};
use sayso::records::{At, QuantityRecord};

/// Quoted contents are cut after this many characters.
const MAX_QUOTED: usize = 160;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The characters under spans on one line, cut when they are long; nothing where a span leads nowhere.
pub fn quote(excerpts: &Excerpts, spans: &[At]) -> String {
    let pieces: Vec<String> =
        spans.iter().map(|s| excerpts.line(*s, MAX_QUOTED * 4)).filter(|s| !s.is_empty()).collect();
    let joined = pieces.join(" … ");
    match joined.char_indices().nth(MAX_QUOTED) {
        Some((byte, _)) => format!("{}…", joined[..byte].trim_end()),
        None => joined,
    }
}

/// "1 event", "2 events".
pub fn plural(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// "≥ 1,500 special operations troops".
pub fn quantity(q: &QuantityRecord) -> String {
    let bound = match q.bound.as_str() {
        "at_least" => "≥ ",
        "at_most" => "≤ ",
        "about" => "≈ ",
        _ => "",
    };
    let upper = q.upper.as_ref().map_or_else(String::new, |u| format!("–{}", grouped(&u.to_string())));
    let what = q.of.as_ref().or(q.unit.as_ref()).map_or_else(String::new, |u| format!(" {}", clean(u)));
    let role = match q.role.as_str() {
        "dead" | "injured" | "missing" | "arrested" | "displaced" => format!(" {}", q.role),
        _ => String::new(),
    };
    format!("{bound}{}{upper}{what}{role}", grouped(&q.value.to_string()))
}

/// A number with commas between thousands.
fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let first = whole.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let digits = whole.len() - first;
    if whole[first..].bytes().any(|b| !b.is_ascii_digit()) {
        return number.to_owned();
    }
    let mut out = whole[..first].to_owned();
    for (i, c) in whole[first..].chars().enumerate() {
        if i > 0 && (digits - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out + rest
}

/// "22 Oct 2024" for a day, "Oct 2024" for a month, "2022 – Oct 2024" for an interval; anything else as it is.
pub fn readable_day(value: &str) -> String {
    if let Some((start, end)) = value.split_once('/') {
        return format!("{} – {}", readable_day(start), readable_day(end));
    }
    let parts: Vec<&str> = value.split('-').collect();
    let month = parts.get(1).and_then(|m| m.parse::<usize>().ok()).and_then(|m| MONTHS.get(m.wrapping_sub(1)));
    match (parts.as_slice(), month) {
        ([year, _], Some(month)) => format!("{month} {year}"),
        ([year, _, day], Some(month)) if day.len() == 2 => format!("{} {month} {year}", day.trim_start_matches('0')),
        _ => clean(value),
    }
}

/// A time as people write it: its value when that is a day, month or year, else the days that it spans.
pub fn day_range(value: &str, start: Option<&str>, end: Option<&str>) -> String {
    let simple = value.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    match (start, end) {
        _ if simple => readable_day(value),
        (Some(start), Some(end)) if start == end => readable_day(start),
        (Some(start), Some(end)) => format!("{} – {}", readable_day(start), readable_day(end)),
        (Some(start), None) => format!("from {}", readable_day(start)),
        (None, Some(end)) => format!("until {}", readable_day(end)),
        (None, None) => readable_day(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (n, expected) in [
            ("0", "0"),
            ("999", "999"),
            ("1500", "1,500"),
            ("1234567.5", "1,234,567.5"),
            ("-1200", "-1,200"),
            ("1e30", "1e30"),
        ] {
            assert_eq!(grouped(n), expected);
        }
    }

    #[test]
    fn days() {
        for (value, start, end, expected) in [
            ("2024-10-02", None, None, "2 Oct 2024"),
            ("2024-10", Some("2024-10-01"), Some("2024-10-31"), "Oct 2024"),
            ("2024", None, None, "2024"),
            ("2024-W43", Some("2024-10-21"), Some("2024-10-27"), "21 Oct 2024 – 27 Oct 2024"),
            ("PRESENT_REF", None, None, "PRESENT_REF"),
            ("2024-10-22TNI", Some("2024-10-22"), Some("2024-10-22"), "22 Oct 2024"),
            ("2022-02/2024-10", Some("2022-02-01"), None, "from 1 Feb 2022"),
            ("2022/2024-10", None, None, "2022 – Oct 2024"),
            ("2024-13", None, None, "2024-13"),
        ] {
            assert_eq!(day_range(value, start, end), expected);
        }
    }

    #[test]
    fn excerpts_count_characters() {
        let text = "é“ab” ".repeat(1000);
        let excerpts = Excerpts::new(&text);
        assert_eq!(quote(&excerpts, &[[0, 5], [3000, 3003], [9_999_999, 10_000_000]]), "é“ab” … é“a");
        assert_eq!(quote(&excerpts, &[[5, 5]]), "");
        assert_eq!(quote(&excerpts, &[[0, 6000]]).chars().count(), MAX_QUOTED + 1);
    }
}
