//! Numbers with what they count: value or interval, bound, unit, counted noun, and what they say of an event. Which
//! event a number belongs to is settled in [`crate::code::events`].

mod amount;
mod counted;
mod role;
#[cfg(test)]
mod tests;
mod words;

use crate::code::time::scan::Tokens;
use crate::code::{Quantity, QuantityRole, TimeExpression};
use crate::parse::{Deprel, NameKind, NameTag, Parsed, WordId};
use crate::span::Span;
use amount::{Amount, PERCENT};
use counted::Place;
use smol_str::SmolStr;
use words::is_measure;
pub use words::{QuantityTexts, QuantityWords};

/// The unit of people.
const PERSON: &str = "person";
/// A unit that marks nouns whose numbers are no quantity.
const NO_QUANTITY: &str = "none";

/// A quantity with its place in the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundQuantity {
    /// The quantity; its span holds the number with its sign of money or percent, not the noun.
    pub quantity: Quantity,
    /// Head word of what is counted.
    pub head: Option<WordId>,
    /// The number's own head word.
    pub number: WordId,
}

/// Finds the quantities of a text, in order. Numbers in time expressions, ages, ordinals, names, addresses and list
/// marks are none, and neither is what the parse has no word for (boilerplate).
pub fn find_quantities(
    text: &str,
    parsed: &Parsed,
    times: &[TimeExpression],
    words: &QuantityWords,
) -> Vec<FoundQuantity> {
    let tokens = Tokens::of(text);
    let amounts = words.amounts(&tokens);
    let finder = Finder { text, parsed, words };
    let mut out = Vec::with_capacity(amounts.len());
    let mut next_time = 0;
    for amount in &amounts {
        let Some(span) = token_span(&tokens, amount) else { continue };
        while times.get(next_time).is_some_and(|t| t.at.end <= span.start) {
            next_time += 1;
        }
        if times.get(next_time).is_none_or(|t| !t.at.overlaps(span)) {
            out.extend(finder.quantity(amount, span));
        }
    }
    out
}

struct Finder<'a> {
    text: &'a str,
    parsed: &'a Parsed,
    words: &'a QuantityWords,
}

impl Finder<'_> {
    fn quantity(&self, amount: &Amount, at: Span) -> Option<FoundQuantity> {
        let mut place = counted::place(self.parsed, self.words, at)?;
        // "30 per cent last year" is no share of a year.
        let counts_time = |c: WordId| self.noun_unit(c, 1.0).is_some_and(|u| u == NO_QUANTITY);
        if amount.unit.is_some() && place.counted.is_some_and(counts_time) {
            place.counted = None;
        }
        if self.in_a_name(&place, amount) || self.is_modifier(&place, amount, at) {
            return None;
        }
        let found_role = role::role(self.parsed, self.words, &place, at);
        let unit = self.unit(amount, &place, found_role);
        if unit.as_deref() == Some(NO_QUANTITY) || !self.stands(amount, at, &place, found_role) {
            return None;
        }
        let of = place.counted.and_then(|c| counted::phrase(self.text, self.parsed, self.words, c, at));
        let of = of.map(|span| span.of(self.text).to_string());
        let role = self.role(unit.as_deref(), found_role);
        let quantity = Quantity { at, value: amount.value, upper: amount.upper, unit, of, role, bound: amount.bound };
        Some(FoundQuantity { quantity, head: place.counted, number: place.number })
    }

    /// Part of a name ("Channel 4"), or after a capital without counting people ("Boeing 737 jets", unlike "in Gaza 40
    /// people").
    fn in_a_name(&self, place: &Place, amount: &Amount) -> bool {
        let tagged = matches!(self.parsed.word(place.number).name, NameTag::Begin(_) | NameTag::Inside(_));
        let people = || place.counted.is_some_and(|c| self.noun_unit(c, amount.value).is_some_and(|u| u == PERSON));
        tagged || (amount.after_capital && !people())
    }

    /// "the 32-member alliance", "a five-seat majority": the number describes, it does not count parties to an event.
    fn is_modifier(&self, place: &Place, amount: &Amount, at: Span) -> bool {
        let hyphen = self.text[at.end as usize..].starts_with(['-', '\u{2010}', '\u{2011}']);
        let measured = amount.unit.is_some()
            || place.counted.is_some_and(|c| self.noun_unit(c, amount.value).is_some_and(|u| is_measure(u)));
        hyphen && !measured && !self.text[at.end as usize + 1..].starts_with("strong") && amount.upper.is_none()
    }

    fn noun_unit(&self, noun: WordId, value: f64) -> Option<&SmolStr> {
        self.words.unit(&self.parsed.word(noun).lemma, value)
    }

    fn unit(&self, amount: &Amount, place: &Place, role: Option<QuantityRole>) -> Option<SmolStr> {
        if amount.unit.is_some() {
            return amount.unit.clone();
        }
        let of_noun = place.counted.and_then(|c| self.noun_unit(c, amount.value).cloned());
        let nationality = place.counted.is_some_and(|c| {
            matches!(
                self.parsed.word(c).name,
                NameTag::Begin(NameKind::Nationality) | NameTag::Inside(NameKind::Nationality)
            )
        });
        of_noun.or_else(|| (nationality || role.is_some()).then(|| PERSON.into()))
    }

    fn role(&self, unit: Option<&str>, found: Option<QuantityRole>) -> QuantityRole {
        match unit {
            Some(PERCENT) => QuantityRole::Share,
            Some(unit) if is_money(unit) => QuantityRole::Amount,
            Some(unit) if is_measure(unit) => QuantityRole::Other,
            Some(PERSON) | None => found.unwrap_or(QuantityRole::Size),
            // A building or vehicle may be missing, but it neither dies nor is arrested.
            Some(_) => QuantityRole::Size,
        }
    }

    /// A bare number is a quantity when it is an argument or something tells what it says; "one" must count a noun.
    fn stands(&self, amount: &Amount, at: Span, place: &Place, role: Option<QuantityRole>) -> bool {
        let word = self.parsed.word(place.number);
        if at.of(self.text).eq_ignore_ascii_case("one") {
            let known = place.counted.is_some_and(|c| self.noun_unit(c, 1.0).is_some());
            return word.deprel == Deprel::Nummod && known;
        }
        let argument = matches!(word.deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj);
        amount.unit.is_some() || place.counted.is_some() || place.sum.is_some() || role.is_some() || argument
    }
}

/// Money is written as its ISO 4217 code.
fn is_money(unit: &str) -> bool {
    unit == "money" || (unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase()))
}

fn token_span(tokens: &Tokens, amount: &Amount) -> Option<Span> {
    Some(tokens.get(amount.start)?.span.hull(tokens.get(amount.end.checked_sub(1)?)?.span))
}
