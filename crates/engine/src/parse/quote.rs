//! Quotations: which stretches stand in quotation marks, over sentences and paragraphs, also unclosed ones. Who speaks in
//! them is for [`crate::code`].

use super::Quotation;
use crate::span::Span;

/// Quotations nest no deeper than this; deeper marks are text.
const MAX_DEPTH: usize = 4;

/// A family of marks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Family {
    Double,
    Single,
    Angle,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    Open,
    Close,
}

struct Open {
    family: Family,
    outer: usize,
    inner: usize,
}

/// All quotations, by start, outer before inner. One that is still open at the end of its
/// paragraph ends there; whether the next paragraph carries it on (news repeats the opening mark) is for attribution.
pub fn quotations(text: &str, paragraphs: &[Span]) -> Vec<Quotation> {
    let mut out = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for (p, paragraph) in paragraphs.iter().enumerate() {
        if p > 0 && !open.is_empty() {
            let end = paragraphs[p - 1].end as usize;
            close_all(text, &mut open, end, &mut out);
        }
        scan(text, *paragraph, &mut open, &mut out);
    }
    let end = paragraphs.last().map_or(0, |p| p.end as usize);
    close_all(text, &mut open, end, &mut out);
    out.sort_by_key(|q: &Quotation| (q.outer.start, std::cmp::Reverse(q.outer.end)));
    out
}

fn scan(text: &str, paragraph: Span, open: &mut Vec<Open>, out: &mut Vec<Quotation>) {
    for (offset, c) in paragraph.of(text).char_indices() {
        let at = paragraph.start as usize + offset;
        let Some((family, side)) = classify(text, at, c, open) else { continue };
        match side {
            Side::Open if open.len() < MAX_DEPTH => {
                // The same mark again before it was closed: the first was never closed, or it opens anew.
                if let Some(i) = open.iter().position(|o| o.family == family) {
                    for o in open.drain(i..) {
                        out.push(quotation(text, &o, at, at, false, 0));
                    }
                }
                open.push(Open { family, outer: at, inner: at + c.len_utf8() });
            }
            Side::Close => {
                if let Some(i) = open.iter().rposition(|o| o.family == family) {
                    open.truncate(i + 1);
                    if let Some(o) = open.pop() {
                        out.push(quotation(text, &o, at, at + c.len_utf8(), true, open.len()));
                    }
                }
            }
            Side::Open => {}
        }
    }
}

fn quotation(text: &str, open: &Open, inner_end: usize, outer_end: usize, closed: bool, depth: usize) -> Quotation {
    let trim = |end: usize| open.inner + text[open.inner..end.max(open.inner)].trim_end().len();
    let (inner_end, outer_end) = if closed { (inner_end, outer_end) } else { (trim(inner_end), trim(inner_end)) };
    Quotation {
        inner: Span::new(open.inner, inner_end.max(open.inner)),
        outer: Span::new(open.outer, outer_end.max(open.inner)),
        closed,
        depth: depth as u8,
    }
}

fn close_all(text: &str, open: &mut Vec<Open>, end: usize, out: &mut Vec<Quotation>) {
    for (depth, o) in open.drain(..).enumerate() {
        // A stray single mark is an apostrophe, no quotation to the end of the paragraph.
        if o.family != Family::Single {
            out.push(quotation(text, &o, end, end, false, depth));
        }
    }
}

fn classify(text: &str, at: usize, c: char, open: &[Open]) -> Option<(Family, Side)> {
    let before = text[..at].chars().next_back();
    let after = text[at + c.len_utf8()..].chars().next();
    let is_open = |family| open.iter().any(|o| o.family == family);
    let word = |x: Option<char>| x.is_some_and(char::is_alphanumeric);
    let spaced = |x: Option<char>| x.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '-' | '“' | '"' | '‘' | '\''));
    match c {
        '“' | '„' => Some((Family::Double, Side::Open)),
        '”' => Some((Family::Double, Side::Close)),
        '«' => Some((Family::Angle, Side::Open)),
        '»' => Some((Family::Angle, Side::Close)),
        '"' => {
            let side = match (spaced(before), after.is_none_or(char::is_whitespace)) {
                (true, false) => Side::Open,
                (false, true) => Side::Close,
                _ if is_open(Family::Double) => Side::Close,
                _ => Side::Open,
            };
            Some((Family::Double, side))
        }
        '‘' => Some((Family::Single, Side::Open)),
        '’' | '\'' => {
            if word(before) && word(after) {
                return None;
            }
            if c == '\'' && spaced(before) && word(after) {
                return Some((Family::Single, Side::Open));
            }
            (is_open(Family::Single) && !word(after)).then_some((Family::Single, Side::Close))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn show(text: &str) -> Vec<String> {
        let mut at = 0;
        let mut paragraphs = Vec::new();
        for p in text.split_inclusive('\n') {
            paragraphs.push(Span::new(at, at + p.len()));
            at += p.len();
        }
        quotations(text, &paragraphs)
            .iter()
            .map(|q| format!("{}{}{}", q.inner.of(text), if q.closed { "" } else { " …" }, "+".repeat(q.depth.into())))
            .collect()
    }

    #[test]
    fn cases() {
        assert_eq!(show("He said “no” and 'never' and \"yes\"."), ["no", "never", "yes"]);
        assert_eq!(show("“It isn’t a ‘phase one’ deal,” he said."), ["It isn’t a ‘phase one’ deal,", "phase one+"]);
        assert_eq!(show("Rutte said, “That will happen.\n“If so, that is bad.”\nEnd."), ["That will happen. …", "If so, that is bad."]);
        assert_eq!(show("The workers' party and Iran's envoy"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn quotations_lie_in_the_text(text in "([a-z]{1,4}|[\"“”‘’'«»]|\n| ){0,60}") {
            let spans = vec![Span::new(0, text.len())];
            for q in quotations(&text, &spans) {
                prop_assert!(q.outer.contains(q.inner));
                prop_assert!(text.get(q.inner.range()).is_some() && text.get(q.outer.range()).is_some());
            }
        }
    }
}
