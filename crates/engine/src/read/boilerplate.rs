//! Lines that are no news: bylines, captions, "follow us", related headlines. The patterns are data (see `patterns`); here
//! they are met with the lines of a text, and the lines with their neighbours: what stands over the first or under the
//! last paragraph needs less evidence, and a headline between paragraphs shows only by its form.

use super::byline;
use super::day;
use super::patterns::BoilerplatePatterns;
use crate::span::Span;
use jiff::civil::Date;

/// A line longer than this is no boilerplate line; long captions are shorter.
const MAX_LINE: usize = 600;
/// Lines over the first paragraph, and under the last, that can be edges.
const MAX_EDGE_LINES: usize = 14;
/// A byline stands among the first lines if not at an edge.
const BYLINE_LINES: usize = 6;
/// A paragraph has at least so many words.
const MIN_PARAGRAPH_WORDS: usize = 5;
/// Words of a headline or link that stands between paragraphs.
const HEADLINE_WORDS: std::ops::RangeInclusive<usize> = 3..=20;
/// A headline alone between paragraphs is no longer than this; one in a run may be.
const MAX_SINGLE_WORDS: usize = 14;
/// More headlines in a row are a list, which may be news.
const MAX_RUN: usize = 8;
/// Of so many lines at most one lacks its full stop, in a text where that says something.
const LINES_PER_OPEN: usize = 4;
/// Letters that a line in capitals has at least.
const MIN_SHOUTED_LETTERS: usize = 15;

/// What a text's lines gave.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Marked {
    /// Boilerplate, in order, not overlapping.
    pub spans: Vec<Span>,
    /// The writer, from a byline.
    pub author: Option<String>,
    /// The day of publication, from a line that tells it.
    pub published: Option<Date>,
}

/// Marks the lines of a text.
pub(super) fn mark(patterns: &BoilerplatePatterns, text: &str) -> Marked {
    let mut page = Page::new(patterns, text);
    page.mark_lines();
    page.mark_edges();
    page.mark_headlines();
    page.finish()
}

/// What is known of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A sentence or more.
    Paragraph,
    /// Anything else: a headline, a name, a fragment.
    Other,
    /// No news.
    Marked,
}

struct Page<'a> {
    patterns: &'a BoilerplatePatterns,
    text: &'a str,
    lines: Vec<(Span, Kind)>,
    author: Option<String>,
    published: Option<Date>,
}

impl<'a> Page<'a> {
    fn new(patterns: &'a BoilerplatePatterns, text: &'a str) -> Self {
        let kind = |s: &Span| if is_paragraph(s.of(text)) { Kind::Paragraph } else { Kind::Other };
        let lines = lines(text).into_iter().map(|s| (s, kind(&s))).collect();
        Page { patterns, text, lines, author: None, published: None }
    }

    /// What is boilerplate wherever it stands.
    fn mark_lines(&mut self) {
        for (span, kind) in &mut self.lines {
            let line = span.of(self.text);
            if line.len() <= MAX_LINE && self.patterns.is_line(line) {
                *kind = Kind::Marked;
                let author = byline::author(line, self.patterns).map(str::to_owned);
                self.author = self.author.take().or(author);
            }
        }
    }

    /// What is boilerplate over the first or under the last paragraph.
    fn mark_edges(&mut self) {
        let paragraph = |l: &(Span, Kind)| l.1 == Kind::Paragraph;
        let count = self.lines.len();
        let head = self.lines.iter().position(paragraph).unwrap_or(0);
        let tail = self.lines.iter().rposition(paragraph).map_or(count, |i| i + 1);
        for i in (0..head.min(MAX_EDGE_LINES)).chain(tail..count.min(tail + MAX_EDGE_LINES)) {
            self.mark_edge(i, i < head);
        }
        for i in head..count.min(BYLINE_LINES).min(tail) {
            self.mark_byline(i);
        }
    }

    fn mark_edge(&mut self, i: usize, is_head: bool) {
        let (span, kind) = self.lines[i];
        let line = span.of(self.text);
        if kind == Kind::Marked || line.len() > MAX_LINE || self.mark_byline(i) {
            return;
        }
        if self.patterns.is_stamp(line) {
            self.published = self.published.or_else(|| day::find(line).and_then(|(day, _)| day.on_calendar(None)));
            self.lines[i].1 = Kind::Marked;
        } else if self.patterns.is_edge(line) {
            self.lines[i].1 = Kind::Marked;
        } else if let Some(name) = self.lone_name(line, is_head) {
            self.author = self.author.take().or(name);
            self.lines[i].1 = Kind::Marked;
        }
    }

    fn mark_byline(&mut self, i: usize) -> bool {
        let line = self.lines[i].0.of(self.text);
        if line.len() > MAX_LINE || self.lines[i].1 == Kind::Marked {
            return false;
        }
        let Some(author) = byline::author(line, self.patterns) else { return false };
        self.author = self.author.take().or_else(|| Some(author.to_owned()));
        self.lines[i].1 = Kind::Marked;
        true
    }

    /// A line of nothing but a name, perhaps with an outlet or a city. Over the text it must open with a given name, since
    /// a short headline looks the same. The inner value is the writer, none when the line may be something else.
    fn lone_name(&self, line: &str, is_head: bool) -> Option<Option<String>> {
        if line.ends_with(['.', '!', '?', ':', '-', '–', '—', '_']) {
            return None;
        }
        let names = byline::names(line.trim_start_matches(['—', '–', '-', ' ']), self.patterns)?;
        let given = names.first.split_whitespace().next().is_some_and(|w| self.patterns.is_given_name(w));
        let outlet = self.patterns.is_outlet(names.author);
        let sure = given && !outlet && !self.patterns.is_no_name(names.author);
        if !sure && is_head {
            return (!names.bare && !outlet && self.patterns.is_outlet(names.affiliation))
                .then(|| Some(names.author.to_owned()));
        }
        let writer = sure || (names.bare && !outlet && !self.patterns.is_no_name(names.author));
        (sure || names.bare).then(|| writer.then(|| names.author.to_owned()))
    }

    /// Headlines of other stories that stand between paragraphs.
    fn mark_headlines(&mut self) {
        let Some(first) = self.lines.iter().position(|l| l.1 == Kind::Paragraph) else { return };
        let candidate: Vec<bool> = (0..self.lines.len()).map(|i| i > first && self.is_open(i)).collect();
        let shouted: Vec<bool> = (0..self.lines.len()).map(|i| i > first && self.is_shouted(i)).collect();
        let open = candidate.iter().filter(|c| **c).count();
        let sentences = self.lines.iter().filter(|l| l.1 == Kind::Paragraph).count();
        let loud = self.lines.iter().filter(|l| l.1 == Kind::Paragraph && is_capitals(l.0.of(self.text))).count();
        let telling = open * LINES_PER_OPEN <= sentences;
        let mut i = first;
        while i < self.lines.len() {
            let run = candidate[i..].iter().take_while(|c| **c).count();
            let single = run == 1 && self.words(i) <= MAX_SINGLE_WORDS;
            let marks_run = telling && (single || (2..=MAX_RUN).contains(&run));
            for j in i..i + run.max(1) {
                if (marks_run && j < i + run) || (shouted[j] && loud * 2 < sentences) {
                    self.lines[j].1 = Kind::Marked;
                }
            }
            i += run.max(1);
        }
    }

    /// A line that looks like a headline: no end of a sentence, and what follows starts anew.
    fn is_open(&self, i: usize) -> bool {
        let (span, kind) = self.lines[i];
        let line = span.of(self.text);
        let starts_anew = |s: &str| s.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || is_quote(c));
        let next = self.lines.get(i + 1).is_none_or(|(s, _)| starts_anew(s.of(self.text)));
        kind == Kind::Other
            && HEADLINE_WORDS.contains(&self.words(i))
            && starts_anew(line)
            && !ends_sentence(line)
            && !line.ends_with([':', ';', ',', '-', '–', '—', '_', ')'])
            && !line.ends_with(is_quote)
            && next
    }

    fn is_shouted(&self, i: usize) -> bool {
        let (span, kind) = self.lines[i];
        let line = span.of(self.text);
        let letters = line.chars().filter(|c| c.is_alphabetic()).take(MIN_SHOUTED_LETTERS).count();
        kind != Kind::Marked
            && line.len() <= MAX_LINE
            && letters == MIN_SHOUTED_LETTERS
            && HEADLINE_WORDS.contains(&self.words(i))
            && is_capitals(line)
            && !line.ends_with(['.', ':'])
            && !(line.starts_with(is_quote) && line.ends_with(is_quote))
    }

    fn words(&self, i: usize) -> usize {
        self.lines[i].0.of(self.text).split_whitespace().take(*HEADLINE_WORDS.end() + 1).count()
    }

    /// All spans, with what is boilerplate inside lines.
    fn finish(self) -> Marked {
        let mut spans = Vec::new();
        for &(line, kind) in &self.lines {
            if kind == Kind::Marked {
                spans.push(line);
            } else {
                self.inline(line, &mut spans);
            }
        }
        Marked { spans, author: self.author, published: self.published }
    }

    fn inline(&self, line: Span, spans: &mut Vec<Span>) {
        let text = line.of(self.text);
        let mut found: Vec<(usize, usize)> =
            self.patterns.inline(text).filter(|r| ends_sentence(&text[..r.start])).map(|r| (r.start, r.end)).collect();
        found.sort_unstable();
        let mut free = 0;
        for (start, end) in found.into_iter().filter(|(s, e)| s < e) {
            if start >= free {
                spans.push(Span::new(line.start as usize + start, line.start as usize + end));
                free = end;
            }
        }
    }
}

/// Lines without surrounding blanks; empty ones left out.
pub(super) fn lines(text: &str) -> Vec<Span> {
    let mut at = 0;
    let mut out = Vec::new();
    for raw in text.split_inclusive(['\n', '\u{2028}', '\u{2029}']) {
        let line = raw.trim();
        if !line.is_empty() {
            let start = at + (raw.len() - raw.trim_start().len());
            out.push(Span::new(start, start + line.len()));
        }
        at += raw.len();
    }
    out
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '«' | '»')
}

/// A line that ends like a sentence and is long enough for one.
fn is_paragraph(line: &str) -> bool {
    ends_sentence(line) && line.split_whitespace().take(MIN_PARAGRAPH_WORDS).count() == MIN_PARAGRAPH_WORDS
}

/// True when nothing, or the end of a sentence, comes before a place.
fn ends_sentence(before: &str) -> bool {
    let last = before.trim_end_matches(|c: char| c.is_whitespace() || is_quote(c) || matches!(c, ')' | ']'));
    last.is_empty() || last.ends_with(['.', '!', '?', '…'])
}

/// True when all letters that have a case are capitals.
fn is_capitals(line: &str) -> bool {
    !line.chars().any(char::is_lowercase) && line.chars().any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns() -> BoilerplatePatterns {
        let names = include_str!("../../../../data/lexicon/actors/first_names.tsv");
        BoilerplatePatterns::load(include_str!("../../../../data/lexicon/boilerplate.tsv"), names).unwrap()
    }

    /// Lines that start with `>` are boilerplate, the others news.
    fn check(marked_up: &str, author: Option<&str>) {
        let text: String = marked_up.lines().map(|l| format!("{}\n", l.trim_start_matches('>'))).collect();
        let marked = mark(&patterns(), &text);
        let shown: String = lines(&text)
            .iter()
            .map(|l| format!("{}{}\n", if marked.spans.contains(l) { ">" } else { "" }, l.of(&text)))
            .collect();
        let expected: String = marked_up.lines().filter(|l| !l.trim().is_empty()).map(|l| format!("{l}\n")).collect();
        assert_eq!(shown, expected);
        assert_eq!(marked.author.as_deref(), author);
    }

    #[test]
    fn a_page_with_everything_around_the_news() {
        check(
            "Troops leave the border town\n>By Jane Doe and John Roe, Example News\n>Published 22 October 2024\n>3 min read\n>Share this article\n\n\
             The troops left the town on Monday, the army said.\n\n>Read more: Army chief resigns\n\nThe minister resigned a day later.\n\n\
             >MINISTER SAYS TROOPS WILL NOT RETURN\n\n“We are done here,” she said.\n\n>ADVERTISEMENT\n\nNobody was hurt.\n\n\
             >A 2019 file photo shows the border town.\n>Follow us on Twitter\n>© 2024 Example News",
            Some("Jane Doe and John Roe"),
        );
    }

    #[test]
    fn a_name_alone_at_the_end_or_the_start() {
        check(
            "The troops left the town on Monday.\nThe minister resigned a day later.\n>Oluwaseun Adeyemi\n>Follow us on:",
            Some("Oluwaseun Adeyemi"),
        );
        check(">Jane Doe\n\nThe troops left the town on Monday.\nThe minister resigned.", Some("Jane Doe"));
        check(">Jane Doe, BBC News\n\nThe troops left the town on Monday.", Some("Jane Doe"));
        check("CAPE TOWN, South Africa (AP) --\n\nThe troops left the town on Monday.", None);
        check("Troops Leave\n\nThe troops left the town on Monday.", None);
        check("The troops left the town on Monday.\n>(Reporting by Jane Doe; Editing by John Roe)", Some("Jane Doe"));
    }

    #[test]
    fn links_between_paragraphs() {
        check(
            "The troops left the town on Monday.\n\nThe minister resigned a day later.\n\nThe army said it was sorry.\n\nTalks go on in the capital.\n\n\
             The president was silent on Tuesday.\n\nThe envoy flew home that night.\n\nNobody else was seen there.\n\nRain fell on the whole country.\n\n\
             >Minister under pressure as troops leave\n>Army chief says the war is over\nThe talks ended on Friday.",
            None,
        );
    }

    #[test]
    fn news_is_kept() {
        for text in [
            "Troops Leave\nBy Monday the troops had left the town.\nThe photo showed two men. It was taken in May.\nShe signed up for the army.",
            "By Tuesday Evening, the army said, all troops had left.\nMore follows from the front of the war.",
            "The army took these towns:\nAdana, which fell on Monday\nBesni, which fell on Tuesday\nand all of the hills.",
            "The minister shared this view on Monday, and said\nthat the army would go home before the\nwinter came over the hills.",
            "TROOPS LEFT THE TOWN ON MONDAY.\nTHE MINISTER RESIGNED A DAY LATER\nTHE ARMY SAID IT WAS SORRY.",
            "\n\n  \n",
            "",
        ] {
            assert_eq!(mark(&patterns(), text), Marked::default(), "{text}");
        }
    }

    #[test]
    fn boilerplate_inside_a_paragraph() {
        let text =
            "The troops left. (Photo: Example Wire) They were seen (photo: below) near town. (Reporting by Jane Doe)";
        let marked = mark(&patterns(), text);
        let found: Vec<&str> = marked.spans.iter().map(|s| s.of(text)).collect();
        assert_eq!(found, ["(Photo: Example Wire)", "(Reporting by Jane Doe)"]);
    }

    #[test]
    fn the_day_of_publication_is_read() {
        let marked = mark(
            &patterns(),
            "Troops leave\nPublished: October 22, 2024 9:30 GMT\nThe troops left the town on Monday.",
        );
        assert_eq!(marked.published, Some(jiff::civil::date(2024, 10, 22)));
    }

    proptest::proptest! {
        #[test]
        fn spans_are_ordered_characters(text in "(By |Jane|Doe|Photo: |\\(Photo: x\\)|READ MORE|\\. |\n|é|“|[A-Z]{3}| ){0,60}") {
            let marked = mark(&patterns(), &text);
            let mut end = 0;
            for span in marked.spans {
                proptest::prop_assert!(span.start >= end && !span.is_empty());
                proptest::prop_assert!(!span.of(&text).trim().is_empty());
                end = span.end;
            }
        }
    }
}
