//! Quotations: which stretches stand in quotation marks, over sentences and paragraphs, also unclosed ones. Who speaks in
//! them is for [`crate::code`].

mod marks;

use super::Quotation;
use crate::span::Span;
use marks::{Family, Mark, Role, marks};

/// Quotations nest no deeper than this; deeper marks are text.
const MAX_DEPTH: usize = 4;
/// Over so many paragraphs without a mark of its kind an unclosed quotation may go on.
const MAX_SILENT_PARAGRAPHS: usize = 8;

/// All quotations, by start, outer before inner.
pub fn quotations(text: &str, paragraphs: &[Span]) -> Vec<Quotation> {
    let mut finder = Finder { text, out: Vec::new(), open: Vec::new(), pending: Vec::new() };
    for (number, &paragraph) in paragraphs.iter().enumerate() {
        let next = paragraphs.get(number + 1).map_or("", |p| p.of(text));
        finder.paragraph(number, paragraph, next);
    }
    finder.finish()
}

/// A quotation being found.
struct Found {
    quotation: Quotation,
    /// It was no quotation after all.
    dropped: bool,
}

/// A mark that waits to be closed.
struct Open {
    family: Family,
    /// Its place in the list of all found.
    id: usize,
}

/// An unclosed quotation that the next paragraphs may go on with.
struct Pending {
    family: Family,
    id: usize,
    /// The last paragraph that it covers for certain.
    paragraph: usize,
    /// Paragraphs since then without a mark of the family.
    silent: Vec<Span>,
}

struct Finder<'t> {
    text: &'t str,
    out: Vec<Found>,
    open: Vec<Open>,
    pending: Vec<Pending>,
}

impl Finder<'_> {
    fn paragraph(&mut self, number: usize, paragraph: Span, next: &str) {
        let marks = marks(paragraph.of(self.text), paragraph.start as usize);
        let ahead = Ahead::of(&marks);
        let leading = leading(self.text, paragraph.start as usize, &marks);
        let single_goes_on = single_at_start(next);
        let mut seen: Vec<Family> = Vec::new();
        for (i, mark) in marks.iter().enumerate() {
            let mut from = None;
            if !seen.contains(&mark.family) {
                seen.push(mark.family);
                from = self.resume(mark, number, paragraph, i < leading);
            }
            match self.decide(mark, &ahead) {
                Role::Open if mark.family != Family::Single || ahead.closed[i] || single_goes_on => {
                    self.open(mark, &ahead, from)
                }
                Role::Open => {}
                _ => self.close(mark, &ahead, i),
            }
        }
        self.end_paragraph(number, paragraph, &seen, single_goes_on);
    }

    /// What an ambiguous mark is: it closes when one of its kind is open.
    fn decide(&self, mark: &Mark, ahead: &Ahead) -> Role {
        let is_open = self.open.iter().any(|o| o.family == mark.family);
        match mark.role {
            Role::Either if is_open => Role::Close,
            Role::Either => Role::Open,
            // A blank on the wrong side of a plain mark: "We left, "he said.
            Role::Open if is_open && !mark.curly && ahead.two_plain => Role::Close,
            role => role,
        }
    }

    /// At a paragraph's first mark of a family: an unclosed quotation of an earlier one goes on when it opens anew right
    /// at the start, or is closed without having been opened. Returns what a mark that opens carries on.
    fn resume(&mut self, mark: &Mark, number: usize, paragraph: Span, at_start: bool) -> Option<usize> {
        let index = self.pending.iter().position(|p| p.family == mark.family)?;
        let pending = self.pending.swap_remove(index);
        let closes = mark.role == Role::Close && !mark.weak;
        if !closes {
            return (at_start && pending.paragraph + 1 == number).then_some(pending.id);
        }
        let mut before = pending.id;
        for span in pending.silent {
            before = self.carry_on(before, span);
        }
        let id = self.carry_on(before, Span::new(paragraph.start as usize, paragraph.start as usize));
        self.open.insert(0, Open { family: mark.family, id });
        None
    }

    /// A part without marks, of a quotation that was opened in an earlier paragraph.
    fn carry_on(&mut self, before: usize, span: Span) -> usize {
        let quotation = Quotation { inner: span, outer: span, closed: false, depth: 0, continues: Some(before) };
        self.out.push(Found { quotation, dropped: false });
        self.out.len() - 1
    }

    fn open(&mut self, mark: &Mark, ahead: &Ahead, continues: Option<usize>) {
        if let Some(i) = self.open.iter().position(|o| o.family == mark.family)
            && !(mark.curly && ahead.balanced)
        {
            // The same mark again: the first was never closed.
            self.cut(i, mark.at);
        }
        if self.open.len() >= MAX_DEPTH {
            return;
        }
        let quotation = Quotation {
            inner: Span::new(mark.end(), mark.end()),
            outer: Span::new(mark.at, mark.end()),
            closed: false,
            depth: 0,
            continues,
        };
        self.open.push(Open { family: mark.family, id: self.out.len() });
        self.out.push(Found { quotation, dropped: false });
    }

    fn close(&mut self, mark: &Mark, ahead: &Ahead, i: usize) {
        let Some(index) = self.open.iter().rposition(|o| o.family == mark.family) else { return };
        // "'The workers' union is done,' he said": an apostrophe when a plainer mark closes later.
        let possessive = mark.weak && ahead.closed_strongly[i] && self.text[..mark.at].ends_with('s');
        if possessive {
            return;
        }
        self.cut(index + 1, mark.at);
        if let Some(open) = self.open.pop() {
            let found = &mut self.out[open.id];
            found.quotation.inner.end = mark.at as u32;
            found.quotation.outer.end = mark.end() as u32;
            found.quotation.closed = true;
            found.dropped = found.quotation.inner.of(self.text).trim().is_empty();
        }
    }

    /// Ends the open quotations from `index` on unclosed before `end`. A stray single mark is an apostrophe.
    fn cut(&mut self, index: usize, end: usize) {
        for open in self.open.split_off(index.min(self.open.len())) {
            self.leave_open(open.id, end);
            self.out[open.id].dropped |= open.family == Family::Single;
        }
    }

    fn leave_open(&mut self, id: usize, end: usize) {
        let found = &mut self.out[id];
        let start = found.quotation.inner.start as usize;
        let length = self.text[start..end.max(start)].trim_end().len();
        found.quotation.inner.end = (start + length) as u32;
        found.quotation.outer.end = (start + length) as u32;
        found.dropped = length == 0;
    }

    fn end_paragraph(&mut self, number: usize, paragraph: Span, seen: &[Family], single_goes_on: bool) {
        if !paragraph.of(self.text).trim().is_empty() {
            self.pending.iter_mut().filter(|p| !seen.contains(&p.family)).for_each(|p| p.silent.push(paragraph));
        }
        self.pending.retain(|p| p.silent.len() <= MAX_SILENT_PARAGRAPHS);
        for Open { family, id } in std::mem::take(&mut self.open) {
            self.leave_open(id, paragraph.end as usize);
            self.out[id].dropped |= family == Family::Single && !single_goes_on;
            if !self.out[id].dropped {
                self.pending.push(Pending { family, id, paragraph: number, silent: Vec::new() });
            }
        }
    }

    /// In order, without those that were dropped, each with its depth.
    fn finish(self) -> Vec<Quotation> {
        let mut order: Vec<usize> = (0..self.out.len()).filter(|&i| !self.out[i].dropped).collect();
        order.sort_by_key(|&i| {
            let outer = self.out[i].quotation.outer;
            (outer.start, std::cmp::Reverse(outer.end))
        });
        let mut places = vec![None; self.out.len()];
        let mut out: Vec<Quotation> = Vec::with_capacity(order.len());
        let mut around: Vec<u32> = Vec::new();
        for id in order {
            let mut quotation = self.out[id].quotation.clone();
            quotation.continues = quotation.continues.and_then(|before| places[before]);
            while around.last().is_some_and(|&end| end <= quotation.outer.start) {
                around.pop();
            }
            quotation.depth = around.len() as u8;
            around.push(quotation.outer.end);
            places[id] = Some(out.len());
            out.push(quotation);
        }
        out
    }
}

/// How many marks stand before the paragraph's first word.
fn leading(text: &str, start: usize, marks: &[Mark]) -> usize {
    let mut at = start;
    let blank = |m: &&Mark| {
        let before = &text[at..m.at];
        at = m.end();
        before.chars().all(|c| !c.is_alphanumeric())
    };
    marks.iter().take_while(blank).count()
}

/// Whether a paragraph begins with a single quotation mark.
fn single_at_start(paragraph: &str) -> bool {
    let head = paragraph.char_indices().nth(8).map_or(paragraph, |(i, _)| &paragraph[..i]);
    let marks = marks(head, 0);
    marks[..leading(head, 0, &marks)].iter().any(|m| m.family == Family::Single && m.role != Role::Close)
}

/// What is known at a mark about those behind it in the paragraph.
struct Ahead {
    /// A single mark that can close comes later.
    closed: Vec<bool>,
    /// Among the single marks that come later, one that surely closes is before one that opens.
    closed_strongly: Vec<bool>,
    /// As many curly double marks close as open.
    balanced: bool,
    /// There are just two double marks, both plain.
    two_plain: bool,
}

impl Ahead {
    fn of(marks: &[Mark]) -> Self {
        let mut ahead = Ahead {
            closed: vec![false; marks.len()],
            closed_strongly: vec![false; marks.len()],
            balanced: false,
            two_plain: false,
        };
        let (mut closed, mut strongly) = (false, false);
        for (i, mark) in marks.iter().enumerate().rev() {
            ahead.closed[i] = closed;
            ahead.closed_strongly[i] = strongly;
            if mark.family == Family::Single {
                closed |= mark.role != Role::Open;
                strongly = match mark.role {
                    Role::Open => false,
                    _ => strongly || !mark.weak,
                };
            }
        }
        let double = || marks.iter().filter(|m| m.family == Family::Double);
        let count = |role| double().filter(|m| m.curly && m.role == role).count();
        ahead.balanced = count(Role::Open) == count(Role::Close);
        ahead.two_plain = double().count() == 2 && double().all(|m| !m.curly);
        ahead
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str) -> Vec<Span> {
        let mut at = 0;
        let mut out = Vec::new();
        for line in text.split_inclusive('\n') {
            out.push(Span::new(at, at + line.trim_end().len()));
            at += line.len();
        }
        out
    }

    fn show(text: &str) -> Vec<String> {
        let found = quotations(text, &lines(text));
        let one = |q: &Quotation| {
            let depth = "+ ".repeat(q.depth.into());
            let continues = q.continues.map_or(String::new(), |n| format!(" <{n}"));
            format!("{depth}{}{}{continues}", q.inner.of(text), if q.closed { "" } else { " >" })
        };
        found.iter().map(one).collect()
    }

    #[test]
    fn cases() {
        for block in include_str!("../../tests/cases/quote.txt").split("\n====\n").skip(1) {
            let (text, expected) = block.split_once("\n--\n").unwrap_or((block, ""));
            assert_eq!(show(text), expected.lines().collect::<Vec<_>>(), "text: {text}");
        }
    }

    proptest! {
        #[test]
        fn quotations_nest_and_lie_in_their_paragraph(text in "([a-z]{1,4}|s|[\"“”„‘’'«»`,.]|\n| |—){0,80}") {
            let paragraphs = lines(&text);
            let found = quotations(&text, &paragraphs);
            for (i, q) in found.iter().enumerate() {
                prop_assert!(q.outer.contains(q.inner) && !q.inner.is_empty());
                prop_assert!(text.get(q.inner.range()).is_some() && text.get(q.outer.range()).is_some());
                prop_assert!(paragraphs.iter().any(|p| p.contains(q.outer)));
                prop_assert!(q.continues.is_none_or(|n| n < i && !found[n].closed));
                for before in &found[..i] {
                    prop_assert!(before.outer.start <= q.outer.start);
                    prop_assert!(!before.outer.overlaps(q.outer) || before.outer.contains(q.outer));
                }
            }
        }
    }
}
