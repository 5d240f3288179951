//! Lines that are no news: bylines, captions, "follow us", related headlines. The patterns are data
//! (`data/lexicon/boilerplate.tsv`); here they are met with the lines of a text.

use crate::error::{Error, Result};
use crate::span::Span;
use regex::{Regex, RegexSet};

/// A line longer than this is no boilerplate line; captions may be longer.
const MAX_LINE: usize = 400;
/// A byline has at most so many words.
const MAX_NAME_WORDS: usize = 4;

/// What a text's lines gave.
#[derive(Debug, Default, PartialEq)]
pub struct Marked {
    /// Boilerplate, in order.
    pub spans: Vec<Span>,
    /// The writer, from a byline.
    pub author: Option<String>,
}

/// Compiled patterns.
#[derive(Debug)]
pub struct BoilerplatePatterns {
    lines: RegexSet,
    byline: Option<Regex>,
}

impl BoilerplatePatterns {
    /// From the text of `boilerplate.tsv`.
    pub fn load(text: &str) -> Result<Self> {
        let file = "boilerplate.tsv";
        let mut patterns = Vec::new();
        for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')).skip(1) {
            let pattern = line.split('\t').next().unwrap_or(line);
            Regex::new(pattern).map_err(|e| Error::data(file, i + 1, e.to_string()))?;
            patterns.push(pattern);
        }
        let lines = RegexSet::new(patterns).map_err(|e| Error::data(file, 0, e.to_string()))?;
        let name = r"\p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]*){1,3}";
        let byline = Regex::new(&format!(r"^(?i:by) ({name}(?:(?:,| and|,? and) {name})*)(?:,.*)?$")).ok();
        Ok(BoilerplatePatterns { lines, byline })
    }

    /// Marks the lines of a text.
    pub fn mark(&self, text: &str) -> Marked {
        let lines = lines(text);
        let mut out = Marked::default();
        for (i, &span) in lines.iter().enumerate() {
            let line = span.of(text);
            if let Some(found) = self.byline.as_ref().filter(|_| line.len() <= MAX_LINE).and_then(|r| r.captures(line)) {
                out.author = out.author.or_else(|| found.get(1).map(|m| m.as_str().to_owned()));
                out.spans.push(span);
            } else if is_lone_name(line) && (i == 0 || at_the_end(&lines[i + 1..], text, self)) && lines.len() > 2 {
                out.author = out.author.or_else(|| Some(line.to_owned()));
                out.spans.push(span);
            } else if self.is_boilerplate(line) || (lines.len() > 2 && i > 0 && is_shouted_headline(line)) {
                out.spans.push(span);
            }
        }
        out
    }

    fn is_boilerplate(&self, line: &str) -> bool {
        line.len() <= MAX_LINE && self.lines.is_match(line)
    }
}

/// Lines without surrounding blanks; empty ones left out.
fn lines(text: &str) -> Vec<Span> {
    let mut at = 0;
    let mut out = Vec::new();
    for raw in text.split_inclusive('\n') {
        let line = raw.trim();
        if !line.is_empty() {
            let start = at + (raw.len() - raw.trim_start().len());
            out.push(Span::new(start, start + line.len()));
        }
        at += raw.len();
    }
    out
}

/// "Firstname Lastname" alone on a line.
fn is_lone_name(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let name_word = |w: &&str| {
        let mut chars = w.chars();
        chars.next().is_some_and(char::is_uppercase)
            && w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
            && !w.ends_with('.') | (w.chars().count() <= 2)
            && w.chars().any(char::is_lowercase) | w.ends_with('.')
    };
    (2..=MAX_NAME_WORDS).contains(&words.len()) && words.iter().all(name_word)
}

/// A name near the end is a byline when only boilerplate follows it.
fn at_the_end(rest: &[Span], text: &str, patterns: &BoilerplatePatterns) -> bool {
    rest.len() <= 4 && rest.iter().all(|s| patterns.is_boilerplate(s.of(text)))
}

/// A line in capitals between paragraphs is a related headline.
fn is_shouted_headline(line: &str) -> bool {
    let letters = line.chars().filter(|c| c.is_alphabetic());
    let capitals = letters.clone().filter(|c| c.is_uppercase()).count();
    line.split_whitespace().count() >= 4 && line.len() <= MAX_LINE && capitals == letters.count() && !line.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_lines() -> Result<()> {
        let patterns = BoilerplatePatterns::load(include_str!("../../../../data/lexicon/boilerplate.tsv"))?;
        let text = "By Jane Doe and John Roe, Example News\n\nTroops left the city on Monday.\n\nMINISTER SAYS TROOPS WILL NOT RETURN\n\nThe minister resigned.\nFollow us on Twitter\nRead more: Troops leave\nJane Doe";
        let marked = patterns.mark(text);
        let lines: Vec<&str> = marked.spans.iter().map(|s| s.of(text)).collect();
        assert_eq!(
            lines,
            [
                "By Jane Doe and John Roe, Example News",
                "MINISTER SAYS TROOPS WILL NOT RETURN",
                "Follow us on Twitter",
                "Read more: Troops leave",
                "Jane Doe"
            ]
        );
        assert_eq!(marked.author.as_deref(), Some("Jane Doe and John Roe"));
        Ok(())
    }

    #[test]
    fn news_is_kept() -> Result<()> {
        let patterns = BoilerplatePatterns::load(include_str!("../../../../data/lexicon/boilerplate.tsv"))?;
        let text = "Troops Leave\nBy Monday the troops had left.\nThe photo showed two men. It was taken in May.\nShe signed up for the army.\nMore follows from the front.";
        assert_eq!(patterns.mark(text).spans, []);
        Ok(())
    }
}
