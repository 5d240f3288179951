//! Dictionary forms, after the conventions of UD English: names keep their form, `n't` is `not`, `'s` as a verb is
//! `be`. What is irregular, and what the endings of regular words stand for, is told by
//! `data/lexicon/lemma_exceptions.tsv`; here is only how a row is chosen.

use super::labels::{Feats, Upos};
use super::tokenize::is_invisible;
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// A word longer than this is its own lemma.
const MAX_FORM: usize = 40;

/// Finds lemmas.
#[derive(Default)]
pub struct Lemmatizer {
    classes: FxHashMap<Class, Rows>,
}

/// What a row of the table speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Class {
    /// Inflected forms of verbs, nouns, adjectives and adverbs; any forms of the other parts of speech.
    Upos(Upos),
    /// Nouns that are not inflected.
    NounSingular,
    /// Adjectives that are written like names.
    AdjectiveName,
    /// Pronouns that are no possessives.
    PronounObject,
    /// Names that are abbreviated.
    NameAbbreviated,
}

/// The rows of a class.
#[derive(Default)]
struct Rows {
    whole: FxHashMap<SmolStr, SmolStr>,
    /// Without the "-" before them.
    endings: FxHashMap<SmolStr, SmolStr>,
    longest_ending: usize,
}

impl Rows {
    fn add(&mut self, form: &str, lemma: &str) -> std::result::Result<(), &'static str> {
        let Some(ending) = form.strip_prefix('-') else {
            return unique(self.whole.insert(form.into(), lemma.into()));
        };
        let lemma = lemma.strip_prefix('-').ok_or("the lemma of an ending begins with \"-\"")?;
        self.longest_ending = self.longest_ending.max(ending.len());
        unique(self.endings.insert(ending.into(), lemma.into()))
    }

    /// The row of the whole form, else of the longest ending.
    fn find(&self, form: &str) -> Option<SmolStr> {
        if let Some(lemma) = self.whole.get(form) {
            return Some(lemma.clone());
        }
        let from = form.len().saturating_sub(self.longest_ending);
        let mut cuts = (from..form.len()).filter(|&i| form.is_char_boundary(i));
        let lemma = cuts.find_map(|i| Some(SmolStr::from_iter([&form[..i], self.endings.get(&form[i..])?])));
        lemma.filter(|l| !l.is_empty())
    }
}

fn unique(before: Option<SmolStr>) -> std::result::Result<(), &'static str> {
    before.map_or(Ok(()), |_| Err("the form is listed twice in its class"))
}

impl Class {
    fn parse(s: &str) -> Option<Self> {
        match s {
            "NOUN-sing" => Some(Class::NounSingular),
            "ADJ-name" => Some(Class::AdjectiveName),
            "PRON-acc" => Some(Class::PronounObject),
            "PROPN-abbr" => Some(Class::NameAbbreviated),
            _ => s.parse().ok().map(Class::Upos),
        }
    }
}

impl Lemmatizer {
    /// From the text of `lemma_exceptions.tsv`.
    pub fn load(text: &str) -> Result<Self> {
        let mut out = Lemmatizer::default();
        for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')).skip(1) {
            out.add(line).map_err(|reason| Error::data("lemma_exceptions.tsv", i + 1, reason))?;
        }
        Ok(out)
    }

    fn add(&mut self, line: &str) -> std::result::Result<(), &'static str> {
        let mut cells = line.split('\t');
        let (Some(form), Some(class), Some(lemma), None) = (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            return Err("expected three columns: form, class, lemma");
        };
        let rows = self.classes.entry(Class::parse(class).ok_or("unknown class")?).or_default();
        match form.strip_suffix('+') {
            Some(stem) => {
                rows.add(&format!("{stem}ed"), lemma)?;
                rows.add(&format!("{stem}ing"), lemma)
            }
            None => rows.add(form, lemma),
        }
    }

    fn find(&self, class: Class, form: &str) -> Option<SmolStr> {
        self.classes.get(&class)?.find(form)
    }

    /// The dictionary form of a word.
    pub fn lemma(&self, form: &str, upos: Upos, feats: &Feats) -> SmolStr {
        if form.len() > MAX_FORM || matches!(upos, Upos::Punct) {
            return form.into();
        }
        let clean = plain(form);
        let lower = SmolStr::new(clean.to_lowercase());
        let found = match upos {
            Upos::Propn => return self.name(&clean, &lower, feats),
            Upos::Num if feats.has("NumForm", "Roman") => return clean.into(),
            Upos::Num => return self.find(Class::Upos(upos), &lower).unwrap_or_else(|| number(&lower)),
            Upos::Noun | Upos::Adj | Upos::Sym if is_designation(&clean) => return clean.into(),
            Upos::Noun if !feats.has("Number", "Plur") => self.find(Class::NounSingular, &lower),
            Upos::Verb => self.verb(&lower, feats),
            Upos::Adj if !has_degree(feats) => self.find(Class::AdjectiveName, &lower),
            Upos::Adv if !has_degree(feats) => None,
            Upos::Pron if !feats.has("Poss", "Yes") => {
                self.find(Class::PronounObject, &lower).or_else(|| self.find(Class::Upos(upos), &lower))
            }
            _ => self.find(Class::Upos(upos), &lower),
        };
        found.unwrap_or(lower)
    }

    fn name(&self, clean: &str, lower: &str, feats: &Feats) -> SmolStr {
        if feats.has("Abbr", "Yes")
            && let Some(month) = self.find(Class::NameAbbreviated, lower)
        {
            return month;
        }
        let inner_capitals = clean.chars().skip(1).any(char::is_uppercase);
        if !feats.has("Number", "Plur") {
            return clean.into();
        }
        match self.find(Class::Upos(Upos::Noun), lower) {
            Some(_) if inner_capitals => clean.strip_suffix('s').unwrap_or(clean).into(),
            Some(singular) if clean.starts_with(char::is_uppercase) => capitalised(&singular),
            Some(singular) => singular,
            None => clean.into(),
        }
    }

    /// A verb that is not inflected is its own lemma, forms of "be" apart.
    fn verb(&self, lower: &str, feats: &Feats) -> Option<SmolStr> {
        let class = if is_inflected_verb(feats) { Upos::Verb } else { Upos::Aux };
        let found = self.find(Class::Upos(class), lower);
        found.filter(|lemma| class == Upos::Verb || lemma == "be")
    }
}

/// A form with plain apostrophes and without invisible characters.
fn plain(form: &str) -> String {
    form.chars().filter(|&c| !is_invisible(c)).map(|c| if matches!(c, '’' | 'ʼ' | '‘') { '\'' } else { c }).collect()
}

/// Participles, gerunds, the past, the third person; and words of which nothing is known.
fn is_inflected_verb(feats: &Feats) -> bool {
    let third = feats.has("Person", "3") && feats.has("Number", "Sing") && !feats.has("Mood", "Sub");
    let participle = feats.has("VerbForm", "Part") || feats.has("VerbForm", "Ger");
    participle || third || feats.has("Tense", "Past") || feats.get("VerbForm").is_none()
}

fn has_degree(feats: &Feats) -> bool {
    feats.has("Degree", "Cmp") || feats.has("Degree", "Sup")
}

/// `Q1`, `AK47`, `B`: a capital letter alone or capitals with digits.
fn is_designation(form: &str) -> bool {
    let mut count = 0;
    let fits = form.chars().inspect(|_| count += 1).all(|c| c.is_uppercase() || c.is_ascii_digit());
    fits && form.starts_with(char::is_uppercase) && (count == 1 || form.ends_with(|c: char| c.is_ascii_digit()))
}

/// Digits without commas between them.
fn number(lower: &str) -> SmolStr {
    let digits = lower.starts_with(|c: char| c.is_ascii_digit());
    if digits && lower.contains(',') {
        lower.chars().filter(|&c| c != ',').collect::<String>().into()
    } else {
        lower.into()
    }
}

fn capitalised(s: &str) -> SmolStr {
    let mut chars = s.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemmatizer() -> Lemmatizer {
        Lemmatizer::load(include_str!("../../../../data/lexicon/lemma_exceptions.tsv")).unwrap()
    }

    #[test]
    fn inflections() {
        let lemmatizer = lemmatizer();
        for line in include_str!("../../tests/cases/lemma.tsv").lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let lemma = lemmatizer.lemma(cells[0], cells[1].parse().unwrap(), &Feats::new(cells[2]));
            assert_eq!(lemma, cells[3], "{line}");
        }
    }

    #[test]
    fn broken_rows_are_named() {
        for (row, reason) in
            [("went\tVERB", "expected three columns"), ("a\tVRB\tb", "unknown class"), ("-ed\tVERB\te", "begins with")]
        {
            let error = Lemmatizer::load(&format!("# c\nform\tclass\tlemma\n{row}"))
                .err()
                .map(|e| e.to_string())
                .unwrap_or_default();
            assert!(error.starts_with("lemma_exceptions.tsv:3: ") && error.contains(reason), "{error}");
        }
    }

    #[test]
    fn any_form_has_a_lemma() {
        let lemmatizer = lemmatizer();
        for form in ["é", "ing", "'s", "ßed", "ed", "s", "ies", "𝒳ing", "İs", "-", "1,0"] {
            for upos in Upos::ALL {
                for feats in ["_", "Number=Plur", "Tense=Past|VerbForm=Part", "Degree=Cmp", "Person=3"] {
                    assert!(!lemmatizer.lemma(form, *upos, &Feats::new(feats)).is_empty(), "{form} {upos} {feats}");
                }
            }
        }
    }
}
