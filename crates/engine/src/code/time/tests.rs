//! The cases of `tests/cases/times.md`, and what must hold for any text at all.

use super::*;
use crate::builtin::table;
use proptest::prelude::*;

pub(super) fn words() -> TimeWords {
    TimeWords::load(table::TIME_WORDS, table::HOLIDAYS, table::NUMBERS).unwrap_or_else(|e| panic!("{e}"))
}

/// An expression as the cases write it.
fn written(time: &TimeExpression) -> String {
    let days = time.start.zip(time.end).map(|(start, end)| format!(" {start}..{end}")).unwrap_or_default();
    format!("{} {}{days}", time.kind, time.value)
}

/// The sentence with its expressions in brackets.
fn bracketed(text: &str, times: &[TimeExpression]) -> String {
    let mut out = text.to_string();
    for time in times.iter().rev() {
        out.insert(time.at.end as usize, ']');
        out.insert(time.at.start as usize, '[');
    }
    out
}

#[test]
fn cases() {
    let words = words();
    let file = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/times.md"));
    let mut wrong = Vec::new();
    let mut seen = 0;
    for line in file.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| published")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [published, sentence, expected] = cells[..] else { panic!("not three cells: {line}") };
        let anchor = (published != "none").then(|| published.parse().unwrap_or_else(|e| panic!("{line}: {e}")));
        let text = sentence.replace(['[', ']'], "");
        let times = find_times(&text, &words, anchor, &[], &|_| None);
        let found = times.iter().map(written).collect::<Vec<_>>().join("; ");
        if bracketed(&text, &times) != sentence || found != expected {
            wrong
                .push(format!("{sentence}\n  expected {expected}\n  found    {found} in {}", bracketed(&text, &times)));
        }
        seen += 1;
    }
    assert!(seen > 70, "the cases were not read");
    assert!(wrong.is_empty(), "{} of {seen} cases fail:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_known_tense_decides() {
    let words = words();
    let anchor = "2024-10-22".parse().ok();
    let on = |tense| {
        let times = find_times("The council, on Thursday, and so forth", &words, anchor, &[], &|_| tense);
        times.iter().map(|t| t.value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(on(Some(Tense::Future)), ["2024-10-24"]);
    assert_eq!(on(Some(Tense::Past)), ["2024-10-17"]);
    assert_eq!(on(None), ["2024-10-17"]);
}

#[test]
fn names_are_skipped() {
    let text = "The Friday Club met on Friday.";
    let skip = [Span::new(4, 15)];
    let times = find_times(text, &words(), "2024-10-22".parse().ok(), &skip, &|_| None);
    assert_eq!(bracketed(text, &times), "The Friday Club met on [Friday].");
}

#[test]
fn values_are_placed_later() {
    let anchor: Date = "2024-03-10".parse().unwrap_or_else(|e| panic!("{e}"));
    for (value, placed) in [
        ("XXXX-10", Some("2023-10")),
        ("XXXX-02-29", Some("2024-02-29")),
        ("XXXX-WXX-2T21:00", Some("2024-03-05T21:00")),
        ("XXXX-WI", Some("2023-WI")),
        ("2019-05", Some("2019-05")),
        ("PRESENT_REF", Some("2024-03-10")),
        ("PAST_REF", None),
        ("P3D", None),
        ("XXXX-WXX-9", None),
        ("XXXX", None),
    ] {
        assert_eq!(resolve(value, anchor).as_deref(), placed, "{value}");
    }
    let days = interval_of("2024-03/2024-W15").map(|(a, b)| format!("{a}..{b}"));
    assert_eq!(days.as_deref(), Some("2024-03-01..2024-04-14"));
    assert_eq!(interval_of("2024-04/2024-03"), None);
}

proptest! {
    /// Expressions lie in the text, in order, apart from each other, on character boundaries; the days are in order.
    #[test]
    fn any_text_is_safe(pieces in prop::collection::vec(prop_oneof![
        prop::sample::select(vec![
            "last", "week", "of", "the", "Tuesday", "Oct.", "22", ",", "2024", "in", "a", "year", "ago", "-", "third", "quarter",
            "every", "7", ":", "15", "p.m.", "early", "end", "two", "hundred", "1/2", "'", "80", "s", "Easter", "9999", "weeks",
            "later", "next", "99999999999999999999", "decades", "from", "now", "half", "29 February", "/", "%", "\n\n", "0", "million",
        ]).prop_map(str::to_string),
        "\\PC{0,4}",
    ], 0..40), year in 1i16..9999, glue in any::<bool>()) {
        let text = pieces.join(if glue { "" } else { " " });
        let anchor = Date::new(year, 2, 28).ok();
        let times = find_times(&text, &words(), anchor, &[], &|_| None);
        let mut at = 0;
        for time in &times {
            prop_assert!(at <= time.at.start && time.at.start < time.at.end);
            prop_assert!(text.get(time.at.range()).is_some());
            prop_assert!(time.start <= time.end);
            prop_assert_eq!(time.start.is_some(), time.end.is_some());
            at = time.at.end;
        }
    }
}
