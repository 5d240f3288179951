//! Names of countries, places and organisations become actors and places. People are made in `persons`.

use super::hits::Hit;
use super::reading::{CapitalUse, capital_use};
use super::resolver::Resolver;
use super::state::{Draft, Standing, Traits};
use crate::code::model::{ActorId, ActorKind, MentionForm, Place, Precision};
use crate::codebook::actors::names::Sense;
use crate::codebook::actors::organizations::OrganizationKind;
use crate::codebook::actors::places::PlaceKind;
use crate::parse::{Deprel, NameKind, Upos, WordId};
use crate::span::Span;
use smol_str::SmolStr;
use std::ops::Range;

impl Resolver<'_> {
    /// Makes the actor or place that a hit stands for.
    pub fn place_hit(&mut self, i: usize) {
        let Some(sense) = self.senses[i] else { return };
        let hit = self.hits[i].clone();
        match sense {
            Sense::Person(_) => {}
            Sense::Country(n) | Sense::Contextual(n) => {
                self.set_place(&hit, n, sense);
                if let Some(id) = self.country(n, "name") {
                    self.stand_hit(&hit, id);
                }
            }
            Sense::Adjective(n) | Sense::People(n) => {
                if self.is_noun_phrase(hit.head) && self.is_people(hit.head) {
                    self.people(&hit, n);
                } else if let Some(id) = self.country(n, "demonym").filter(|_| !hit.prefixed) {
                    self.stand_hit(&hit, id);
                }
            }
            Sense::Regional(n) if self.is_noun_phrase(hit.head) => self.people(&hit, n),
            Sense::Regional(n) => {
                if let Some(id) = self.country(n, "regional demonym") {
                    self.stand_hit(&hit, id);
                }
            }
            Sense::Capital(n) => self.capital(&hit, n),
            Sense::Government(n) => {
                let inside = matches!(
                    self.tree.preposition(hit.head),
                    Some("in" | "at" | "near" | "outside" | "inside" | "around")
                );
                if inside || self.tree.rel(hit.head) == Deprel::Compound && !self.is_agentive(hit.head) {
                    self.set_place(&hit, n, sense);
                }
                if !inside && let Some(id) = self.government(n, "seat of the executive") {
                    self.stand_hit(&hit, id);
                }
            }
            Sense::City(n) | Sense::Region(n) => {
                self.set_place(&hit, n, sense);
                let acted_on = matches!(self.tree.relation(hit.head).0, Deprel::Obj | Deprel::NsubjPass)
                    || matches!(self.tree.preposition(hit.head), Some("on" | "against" | "of"));
                if (self.is_agentive(hit.head) || acted_on)
                    && let Some(id) = self.country(n, "town or region of it")
                {
                    self.stand_hit(&hit, id);
                }
            }
            Sense::Organization(n) | Sense::MaybeOrganization(n) => {
                let id = self.organization(n);
                if !hit.prefixed {
                    self.stand_hit(&hit, id);
                    self.name_noun(&hit, id);
                    self.remember_short(hit.words.clone(), id);
                }
            }
        }
    }

    /// A subject, agent or possessor.
    fn is_agentive(&self, w: WordId) -> bool {
        let rel = self.tree.relation(w).0;
        matches!(rel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::OblAgent | Deprel::NmodPoss | Deprel::Iobj)
    }

    /// True for a demonym that heads a noun phrase ("the British").
    fn is_noun_phrase(&self, w: WordId) -> bool {
        matches!(
            self.tree.relation(w).0,
            Deprel::Nsubj
                | Deprel::NsubjPass
                | Deprel::Obj
                | Deprel::Iobj
                | Deprel::Obl
                | Deprel::OblAgent
                | Deprel::Nmod
                | Deprel::NmodPoss
                | Deprel::Root
        ) && !self.tree.is_modifier(w)
            && matches!(self.tree.upos(w), Upos::Noun | Upos::Propn | Upos::Adj)
            && self.tree.children_by(w, Deprel::Cop).next().is_none()
    }

    /// True for a noun that can mean people: a plural, or a singular with a determiner; a bare singular is the country
    /// by a short name ("between Saudi and ...").
    fn is_people(&self, w: WordId) -> bool {
        self.tree.is_plural(w)
            || self.form(w).ends_with('s')
            || self.tree.children_by(w, Deprel::Det).chain(self.tree.children_by(w, Deprel::Nummod)).next().is_some()
    }

    fn stand_hit(&mut self, hit: &Hit, id: ActorId) {
        let at = if self.tree.is_modifier(hit.head) { hit.at } else { hit.at.hull(self.span(hit.words.clone())) };
        let at = if hit.suffixed || hit.prefixed { hit.at } else { at };
        self.stand(hit.head, &[id], at, MentionForm::Name);
        // A name that the parser took apart: every piece that hangs from outside stands for it.
        for w in hit.words.clone().map(WordId).filter(|&w| w != hit.head) {
            if self.tree.head(w).is_none_or(|h| !hit.words.contains(&h.0)) && self.tree.upos(w) != Upos::Part {
                self.state.out.set(w, &[id]);
            }
        }
    }

    fn set_place(&mut self, hit: &Hit, n: u32, sense: Sense) {
        let code = self.lexicon.places[n as usize].own_code;
        let country = (!code.is_empty()).then(|| SmolStr::new_static(code));
        let precision = match sense {
            Sense::City(_) | Sense::Capital(_) | Sense::Government(_) => Precision::City,
            Sense::Region(_) => Precision::Region,
            _ if self.lexicon.places[n as usize].kind == PlaceKind::Region => Precision::Unknown,
            _ => Precision::Country,
        };
        let name = self.text(hit.at).to_owned();
        let place = Place { at: hit.at, name, country, region: None, precision, point: None, id: None };
        for w in hit.words.clone().map(WordId) {
            if w == hit.head || self.tree.head(w).is_none_or(|h| !hit.words.contains(&h.0)) {
                self.state.out.places.insert(w, place.clone());
            }
        }
    }

    /// A country or territory; regions have no code and are no actors.
    pub fn country(&mut self, n: u32, how: &str) -> Option<ActorId> {
        let entry = &self.lexicon.places[n as usize];
        if entry.code.is_empty() || entry.kind == PlaceKind::Region {
            return None;
        }
        let plain =
            entry.kind == PlaceKind::Country || (entry.kind == PlaceKind::Territory && entry.code == entry.own_code);
        let key =
            if plain { format!("country {}", entry.code) } else { format!("country {} {}", entry.code, entry.name) };
        let id = self.state.intern(key, || Draft {
            name: entry.name.to_owned(),
            kind: ActorKind::Country,
            standing: Standing {
                code: Some(SmolStr::new_static(entry.code)),
                sectors: (!entry.sector.is_empty()).then(|| SmolStr::new_static(entry.sector)).into_iter().collect(),
                ..Standing::default()
            },
            entry: Some(SmolStr::new_static(entry.code)),
            traits: Traits::default(),
            why: format!("{}: {} by {how}", entry.file, entry.code),
        });
        Some(id)
    }

    /// The government of a country.
    pub fn government(&mut self, n: u32, how: &str) -> Option<ActorId> {
        let entry = &self.lexicon.places[n as usize];
        if entry.code.is_empty() || entry.kind == PlaceKind::Region {
            return None;
        }
        let id = self.state.intern(format!("role {} GOV government", entry.code), || Draft {
            name: format!("government ({})", entry.name),
            kind: ActorKind::Organization,
            standing: Standing {
                code: Some(SmolStr::new_static(entry.code)),
                sectors: vec![SmolStr::new_static("GOV")],
                ..Standing::default()
            },
            entry: Some(SmolStr::new_static(entry.code)),
            traits: Traits { roles: vec!["government".into()], ..Traits::default() },
            why: format!("{}: {} government by {how}", entry.file, entry.code),
        });
        Some(id)
    }

    fn capital(&mut self, hit: &Hit, n: u32) {
        self.set_place(hit, n, Sense::Capital(n));
        let found = match capital_use(&self.tree, hit.head) {
            CapitalUse::Government => self.government(n, "its capital"),
            CapitalUse::Country => self.country(n, "its capital"),
            CapitalUse::Place => None,
        };
        if let Some(id) = found {
            self.stand_hit(hit, id);
        }
    }

    /// "South Koreans", "the British".
    fn people(&mut self, hit: &Hit, n: u32) {
        let entry = &self.lexicon.places[n as usize];
        if entry.code.is_empty() {
            return;
        }
        let name = self.text(hit.at).to_owned();
        let plural = self.tree.is_plural(hit.head) || self.tree.children_by(hit.head, Deprel::Det).next().is_some();
        let id = self.state.intern(format!("role {} CVL people", entry.code), || Draft {
            name,
            kind: ActorKind::Group,
            standing: Standing {
                code: Some(SmolStr::new_static(entry.code)),
                sectors: vec![SmolStr::new_static("CVL")],
                ..Standing::default()
            },
            entry: Some(SmolStr::new_static(entry.code)),
            traits: Traits { plural, roles: vec!["people".into()], ..Traits::default() },
            why: format!("{}: people of {}", entry.file, entry.code),
        });
        let at = self.tree.phrase(hit.head);
        self.stand(hit.head, &[id], at, MentionForm::Nominal);
    }

    /// An organisation of the lexicon as it was at publication.
    pub fn organization(&mut self, n: u32) -> ActorId {
        let row = self.lexicon.organizations.at(n, self.facts.month);
        let government = row.name.ends_with(" government") && row.sectors.iter().eq(["GOV"]);
        // The same actor as "the government" and the capital.
        let key = if government { format!("role {} GOV government", row.code) } else { format!("org {}", row.id) };
        self.state.intern(key, || Draft {
            name: row.name.to_owned(),
            kind: match row.kind {
                OrganizationKind::Organization => ActorKind::Organization,
                OrganizationKind::Group => ActorKind::Group,
            },
            standing: Standing {
                code: (!row.code.is_empty()).then(|| SmolStr::new_static(row.code)),
                sub: (!row.sub.is_empty()).then(|| SmolStr::new_static(row.sub)),
                sectors: row.sectors.to_vec(),
                uncoded: false,
            },
            entry: Some(SmolStr::new_static(row.id)),
            traits: Traits { plural: row.kind == OrganizationKind::Group, ..Traits::default() },
            why: format!("{}: {}", row.file, row.id),
        })
    }

    /// "the Israeli military": the next "the military" is the same.
    fn name_noun(&mut self, hit: &Hit, id: ActorId) {
        let last = WordId(hit.words.end - 1);
        if hit.atoms > 1 && self.state.actor(id).code.is_some() && self.is_role_noun(last) {
            let noun = SmolStr::new(self.tree.lemma(last).to_lowercase());
            self.state.by_noun.entry(noun).or_insert(id);
        }
    }

    /// Names of the tagger that the lexicon does not have: organisations and places.
    pub fn other_names(&mut self, names: Range<usize>) {
        for i in names {
            let name = self.tree.parsed.names[i].clone();
            if self.in_dateline(name.words.start) {
                continue;
            }
            let Some(head) = self.top(&name.words) else { continue };
            match name.kind {
                NameKind::Place => self.unknown_place(head, &name.words),
                NameKind::Organization => self.unknown_organization(head, &name.words),
                NameKind::Person | NameKind::Nationality => {}
            }
        }
    }

    /// The last word of a name that hangs from outside it.
    pub fn top(&self, words: &Range<u32>) -> Option<WordId> {
        words.clone().map(WordId).rfind(|&w| self.tree.head(w).is_none_or(|h| !words.contains(&h.0)))
    }

    fn unknown_place(&mut self, head: WordId, words: &Range<u32>) {
        if self.state.out.places.contains_key(&head) || !self.state.out.at(head).is_empty() {
            return;
        }
        let at = self.name_span(words);
        let country = self.country_beside(words);
        let name = self.text(at).to_owned();
        let precision = Precision::Unknown;
        self.state.out.places.insert(head, Place { at, name, country, region: None, precision, point: None, id: None });
    }

    /// "…, Ohio": the country of the place that follows after a comma, or of one within the name.
    fn country_beside(&self, words: &Range<u32>) -> Option<SmolStr> {
        let within = words.clone().map(WordId);
        let after = (words.end + 1..words.end + 2).map(WordId);
        let mut code = within.chain(after).filter_map(|w| match self.hit_at(w)?.1 {
            Sense::Country(n) | Sense::City(n) | Sense::Region(n) | Sense::Capital(n) | Sense::Adjective(n) => {
                Some(self.lexicon.places[n as usize].own_code)
            }
            _ => None,
        });
        code.find(|c| !c.is_empty()).map(SmolStr::new_static)
    }

    fn unknown_organization(&mut self, head: WordId, words: &Range<u32>) {
        let covered = |w: u32| {
            self.hit_at(WordId(w))
                .is_some_and(|(h, s)| h.words.contains(&head.0) || matches!(s, Sense::Organization(_)))
        };
        let proper = self.form(head).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        if !self.state.out.at(head).is_empty() || words.clone().any(covered) || self.tree.is_verb(head) || !proper {
            return;
        }
        if self.is_role_noun(head) || self.is_swallowed(head) {
            // "Foreign Ministry": read as a role, with whatever the sentence says of its country.
            return;
        }
        let at = self.name_span(words);
        let name = self.text(at).trim_start_matches("the ").trim_start_matches("The ").to_owned();
        let (mut standing, _) = self.nationality_before(words.end - 1, words.end);
        if standing.code.is_none() {
            standing = self.belongs_to(head);
        }
        standing.sectors.clear();
        standing.sub = None;
        let id = self.state.intern(format!("name {name}"), || Draft {
            name,
            kind: ActorKind::Organization,
            standing,
            entry: None,
            traits: Traits::default(),
            why: "organisation by the tagger, not in the lexicon".to_owned(),
        });
        self.stand(head, &[id], at, MentionForm::Name);
        self.remember_short(words.clone(), id);
    }

    /// A name without a possessive ending.
    pub fn name_span(&self, words: &Range<u32>) -> Span {
        let mut end = words.end;
        while end > words.start + 1 && matches!(self.tree.upos(WordId(end - 1)), Upos::Part | Upos::Punct) {
            end -= 1;
        }
        self.span(words.start..end)
    }
}
