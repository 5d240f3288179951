//! Cardinal and ordinal numbers, in digits and words ("1,500", "three dozen", "half a million", "$4B" after the sign,
//! "twenty-first"). Shared by times and quantities; what is counted is not known here.

use super::phrases::with_lower_case;
use super::scan::Tokens;
use crate::codebook::table;
use crate::error::Result;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// No number that people write takes more tokens; what is longer is a list.
const LONGEST: usize = 16;

/// What a number word does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Numeral {
    /// 0 to 19.
    Unit(f64),
    Tens(f64),
    Hundred,
    Scale(f64),
    /// A scale written onto digits (`4B`).
    Suffix(f64),
    Dozen,
    Fraction(f64),
    Ordinal(f64),
}

/// The number words, from `data/lexicon/numbers.tsv`.
#[derive(Debug)]
pub struct Numerals {
    words: FxHashMap<SmolStr, Vec<Numeral>>,
}

/// A number found in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cardinal {
    /// Its value.
    pub(crate) value: f64,
    /// One past its last token.
    pub(crate) end: usize,
}

impl Numerals {
    /// Reads the table of numbers.
    pub fn load(text: &str) -> Result<Numerals> {
        let mut words: FxHashMap<SmolStr, Vec<Numeral>> = FxHashMap::default();
        table::read("numbers.tsv", text, ["word", "class", "value"], |(_, [word, class, number])| {
            let value: f64 = table::value("number", number)?;
            let numeral = match class {
                "unit" => Numeral::Unit(value),
                "tens" => Numeral::Tens(value),
                "hundred" => Numeral::Hundred,
                "scale" => Numeral::Scale(value),
                "suffix" => Numeral::Suffix(value),
                "dozen" => Numeral::Dozen,
                "fraction" => Numeral::Fraction(value),
                "ordinal" => Numeral::Ordinal(value),
                _ => return Err(format!("unknown class \"{class}\"")),
            };
            words.entry(word.into()).or_default().push(numeral);
            Ok(())
        })?;
        Ok(Numerals { words })
    }

    fn find<T>(&self, word: &str, pick: impl Fn(Numeral) -> Option<T>) -> Option<T> {
        with_lower_case(word, |w| self.words.get(w)?.iter().find_map(|&n| pick(n))).flatten()
    }

    fn scale(&self, tokens: &Tokens, i: usize) -> Option<f64> {
        let glued = tokens.touches(i) && i > 0 && tokens.number(i - 1);
        let money = i >= 2 && tokens.number(i - 1) && matches!(tokens.str(i - 2), "$" | "€" | "£" | "¥");
        self.find(tokens.str(i), |n| match n {
            Numeral::Scale(x) => Some(x),
            Numeral::Suffix(x) if glued || (money && x > 1e3) => Some(x),
            _ => None,
        })
    }

    /// True when the word at `i` can stand in a number.
    pub(crate) fn opens(&self, tokens: &Tokens, i: usize) -> bool {
        tokens.number(i)
            || matches!(tokens.str(i), "½" | "¼" | "¾")
            || self
                .find(tokens.str(i), |n| (!matches!(n, Numeral::Suffix(_) | Numeral::Ordinal(_))).then_some(()))
                .is_some()
    }

    /// The cardinal that starts at token `i`.
    pub(crate) fn cardinal(&self, tokens: &Tokens, i: usize) -> Option<Cardinal> {
        let found = if tokens.number(i) {
            self.in_digits(tokens, i)
        } else if tokens.is_any(i, &["a", "an"]) {
            self.of_an_article(tokens, i)
        } else if tokens.is(i, "half") {
            self.half(tokens, i)
        } else if let Some(fraction) = fraction_mark(tokens, i) {
            Some(Cardinal { value: fraction, end: i + 1 })
        } else {
            self.in_words(tokens, i)
        };
        found.filter(|c| c.value.is_finite())
    }

    /// The ordinal that starts at token `i`: its place and one past its last token.
    pub(crate) fn ordinal(&self, tokens: &Tokens, i: usize) -> Option<(u32, usize)> {
        let last = |j: usize| self.find(tokens.str(j), |n| if let Numeral::Ordinal(x) = n { Some(x) } else { None });
        if tokens.number(i) && tokens.touches(i + 1) && tokens.is_any(i + 1, &["st", "nd", "rd", "th"]) {
            return Some((tokens.str(i).replace(',', "").parse().ok()?, i + 2));
        }
        if let Some(place) = last(i) {
            return Some((place as u32, i + 1));
        }
        let tens = self.find(tokens.str(i), |n| if let Numeral::Tens(x) = n { Some(x) } else { None })?;
        let unit_at = if tokens.hyphen(i + 1) { i + 2 } else { i + 1 };
        let unit = last(unit_at).filter(|&x| x < 10.0)?;
        Some(((tens + unit) as u32, unit_at + 1))
    }

    /// The size of a fraction's word, singular or plural ("third", "quarters").
    pub(crate) fn fraction(&self, word: &str) -> Option<f64> {
        let singular = word.strip_suffix('s').unwrap_or(word);
        self.find(singular, |n| if let Numeral::Fraction(size) = n { Some(size) } else { None })
    }

    /// A year read out in words ("nineteen ninety-six", "two thousand twelve").
    pub(crate) fn spoken_year(&self, tokens: &Tokens, i: usize) -> Option<(i16, usize)> {
        let century = self.find(tokens.str(i), |n| match n {
            Numeral::Unit(x) if (10.0..20.0).contains(&x) => Some(x as i16),
            Numeral::Tens(20.0) => Some(20),
            _ => None,
        })?;
        let tens = self.find(tokens.str(i + 1), |n| match n {
            Numeral::Tens(x) => Some(x as i16),
            Numeral::Unit(x) if x >= 10.0 => Some(x as i16),
            _ => None,
        })?;
        let unit_at = if tokens.hyphen(i + 2) { i + 3 } else { i + 2 };
        let unit = (tens >= 20).then(|| self.digit(tokens, unit_at)).flatten();
        let end = if unit.is_some() { unit_at + 1 } else { i + 2 };
        Some((century * 100 + tens + unit.unwrap_or(0), end))
    }

    fn digit(&self, tokens: &Tokens, i: usize) -> Option<i16> {
        self.find(tokens.str(i), |n| match n {
            Numeral::Unit(x) if (1.0..10.0).contains(&x) => Some(x as i16),
            _ => None,
        })
    }

    fn in_digits(&self, tokens: &Tokens, i: usize) -> Option<Cardinal> {
        let plain: String = tokens.str(i).chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        let mut value: f64 = plain.parse().ok()?;
        let mut end = i + 1;
        if let Some((fraction, after)) = mixed_fraction(tokens, end) {
            (value, end) = (value + fraction, after);
        }
        Some(self.scaled(tokens, value, end))
    }

    /// "and a half", "million", "dozen" after a finished count.
    fn scaled(&self, tokens: &Tokens, mut value: f64, mut end: usize) -> Cardinal {
        if tokens.is(end, "and") && tokens.is(end + 1, "a") && tokens.is(end + 2, "half") && value.fract() == 0.0 {
            (value, end) = (value + 0.5, end + 3);
        }
        let at = if tokens.hyphen(end) { end + 1 } else { end };
        if let Some(scale) = self.scale(tokens, at) {
            (value, end) = (value * scale, at + 1);
        } else if tokens.is(at, "dozen") {
            (value, end) = (value * 12.0, at + 1);
        } else if tokens.is(at, "hundred") {
            (value, end) = (value * 100.0, at + 1);
        }
        Cardinal { value, end }
    }

    /// "a hundred", "a dozen", "a half-million", "a million and a half".
    fn of_an_article(&self, tokens: &Tokens, i: usize) -> Option<Cardinal> {
        if tokens.is(i + 1, "half") {
            let at = if tokens.hyphen(i + 2) { i + 3 } else { i + 2 };
            let scale = self.large(tokens, at)?;
            return Some(Cardinal { value: scale / 2.0, end: at + 1 });
        }
        self.large(tokens, i + 1)?;
        self.in_words(tokens, i + 1)
    }

    /// "half a million", "half-dozen".
    fn half(&self, tokens: &Tokens, i: usize) -> Option<Cardinal> {
        let at = if tokens.hyphen(i + 1) || tokens.is(i + 1, "a") { i + 2 } else { i + 1 };
        self.large(tokens, at).map(|scale| Cardinal { value: scale / 2.0, end: at + 1 })
    }

    fn large(&self, tokens: &Tokens, i: usize) -> Option<f64> {
        self.find(tokens.str(i), |n| match n {
            Numeral::Scale(x) => Some(x),
            Numeral::Hundred => Some(100.0),
            Numeral::Dozen => Some(12.0),
            _ => None,
        })
    }

    /// Number words by the usual rule: units and tens below hundred, scales falling.
    fn in_words(&self, tokens: &Tokens, start: usize) -> Option<Cardinal> {
        let (mut total, mut current, mut end, mut last_scale) = (0.0, 0.0, None, f64::INFINITY);
        let mut i = start;
        let mut zero = false;
        while i < start + LONGEST {
            let joined = end.is_some() && tokens.hyphen(i);
            let and = end.is_some() && tokens.is(i, "and") && (current >= 100.0 || (current == 0.0 && total > 0.0));
            let at = if joined || and { i + 1 } else { i };
            let Some(numeral) = self
                .find(tokens.str(at), |n| Some(n).filter(|n| !matches!(n, Numeral::Ordinal(_) | Numeral::Fraction(_))))
            else {
                break;
            };
            match numeral {
                Numeral::Unit(x)
                    if current % 100.0 == 0.0 || (x < 10.0 && current % 10.0 == 0.0 && current % 100.0 >= 20.0) =>
                {
                    current += x;
                    zero |= x == 0.0;
                }
                Numeral::Tens(x) if current % 100.0 == 0.0 => current += x,
                Numeral::Hundred if current < 100.0 && !and => current = f64::max(current, 1.0) * 100.0,
                Numeral::Dozen if current < 100.0 && !and => current = f64::max(current, 1.0) * 12.0,
                Numeral::Scale(x) if x < last_scale && !and => {
                    total += if current == 0.0 { x } else { current * x };
                    (current, last_scale) = (0.0, x);
                }
                _ => break,
            }
            (i, end) = (at + 1, Some(at + 1));
        }
        let end = end?;
        let value = total + current;
        if value == 0.0 && !zero {
            return None;
        }
        let small = value < 100.0 && total == 0.0;
        Some(if small { self.scaled(tokens, value, end) } else { Cardinal { value, end } })
    }
}

/// A fraction written after a whole number (`5 1/2`, `5½`).
fn mixed_fraction(tokens: &Tokens, i: usize) -> Option<(f64, usize)> {
    if let Some(fraction) = fraction_mark(tokens, i) {
        return Some((fraction, i + 1));
    }
    let at = if tokens.hyphen(i) { i + 1 } else { i };
    let (above, below) = (tokens.digits(at, 1..=1)?, tokens.digits(at + 2, 1..=2)?);
    let fraction =
        tokens.mark(at + 1, '/') && tokens.touches(at + 1) && tokens.touches(at + 2) && 0 < above && above < below;
    fraction.then(|| (f64::from(above) / f64::from(below), at + 3))
}

fn fraction_mark(tokens: &Tokens, i: usize) -> Option<f64> {
    match tokens.str(i) {
        "½" => Some(0.5),
        "¼" => Some(0.25),
        "¾" => Some(0.75),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::table;

    fn numerals() -> Numerals {
        Numerals::load(table::NUMBERS).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn cardinals() {
        let numerals = numerals();
        for (text, value, rest) in [
            ("1,500 troops", 1500.0, "troops"),
            ("4B deal", 4e9, "deal"),
            ("4.5bn deal", 4.5e9, "deal"),
            ("2 million people", 2e6, "people"),
            ("2-million-strong", 2e6, "-strong"),
            ("three dozen boats", 36.0, "boats"),
            ("a dozen boats", 12.0, "boats"),
            ("half a million", 5e5, ""),
            ("half-dozen", 6.0, ""),
            ("a half-million", 5e5, ""),
            ("two and a half million", 2.5e6, ""),
            ("5 1/2 hours", 5.5, "hours"),
            ("5½ hours", 5.5, "hours"),
            ("twenty-one days", 21.0, "days"),
            ("one hundred and five men", 105.0, "men"),
            ("three hundred thousand", 3e5, ""),
            ("two thousand five hundred and six", 2506.0, ""),
            ("twenty and thirty", 20.0, "and thirty"),
            ("one two three", 1.0, "two three"),
            ("two hundred and the rest", 200.0, "and the rest"),
            ("zero deaths", 0.0, "deaths"),
            ("5 m away", 5.0, "m away"),
            ("10\u{a0}000 men", 10000.0, "men"),
        ] {
            let tokens = Tokens::of(text);
            let found = numerals.cardinal(&tokens, 0).unwrap_or_else(|| panic!("{text}: no number"));
            assert_eq!(found.value, value, "{text}");
            let after = tokens.get(found.end).map_or("", |t| &text[t.span.start as usize..]);
            assert_eq!(after, rest, "{text}");
        }
        for text in ["a man", "and", "half", "half the men", "first", "of 7"] {
            assert_eq!(numerals.cardinal(&Tokens::of(text), 0), None, "{text}");
        }
    }

    #[test]
    fn ordinals_and_spoken_years() {
        let numerals = numerals();
        let ordinal = |text| numerals.ordinal(&Tokens::of(text), 0);
        assert_eq!(ordinal("21st century"), Some((21, 2)));
        assert_eq!(ordinal("twenty-first century"), Some((21, 3)));
        assert_eq!(ordinal("eighth"), Some((8, 1)));
        assert_eq!(ordinal("21 men"), None);
        let year = |text| numerals.spoken_year(&Tokens::of(text), 0).map(|y| y.0);
        assert_eq!(year("nineteen ninety-six"), Some(1996));
        assert_eq!(year("nineteen eighty"), Some(1980));
        assert_eq!(year("twenty ten"), Some(2010));
        assert_eq!(year("nineteen men"), None);
    }
}
