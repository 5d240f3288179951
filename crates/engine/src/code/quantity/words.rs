//! What is known of words around numbers: units of counted nouns, signs of money, vague numbers, bounds, names that
//! numbers belong to, and the words that say what a number says of an event. The tables document themselves.

use crate::code::time::Numerals;
use crate::code::time::phrases::{Phrases, with_lower_case};
use crate::code::time::scan::Tokens;
use crate::code::{Bound, QuantityRole};
use crate::codebook::table::{self, RowResult};
use crate::error::Result;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// The texts of the tables.
pub struct QuantityTexts<'a> {
    /// `numbers.tsv`
    pub numbers: &'a str,
    /// `vague_numbers.tsv`
    pub vague: &'a str,
    /// `units.tsv`
    pub units: &'a str,
    /// `currencies.tsv`
    pub currencies: &'a str,
    /// `quantity_words.tsv`
    pub words: &'a str,
    /// `quantity_roles.tsv`
    pub roles: &'a str,
}

/// What a word beside a number does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// Bounds the number after it.
    Before(Bound),
    /// Bounds the number before it.
    After(Bound),
    /// Opens "between N and M".
    Between,
    /// Makes a name with the number after it.
    Name,
    /// Ends an address.
    Street,
    /// Between a number and its noun.
    Filler,
    /// Its value is named later.
    Sum,
    /// Percent.
    Percent,
}

/// Which dependent of a word is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Object,
    Subject,
    Any,
}

/// The unit of a noun.
#[derive(Clone, Debug)]
struct Unit {
    plain: SmolStr,
    large: Option<SmolStr>,
}

/// Units that measure rather than count.
const MEASURES: [&str; 7] = ["distance", "area", "weight", "volume", "power", "temperature", "duration"];

/// True for units such as distance and weight.
pub(super) fn is_measure(unit: &str) -> bool {
    MEASURES.contains(&unit)
}

/// From here on a unit's `large` reading holds.
const LARGE: f64 = 100_000.0;

/// The lexicon of quantities.
#[derive(Debug)]
pub struct QuantityWords {
    pub(super) numerals: Numerals,
    pub(super) vague: Phrases<(f64, f64)>,
    pub(super) beside: Phrases<Beside>,
    currencies: FxHashMap<SmolStr, SmolStr>,
    units: FxHashMap<SmolStr, Unit>,
    suffixes: Vec<(SmolStr, Unit)>,
    roles: FxHashMap<SmolStr, Vec<(QuantityRole, Side)>>,
}

impl QuantityWords {
    /// Reads the tables.
    pub fn load(texts: &QuantityTexts) -> Result<QuantityWords> {
        let mut lexicon = QuantityWords {
            numerals: Numerals::load(texts.numbers)?,
            vague: Phrases::default(),
            beside: Phrases::default(),
            currencies: FxHashMap::default(),
            units: FxHashMap::default(),
            suffixes: Vec::new(),
            roles: FxHashMap::default(),
        };
        table::read("vague_numbers.tsv", texts.vague, ["words", "low", "high"], |(_, [words, low, high])| {
            lexicon.vague.insert(words, (table::value("number", low)?, table::value("number", high)?));
            Ok(())
        })?;
        table::read("quantity_words.tsv", texts.words, ["words", "sense", "value"], |(_, [words, sense, value])| {
            lexicon.beside.insert(words, beside(sense, value)?);
            Ok(())
        })?;
        table::read("currencies.tsv", texts.currencies, ["sign", "code"], |(_, [sign, code])| {
            lexicon.currencies.insert(sign.into(), code.into());
            Ok(())
        })?;
        table::read("units.tsv", texts.units, ["noun", "unit", "large"], |(_, [noun, unit, large])| {
            let unit = Unit { plain: unit.into(), large: (large != "_").then(|| large.into()) };
            match noun.strip_prefix('-') {
                Some(suffix) => lexicon.suffixes.push((suffix.into(), unit)),
                None if lexicon.units.insert(noun.into(), unit).is_some() => {
                    return Err(format!("\"{noun}\" stands twice"));
                }
                None => {}
            }
            Ok(())
        })?;
        table::read("quantity_roles.tsv", texts.roles, ["lemma", "role", "side"], |(_, [lemma, role, side])| {
            let side = match side {
                "obj" => Side::Object,
                "subj" => Side::Subject,
                "any" => Side::Any,
                _ => return Err(format!("unknown side \"{side}\"")),
            };
            lexicon.roles.entry(lemma.into()).or_default().push((table::value("role", role)?, side));
            Ok(())
        })?;
        Ok(lexicon)
    }

    /// The unit of a counted noun for a value; none when the noun is not known.
    pub(super) fn unit(&self, lemma: &str, value: f64) -> Option<&SmolStr> {
        let row = with_lower_case(lemma, |l| self.units.get(l)).flatten();
        let suffix = || self.suffixes.iter().find(|(s, _)| lemma.len() > s.len() + 2 && lemma.ends_with(s.as_str()));
        let unit = row.or_else(|| suffix().map(|(_, unit)| unit))?;
        Some(unit.large.as_ref().filter(|_| value >= LARGE).unwrap_or(&unit.plain))
    }

    /// The currency whose sign ends just before a token, and the sign's first token.
    pub(super) fn currency_before(&self, tokens: &Tokens, i: usize) -> Option<(&SmolStr, usize)> {
        let last = i.checked_sub(1)?;
        if let Some(first) = last.checked_sub(1)
            && tokens.touches(last)
        {
            let both = [tokens.str(first), tokens.str(last)].concat();
            if let Some(code) = self.currencies.get(both.as_str()) {
                return Some((code, first));
            }
        }
        // "Rs. 500"
        let dotted = tokens.mark(last, '.') && tokens.touches(last);
        let at = if dotted { last.checked_sub(1)? } else { last };
        self.currencies.get(tokens.str(at)).map(|code| (code, at))
    }

    /// The currency whose code stands at a token ("500 USD", "20€").
    pub(super) fn currency_at(&self, tokens: &Tokens, i: usize) -> Option<&SmolStr> {
        self.currencies.get(tokens.str(i))
    }

    /// True for nouns whose value is named later ("toll").
    pub(super) fn is_sum(&self, lemma: &str) -> bool {
        let tokens = Tokens::of(lemma);
        self.beside.longest(&tokens, 0, |b| *b == Beside::Sum).is_some()
    }

    /// True for nouns such as "deaths" and "arrests", of which a number may be the value.
    pub(super) fn counts_victims(&self, lemma: &str) -> bool {
        self.roles(lemma).iter().any(|(_, side)| *side == Side::Any)
    }

    /// What a lemma says of those it counts.
    pub(super) fn roles(&self, lemma: &str) -> &[(QuantityRole, Side)] {
        self.roles.get(lemma).map_or(&[], Vec::as_slice)
    }
}

fn beside(sense: &str, value: &str) -> RowResult<Beside> {
    Ok(match sense {
        "before" => Beside::Before(table::value("bound", value)?),
        "after" => Beside::After(table::value("bound", value)?),
        "between" => Beside::Between,
        "name" => Beside::Name,
        "street" => Beside::Street,
        "filler" => Beside::Filler,
        "sum" => Beside::Sum,
        "percent" => Beside::Percent,
        _ => return Err(format!("unknown sense \"{sense}\"")),
    })
}
