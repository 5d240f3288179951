//! The two word lists of the tokenizer, read from `data/lexicon/abbreviations.tsv` and `contractions.tsv`. What is done
//! with them is for the scanner and for `segment`.

use crate::error::{Error, Result};
use rustc_hash::{FxHashMap, FxHashSet};

/// How an abbreviation with its full stop stands to the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abbreviation {
    /// Never ends one (`Gen.`, `e.g.`).
    Title,
    /// An abbreviation only before a number (`No. 10`).
    Number,
    /// Ends one when a word follows that begins sentences (`Inc.`, `U.S.`).
    Either,
    /// Ends one before any capital but days, months and time zones (`p.m.`).
    Last,
    /// A capital before a name (`J. Smith`); by shape, not listed.
    Initial,
}

/// What a word says about the border of a sentence before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BorderWord {
    /// Begins sentences.
    Start,
    /// Goes on after a time of day.
    Clock,
    /// Carries a sentence on after a quotation.
    Saying,
}

/// Both lists.
#[derive(Debug, Default)]
pub struct WordLists {
    abbreviations: FxHashMap<String, Abbreviation>,
    starts: FxHashSet<String>,
    clock: FxHashSet<String>,
    sayings: FxHashSet<String>,
    contractions: FxHashMap<String, Vec<usize>>,
    clitics: Vec<String>,
    prefixes: FxHashSet<String>,
    suffixes: FxHashSet<String>,
    units: FxHashSet<String>,
    domains: FxHashSet<String>,
}

impl WordLists {
    /// From the texts of `abbreviations.tsv` and `contractions.tsv`.
    pub fn load(abbreviations: &str, contractions: &str) -> Result<Self> {
        let mut out = WordLists::default();
        for (line, form, kind) in rows("abbreviations.tsv", abbreviations)? {
            out.add_border(form, kind).ok_or_else(|| unknown("abbreviations.tsv", line, kind))?;
        }
        for (line, kind, parts) in rows("contractions.tsv", contractions)? {
            out.add_parts(kind, parts).ok_or_else(|| unknown("contractions.tsv", line, kind))?;
        }
        Ok(out)
    }

    fn add_border(&mut self, form: &str, kind: &str) -> Option<()> {
        let form = form.to_owned();
        let kind = match kind {
            "title" => Abbreviation::Title,
            "number" => Abbreviation::Number,
            "either" => Abbreviation::Either,
            "last" => Abbreviation::Last,
            _ => return self.border_words(kind).map(|words| words.insert(form)).map(|_| ()),
        };
        self.abbreviations.insert(form, kind);
        Some(())
    }

    fn border_words(&mut self, kind: &str) -> Option<&mut FxHashSet<String>> {
        match kind {
            "start" => Some(&mut self.starts),
            "clock" => Some(&mut self.clock),
            "saying" => Some(&mut self.sayings),
            _ => None,
        }
    }

    fn add_parts(&mut self, kind: &str, parts: &str) -> Option<()> {
        let forms = match kind {
            "contraction" => {
                let lengths = parts.split('|').map(|p| p.chars().count()).collect();
                self.contractions.insert(parts.replace('|', ""), lengths);
                return Some(());
            }
            "clitic" => {
                self.clitics.push(parts.to_owned());
                return Some(());
            }
            "prefix" => &mut self.prefixes,
            "suffix" => &mut self.suffixes,
            "unit" => &mut self.units,
            "domain" => &mut self.domains,
            _ => return None,
        };
        forms.insert(parts.to_owned());
        Some(())
    }

    /// The kind of an abbreviation, given without its final full stop.
    pub fn abbreviation(&self, form: &str) -> Option<Abbreviation> {
        let found = |form: &str| self.abbreviations.get(form).copied();
        if form.len() == 1 {
            return found(form);
        }
        found(form)
            .or_else(|| found(&form.to_lowercase()))
            .or_else(|| capitals(form).then(|| found(&title_case(form)))?)
    }

    /// Whether a word is of a kind; words in capitals count as well.
    pub fn is(&self, word: BorderWord, form: &str) -> bool {
        match word {
            BorderWord::Start => {
                self.starts.contains(form) || (capitals(form) && self.starts.contains(&title_case(form)))
            }
            BorderWord::Clock => self.clock.contains(form) || capitals(form),
            BorderWord::Saying => {
                self.sayings.contains(form) || (capitals(form) && self.sayings.contains(&form.to_lowercase()))
            }
        }
    }

    /// The lengths in characters of the parts of a contraction, given in lower case with straight apostrophes.
    pub fn contraction(&self, plain: &str) -> Option<&[usize]> {
        self.contractions.get(plain).map(Vec::as_slice)
    }

    /// The length in characters of the clitic that a form ends in, if there is something before it.
    pub fn clitic(&self, plain: &str) -> Option<usize> {
        let clitic = self.clitics.iter().find(|c| plain.len() > c.len() && plain.ends_with(c.as_str()))?;
        Some(clitic.chars().count())
    }

    /// Whether a form is a clitic by itself.
    pub fn is_clitic(&self, plain: &str) -> bool {
        self.clitics.iter().any(|c| c == plain)
    }

    /// Whether a form, in any case, stays with its word at the hyphen behind it.
    pub fn is_prefix(&self, form: &str) -> bool {
        self.prefixes.contains(&form.to_lowercase())
    }

    /// Whether a form, in any case, stays with its word at the hyphen before it.
    pub fn is_suffix(&self, form: &str) -> bool {
        self.suffixes.contains(&form.to_lowercase())
    }

    /// Whether a form is a word of its own after digits.
    pub fn is_unit(&self, form: &str) -> bool {
        self.units.contains(form) || (form.len() > 1 && self.units.contains(&form.to_lowercase()))
    }

    /// Whether a web address or file name ends in a form.
    pub fn is_domain(&self, form: &str) -> bool {
        self.domains.contains(form)
    }
}

fn unknown(file: &str, line: usize, kind: &str) -> Error {
    Error::data(file, line, format!("unknown kind \"{kind}\""))
}

fn capitals(form: &str) -> bool {
    form.len() > 1 && form.chars().all(|c| c.is_uppercase() || c == '.')
}

fn title_case(form: &str) -> String {
    let mut chars = form.chars();
    chars.next().into_iter().chain(chars.flat_map(char::to_lowercase)).collect()
}

/// The rows after the heading, with their line numbers.
fn rows<'t>(file: &str, text: &'t str) -> Result<Vec<(usize, &'t str, &'t str)>> {
    let body = text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')).skip(1);
    body.map(|(i, l)| {
        let (a, b) = l.split_once('\t').ok_or_else(|| Error::data(file, i + 1, "expected two columns"))?;
        Ok((i + 1, a, b))
    })
    .collect()
}
