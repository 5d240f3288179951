//! What a report is about, and which reading of an ambiguous name holds in it.

use super::hits::{Hit, tagged};
use super::tree::Tree;
use crate::codebook::actors::ActorLexicon;
use crate::codebook::actors::names::{Sense, atoms};
use crate::codebook::actors::people::last_name;
use crate::codebook::actors::terms::Month;
use crate::parse::{Deprel, NameKind, Upos, WordId};
use crate::read::Report;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// The first sentences say what the report is about: sentence n, from 0, counts `1 + LEAD_WEIGHT / (n + 1)`.
const LEAD_WEIGHT: f32 = 3.0;
/// A subject is what a sentence is about, and the first sentence's subject what the report is about.
const SUBJECT_WEIGHT: f32 = 1.5;
const FIRST_SUBJECT_WEIGHT: f32 = 2.0;
const TITLE_WEIGHT: f32 = 4.0;
const DATELINE_WEIGHT: f32 = 1.5;
/// A town, region or national organisation says less of the country than its name.
const PART_WEIGHT: f32 = 0.5;

/// What a report as a whole tells about the names in it.
#[derive(Default)]
pub(super) struct Facts {
    /// How much of the report each country is.
    weights: BTreeMap<&'static str, f32>,
    /// Organisations named outright.
    organizations: FxHashSet<u32>,
    /// People named in full.
    people: FxHashSet<u32>,
    /// The country the report is mainly about.
    pub focus: Option<&'static str>,
    /// The month of publication.
    pub month: Month,
}

impl Facts {
    /// Weighs the names that can mean one thing only.
    pub fn gather(report: &Report, tree: &Tree, lexicon: &ActorLexicon, hits: &[Hit], month: Month) -> Facts {
        let mut facts = Facts { month, ..Facts::default() };
        let mut subject_seen = false;
        // Once a sentence for each country, at its heaviest.
        let mut in_sentence: Vec<(&'static str, f32)> = Vec::new();
        let mut current = 0;
        for hit in hits.iter().filter(|h| !h.shouted) {
            for &sense in &hit.senses {
                match sense {
                    Sense::Organization(n) => drop(facts.organizations.insert(n)),
                    Sense::Person(n) if hit.atoms > 1 => drop(facts.people.insert(n)),
                    _ => {}
                }
            }
            let sentence = tree.parsed.word(hit.head).sentence.0;
            let subject = tree.is_subject(hit.head);
            let mut weight = 1.0 + LEAD_WEIGHT / (sentence as f32 + 1.0);
            if subject {
                weight *= if sentence == 0 && !subject_seen { FIRST_SUBJECT_WEIGHT } else { SUBJECT_WEIGHT };
                subject_seen = true;
            }
            if sentence != current {
                in_sentence.drain(..).for_each(|(code, w)| facts.add(code, w));
                current = sentence;
            }
            if let Some((code, part)) = facts.agreed(lexicon, &hit.senses) {
                let weight = part * weight;
                match in_sentence.iter_mut().find(|(c, _)| *c == code) {
                    Some((_, w)) => *w = w.max(weight),
                    None => in_sentence.push((code, weight)),
                }
            }
        }
        in_sentence.drain(..).for_each(|(code, w)| facts.add(code, w));
        if let Some(title) = &report.title {
            facts.weigh_text(lexicon, title, TITLE_WEIGHT);
        }
        if let Some(place) = report.dateline.as_ref().and_then(|d| d.place) {
            let place = place.of(&report.text);
            facts.weigh_text(lexicon, &title_case(place), DATELINE_WEIGHT);
        }
        let heaviest = facts.weights.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
        facts.focus = heaviest.map(|(&code, _)| code);
        facts
    }

    fn weigh_text(&mut self, lexicon: &ActorLexicon, text: &str, weight: f32) {
        let spans: Vec<(usize, usize)> = atoms(text).collect();
        let mut i = 0;
        while i < spans.len() {
            let found = lexicon.index.longest(text, &spans, i);
            if let Some((code, part)) = self.agreed(lexicon, &found.senses) {
                self.add(code, part * weight);
            }
            i += found.len.max(1);
        }
    }

    fn add(&mut self, code: &'static str, weight: f32) {
        *self.weights.entry(code).or_default() += weight;
    }

    /// The country that all readings of a name agree on, and how much the name says of it.
    fn agreed(&self, lexicon: &ActorLexicon, senses: &[Sense]) -> Option<(&'static str, f32)> {
        let mut agreed: Option<(&'static str, f32)> = None;
        for &sense in senses {
            let (code, part) = match sense {
                Sense::Country(n)
                | Sense::Adjective(n)
                | Sense::People(n)
                | Sense::Capital(n)
                | Sense::Government(n) => (lexicon.places[n as usize].code, 1.0),
                Sense::City(n) | Sense::Region(n) | Sense::Regional(n) => {
                    (lexicon.places[n as usize].code, PART_WEIGHT)
                }
                Sense::Organization(n) => (lexicon.organizations.at(n, self.month).code, PART_WEIGHT),
                Sense::Contextual(_) | Sense::MaybeOrganization(_) | Sense::Person(_) => continue,
            };
            if lexicon.country(code).is_none() {
                continue;
            }
            match agreed {
                Some((other, _)) if other != code => return None,
                Some((_, before)) => agreed = Some((code, part.max(before))),
                None => agreed = Some((code, part)),
            }
        }
        agreed
    }

    /// How much of the report a country is.
    pub fn weight(&self, code: &str) -> f32 {
        self.weights.get(code).copied().unwrap_or_default()
    }

    /// True when a person's full name stands somewhere in the report.
    pub fn names_person(&self, person: u32) -> bool {
        self.people.contains(&person)
    }

    /// The reading of a name that holds, if any.
    pub fn choose(&self, hit: &Hit, tree: &Tree, lexicon: &ActorLexicon) -> Option<Sense> {
        let tag = tagged(tree.parsed, &hit.words);
        let in_person = matches!(&tag, Some((NameKind::Person, _)));
        let mut best: Option<(f32, Sense)> = None;
        for &sense in &hit.senses {
            let Some(score) = self.score(sense, hit, tree, lexicon, tag.as_ref().map(|t| t.0)) else { continue };
            if best.is_none_or(|(b, _)| score > b) {
                best = Some((score, sense));
            }
        }
        let (_, sense) = best?;
        if in_person && is_inside_person(sense, hit, tag.map(|t| t.1.len()).unwrap_or(0)) {
            return None;
        }
        Some(match sense {
            Sense::Contextual(n) => Sense::Country(n),
            Sense::MaybeOrganization(n) => Sense::Organization(n),
            sense => sense,
        })
    }

    /// How well a reading fits; none when it doesn't hold at all.
    fn score(
        &self,
        sense: Sense,
        hit: &Hit,
        tree: &Tree,
        lexicon: &ActorLexicon,
        tag: Option<NameKind>,
    ) -> Option<f32> {
        let code = |n: u32| lexicon.places[n as usize].code;
        let weight = |n: u32| self.weight(code(n)).min(20.0) / 100.0;
        let uncoded = |n: u32| if code(n).is_empty() { 0.5 } else { 0.0 };
        let modifier = tree.is_modifier(hit.head);
        let noun = matches!(tree.upos(hit.head), Upos::Noun | Upos::Propn) && !modifier;
        match sense {
            Sense::Country(n) => Some(9.0 + weight(n) - uncoded(n)),
            Sense::Government(n) => Some(8.0 + weight(n)),
            Sense::Adjective(n) => Some(if noun { 6.9 } else { 7.5 } + weight(n) - uncoded(n)),
            Sense::People(n) => Some(if noun { 7.5 } else { 6.9 } + weight(n) - uncoded(n)),
            Sense::Capital(n) => Some(6.5 + weight(n)),
            Sense::Regional(n) => Some(6.0 + weight(n)),
            Sense::Contextual(n) if self.weight(code(n)) > 0.0 => stands_alone(hit, tree).then(|| 8.5 + weight(n)),
            // "Congo" names two countries, but a country all the same; "the North" may be anything.
            Sense::Contextual(_) => (tag == Some(NameKind::Place) && !article_before(hit, tree)).then_some(3.0),
            Sense::City(n) | Sense::Region(n) => {
                let person = tag == Some(NameKind::Person) && hit.atoms == 1;
                (!person).then(|| 5.0 + weight(n))
            }
            Sense::Organization(n) => {
                let ambiguous = hit.shouted && tag != Some(NameKind::Organization);
                let office = lexicon.organizations.at(n, self.month);
                (!ambiguous).then(|| 7.0 + self.weight(office.code).min(20.0) / 100.0)
            }
            Sense::MaybeOrganization(n) => {
                let row = lexicon.organizations.at(n, self.month);
                let national = lexicon.country(row.code).is_some();
                let about = national && self.weight(row.code) > 0.0;
                let tagged = !national && tag == Some(NameKind::Organization);
                let named = self.organizations.contains(&n);
                if !(named || about || tagged) {
                    return None;
                }
                Some(4.0 + f32::from(u8::from(named)) + self.weight(row.code).min(20.0) / 25.0)
            }
            Sense::Person(n) => self.person_score(n, hit, lexicon, tag),
        }
    }

    fn person_score(&self, n: u32, hit: &Hit, lexicon: &ActorLexicon, tag: Option<NameKind>) -> Option<f32> {
        let tagged = tag == Some(NameKind::Person);
        let named = self.people.contains(&n);
        if hit.atoms == 1 && !(tagged || named) {
            return None;
        }
        let office = lexicon.people.office(n, self.month, |_| false)?;
        let away = office.term.distance(self.month).min(600) as f32 / 600.0;
        let known = self.weight(office.code).min(20.0) / 20.0;
        let base = if hit.atoms > 1 { 9.5 } else { 4.0 };
        Some(base + f32::from(u8::from(tagged)) * 6.0 + f32::from(u8::from(named)) + known - away)
    }

    /// The office holder that a bare last name can mean: somebody named in full elsewhere in the report; else the one
    /// who fits the nationality and role written beside it; else the only one in office in a country of the report.
    pub fn by_last_name(
        &self,
        name: &str,
        lexicon: &ActorLexicon,
        code: Option<&str>,
        written: impl Fn(&str) -> bool,
    ) -> Option<u32> {
        let people = lexicon.people.with_last_name(last_name(name));
        if let Some(&named) = people.iter().find(|&&p| self.people.contains(&p)) {
            return Some(named);
        }
        let mut fitting = people.iter().copied().filter(|&p| {
            lexicon.people.offices(p).any(|o| {
                let at_home = match code {
                    Some(code) => o.code == code,
                    None => self.weight(o.code) > 0.0,
                };
                o.term.distance(self.month) == 0 && at_home && written(o.role)
            })
        });
        let found = fitting.next()?;
        fitting.next().is_none().then_some(found)
    }
}

/// A place or country within a longer person's name ("Jordan Smith") is no place; a demonym before the name is none of
/// the tagger's business.
fn is_inside_person(sense: Sense, hit: &Hit, name_words: usize) -> bool {
    match sense {
        Sense::Person(_) | Sense::Adjective(_) => false,
        Sense::Organization(_) => hit.atoms == 1 && name_words > hit.words.len(),
        _ => name_words > hit.words.len(),
    }
}

/// "the North" as a noun phrase of its own.
fn stands_alone(hit: &Hit, tree: &Tree) -> bool {
    matches!(tree.upos(hit.head), Upos::Noun | Upos::Propn | Upos::Adj)
        && !matches!(tree.rel(hit.head), Deprel::Compound | Deprel::Flat | Deprel::NmodDesc)
        && (tree.rel(hit.head) != Deprel::Amod || tree.upos(hit.head) == Upos::Adj)
}

/// "the North", "the South": a direction unless the context says more.
fn article_before(hit: &Hit, tree: &Tree) -> bool {
    let before = hit.words.start.checked_sub(1).map(WordId);
    before.is_some_and(|w| tree.lemma(w).eq_ignore_ascii_case("the"))
}

/// Datelines are in capitals.
fn title_case(text: &str) -> String {
    if text.chars().any(char::is_lowercase) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        if inside {
            out.extend(c.to_lowercase())
        } else {
            out.push(c)
        }
        inside = c.is_alphanumeric();
    }
    out
}

/// How a capital stands in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CapitalUse {
    /// For its government.
    Government,
    /// For the country, as what something is done to.
    Country,
    /// For nothing but the town.
    Place,
}

/// Verbs and nouns that something is done to a town with, not to a government.
const PHYSICAL: &[&str] = &[
    "attack",
    "besiege",
    "bomb",
    "bombard",
    "capture",
    "defend",
    "destroy",
    "encircle",
    "enter",
    "flee",
    "hit",
    "leave",
    "lose",
    "occupy",
    "paralyse",
    "paralyze",
    "pound",
    "reach",
    "retake",
    "rock",
    "seize",
    "shake",
    "shell",
    "storm",
    "strike",
    "surround",
    "target",
    "threaten",
    "tour",
    "visit",
    "bombardment",
    "raid",
    "assault",
];

/// Verbs and nouns that give or say something to a government; after any other, "to Seoul" is a way.
const DATIVE: &[&str] = &[
    "aid",
    "answer",
    "appeal",
    "apologise",
    "apologize",
    "assistance",
    "backing",
    "belong",
    "concession",
    "deliver",
    "delivery",
    "demand",
    "donate",
    "export",
    "funding",
    "give",
    "grant",
    "help",
    "lend",
    "loan",
    "loyal",
    "message",
    "offer",
    "pledge",
    "promise",
    "propose",
    "provide",
    "reply",
    "respond",
    "response",
    "sale",
    "sell",
    "signal",
    "supply",
    "support",
    "surrender",
    "threat",
    "transfer",
    "ultimatum",
    "warning",
    "weapon",
];

/// Reads a capital by its place in the clause.
pub(super) fn capital_use(tree: &Tree, w: WordId) -> CapitalUse {
    let (rel, governor) = tree.relation(w);
    let above = governor.map_or("", |g| tree.lemma(g));
    match rel {
        Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter | Deprel::OblAgent | Deprel::NmodPoss | Deprel::Iobj => {
            CapitalUse::Government
        }
        Deprel::Obj | Deprel::Xcomp if PHYSICAL.contains(&above) => CapitalUse::Country,
        Deprel::Obj => CapitalUse::Government,
        Deprel::Obl | Deprel::Nmod => match tree.preposition(w) {
            Some("between" | "with" | "against" | "by") => CapitalUse::Government,
            Some("to") if DATIVE.contains(&above) => CapitalUse::Government,
            Some("on") if PHYSICAL.contains(&above) => CapitalUse::Country,
            Some("on" | "for") => CapitalUse::Government,
            Some("of") => CapitalUse::Country,
            _ => CapitalUse::Place,
        },
        _ => CapitalUse::Place,
    }
}
