//! Paragraphs: what blank lines and line ends mean in a text. Some texts put a paragraph on a line, some wrap their
//! lines at a fixed width and leave a blank line between paragraphs; which it is shows only over the whole text.

use crate::span::Span;

/// Below this many line ends inside blocks, nothing can be said about the text as a whole.
const FEWEST_LINE_ENDS: usize = 3;
/// Hard-wrapped text has lines of a width between these.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 35..=132;
/// A line is full when the next word would not have fitted, give or take so many characters.
const SLACK: usize = 6;
/// Without a width to go by, a line of fewer characters is never thought to go on.
const SHORT_LINE: usize = 40;

/// The paragraphs of a text outside `skip` (in order, not overlapping), without the blanks around them.
pub fn paragraphs(text: &str, skip: &[Span]) -> Vec<Span> {
    let blocks = blocks(text, skip);
    let wrap = Wrap::of(text, &blocks);
    let mut out = Vec::new();
    for block in &blocks {
        let mut open: Option<Span> = None;
        for &line in block {
            open = Some(match open {
                Some(before) if wrap.goes_on(before_line(text, before), line.of(text)) => before.hull(line),
                Some(before) => {
                    out.push(before);
                    line
                }
                None => line,
            });
        }
        out.extend(open);
    }
    out
}

/// The last line of a paragraph that is being put together.
fn before_line(text: &str, paragraph: Span) -> &str {
    let all = paragraph.of(text);
    all.rfind(is_line_end).map_or(all, |i| all[i..].trim_start())
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Runs of lines without a blank line between them; `skip` ends a run.
fn blocks(text: &str, skip: &[Span]) -> Vec<Vec<Span>> {
    let mut out = Vec::new();
    let mut from = 0;
    for hole in skip.iter().copied().chain([Span::new(text.len(), text.len())]) {
        if from < hole.start as usize {
            blocks_of(text, from, hole.start as usize, &mut out);
        }
        from = from.max(hole.end as usize);
    }
    out
}

fn blocks_of(text: &str, start: usize, end: usize, out: &mut Vec<Vec<Span>>) {
    let mut block = Vec::new();
    let mut at = start;
    for line in text[start..end].split_inclusive(is_line_end) {
        let kept = line.trim();
        // "\r\n" is one line end.
        let half = line == "\n" && text[..at].ends_with('\r');
        if kept.is_empty() && !half && !block.is_empty() {
            out.push(std::mem::take(&mut block));
        } else if !kept.is_empty() {
            let from = at + (line.len() - line.trim_start().len());
            block.push(Span::new(from, from + kept.len()));
        }
        at += line.len();
    }
    if !block.is_empty() {
        out.push(block);
    }
}

/// How the lines of a text end.
enum Wrap {
    /// A line is a paragraph, unless it plainly goes on.
    Never,
    /// Lines are filled up to a width.
    At(usize),
}

impl Wrap {
    fn of(text: &str, blocks: &[Vec<Span>]) -> Self {
        let pairs = || blocks.iter().flat_map(|b| b.windows(2)).map(|w| (w[0].of(text), w[1].of(text)));
        let mut lengths: Vec<usize> = pairs().map(|(line, _)| width(line)).collect();
        if lengths.len() < FEWEST_LINE_ENDS {
            return Wrap::Never;
        }
        lengths.sort_unstable();
        let usual = lengths[lengths.len() * 9 / 10];
        let full = pairs().filter(|(line, next)| fills(line, next, usual)).count();
        let open = pairs().filter(|(line, _)| !ends_sentence(line)).count();
        let wrapped = WRAP_WIDTHS.contains(&usual) && full * 4 >= lengths.len() * 3 && open * 2 >= lengths.len();
        if wrapped { Wrap::At(usual) } else { Wrap::Never }
    }

    /// Whether a paragraph goes on over the end of `line`.
    fn goes_on(&self, line: &str, next: &str) -> bool {
        if next.starts_with(['•', '*', '·', '▪', '●', '–', '—']) || next.starts_with("- ") {
            return false;
        }
        let flows = !ends_sentence(line) && next.starts_with(char::is_lowercase);
        match *self {
            Wrap::Never => flows && width(line) >= SHORT_LINE,
            Wrap::At(usual) => flows || fills(line, next, usual),
        }
    }
}

fn width(line: &str) -> usize {
    line.chars().count()
}

/// Whether the first word of the next line had no room on this one.
fn fills(line: &str, next: &str, usual: usize) -> bool {
    let word = next.find(char::is_whitespace).map_or(next, |i| &next[..i]);
    width(line) + 1 + width(word) + SLACK > usual
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»']).ends_with(['.', '!', '?', '…', ':', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases() {
        for block in include_str!("../../tests/cases/layout.txt").split("\n====\n") {
            let (name, rest) = block.split_once('\n').unwrap_or_default();
            let (text, expected) = rest.split_once("\n--\n").unwrap_or_default();
            let found: Vec<String> = paragraphs(text, &[]).iter().map(|p| p.of(text).replace('\n', " ")).collect();
            assert_eq!(found, expected.lines().collect::<Vec<_>>(), "{name}");
        }
    }

    #[test]
    fn skipped_stretches_part_paragraphs() {
        let text = "One two. Follow us! Three";
        let found = paragraphs(text, &[Span::new(9, 19)]);
        assert_eq!(found.iter().map(|p| p.of(text)).collect::<Vec<_>>(), ["One two.", "Three"]);
    }
}
