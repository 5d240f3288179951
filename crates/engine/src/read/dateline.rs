//! Datelines: the place, day and agency that open wire copy ("SEOUL, Oct. 22 (Agency) — …"). They are read in pieces from
//! the right: dash, agency in brackets, day, and what is left must look like a place.

use super::boilerplate::lines;
use super::patterns::BoilerplatePatterns;
use super::{Dateline, day};
use crate::span::Span;
use jiff::civil::Date;

/// A dateline ends in the first so many bytes of its line.
const REACH: usize = 160;
/// It opens one of the first so many lines: a headline and a byline may come before it.
const LINES: usize = 5;
/// Longest name of an agency, in bytes.
const MAX_AGENCY: usize = 40;
/// Parts of a place between commas ("Austin, Texas, United States").
const MAX_PLACE_PARTS: usize = 3;
const MAX_PLACE_WORDS: usize = 5;
/// Shortest place in capitals.
const MIN_CAPITALS: usize = 3;
/// What ends a dateline. The plain hyphen and the underscore need blanks around them.
const DASHES: [&str; 6] = ["—", "–", "--", " - ", " _ ", ": "];
/// Words inside place names that are written small.
const SMALL: [&str; 14] = ["of", "the", "de", "del", "la", "le", "do", "da", "du", "on", "upon", "and", "near", "y"];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The dateline of a text, past the lines that are boilerplate.
pub(super) fn find(
    text: &str,
    boilerplate: &[Span],
    published: Option<Date>,
    patterns: &BoilerplatePatterns,
) -> Option<Dateline> {
    let head = &text[..text.floor_char_boundary(REACH * LINES * 8)];
    let news: Vec<Span> =
        lines(head).into_iter().filter(|l| !boilerplate.iter().any(|b| b.overlaps(*l))).take(LINES + 1).collect();
    news.iter().take(LINES).enumerate().find_map(|(n, &line)| {
        let story = news.get(n + 1).map_or("", |next| next.of(text));
        let found = opening(line.of(text), story, n == 0, patterns)?;
        let at = |r: std::ops::Range<usize>| Span::new(line.start as usize + r.start, line.start as usize + r.end);
        Some(Dateline {
            at: at(0..found.end),
            place: found.place.map(at),
            agency: found.agency.map(at),
            date: found.day.and_then(|d| d.on_calendar(published)),
        })
    })
}

/// A dateline by bytes of its line.
#[derive(Debug, Default)]
struct Opening {
    end: usize,
    place: Option<std::ops::Range<usize>>,
    agency: Option<std::ops::Range<usize>>,
    day: Option<day::Day>,
}

/// The dateline of one line; `next` is the line after it, where the story may start.
fn opening(line: &str, next: &str, is_first: bool, patterns: &BoilerplatePatterns) -> Option<Opening> {
    let next = &next[..next.floor_char_boundary(REACH)];
    let reach = format!("{} {next}", &line[..line.floor_char_boundary(REACH)]);
    bare_agency(&reach, patterns).or_else(|| {
        // A hyphen or colon inside the place is no end; the first mark behind which a story starts is.
        let ends = DASHES.iter().filter_map(|d| reach.find(d).map(|at| (at, *d))).filter(|(at, _)| *at < line.len());
        let mut ends: Vec<(usize, &str)> = ends.collect();
        ends.sort_unstable();
        ends.into_iter().find_map(|(at, dash)| before_dash(&reach, at, dash, is_first, patterns))
    })
}

/// "(CNN)Police said": an agency's name in brackets needs no dash.
fn bare_agency(line: &str, patterns: &BoilerplatePatterns) -> Option<Opening> {
    let close = line.strip_prefix('(')?.find(')')? + 1;
    let rest = &line[close + 1..];
    let follows = rest.trim_start().chars().next().is_some_and(starts_story);
    let known = patterns.is_outlet(&line[1..close]);
    (known && follows).then(|| Opening { end: close + 1, agency: Some(1..close), ..Opening::default() })
}

fn before_dash(line: &str, at: usize, dash: &str, is_first: bool, patterns: &BoilerplatePatterns) -> Option<Opening> {
    let mut found = Opening { end: at + dash.trim_end().len(), ..Opening::default() };
    let mut head = line[..at].trim_end();
    head = found.take_agency(head)?;
    head = found.take_day(head);
    let rest = line[found.end..].trim_start();
    let story = rest.chars().next().is_some_and(starts_story);
    if head.is_empty() {
        return ((found.agency.is_some() || found.day.is_some()) && story && dash != ": ").then_some(found);
    }
    if !is_place(head) {
        return None;
    }
    found.place = Some(0..head.len());
    let capitals = is_capitals(head);
    let dated = found.day.is_some() || found.agency.is_some();
    let glued = line[..at].ends_with(|c: char| !c.is_whitespace());
    let sure = match dash {
        // The same form opens the turns of an interview and the labels of a list.
        ": " => is_first && capitals && !dated && !patterns.is_given_name(head.split(' ').next()?),
        "–" | "--" if glued => dated,
        _ => capitals || dated || (is_first && !glued && is_plain_place(head, dash, rest)),
    };
    let sure = sure && !patterns.is_label(head);
    // "The group (GRP) — a party — said" explains a name; stories start with a capital.
    (sure && story).then_some(found)
}

/// A place that isn't in capitals, without agency and day: with its country, or before a dash that has no partner (two
/// of them would enclose an insertion).
fn is_plain_place(head: &str, dash: &str, rest: &str) -> bool {
    matches!(dash, "—" | "–" | "--") && (head.contains(", ") || !rest.contains(dash))
}

impl Opening {
    /// Takes "(Agency)" or "/Agency/" off the end; a bracket that holds a day is one.
    fn take_agency<'t>(&mut self, head: &'t str) -> Option<&'t str> {
        let (open, close) = match head.chars().last()? {
            ')' => ('(', ')'),
            '/' => ('/', '/'),
            _ => return Some(head),
        };
        let inside = head.strip_suffix(close)?;
        let start = inside.rfind(open)?;
        let name = &inside[start + 1..];
        if let Some((day, _)) = day::find(name) {
            self.day = Some(day);
        } else if !name.is_empty() && name.len() <= MAX_AGENCY && name.chars().next().is_some_and(char::is_uppercase) {
            self.agency = Some(start + 1..inside.len());
        } else {
            return None;
        }
        Some(head[..start].trim_end())
    }

    /// Takes ", Tuesday, Oct. 22, 2024" off the end.
    fn take_day<'t>(&mut self, head: &'t str) -> &'t str {
        let trim = |s: &'t str| s.trim_end_matches([' ', ',', '.']);
        let Some((day, range)) = day::find(head).filter(|(_, r)| trim(head).len() <= r.end) else { return head };
        self.day = Some(day);
        let before = head[..range.start].trim_end_matches([' ', ',']);
        let weekday = before.rsplit([' ', ',']).next().unwrap_or("");
        let is_weekday = WEEKDAYS.contains(&weekday.to_lowercase().as_str());
        if is_weekday { before[..before.len() - weekday.len()].trim_end_matches([' ', ',']) } else { before }
    }
}

/// A story opens with a capital, a number, a quotation or a bracket.
fn starts_story(c: char) -> bool {
    c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '\'' | '“' | '‘' | '[' | '«' | '$' | '€' | '£')
}

fn is_place(head: &str) -> bool {
    let mut parts = head.split([',', '/']);
    head.split([',', '/']).count() <= MAX_PLACE_PARTS && parts.all(is_place_part)
}

fn is_place_part(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let large = |w: &str| w.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    let shaped = |w: &str| w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | '‘'));
    (1..=MAX_PLACE_WORDS).contains(&words.len())
        && large(words[0])
        && words.iter().all(|w| shaped(w) && (large(w) || SMALL.contains(w) || w.starts_with("al-")))
}

/// The town, which comes first, in capitals.
fn is_capitals(head: &str) -> bool {
    let town = head.split(',').next().unwrap_or(head);
    !town.chars().any(char::is_lowercase) && town.chars().filter(|c| c.is_uppercase()).count() >= MIN_CAPITALS
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn patterns() -> BoilerplatePatterns {
        BoilerplatePatterns::load(include_str!("../../../../data/lexicon/boilerplate.tsv"), "Jane\tf\n").unwrap()
    }

    /// Dateline, place and agency, separated by bars; empty for none.
    fn check(text: &str, expected: &str) {
        let shown = find(text, &[], Some(date(2024, 10, 23)), &patterns()).map_or_else(String::new, |d| {
            let of = |s: Option<Span>| s.map_or("", |s| s.of(text));
            format!(
                "{}|{}|{}|{}",
                d.at.of(text),
                of(d.place),
                of(d.agency),
                d.date.map_or_else(String::new, |d| d.to_string())
            )
        });
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn datelines() {
        check("SEOUL, Oct. 22 (Agency) — Troops left.", "SEOUL, Oct. 22 (Agency) —|SEOUL|Agency|2024-10-22");
        check("WASHINGTON — Troops left.", "WASHINGTON —|WASHINGTON||");
        check("MOSCOW—Troops left.", "MOSCOW—|MOSCOW||");
        check("Tehran, Iran — Two men left.", "Tehran, Iran —|Tehran, Iran||");
        check("BEIRUT (AP) - Two men left.", "BEIRUT (AP) -|BEIRUT|AP|");
        check("Paris (AFP) – “Two men” left.", "Paris (AFP) –|Paris|AFP|");
        check(
            "HILO, Hawaii (Example Wire) - Two men left.",
            "HILO, Hawaii (Example Wire) -|HILO, Hawaii|Example Wire|",
        );
        check(
            "PORT-AU-PRINCE, Haiti, Tuesday, Oct. 22 -- Men left.",
            "PORT-AU-PRINCE, Haiti, Tuesday, Oct. 22 --|PORT-AU-PRINCE, Haiti||2024-10-22",
        );
        check("Oct. 22 (UPI) -- Men left.", "Oct. 22 (UPI) --||UPI|2024-10-22");
        check("5 March 2023 – The council met.", "5 March 2023 –|||2023-03-05");
        check("LONDON/PARIS (Reuters) - Men left.", "LONDON/PARIS (Reuters) -|LONDON/PARIS|Reuters|");
        check("GAZA CITY, Gaza Strip (AP) _ Men left.", "GAZA CITY, Gaza Strip (AP) _|GAZA CITY, Gaza Strip|AP|");
        check("NEW DELHI: The army left.", "NEW DELHI:|NEW DELHI||");
        check("(CNN)Police left the town.", "(CNN)||CNN|");
        check(
            "LONDON, Oct. 22, 2023 /Example Wire/ -- Men left.",
            "LONDON, Oct. 22, 2023 /Example Wire/ --|LONDON|Example Wire|2023-10-22",
        );
        check("Beirut — Troops left the town.", "Beirut —|Beirut||");
        check(
            "Rio de Janeiro, Brazil (Wire) — Men left.",
            "Rio de Janeiro, Brazil (Wire) —|Rio de Janeiro, Brazil|Wire|",
        );
        check(
            "PURCHASE, N.Y., April 1 (UPI) — Men left.",
            "PURCHASE, N.Y., April 1 (UPI) —|PURCHASE, N.Y.|UPI|2024-04-01",
        );
        check(
            "CAPE TOWN, South Africa (AP) --\n\nMen left.",
            "CAPE TOWN, South Africa (AP) --|CAPE TOWN, South Africa|AP|",
        );
        check("GENEVA _\nMen left.", "GENEVA _|GENEVA||");
        check("Troops leave town\n\nKYIV, Ukraine (AP) — Troops left.", "KYIV, Ukraine (AP) —|KYIV, Ukraine|AP|");
    }

    #[test]
    fn other_openings() {
        for text in [
            "The men left the city on Monday.",
            "NATO — the alliance of 32 — met on Monday.",
            "Smith — A tall man — left.",
            "The People's Front (PPF) — a small party — left.",
            "WATCH: The troops leave.",
            "JANE DOE: You said so.",
            "EXCLUSIVE – Troops left.",
            "Exclusive– Troops left.",
            "President says: “No.”",
            "Mr. Doe - a minister - left.",
            "A hard-won peace -- That is what they got -- ended.",
            "Troops left.\nSmith — He is tall.",
            "—",
            "",
        ] {
            check(text, "");
        }
    }

    proptest::proptest! {
        #[test]
        fn spans_are_characters(text in "(KYIV|Paris|, |Oct. 22|\\(AP\\)|\\(|\\)|/| — | - |—|: |\n|é|The ){0,14}") {
            if let Some(found) = find(&text, &[], None, &patterns()) {
                for span in [Some(found.at), found.place, found.agency].into_iter().flatten() {
                    proptest::prop_assert!(!span.of(&text).is_empty() && found.at.contains(span));
                }
            }
        }
    }
}
