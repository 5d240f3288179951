//! Numbers as they are written: value, interval, bound, money and percent signs. Which noun a number counts is not
//! known here; numbers that belong to names, ages, ordinals and addresses are left out.

use super::words::{Beside, QuantityWords};
use crate::code::Bound;
use crate::code::time::scan::{Kind, Tokens};
use smol_str::SmolStr;

/// How far after a number the word that makes an address of it may stand.
const STREET_DISTANCE: usize = 4;
/// Ages that "Petrov, 43," may give.
const AGES: std::ops::RangeInclusive<f64> = 1.0..=115.0;

/// A number found in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amount {
    /// First token, signs of money included.
    pub(super) start: usize,
    /// One past the last token.
    pub(super) end: usize,
    pub(super) value: f64,
    pub(super) upper: Option<f64>,
    pub(super) bound: Bound,
    /// Set by a sign of money or percent.
    pub(super) unit: Option<SmolStr>,
    /// A capitalised word stands right before it ("Boeing 737", but also "in Gaza 40 people").
    pub(super) after_capital: bool,
}

/// The unit of percentages.
pub(super) const PERCENT: &str = "percent";

impl QuantityWords {
    /// The amounts of a text, in order.
    pub(super) fn amounts(&self, tokens: &Tokens) -> Vec<Amount> {
        let mut out: Vec<Amount> = Vec::new();
        let (mut i, mut floor) = (0, 0);
        while i < tokens.len() {
            let found = self.share(tokens, i).or_else(|| self.number(tokens, i));
            let Some(mut amount) = found else {
                i += 1;
                continue;
            };
            let end = amount.end;
            if !self.is_no_amount(tokens, &amount) {
                amount.after_capital = self.follows_a_capital(tokens, amount.start);
                self.take_signs(tokens, &mut amount, floor);
                self.take_bound(tokens, &mut amount, floor);
                floor = amount.end;
                out.push(amount);
            }
            i = end.max(i + 1);
        }
        out
    }

    /// A vague word, or a number with the end of its interval.
    fn number(&self, tokens: &Tokens, i: usize) -> Option<Amount> {
        if let Some((low, high, end)) = self.vague_number(tokens, i) {
            let upper = (high > low).then_some(high);
            let bound = if upper.is_some() { Bound::About } else { Bound::Exact };
            return Some(Amount { start: i, end, value: low, upper, bound, unit: None, after_capital: false });
        }
        let first = self.numerals.cardinal(tokens, i)?;
        let plain = Amount {
            start: i,
            end: first.end,
            value: first.value,
            upper: None,
            bound: Bound::Exact,
            unit: None,
            after_capital: false,
        };
        let opening = self.currency_before(tokens, i).map_or(i, |(_, start)| start);
        let between = self.beside.before(tokens, opening, 0, |b| *b == Beside::Between).is_some();
        let joint = tokens.hyphen(first.end)
            || tokens.is_any(first.end, &["to", "or"])
            || (between && tokens.is(first.end, "and"));
        // "$20-$30", "between $2 million and $3 million"
        let sign = usize::from(joint && self.currency_at(tokens, first.end + 1).is_some());
        let Some(second) = self.numerals.cardinal(tokens, first.end + 1 + sign).filter(|_| joint) else {
            return Some(plain);
        };
        let scale = if second.value >= 1e3 && first.value < 1e3 { scale_of(second.value) } else { 1.0 };
        let low = if first.value * scale < second.value { first.value * scale } else { first.value };
        if low >= second.value {
            return Some(plain);
        }
        Some(Amount { end: second.end, value: low, upper: Some(second.value), ..plain })
    }

    /// "dozens", "several hundred", "tens of thousands".
    fn vague_number(&self, tokens: &Tokens, i: usize) -> Option<(f64, f64, usize)> {
        let (&(low, high), end) = self.vague.longest(tokens, i, |_| true)?;
        let scale =
            self.numerals.cardinal(tokens, end).filter(|c| tokens.word(end) && c.value >= 12.0 && c.end == end + 1);
        Some(match scale {
            Some(scale) => (low * scale.value, high * scale.value, scale.end),
            None => (low, high, end),
        })
    }

    /// "one in five", "a third of", "two-thirds", "half of": a share in percent.
    fn share(&self, tokens: &Tokens, i: usize) -> Option<Amount> {
        let (value, end) = self.ratio(tokens, i).or_else(|| self.fraction(tokens, i))?;
        let unit = Some(PERCENT.into());
        Some(Amount {
            start: i,
            end,
            value: (value * 1e4).round() / 100.0,
            upper: None,
            bound: Bound::Exact,
            unit,
            after_capital: false,
        })
    }

    fn ratio(&self, tokens: &Tokens, i: usize) -> Option<(f64, usize)> {
        let part = self.numerals.cardinal(tokens, i)?;
        let whole = self.numerals.cardinal(tokens, part.end + 1).filter(|_| tokens.is(part.end, "in"))?;
        let small = part.value >= 1.0 && part.value < whole.value && whole.value <= 100.0;
        // "20 in 2019" and "three in 24 hours" are none; a ratio is followed by what it is taken of, or by nothing.
        (small && whole.value <= 20.0 && whole.value > 2.0).then_some((part.value / whole.value, whole.end))
    }

    fn fraction(&self, tokens: &Tokens, i: usize) -> Option<(f64, usize)> {
        let half = tokens.is(i, "half") && (tokens.is_any(i + 1, &["of", "the", "its", "their", "all"]));
        if half {
            return Some((0.5, i + 1));
        }
        let (count, at) = match self.numerals.cardinal(tokens, i).filter(|c| c.value <= 20.0 && tokens.word(i)) {
            Some(count) => (count.value, if tokens.hyphen(count.end) { count.end + 1 } else { count.end }),
            None if tokens.is(i, "a") => (1.0, i + 1),
            None => return None,
        };
        let part = self.numerals.fraction(tokens.str(at))?;
        (tokens.is(at + 1, "of") && count * part < 1.0).then_some((count * part, at + 1))
    }

    /// Numbers that count nothing: ordinals, ages, names, addresses, versions, list marks.
    fn is_no_amount(&self, tokens: &Tokens, amount: &Amount) -> bool {
        let (start, end) = (amount.start, amount.end);
        self.is_glued(tokens, start, end)
            || is_age(tokens, amount)
            || is_list_mark(tokens, start, end)
            || self.is_named(tokens, start)
            || (tokens.capital(end) && self.is_address(tokens, end))
            || is_score(tokens, start, end)
            || is_telephone(tokens, start, end)
    }

    /// Letters or marks that a number is written together with: `MH17`, `5th`, `F-16`, `155mm`, `24/7`, `2:1`.
    fn is_glued(&self, tokens: &Tokens, start: usize, end: usize) -> bool {
        let before = start > 0 && tokens.touches(start);
        let inside = before
            && (tokens.word(start - 1)
                || tokens.mark(start - 1, '/')
                || tokens.mark(start - 1, ':')
                || tokens.mark(start - 1, '.'));
        let code = before && start > 1 && tokens.hyphen(start - 1) && tokens.word(start - 2);
        let currency = self.currency_before(tokens, start).is_some();
        let after = tokens.touches(end);
        let letters = after
            && tokens.word(end)
            && self.unit(tokens.str(end), 1.0).is_none()
            && self.currency_at(tokens, end).is_none();
        let clitic = tokens.is_any(end, &["'s", "\u{2019}s"]);
        let figures = after && (tokens.mark(end, '/') || tokens.mark(end, ':')) && tokens.number(end + 1);
        ((inside || code) && !currency) || (letters && !clitic) || figures
    }

    /// "Phase 1", "Group of Seven", "resolution 1701".
    fn is_named(&self, tokens: &Tokens, start: usize) -> bool {
        let Some(before) = start.checked_sub(1) else { return false };
        if self.currency_before(tokens, start).is_some() {
            return false;
        }
        let listed =
            |j: usize| self.beside.longest(tokens, j, |b| *b == Beside::Name).is_some_and(|(_, end)| end == j + 1);
        let dotted = tokens.mark(before, '.')
            && tokens.touches(before)
            && before > 0
            && tokens.is_any(before - 1, &["No", "Nos"]);
        let no = tokens.is(before, "no") && !tokens.capital(before);
        let group = tokens.is(before, "of")
            && before > 0
            && tokens.is_any(before - 1, &["Group", "Gang", "Big"])
            && tokens.capital(before - 1);
        (listed(before) && !no && !self.is_bounded(tokens, start)) || dotted || group
    }

    fn is_bounded(&self, tokens: &Tokens, start: usize) -> bool {
        self.beside.before(tokens, start, 0, |b| matches!(b, Beside::Before(_) | Beside::Between)).is_some()
    }

    fn follows_a_capital(&self, tokens: &Tokens, start: usize) -> bool {
        let Some(before) = start.checked_sub(1) else { return false };
        let name = tokens.word(before) && tokens.capital(before) && !self.is_bounded(tokens, start);
        name && tokens.number(start) && self.currency_before(tokens, start).is_none()
    }

    /// "10 Downing Street".
    fn is_address(&self, tokens: &Tokens, end: usize) -> bool {
        (end..end + STREET_DISTANCE)
            .take_while(|&j| tokens.capital(j))
            .skip(1)
            .any(|j| self.beside.longest(tokens, j, |b| *b == Beside::Street).is_some())
    }

    /// Takes in signs of money before or after, and percent.
    fn take_signs(&self, tokens: &Tokens, amount: &mut Amount, floor: usize) {
        if let Some((code, start)) = self.currency_before(tokens, amount.start).filter(|(_, s)| *s >= floor) {
            amount.unit = Some(code.clone());
            amount.start = start;
        } else if let Some(code) = self.currency_at(tokens, amount.end) {
            amount.unit = Some(code.clone());
            amount.end += 1;
        }
        let at = if tokens.hyphen(amount.end) { amount.end + 1 } else { amount.end };
        if tokens.mark(amount.end, '%') {
            amount.unit = Some(PERCENT.into());
            amount.end += 1;
        } else if let Some((_, end)) = self.beside.longest(tokens, at, |b| *b == Beside::Percent) {
            amount.unit = Some(PERCENT.into());
            amount.end = end;
        }
    }

    fn take_bound(&self, tokens: &Tokens, amount: &mut Amount, floor: usize) {
        // "a further 125", "a total of 40": what stands before it may still bound.
        let before = |i: usize| self.beside.before(tokens, i, floor, |b| matches!(b, Beside::Before(_)));
        if let Some((&Beside::Before(bound), _)) = before(amount.start) {
            amount.bound = bound;
        }
        if let Some((&Beside::After(bound), _)) =
            self.beside.longest(tokens, amount.end, |b| matches!(b, Beside::After(_)))
        {
            amount.bound = bound;
        }
        let plus = (tokens.mark(amount.end, '+') || (tokens.hyphen(amount.end) && tokens.is(amount.end + 1, "plus")))
            && tokens.touches(amount.end);
        if plus {
            amount.bound = Bound::AtLeast;
        }
    }
}

/// The power of thousand that a number is counted in: "2-3 million" gives both ends millions.
fn scale_of(value: f64) -> f64 {
    [1e12, 1e9, 1e6, 1e3]
        .into_iter()
        .find(|&s| value >= s && (value / s).fract() == 0.0 && value / s < 1e3)
        .unwrap_or(1.0)
}

/// "Petrov, 43,", "aged 43", "43-year-old", "in his 30s".
fn is_age(tokens: &Tokens, amount: &Amount) -> bool {
    let (start, end) = (amount.start, amount.end);
    let aged = start > 0 && tokens.is_any(start - 1, &["aged", "age", "ages"]);
    let apart = usize::from(tokens.hyphen(end));
    let years = tokens.is_any(end + apart, &["year", "years", "month", "months"])
        && (tokens.is(end + apart + 1, "old") || (tokens.hyphen(end + apart + 1) && tokens.is(end + apart + 2, "old")));
    let plain = tokens.number(start) && end == start + 1 && amount.value.fract() == 0.0 && AGES.contains(&amount.value);
    let after_name = start > 1 && tokens.mark(start - 1, ',') && tokens.capital(start - 2) && tokens.word(start - 2);
    let closed = tokens.mark(end, ',')
        || tokens.mark(end, ')')
        || tokens.mark(end, '.')
        || tokens.mark(end, ';')
        || tokens.is(end, "and");
    aged || years || (plain && after_name && closed)
}

/// "1." and "2)" that open a paragraph.
fn is_list_mark(tokens: &Tokens, start: usize, end: usize) -> bool {
    let opens = tokens.get(start).is_some_and(|t| t.paragraph);
    opens && (tokens.mark(end, '.') || tokens.mark(end, ')'))
}

/// "3-1": a falling pair is a result, not an interval.
fn is_score(tokens: &Tokens, start: usize, end: usize) -> bool {
    let after = tokens.hyphen(end) && tokens.number(end + 1);
    let before = start > 1 && tokens.hyphen(start - 1) && tokens.number(start - 2);
    let dash = |i: usize| matches!(tokens.get(i).map(|t| t.kind), Some(Kind::Mark('-' | '\u{2013}')));
    (after && dash(end)) || (before && dash(start - 1))
}

/// "555-0134".
fn is_telephone(tokens: &Tokens, start: usize, end: usize) -> bool {
    end == start + 3
        && tokens.hyphen(start + 1)
        && tokens.str(start).len() >= 3
        && tokens.digits(start + 2, 4..=4).is_some()
}
