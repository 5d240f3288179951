//! Common nouns: those that point back to somebody named, and role nouns that make unnamed actors.

use super::Hint;
use super::persons::{plain_role, same_role};
use super::resolver::Resolver;
use super::roles::RoleReading;
use super::state::{Draft, Standing, Traits};
use crate::code::model::{ActorId, ActorKind};
use crate::codebook::actors::names::Sense;
use crate::codebook::actors::people::Gender;
use crate::codebook::actors::roles::{RoleClass, Target};
use crate::parse::{Deprel, NameKind, NameTag, Upos, WordId};
use smol_str::SmolStr;

impl Resolver<'_> {
    /// Resolves a noun that no name covers.
    pub fn nominal(&mut self, w: WordId) {
        let adjective = self.tree.upos(w) == Upos::Adj;
        if adjective && (self.tree.is_modifier(w) || !self.has_determiner(w)) || self.is_inside_name(w) {
            return;
        }
        if self.is_swallowed(w) {
            return;
        }
        let reading = self.role_at(w).filter(|_| !self.is_date(w));
        if self.identity(w, reading.as_ref())
            || self.measured(w, reading.as_ref())
            || self.pointing_back(w, reading.as_ref())
        {
            return;
        }
        if let Some(reading) = reading {
            self.role_actor(w, &reading);
        }
    }

    fn has_determiner(&self, w: WordId) -> bool {
        self.tree.children_by(w, Deprel::Det).next().is_some()
    }

    fn is_definite(&self, w: WordId) -> bool {
        self.tree.children_by(w, Deprel::Det).any(|d| {
            matches!(
                self.tree.lemma(d).to_ascii_lowercase().as_str(),
                "the" | "this" | "that" | "these" | "those" | "both"
            )
        })
    }

    /// Part of a name that stands for somebody already, or for a person.
    fn is_inside_name(&self, w: WordId) -> bool {
        let person = matches!(
            self.tree.parsed.word(w).name,
            NameTag::Begin(NameKind::Person) | NameTag::Inside(NameKind::Person)
        );
        person && !self.is_role_noun(w) || self.hit_at(w).is_some()
    }

    /// "18 March", which is no march.
    fn is_date(&self, w: WordId) -> bool {
        let number = |k: Option<u32>| {
            k.is_some_and(|k| self.tree.parsed.words.get(k as usize).is_some_and(|x| x.upos == Upos::Num))
        };
        self.tree.upos(w) == Upos::Propn && (number(w.0.checked_sub(1)) || number(Some(w.0 + 1)))
    }

    /// "thousands of protesters": the protesters.
    fn measured(&mut self, w: WordId, reading: Option<&RoleReading>) -> bool {
        if reading.is_none_or(|r| r.sectors != ["UNK"]) {
            return false;
        }
        let of = self.tree.children_by(w, Deprel::Nmod).find(|&c| self.tree.preposition(c) == Some("of"));
        let Some(of) = of else { return false };
        let ids = self.visit(of);
        if ids.is_empty() {
            return false;
        }
        self.state.out.set(w, &ids);
        true
    }

    /// A noun beside the name of the same person or body: "the group, Hamas", "President X".
    fn identity(&mut self, w: WordId, reading: Option<&RoleReading>) -> bool {
        let Some((class, first)) = reading.map(|r| (r.role.class, r.first)) else { return false };
        let above = self.tree.head(w).filter(|_| self.tree.rel(w) == Deprel::Appos);
        let below = self.tree.parsed.children(w).iter().copied().find(|&c| {
            matches!(self.tree.rel(c), Deprel::Appos | Deprel::Flat | Deprel::NmodDesc)
                || self.tree.rel(c) == Deprel::Compound && c > w
        });
        for other in [above, below].into_iter().flatten() {
            let ids = self.state.out.at(other).to_vec();
            let [id] = ids.as_slice() else { continue };
            let kind = self.state.actor(*id).kind;
            let fits = match class {
                RoleClass::Person => kind == ActorKind::Person,
                _ => matches!(kind, ActorKind::Organization | ActorKind::Group),
            };
            if fits {
                self.stand_nominal(w, &ids);
                return true;
            }
        }
        let body = !matches!(class, RoleClass::Person | RoleClass::Force);
        if body
            && !self.tree.is_plural(w)
            && let Some(id) = self.named_before(w, first)
        {
            self.stand_nominal(w, &[id]);
            return true;
        }
        false
    }

    /// "the X movement", "the X news agency", where X is one. Bodies of states and of international organisations are
    /// parts of what stands before them, not the thing itself.
    fn named_before(&self, w: WordId, first: u32) -> Option<ActorId> {
        self.lexicon.roles.nominal(&self.tree.lemma(w).to_lowercase())?;
        let before = WordId(first.checked_sub(1)?);
        let (hit, sense) = self.hit_at(before).filter(|(h, _)| self.tree.before(w, w).contains(&h.words.start))?;
        let id = self.state.out.at(hit.head).first().copied().filter(|_| matches!(sense, Sense::Organization(_)))?;
        let actor = self.state.actor(id);
        let whole =
            actor.code.as_deref() != Some("IGO") && actor.sectors.first().is_none_or(|s| s != "GOV" && s != "MIL");
        let alliance = matches!(self.tree.lemma(w), "alliance" | "bloc");
        (whole || alliance).then_some(id)
    }

    /// "the alliance", "both countries", "the president": somebody mentioned before.
    fn pointing_back(&mut self, w: WordId, reading: Option<&RoleReading>) -> bool {
        let lemma = self.tree.lemma(w).to_lowercase();
        let targets: Vec<Target> = self.lexicon.roles.nominal(&lemma).unwrap_or_default().to_vec();
        if targets.contains(&Target::Voice) {
            let found = self.voice(w);
            if !found {
                self.state.out.voices.push(w);
            }
            return found;
        }
        if self.is_pair(w) {
            return self.pair(w, &targets, reading);
        }
        if targets.is_empty() || self.tree.is_plural(w) || !self.is_definite(w) {
            return false;
        }
        let same = self.state.by_noun.get(lemma.as_str()).copied();
        if let Some(id) = same.filter(|_| reading.is_some_and(|r| r.first == w.0)) {
            self.stand_nominal(w, &[id]);
            return true;
        }
        let standing = self.belongs_to(w);
        if standing.uncoded {
            return false;
        }
        let code = standing.code.clone();
        // A noun with a sector of its own ("city council") says too much to stand for any organisation.
        let telling = reading.is_some_and(|r| !r.sectors.is_empty());
        let fits = |id: ActorId| code.is_none() || self.state.actor(id).code == code;
        let by_name = self.latest(w, |id| fits(id) && self.is_named(id, &lemma));
        let by_kind = |target: &Target| self.latest(w, |id| fits(id) && self.can_mean(id, target));
        let usable = |t: &&Target| !(telling && matches!(t, Target::Organization | Target::Group));
        let found = by_name.or_else(|| targets.iter().filter(usable).find_map(by_kind));
        let found = found.or_else(|| {
            let country = targets.contains(&Target::Country) && code.is_none();
            let focus = self.facts.focus.filter(|_| country)?;
            let n = self.lexicon.places.iter().position(|e| e.own_code == focus)?;
            self.country(n as u32, "country the report is mainly about")
        });
        let Some(id) = found else { return false };
        self.state.explain(id, &format!("nominals.tsv: {lemma}"));
        self.stand_nominal(w, &[id]);
        true
    }

    /// The latest actor before a word that will do; heads of noun phrases before modifiers.
    fn latest(&self, w: WordId, fits: impl Fn(ActorId) -> bool) -> Option<ActorId> {
        let mut modifier = None;
        for r in self.state.before(w) {
            for &id in &r.ids {
                if fits(id) {
                    if !r.modifier {
                        return Some(id);
                    }
                    modifier = modifier.or(Some(id));
                }
            }
        }
        modifier
    }

    /// "the two countries", "both sides", "the neighbours".
    fn is_pair(&self, w: WordId) -> bool {
        let two = self.tree.parsed.children(w).iter().any(|&c| {
            matches!(self.tree.lemma(c).to_ascii_lowercase().as_str(), "two" | "both")
                && matches!(self.tree.rel(c), Deprel::Nummod | Deprel::Det | Deprel::DetPredet | Deprel::CcPreconj)
        });
        self.tree.is_plural(w)
            && (two || self.is_definite(w) && matches!(self.tree.lemma(w), "side" | "neighbour" | "neighbor"))
    }

    fn pair(&mut self, w: WordId, targets: &[Target], reading: Option<&RoleReading>) -> bool {
        let people =
            reading.is_some_and(|r| matches!(r.role.class, RoleClass::Person | RoleClass::Group)) && targets.is_empty();
        let states = reading.is_some_and(|r| r.sectors.first().is_some_and(|s| matches!(*s, "GOV" | "MIL")));
        if !people && !states && targets.is_empty() {
            return false;
        }
        let countries = targets.contains(&Target::Country) || targets.is_empty();
        let fits = |id: ActorId| {
            let actor = self.state.actor(id);
            match actor.kind {
                ActorKind::Person => people && actor.entry.is_some(),
                ActorKind::Country => !people,
                ActorKind::Organization | ActorKind::Group => {
                    let party =
                        actor.sectors.first().is_none_or(|s| matches!(s.as_str(), "GOV" | "MIL" | "REB" | "PTY"));
                    let named = self.is_government(id) || !countries && actor.entry.is_some();
                    !people && party && named
                }
                ActorKind::Unnamed => false,
            }
        };
        let mut ids: Vec<ActorId> = Vec::new();
        for r in self.state.before(w) {
            if r.ids.len() == 2 && r.ids.iter().all(|&id| fits(id)) {
                ids = r.ids.clone();
                break;
            }
            for &id in r.ids.iter().rev().filter(|&&id| fits(id)) {
                let other = |&x: &ActorId| self.state.actor(x).code != self.state.actor(id).code;
                if ids.len() < 2 && ids.iter().all(other) {
                    ids.push(id);
                }
            }
            if ids.len() == 2 {
                break;
            }
        }
        if ids.len() < 2 {
            return false;
        }
        ids.sort_unstable();
        self.stand_nominal(w, &ids);
        true
    }

    fn is_government(&self, id: ActorId) -> bool {
        self.state.traits(id).roles.iter().any(|r| r == "government")
    }

    /// "a statement from the ministry": whoever speaks through it.
    fn voice(&mut self, w: WordId) -> bool {
        let parsed = self.tree.parsed;
        for &c in parsed.children(w) {
            let owner = matches!(
                (self.tree.rel(c), self.tree.preposition(c)),
                (Deprel::NmodPoss | Deprel::Compound | Deprel::Amod, _) | (Deprel::Nmod, Some("from" | "by"))
            );
            if !owner {
                continue;
            }
            let ids = self.visit(c);
            if !ids.is_empty() {
                self.state.out.set(w, &ids);
                return true;
            }
        }
        false
    }

    /// An unnamed actor by its role, its country and its noun.
    fn role_actor(&mut self, w: WordId, reading: &RoleReading) {
        let lemma = SmolStr::new(self.tree.lemma(w).to_lowercase());
        let plural = self.tree.is_plural(w);
        let person = reading.role.class == RoleClass::Person && !plural;
        if reading.sectors.is_empty() && !reading.inherits && reading.international.is_none() {
            return;
        }
        let (mut standing, organization) = self.belongs(w, reading.first);
        if self.says_nothing(w, reading, &standing) {
            return;
        }
        if person
            && self.is_definite(w)
            && let Some(id) = self.named_with_role(w, reading, standing.code.as_deref())
        {
            self.state.explain(id, &format!("\"{}\" by its role", reading.role.lemma));
            self.stand_nominal(w, &[id]);
            return;
        }
        if person
            && !reading.modified
            && let Some(id) = self.office_holder_of(reading, &standing)
        {
            self.state.explain(id, &format!("holder of the office of {}", reading.role.lemma));
            self.stand_nominal(w, &[id]);
            return;
        }
        let same = self.state.by_noun.get(&lemma).copied();
        if standing.code.is_none()
            && !standing.uncoded
            && reading.first == w.0
            && let Some(id) = same.filter(|_| !person || self.is_definite(w))
        {
            self.stand_nominal(w, &[id]);
            return;
        }
        let mut organization = organization;
        if reading.inherits && standing.code.is_none() && !organization && !standing.uncoded {
            let speaks = person && reading.role.lemma.contains("spokes");
            let Some(id) = self.employer(w).filter(|_| speaks) else { return };
            standing = self.state.standing(id);
            organization = !standing.sectors.is_empty();
        }
        let mut why = reading.why.clone();
        standing.sectors = self.sectors(reading, &standing, organization);
        if standing.code.is_none() && !standing.uncoded {
            if let Some(code) = reading.international {
                standing.code = Some(SmolStr::new_static(code));
                standing.sub = reading.sub.map(SmolStr::new_static);
            } else if let Some((code, how)) = self.infer_country(w, reading) {
                why = format!("{why}, {how}");
                standing.code = Some(code);
            }
        }
        if standing.code.is_none() && standing.sectors.is_empty() {
            return;
        }
        if self.is_incidental(w, reading) {
            let hint = Hint { code: standing.code, sectors: standing.sectors, why };
            self.state.out.hints.insert(w, hint);
            return;
        }
        let code = standing.code.clone();
        let key = format!(
            "role {} {} {lemma}{}",
            code.as_deref().unwrap_or("---"),
            standing.sectors.join(","),
            standing.sub.as_deref().map(|s| format!(" {s}")).unwrap_or_default(),
        );
        let body = matches!(reading.role.class, RoleClass::Body | RoleClass::Force);
        let kind = if body && code.is_some() { ActorKind::Organization } else { ActorKind::Unnamed };
        let name = self.unnamed_name(w, reading, code.as_deref());
        let gender = person.then_some(Gender::Either);
        let collective = matches!(lemma.as_str(), "police" | "people") || reading.role.class == RoleClass::Group;
        let traits = Traits { gender, plural: plural || collective, roles: vec![SmolStr::new(reading.role.lemma)] };
        let id = self.state.intern(key, || Draft { name, kind, standing, entry: None, traits, why });
        if code.is_some() {
            self.state.by_noun.insert(lemma, id);
        }
        self.stand_nominal(w, &[id]);
    }

    /// Nouns that only sometimes mean somebody: "nation", "neighbour" and "side" with no word of whose; "intelligence" as
    /// a thing that one has.
    fn says_nothing(&self, w: WordId, reading: &RoleReading, standing: &Standing) -> bool {
        let lemma = self.tree.lemma(w);
        let targets = self.lexicon.roles.nominal(lemma).unwrap_or_default();
        let vague = targets.iter().any(|t| matches!(t, Target::Country | Target::Pair));
        let before = self.tree.before(w, w);
        let placed = self.nationality_before(before.start, before.end).0.code.is_some();
        if vague && !placed {
            return true;
        }
        let mass = matches!(lemma, "intelligence" | "security" | "capital");
        mass && reading.first == w.0 && !self.tree.is_subject(w) && standing.code.is_none()
    }

    /// "NATO's secretary-general": whoever held the office at publication.
    fn office_holder_of(&mut self, reading: &RoleReading, standing: &Standing) -> Option<ActorId> {
        let code = standing.sub.clone().or_else(|| standing.code.clone())?;
        let key = (code, reading.role.lemma);
        let holder = match self.holders.get(&key) {
            Some(known) => *known,
            None => {
                let role = plain_role(reading.role.lemma);
                let found = self.lexicon.people.holder(&key.0, self.facts.month, |r| plain_role(r) == role);
                *self.holders.entry(key).or_insert(found)
            }
        };
        Some(self.office_holder(holder?, Some(reading.role.lemma)))
    }

    /// A noun that only describes the one it stands before: "farm goods", "school bus", but not "police raid" or "rebel
    /// attack".
    fn is_incidental(&self, w: WordId, reading: &RoleReading) -> bool {
        let acts = |s: &&str| {
            matches!(*s, "GOV" | "MIL" | "COP" | "LEG" | "JUD" | "SPY" | "REB" | "UAF" | "PRM" | "CRM" | "CVL" | "OPP")
        };
        let official = reading.role.class == RoleClass::Person && reading.sectors == ["GOV"];
        self.tree.rel(w) == Deprel::Compound && (official || !reading.sectors.first().is_some_and(acts))
    }

    /// The body that "a spokesman" without more speaks for: the latest one with a role of its own.
    fn employer(&self, w: WordId) -> Option<ActorId> {
        let sentence = self.tree.parsed.word(w).sentence;
        self.state
            .before(w)
            .filter(|r| !r.modifier && r.sentence.0 + 2 >= sentence.0)
            .flat_map(|r| r.ids.iter().copied())
            .find(|&id| self.state.actor(id).kind == ActorKind::Organization)
    }

    /// "the president": the latest person known to have that role.
    fn named_with_role(&self, w: WordId, reading: &RoleReading, code: Option<&str>) -> Option<ActorId> {
        for r in self.state.before(w) {
            for &id in &r.ids {
                let actor = self.state.actor(id);
                if actor.kind != ActorKind::Person || code.is_some_and(|c| actor.code.as_deref() != Some(c)) {
                    continue;
                }
                if self.state.traits(id).roles.iter().any(|role| same_role(role, reading.role.lemma)) {
                    return Some(id);
                }
            }
        }
        None
    }

    /// "officials (South Korea)".
    fn unnamed_name(&self, w: WordId, reading: &RoleReading, code: Option<&str>) -> String {
        let words = reading.first.min(w.0)..w.0 + 1;
        let phrase = self.text(self.span(words));
        match code {
            Some(code) => format!("{phrase} ({})", self.lexicon.country_name(code)),
            None => phrase.to_owned(),
        }
    }

    /// A named body, not one made of a role noun.
    fn is_body(&self, id: ActorId) -> bool {
        let actor = self.state.actor(id);
        let body = matches!(actor.kind, ActorKind::Organization | ActorKind::Group);
        body && actor.entry.is_some() && self.state.traits(id).roles.is_empty()
    }

    /// True when a body has the noun in its name.
    fn is_named(&self, id: ActorId, noun: &str) -> bool {
        let mut parts = self.state.actor(id).name.split(|c: char| !c.is_alphanumeric());
        self.is_body(id) && parts.any(|p| p.eq_ignore_ascii_case(noun))
    }

    /// True when a noun that stands for a target can point back to an actor.
    fn can_mean(&self, id: ActorId, target: &Target) -> bool {
        let actor = self.state.actor(id);
        let body = self.is_body(id);
        let leads = |sector: &str| actor.sectors.first().is_some_and(|s| s == sector);
        match target {
            Target::Id(id) => actor.entry.as_deref() == Some(id),
            Target::Code(code) => {
                let right = if self.lexicon.country(code).is_some() { actor.kind == ActorKind::Country } else { body };
                right && actor.code.as_deref() == Some(code)
            }
            Target::Sector(sector) => body && leads(sector),
            Target::Country => actor.kind == ActorKind::Country,
            Target::Organization => body && actor.kind == ActorKind::Organization && !leads("GOV"),
            Target::Group => body && actor.kind == ActorKind::Group,
            Target::Voice | Target::Pair => false,
        }
    }
}
