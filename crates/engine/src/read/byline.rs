//! Bylines: who wrote a report. Whether a line can be one depends on its place (see `boilerplate`); here only its words
//! are looked at.

use super::day;
use super::patterns::BoilerplatePatterns;

/// A writer's name has at most so many words.
const MAX_NAME_WORDS: usize = 5;
/// What follows the names (outlet, city, office) has at most so many words, half as many before a full stop.
const MAX_AFFILIATION_WORDS: usize = 8;
/// Words inside names that are written small.
const PARTICLES: [&str; 22] = [
    "de", "la", "le", "du", "da", "do", "dos", "del", "della", "di", "van", "von", "der", "den", "ter", "bin", "bint",
    "ibn", "al", "el", "ben", "y",
];
/// Words that end the names: what follows is a city, an outlet or an office.
const ENDS: [&str; 11] = ["in", "for", "at", "of", "with", "from", "|", "–", "—", "-", "/"];

/// The names of a byline.
#[derive(Debug, PartialEq)]
pub(super) struct Names<'t> {
    /// As written, without city and outlet.
    pub author: &'t str,
    /// The first of them.
    pub first: &'t str,
    /// True when nothing but names stands there.
    pub bare: bool,
    /// What follows the names.
    pub affiliation: &'t str,
}

/// The writer that a "By …" line names.
pub(super) fn author<'t>(line: &'t str, patterns: &BoilerplatePatterns) -> Option<&'t str> {
    let found = patterns.byline(line)?;
    names(found.trim(), patterns).map(|n| n.author)
}

/// Splits "Jane Doe and John Roe, Example News" into names and the rest; none when it doesn't open with names.
pub(super) fn names<'t>(text: &'t str, patterns: &BoilerplatePatterns) -> Option<Names<'t>> {
    let is_sentence = text.ends_with(['.', '!', '?']);
    let text = text.trim_end_matches(['.', ',', ' ', ')', ';']);
    let stop = day::find(text).map_or(text.len(), |(_, range)| range.start);
    let parts = parts(&text[..stop]);
    // "Jane Doe, New York": only an "and" shows that a comma goes on with names.
    let last = parts.iter().rposition(|p| p.after_and).unwrap_or(0);
    let authors = parts.get(..=last)?;
    if !authors.iter().all(|p| is_name(p.of(text), patterns)) {
        return None;
    }
    let end = authors.last()?.end;
    let affiliation = text[end..].trim_matches([' ', ',']);
    let longest = if is_sentence { MAX_AFFILIATION_WORDS / 2 } else { MAX_AFFILIATION_WORDS };
    let short = affiliation.split_whitespace().count() <= longest;
    let author = &text[authors[0].start..end];
    short.then_some(Names { author, first: authors[0].of(text), bare: affiliation.is_empty(), affiliation })
}

#[derive(Clone, Copy)]
struct Part {
    start: usize,
    end: usize,
    after_and: bool,
}

impl Part {
    fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// The stretches between commas and "and", up to a word that ends the names.
fn parts(text: &str) -> Vec<Part> {
    let mut out = Vec::new();
    let mut open: Option<Part> = None;
    let mut after_and = false;
    for word in text.split_whitespace() {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        if ENDS.contains(&word) || word.starts_with(['(', '@', '|']) {
            break;
        }
        if word == "&" || word.eq_ignore_ascii_case("and") {
            out.extend(open.take());
            after_and = true;
            continue;
        }
        let bare = word.trim_end_matches([',', ';']);
        let part = open.get_or_insert(Part { start, end: start, after_and });
        part.end = start + bare.len();
        if bare.len() < word.len() {
            out.extend(open.take());
            after_and = false;
        }
    }
    out.extend(open);
    out
}

/// "Jane Q. Doe", "Jan van der Berg", "JANE DOE", or an outlet's name.
fn is_name(part: &str, patterns: &BoilerplatePatterns) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    if words.len() > MAX_NAME_WORDS || words.is_empty() {
        return false;
    }
    let written_small = |w: &str| PARTICLES.contains(&w) || w.starts_with("al-") || w.starts_with("el-");
    let large = words.iter().filter(|w| is_name_word(w)).count();
    let shaped = words.iter().all(|w| is_name_word(w) || written_small(w)) && is_name_word(words[0]);
    shaped && (large >= 2 || patterns.is_outlet(part)) || patterns.is_outlet(part) && words.len() <= 3
}

fn is_name_word(word: &str) -> bool {
    let letters = word.strip_suffix('.').unwrap_or(word);
    let abbreviated = letters.len() < word.len();
    letters.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
        && letters.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
        && (!abbreviated || letters.chars().count() <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns() -> BoilerplatePatterns {
        BoilerplatePatterns::load(include_str!("../../../../data/lexicon/boilerplate.tsv"), "").unwrap()
    }

    #[test]
    fn authors() {
        let patterns = patterns();
        for (line, expected) in [
            ("By Jane Doe", Some("Jane Doe")),
            ("BY JANE DOE", Some("JANE DOE")),
            ("by Jane Doe | Example Wire", Some("Jane Doe")),
            ("By JANE DOE and JOHN ROE, Associated Press", Some("JANE DOE and JOHN ROE")),
            ("By Jane Doe, John Roe and Max van der Moe in Kyiv", Some("Jane Doe, John Roe and Max van der Moe")),
            ("By Jane Q. Doe, Staff Writer", Some("Jane Q. Doe")),
            ("By Jane Doe Oct. 22, 2024", Some("Jane Doe")),
            ("By Seán O’Neill & Ana-Maria N'Diaye", Some("Seán O’Neill & Ana-Maria N'Diaye")),
            ("By Reuters", Some("Reuters")),
            ("By The Associated Press", Some("The Associated Press")),
            ("Written by Jane Doe", Some("Jane Doe")),
            ("(Reporting by Jane Doe in Kyiv; Editing by John Roe)", Some("Jane Doe")),
            ("Reporting by Jane Doe and John Roe; Writing by Max Moe", Some("Jane Doe and John Roe")),
            ("By Monday the troops had left", None),
            ("By Tuesday Evening, the army said, all of the troops had left the city", None),
            ("By then", None),
            ("By land and by sea", None),
            ("Bystanders Fled", None),
        ] {
            assert_eq!(author(line, &patterns), expected, "{line}");
        }
    }

    #[test]
    fn what_follows_is_no_name() {
        let patterns = patterns();
        let found = names("Jane Doe, BBC News", &patterns).unwrap();
        assert_eq!((found.author, found.affiliation, found.bare), ("Jane Doe", "BBC News", false));
        assert!(names("Jane Doe", &patterns).unwrap().bare);
        assert_eq!(names("Troops leave", &patterns), None);
        assert_eq!(names("", &patterns), None);
    }
}
