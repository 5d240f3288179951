//! What a noun phrase says of its bearer: the role noun with its modifiers, and where it belongs (demonyms, possessors,
//! "of" and "in" phrases).

use super::reading::{CapitalUse, capital_use};
use super::resolver::Resolver;
use super::state::Standing;
use super::tree::is_hyphen;
use crate::code::model::{ActorKind, MentionForm};
use crate::codebook::actors::names::Sense;
use crate::codebook::actors::roles::{Effect, Role, RoleClass};
use crate::parse::{Deprel, Upos, WordId};
use smol_str::SmolStr;
use std::fmt::Write;
use std::ops::Range;

/// Words of the longest role phrase before and after its head.
const MAX_ROLE_BEFORE: usize = 5;
const MAX_ROLE_AFTER: u32 = 3;

/// Verbs whose object is mostly the subject's own.
const OWN: &[&str] = &[
    "call", "commit", "deploy", "dispatch", "have", "instruct", "lead", "lose", "mass", "mobilise", "mobilize", "move",
    "order", "pull", "recall", "rotate", "send", "station", "tell", "train", "use", "withdraw",
];

/// Adjectives that place somebody anywhere but in the country the report is about.
const ELSEWHERE: &[&str] = &["foreign", "global", "international", "multinational", "overseas", "world"];

/// A role noun as it stands in the text.
#[derive(Clone, Debug)]
pub(super) struct RoleReading {
    pub role: Role,
    /// First word of the phrase that the table knows.
    pub first: u32,
    /// True when a word before it changed what it says.
    pub modified: bool,
    /// Sectors after modifiers.
    pub sectors: Vec<&'static str>,
    /// True when sectors come from whatever it belongs to.
    pub inherits: bool,
    /// International code when no country is named.
    pub international: Option<&'static str>,
    /// Own code of an organisation.
    pub sub: Option<&'static str>,
    /// The rows that made it.
    pub why: String,
}

impl Resolver<'_> {
    /// True when the tables know the noun.
    pub fn is_role_noun(&self, w: WordId) -> bool {
        self.role_at(w).is_some()
    }

    /// The role that a noun phrase gives, by the longest entry that ends (or begins) at its head.
    pub fn role_at(&self, w: WordId) -> Option<RoleReading> {
        let before = self.tree.before(w, w);
        self.role_ending(w, before)
    }

    /// The same for a head whose preceding words are given.
    pub fn role_ending(&self, w: WordId, before: Range<u32>) -> Option<RoleReading> {
        let plural = self.tree.is_plural(w);
        let lemma = self.tree.lemma(w).to_lowercase();
        let form = self.form(w).to_lowercase();
        let words: Vec<u32> = before.clone().filter(|&k| !is_hyphen(self.form(WordId(k)))).collect();
        let near = &words[words.len().saturating_sub(MAX_ROLE_BEFORE)..];
        let mut found = None;
        for from in 0..=near.len() {
            let mut phrase = String::new();
            for &k in &near[from..] {
                phrase.extend(self.form(WordId(k)).chars().flat_map(char::to_lowercase).filter(|c| *c != '.'));
                phrase.push(' ');
            }
            let first = near.get(from).copied().unwrap_or(w.0);
            if let Some(role) = self.look_up(&mut phrase, w, &form, &lemma, plural) {
                found = Some((*role, first));
                break;
            }
        }
        let (role, first) = found?;
        Some(self.modified(w, &lemma, role, first, before.start))
    }

    /// Tries what follows the head ("chief *of staff*"), then its form as a plural, then its lemma.
    fn look_up(&self, phrase: &mut String, w: WordId, form: &str, lemma: &str, plural: bool) -> Option<&Role> {
        let stem = phrase.len();
        let roles = &self.lexicon.roles;
        let end = self.tree.parsed.sentence_of(w).words.end;
        let follows = w.0 + 1 < end && {
            let next = WordId(w.0 + 1);
            matches!(self.form(next), "of" | "general" | "General" | "in" | "designate" | "-" | "to" | "for" | "at")
        };
        if follows {
            for last in (w.0 + 2..=(w.0 + MAX_ROLE_AFTER).min(end - 1)).rev().chain([w.0 + 1]) {
                phrase.truncate(stem);
                phrase.push_str(lemma);
                for k in (w.0 + 1..=last).map(WordId).filter(|&k| !is_hyphen(self.form(k))) {
                    phrase.push(' ');
                    phrase.extend(self.form(k).chars().flat_map(char::to_lowercase));
                }
                if last > w.0
                    && let Some(role) = roles.role(phrase, plural).filter(|r| r.lemma.contains([' ', '-']))
                {
                    return Some(role);
                }
            }
        }
        phrase.truncate(stem);
        phrase.push_str(form);
        if (plural || form != lemma)
            && let Some(role) = roles.plural_role(phrase)
        {
            return Some(role);
        }
        phrase.truncate(stem);
        phrase.push_str(lemma);
        let lower = roles.role(phrase, plural).or_else(|| {
            phrase.truncate(stem);
            phrase.push_str(form);
            roles.role(phrase, plural)
        });
        lower.or_else(|| (form == lemma).then(|| roles.plural_role(phrase)).flatten())
    }

    /// Applies the modifiers before a role phrase, the nearest first.
    fn modified(&self, w: WordId, lemma: &str, role: Role, first: u32, start: u32) -> RoleReading {
        let mut out = RoleReading {
            role,
            first,
            modified: false,
            sectors: role.sectors.iter().collect(),
            inherits: role.sectors.inherits(),
            international: role.sectors.international(),
            sub: role.sub,
            why: format!("{}:{} {}", role.file, role.line, role.lemma),
        };
        let mut k = first.min(w.0);
        while k > start {
            k -= 1;
            if let Some(two) =
                (k > start).then(|| self.joined(k - 1, k)).filter(|p| self.lexicon.roles.modifier(p).is_some())
            {
                self.apply(&mut out, &two, lemma);
                k -= 1;
                continue;
            }
            let one = self.form(WordId(k)).to_lowercase().replace('-', " ");
            self.apply(&mut out, one.trim(), lemma);
        }
        out
    }

    fn joined(&self, a: u32, b: u32) -> String {
        format!("{} {}", self.form(WordId(a)), self.form(WordId(b))).to_lowercase()
    }

    fn apply(&self, out: &mut RoleReading, word: &str, noun: &str) {
        let Some(modifier) = self.lexicon.roles.modifier(word).filter(|m| m.changes(out.role.class)) else { return };
        let said = modifier.sectors_for(noun);
        match modifier.effect {
            // "UN troops" are troops all the same.
            Effect::Replace if said.iter().next().is_none() => {
                out.international = said.international().or(out.international)
            }
            Effect::Replace => {
                out.sectors = said.iter().collect();
                out.inherits = false;
                out.international = said.international();
            }
            Effect::Add => {
                if out.inherits {
                    out.inherits = false;
                    out.sectors = said.iter().collect();
                } else {
                    out.sectors.extend(said.iter().filter(|s| !out.sectors.contains(s)).collect::<Vec<_>>());
                }
            }
            Effect::Keep if out.inherits && !said.is_empty() => {
                out.inherits = false;
                out.sectors = said.iter().collect();
            }
            Effect::Keep => {}
        }
        out.sub = modifier.sub.or(out.sub);
        out.modified |= modifier.sub.is_none();
        let _ = write!(out.why, ", {}:{} {word}", modifier.file, modifier.line);
    }

    /// Where the words before a head place it: the nearest demonym, country, town or organisation. Also says whether it
    /// was an organisation.
    pub fn nationality_before(&self, start: u32, end: u32) -> (Standing, bool) {
        let mut uncoded = false;
        let mut k = end;
        while k > start {
            k -= 1;
            let Some((hit, sense)) = self.hit_at(WordId(k)) else {
                if let Some(&id) = self.state.by_short.get(self.form(WordId(k)))
                    && self.state.out.at(WordId(k)) == [id]
                {
                    return (self.state.standing(id), true);
                }
                continue;
            };
            k = k.min(hit.words.start.max(start));
            if hit.prefixed || hit.suffixed {
                continue;
            }
            match sense {
                Sense::Organization(n) | Sense::MaybeOrganization(n) => {
                    let row = self.lexicon.organizations.at(n, self.facts.month);
                    let code = (!row.code.is_empty()).then(|| SmolStr::new_static(row.code));
                    let sub = (!row.sub.is_empty()).then(|| SmolStr::new_static(row.sub));
                    return (Standing { code, sub, sectors: row.sectors.to_vec(), uncoded: false }, true);
                }
                Sense::Person(_) => {
                    if let Some(&id) = self.state.out.at(hit.head).first() {
                        let code = self.state.actor(id).code.clone();
                        return (Standing { code, ..Standing::default() }, false);
                    }
                }
                Sense::Country(n)
                | Sense::Contextual(n)
                | Sense::Adjective(n)
                | Sense::People(n)
                | Sense::Regional(n)
                | Sense::Capital(n)
                | Sense::Government(n)
                | Sense::City(n)
                | Sense::Region(n) => {
                    let entry = &self.lexicon.places[n as usize];
                    if entry.code.is_empty() {
                        uncoded = true;
                        continue;
                    }
                    return (self.of_place(n), false);
                }
            }
        }
        (Standing { uncoded, ..Standing::default() }, false)
    }

    fn of_place(&self, n: u32) -> Standing {
        let entry = &self.lexicon.places[n as usize];
        let code = (!entry.code.is_empty()).then(|| SmolStr::new_static(entry.code));
        Standing { code, uncoded: entry.code.is_empty(), ..Standing::default() }
    }

    /// Where a noun phrase belongs: by what stands before its head, its possessor, and its "of", "from", "for" and "in"
    /// phrases.
    pub fn belongs_to(&mut self, w: WordId) -> Standing {
        self.belongs(w, w.0).0
    }

    /// The same, and whether it belongs to an organisation or somebody with sectors of their own. The role phrase
    /// begins at `until`: its own adjectives ("*foreign* minister") place nobody.
    pub fn belongs(&mut self, w: WordId, until: u32) -> (Standing, bool) {
        let before = self.phrase_before(w);
        let (standing, organization) = self.nationality_before(before.start, before.end);
        if standing.code.is_some() || organization {
            return (standing, organization);
        }
        let elsewhere = |k: u32| ELSEWHERE.contains(&self.tree.lemma(WordId(k)).to_lowercase().as_str());
        let uncoded = standing.uncoded || (before.start..until).any(elsewhere);
        let parsed = self.tree.parsed;
        let mut named_after: Option<(Standing, bool)> = None;
        for &c in parsed.children(w) {
            let strength = match (self.tree.rel(c).universal(), self.tree.preposition(c)) {
                ("nmod", None) if self.tree.rel(c) == Deprel::NmodPoss => 2,
                ("compound", _) if self.tree.upos(c) == Upos::Noun => 2,
                ("nmod", Some("of" | "from" | "for" | "with" | "within" | "at")) => 2,
                ("nmod", Some("in" | "near" | "across" | "outside")) => 1,
                _ => continue,
            };
            let found = self.standing_of(c, strength == 1);
            let better = match (&named_after, &found.0) {
                (_, s) if s.code.is_none() && s.sectors.is_empty() => false,
                (None, _) => true,
                (Some((old, _)), new) => old.code.is_none() && new.code.is_some(),
            };
            if better {
                named_after = Some(found);
            }
        }
        let (mut standing, organization) = named_after.unwrap_or_default();
        standing.uncoded |= uncoded && standing.code.is_none();
        (standing, organization)
    }

    /// The words before a noun in its phrase; those of the head's phrase for a compound ("Syrian *government* offensive").
    fn phrase_before(&self, w: WordId) -> Range<u32> {
        match self.tree.head(w) {
            Some(h) if self.tree.rel(w) == Deprel::Compound && h > w => self.tree.before(h, h).start.min(w.0)..w.0,
            _ => self.tree.before(w, w),
        }
    }

    /// What a dependent phrase says of where its head belongs.
    fn standing_of(&mut self, c: WordId, place_only: bool) -> (Standing, bool) {
        if let Some((hit, sense)) = self.hit_at(c)
            && !hit.prefixed
            && !hit.suffixed
        {
            match sense {
                Sense::Country(n) | Sense::City(n) | Sense::Region(n) | Sense::Capital(n) | Sense::Government(n) => {
                    return (self.of_place(n), false);
                }
                _ => {}
            }
        }
        let ids = self.visit(c);
        if let Some(&id) = ids.first().filter(|_| !place_only) {
            let standing = self.state.standing(id);
            let organization = match self.state.actor(id).kind {
                ActorKind::Country => false,
                ActorKind::Person => return (Standing { sectors: Vec::new(), ..standing }, false),
                _ => !standing.sectors.is_empty() || standing.sub.is_some(),
            };
            return (standing, organization);
        }
        let place = self.state.out.places.get(&c).and_then(|p| p.country.clone());
        if place.is_some() {
            return (Standing { code: place, ..Standing::default() }, false);
        }
        // "head of the election commission", "residents of the eastern city of X": one step further down.
        let (standing, organization) =
            if self.tree.upos(c) == Upos::Noun { self.step_down(c) } else { Default::default() };
        (standing, organization)
    }

    fn step_down(&mut self, c: WordId) -> (Standing, bool) {
        let before = self.tree.before(c, c);
        let (standing, _) = self.nationality_before(before.start, before.end);
        if standing.code.is_some() {
            return (Standing { sectors: Vec::new(), ..standing }, false);
        }
        let parsed = self.tree.parsed;
        for &d in parsed.children(c) {
            if matches!(self.tree.preposition(d), Some("of" | "in")) && self.tree.rel(d) == Deprel::Nmod {
                let code = self.hit_at(d).and_then(|(_, sense)| match sense {
                    Sense::Country(n) | Sense::City(n) | Sense::Region(n) | Sense::Capital(n) => self.of_place(n).code,
                    _ => None,
                });
                if code.is_some() {
                    return (Standing { code, ..Standing::default() }, false);
                }
            }
        }
        (Standing::default(), false)
    }

    /// The country that an actor without one most likely belongs to, with the reason.
    pub fn infer_country(&self, w: WordId, reading: &RoleReading) -> Option<(SmolStr, &'static str)> {
        let state = reading.sectors.iter().any(|s| matches!(*s, "GOV" | "MIL" | "COP" | "LEG" | "JUD" | "SPY"));
        let local = !reading.sectors.is_empty() && !reading.sectors.iter().any(|s| matches!(*s, "BUS" | "NGO"));
        if !state && !local {
            return None;
        }
        let noun = self.tree.lemma(w).to_lowercase();
        if let Some(code) = self.state.by_noun.get(noun.as_str()).and_then(|&id| self.state.actor(id).code.clone()) {
            return Some((code, "country of the same noun before"));
        }
        if let Some(code) = self.possessor_above(w) {
            return Some((code, "country of the possessor of what it belongs to"));
        }
        let crowd = reading
            .sectors
            .iter()
            .any(|s| matches!(*s, "CVL" | "COP" | "REF" | "UAF" | "REB" | "CRM" | "MED" | "EDU" | "LAB"));
        if crowd && let Some(code) = self.place_in_sentence(w) {
            return Some((code, "country of the place in the sentence"));
        }
        if state
            && !self.is_acted_on(w)
            && let Some(code) = self.subject_country(w)
        {
            return Some((code, "country of the subject before"));
        }
        self.facts.focus.map(|code| (SmolStr::new_static(code), "country the report is mainly about"))
    }

    /// "its deployment of *troops*", "China's talks with *officials*": the possessor or demonym of the noun above.
    fn possessor_above(&self, w: WordId) -> Option<SmolStr> {
        let noun =
            self.tree.head(w).filter(|_| self.tree.rel(w) == Deprel::Nmod && self.tree.preposition(w) == Some("of"))?;
        let before = self.tree.before(noun, noun);
        self.nationality_before(before.start, before.end).0.code
    }

    /// The object of a verb that one does not do to one's own ("attacked the army", but not "sent the army").
    fn is_acted_on(&self, w: WordId) -> bool {
        let (rel, verb) = self.tree.relation(w);
        let verb = verb.map_or("", |v| self.tree.lemma(v));
        match rel {
            Deprel::Obj | Deprel::Iobj => !OWN.contains(&verb),
            Deprel::Obl => matches!(self.tree.preposition(w), Some("to" | "against" | "on" | "at" | "with")),
            _ => false,
        }
    }

    /// The one country that the places of a sentence lie in.
    fn place_in_sentence(&self, w: WordId) -> Option<SmolStr> {
        let words = self.tree.parsed.sentence_of(w).words.clone();
        // Long sentences are no sentences, and looking through them for every noun would take for ever.
        let near = words.start.max(w.0.saturating_sub(40))..words.end.min(w.0 + 40);
        let mut found: Option<SmolStr> = None;
        for k in near.map(WordId) {
            let Some((hit, sense)) = self.hit_at(k) else { continue };
            let n = match sense {
                Sense::City(n) | Sense::Region(n) | Sense::Country(n) => n,
                Sense::Capital(n) if capital_use(&self.tree, hit.head) == CapitalUse::Place => n,
                _ => continue,
            };
            if !matches!(self.tree.preposition(hit.head), Some("in" | "at" | "near" | "across" | "outside" | "around"))
            {
                continue;
            }
            let code = self.lexicon.places[n as usize].code;
            match &found {
                Some(other) if other != code => return None,
                _ if code.is_empty() => {}
                _ => found = Some(SmolStr::new_static(code)),
            }
        }
        found
    }

    /// The country of the subject of this sentence, else of the one before.
    fn subject_country(&self, w: WordId) -> Option<SmolStr> {
        let sentence = self.tree.parsed.word(w).sentence;
        let mut before = None;
        for r in self.state.before(w) {
            if !r.subject || r.modifier || r.sentence.0 + 1 < sentence.0 {
                continue;
            }
            let code = r.ids.first().and_then(|&id| self.state.actor(id).code.clone());
            let code = code.filter(|c| self.lexicon.country(c).is_some());
            if code.is_some() && r.sentence == sentence {
                return code;
            }
            // Of the sentence before, the first subject: it stands last here.
            before = code.or(before);
        }
        before
    }

    /// True for a word that the role phrase of the noun above takes in ("*police* officer", "cabinet of *ministers*"), or
    /// that belongs to a participle before a noun ("*state*-run").
    pub fn is_swallowed(&self, w: WordId) -> bool {
        let mut at = w;
        for _ in 0..3 {
            let Some(h) = self.tree.head(at) else { return false };
            if self.tree.upos(h) == Upos::Verb && self.tree.rel(h) == Deprel::Amod {
                return true;
            }
            let modifier = self.tree.is_modifier(at) && h > w;
            if modifier && self.role_at(h).is_some_and(|r| r.first <= w.0) {
                return true;
            }
            let complement = h < w && self.tree.rel(at) == Deprel::Nmod && w.0 - h.0 <= MAX_ROLE_AFTER;
            if complement
                && self.role_at(h).is_some_and(|r| {
                    r.role.lemma.split([' ', '-']).any(|p| p == self.tree.lemma(w) || p == self.form(w).to_lowercase())
                })
            {
                return true;
            }
            if !modifier {
                return false;
            }
            at = h;
        }
        false
    }

    /// Sectors in the order of records.
    pub fn sectors(&self, reading: &RoleReading, standing: &Standing, organization: bool) -> Vec<SmolStr> {
        let person = matches!(reading.role.class, RoleClass::Person | RoleClass::Group);
        let bare_office = person && reading.sectors == ["GOV"] && organization;
        if (reading.inherits || bare_office) && organization {
            return standing.sectors.clone();
        }
        if reading.inherits {
            let of_country = person && standing.code.is_some() && standing.sub.is_none();
            return if !standing.sectors.is_empty() {
                standing.sectors.clone()
            } else if of_country && self.lexicon.country(standing.code.as_deref().unwrap_or_default()).is_some() {
                vec![SmolStr::new_static("GOV")]
            } else {
                Vec::new()
            };
        }
        reading.sectors.iter().map(|s| SmolStr::new_static(s)).collect()
    }

    /// Registers a nominal mention.
    pub fn stand_nominal(&mut self, w: WordId, ids: &[crate::code::model::ActorId]) {
        let at = self.tree.phrase(w);
        self.stand(w, ids, at, MentionForm::Nominal);
    }
}
