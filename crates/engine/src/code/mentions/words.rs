//! What words say about who is meant: the closed class of pronouns, and the nouns, titles and given names that tell a
//! gender. The lists come in as tables; where a word stands is not looked at here.

use crate::codebook::table;
use crate::error::Result;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// Sets of values that a mention may have: gender, number. An empty set never occurs; everything is "not known".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks(pub u8);

impl Marks {
    /// He.
    pub const MALE: Marks = Marks(1);
    /// She.
    pub const FEMALE: Marks = Marks(2);
    /// It.
    pub const NEUTER: Marks = Marks(4);
    /// Any gender.
    pub const ANY_GENDER: Marks = Marks(7);
    /// A person of either gender.
    pub const PERSON: Marks = Marks(3);
    /// One.
    pub const SINGULAR: Marks = Marks(1);
    /// Several.
    pub const PLURAL: Marks = Marks(2);
    /// One or several.
    pub const ANY_NUMBER: Marks = Marks(3);

    /// What both allow.
    pub fn and(self, other: Marks) -> Marks {
        Marks(self.0 & other.0)
    }

    /// Whether nothing is allowed.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Sorts of pronoun, by what they refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Pronoun {
    /// I, me, my, mine, myself
    I,
    /// you, your, yours, yourself
    You,
    /// we, us, our, ours, ourselves
    We,
    /// he, him, his, himself
    He,
    /// she, her, hers, herself
    She,
    /// it, its, itself
    It,
    /// they, them, their, theirs, themselves
    They,
    /// this, that
    This,
    /// these, those
    These,
    /// someone, everything, both, one …
    Other,
}

impl Pronoun {
    /// Reads a form in lower case.
    pub fn of(form: &str) -> Pronoun {
        match form {
            "i" | "me" | "my" | "mine" | "myself" => Pronoun::I,
            "you" | "your" | "yours" | "yourself" | "yourselves" | "ya" | "u" | "y'all" => Pronoun::You,
            "we" | "us" | "our" | "ours" | "ourselves" | "'s" | "’s" => Pronoun::We,
            "he" | "him" | "his" | "himself" => Pronoun::He,
            "she" | "her" | "hers" | "herself" => Pronoun::She,
            "it" | "its" | "itself" => Pronoun::It,
            "they" | "them" | "their" | "theirs" | "themselves" | "'em" | "em" => Pronoun::They,
            "this" | "that" => Pronoun::This,
            "these" | "those" => Pronoun::These,
            _ => Pronoun::Other,
        }
    }

    /// Gender and number.
    pub fn marks(self) -> (Marks, Marks) {
        match self {
            Pronoun::I => (Marks::PERSON, Marks::SINGULAR),
            Pronoun::You => (Marks::PERSON, Marks::ANY_NUMBER),
            Pronoun::We => (Marks::ANY_GENDER, Marks::PLURAL),
            Pronoun::He => (Marks::MALE, Marks::SINGULAR),
            Pronoun::She => (Marks::FEMALE, Marks::SINGULAR),
            Pronoun::It | Pronoun::This => (Marks::NEUTER, Marks::SINGULAR),
            Pronoun::They => (Marks::ANY_GENDER, Marks::ANY_NUMBER),
            Pronoun::These => (Marks::ANY_GENDER, Marks::PLURAL),
            Pronoun::Other => (Marks::ANY_GENDER, Marks::ANY_NUMBER),
        }
    }

    /// Whether a form in lower case is reflexive.
    pub fn is_reflexive(form: &str) -> bool {
        form.ends_with("self") || form.ends_with("selves")
    }

    /// Whether the pronoun belongs to whoever speaks or listens.
    pub fn is_spoken(self) -> bool {
        matches!(self, Pronoun::I | Pronoun::You | Pronoun::We)
    }
}

/// The tables' texts.
pub struct GenderTexts<'a> {
    /// `gender.tsv`
    pub nouns: &'a str,
    /// `first_names.tsv`
    pub first_names: &'a str,
    /// `titles.tsv`
    pub titles: &'a str,
}

/// Words that tell a gender.
#[derive(Debug, Default)]
pub struct Genders {
    nouns: FxHashMap<SmolStr, Marks>,
    first_names: FxHashMap<SmolStr, Marks>,
    titles: FxHashMap<SmolStr, Marks>,
}

impl Genders {
    /// Reads the tables.
    pub fn load(texts: &GenderTexts<'_>) -> Result<Self> {
        let mut out = Genders::default();
        table::read("gender.tsv", texts.nouns, ["noun", "gender"], |(_, [noun, gender])| {
            out.nouns.insert(noun.into(), marks(gender).ok_or_else(|| format!("unknown gender \"{gender}\""))?);
            Ok(())
        })?;
        table::read("first_names.tsv", texts.first_names, ["name", "gender"], |(_, [name, gender])| {
            out.first_names.insert(name.into(), marks(gender).unwrap_or(Marks::PERSON));
            Ok(())
        })?;
        table::read("titles.tsv", texts.titles, ["title", "role", "gender"], |(_, [title, _, gender])| {
            out.titles.insert(title.to_lowercase().into(), marks(gender).unwrap_or(Marks::PERSON));
            Ok(())
        })?;
        Ok(out)
    }

    /// A common noun's gender, by lemma.
    pub fn noun(&self, lemma: &str) -> Option<Marks> {
        self.nouns.get(lemma).copied()
    }

    /// A given name's gender.
    pub fn first_name(&self, form: &str) -> Option<Marks> {
        self.first_names.get(form).copied()
    }

    /// A title's gender, by its form in lower case.
    pub fn title(&self, form: &str) -> Option<Marks> {
        self.titles.get(form).copied()
    }
}

fn marks(cell: &str) -> Option<Marks> {
    match cell {
        "m" => Some(Marks::MALE),
        "f" => Some(Marks::FEMALE),
        _ => None,
    }
}
