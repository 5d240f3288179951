//! People: known ones by the lexicon, unknown ones by the tagger, with what their titles, appositions and "of" phrases
//! say; later mentions by last or first name.

use super::hits::tagged;
use super::resolver::Resolver;
use super::roles::RoleReading;
use super::state::{Draft, Standing, Traits};
use super::tree::is_hyphen;
use crate::code::model::{ActorId, ActorKind, MentionForm};
use crate::codebook::actors::names::{Sense, atoms};
use crate::codebook::actors::people::{Gender, last_name};
use crate::codebook::actors::roles::{RoleClass, Title};
use crate::codebook::actors::sectors::Sectors;
use crate::parse::{Deprel, NameKind, SentenceId, Upos, WordId};
use smol_str::SmolStr;
use std::ops::Range;

/// The longest title, in words.
const MAX_TITLE: u32 = 5;

/// What stands beside a person's name.
#[derive(Default)]
struct Beside {
    role: Option<RoleReading>,
    standing: Standing,
    organization: bool,
    gender: Option<Gender>,
    /// First word of the whole phrase.
    start: u32,
}

impl Resolver<'_> {
    /// The people named in a sentence, in order.
    pub fn persons(&mut self, sentence: SentenceId, names: Range<usize>) {
        let words = self.tree.parsed.sentences[sentence.index()].words.clone();
        let mut found: Vec<(Range<u32>, Option<u32>)> = Vec::new();
        let mut k = words.start;
        while k < words.end {
            match self.hit_at(WordId(k)) {
                Some((hit, Sense::Person(n))) => {
                    // A short name within a longer one of the tagger is looked up as a whole.
                    if hit.atoms > 1
                        || tagged(self.tree.parsed, &hit.words).is_none_or(|(_, w)| w.len() <= hit.words.len())
                    {
                        found.push((hit.words.clone(), Some(n)));
                    }
                    k = hit.words.end.max(k + 1);
                }
                _ => k += 1,
            }
        }
        let known = found.len();
        for i in names {
            let name = &self.tree.parsed.names[i];
            let overlaps = |(r, _): &(Range<u32>, _)| r.start < name.words.end && name.words.start < r.end;
            let at = found[..known].partition_point(|(r, _)| r.end <= name.words.start);
            if name.kind == NameKind::Person
                && !self.in_dateline(name.words.start)
                && !found[at..known].first().is_some_and(overlaps)
            {
                found.push((name.words.clone(), None));
            }
        }
        found.sort_by_key(|(r, _)| r.start);
        for (words, person) in found {
            self.person(words, person);
        }
    }

    fn person(&mut self, words: Range<u32>, known: Option<u32>) {
        let (name, title) = if known.is_some() { (self.trim(words), None) } else { self.strip_title(self.trim(words)) };
        if name.is_empty() || self.is_covered(&name, known) {
            return;
        }
        let tops = |w: &WordId| self.tree.head(*w).is_none_or(|h| !name.contains(&h.0));
        let Some(head) = name.clone().map(WordId).find(tops) else { return };
        if !self.state.out.at(head).is_empty() {
            return;
        }
        let beside = self.beside(&name, head, title);
        let text = self.person_text(&name);
        let known = known.or_else(|| self.full_name(&text));
        for k in beside.start..name.start {
            let titled = k >= self.title_before(name.start).map_or(name.start, |(start, _)| start);
            if (titled || self.tree.is_modifier(WordId(k))) && self.tree.head(head) != Some(WordId(k)) {
                self.seen[k as usize] = true;
            }
        }
        let id = match known.filter(|&n| self.is_meant(n, &text)) {
            Some(n) => self.known_person(n, &beside),
            None => self.named_person(&text, &beside),
        };
        self.register(&text, id);
        let at = self.span(beside.start.min(name.start)..name.end);
        self.stand(head, &[id], at, MentionForm::Name);
    }

    /// A full name of the lexicon, looked up without middle initials.
    fn full_name(&self, text: &str) -> Option<u32> {
        let initial = |p: &str| p.len() == 2 && p.ends_with('.');
        let mut parts: Vec<&str> = text.split(' ').collect();
        let n = parts.len();
        if n < 2 {
            return None;
        }
        let mut i = 0;
        parts.retain(|p| {
            i += 1;
            i == 1 || i == n || !initial(p)
        });
        let plain = parts.join(" ");
        let spans: Vec<(usize, usize)> = atoms(&plain).collect();
        let found = self.lexicon.index.longest(&plain, &spans, 0);
        found.senses.iter().find_map(|s| match s {
            Sense::Person(n) if found.len == spans.len() => Some(*n),
            _ => None,
        })
    }

    /// A short name of the lexicon gives way to somebody the report named in full.
    fn is_meant(&self, n: u32, text: &str) -> bool {
        if text.contains(' ') || self.facts.names_person(n) {
            return true;
        }
        !self.state.by_part.contains_key(text)
    }

    /// A country or organisation that the tagger took for a person.
    fn is_covered(&self, name: &Range<u32>, known: Option<u32>) -> bool {
        known.is_none()
            && name.clone().all(|w| self.hit_at(WordId(w)).is_some_and(|(_, s)| !matches!(s, Sense::Person(_))))
    }

    /// Without a possessive ending and stray punctuation.
    fn trim(&self, mut words: Range<u32>) -> Range<u32> {
        let loose = |k: u32| matches!(self.tree.upos(WordId(k)), Upos::Part | Upos::Punct);
        while !words.is_empty() && loose(words.end - 1) {
            words.end -= 1;
        }
        while !words.is_empty() && loose(words.start) {
            words.start += 1;
        }
        words
    }

    /// Titles that the tagger took into the name.
    fn strip_title(&self, mut words: Range<u32>) -> (Range<u32>, Option<Title>) {
        let mut title = None;
        while words.len() > 1 {
            let most = MAX_TITLE.min(words.len() as u32 - 1);
            let found = (1..=most)
                .rev()
                .find_map(|n| Some((n, *self.lexicon.roles.title(&self.plain(words.start..words.start + n))?)));
            let Some((n, t)) = found else { break };
            words.start += n;
            title = Some(t);
        }
        (words, title)
    }

    /// Words with single spaces, without full stops and hyphens.
    fn plain(&self, words: Range<u32>) -> String {
        let mut out = String::new();
        for form in words.map(|k| self.form(WordId(k))).filter(|f| !is_hyphen(f)) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(form.chars().filter_map(|c| match c {
                '.' => None,
                '-' => Some(' '),
                c => Some(c),
            }));
        }
        out
    }

    fn person_text(&self, name: &Range<u32>) -> String {
        let text = self.text(self.span(name.clone()));
        let straight = text.replace(['’', '‘'], "'");
        straight.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Role, nationality and gender from title, apposition and dependents.
    fn beside(&mut self, name: &Range<u32>, head: WordId, title: Option<Title>) -> Beside {
        let last = WordId(name.end - 1);
        let written = self.title_before(name.start);
        let from = written.map_or(name.start, |(start, _)| start);
        // "Secretary of State X": the title holds words that are no modifiers of the name.
        let before = self.tree.before(WordId(from), last).start..name.start;
        let mut out = Beside { start: before.start, ..Beside::default() };
        let titled = written.map(|(_, t)| t).or(title);
        out.gender = titled.and_then(|t| t.gender);
        (out.standing, out.organization) = self.nationality_before(before.start, before.end);
        let by_title = titled.and_then(|t| self.title_role(&t));
        let by_noun = before
            .end
            .checked_sub(1)
            .filter(|_| !before.is_empty())
            .and_then(|k| self.role_ending(WordId(k), before.start..k));
        out.role = match (by_noun, by_title) {
            (Some(noun), Some(title)) if title.role.lemma.len() > noun.role.lemma.len() => Some(title),
            (noun, title) => noun.or(title),
        };
        self.add_apposition(&mut out, head);
        let own = self.tree.children_by(head, Deprel::Nmod).next().is_some();
        if own && out.standing.code.is_none() {
            (out.standing, out.organization) = self.belongs(head, head.0);
        }
        out
    }

    /// The longest title right before a name, with its first word.
    fn title_before(&self, name: u32) -> Option<(u32, Title)> {
        let start = self.tree.parsed.sentence_of(WordId(name)).words.start;
        let from = name.saturating_sub(MAX_TITLE).max(start);
        (from..name).find_map(|k| Some((k, *self.lexicon.roles.title(&self.plain(k..name))?)))
    }

    fn title_role(&self, title: &Title) -> Option<RoleReading> {
        let role = *self.lexicon.roles.role(title.role, false)?;
        Some(RoleReading {
            role,
            first: 0,
            modified: false,
            sectors: role.sectors.iter().collect(),
            inherits: role.sectors.inherits(),
            international: role.sectors.international(),
            sub: role.sub,
            why: format!("titles.tsv: {}", title.role),
        })
    }

    /// "X, a spokesman for Y" and "Y's spokesman, X".
    fn add_apposition(&mut self, out: &mut Beside, head: WordId) {
        let mut phrases: Vec<WordId> = self.tree.children_by(head, Deprel::Appos).collect();
        let above = self
            .tree
            .head(head)
            .filter(|_| matches!(self.tree.rel(head), Deprel::Appos | Deprel::Flat | Deprel::NmodDesc));
        phrases.extend(above);
        for w in phrases {
            let Some(role) = self.role_at(w).filter(|r| r.role.class == RoleClass::Person) else { continue };
            if out.role.is_none() || out.standing.code.is_none() {
                let (standing, organization) = self.belongs(w, role.first);
                if standing.code.is_some() || organization {
                    (out.standing, out.organization) = (standing, organization);
                }
                if out.role.is_none() {
                    out.role = Some(role);
                }
            }
        }
    }

    /// Somebody of the lexicon, as of the day of publication.
    fn known_person(&mut self, n: u32, beside: &Beside) -> ActorId {
        self.office_holder(n, beside.role.as_ref().map(|r| r.role.lemma))
    }

    /// Somebody of the lexicon, with the role that stands beside the name.
    pub fn office_holder(&mut self, n: u32, beside: Option<&str>) -> ActorId {
        let person = self.lexicon.people.person(n);
        let written = |role: &str| beside.is_some_and(|b| same_role(role, b));
        let office = self.lexicon.people.office(n, self.facts.month, written);
        let key = format!("person {}", person.id);
        let roles: Vec<SmolStr> = self
            .lexicon
            .people
            .offices(n)
            .filter(|o| o.term.distance(self.facts.month) == 0)
            .map(|o| o.role.into())
            .collect();
        let month = self.facts.month;
        self.state.intern(key, || {
            let mut standing = Standing::default();
            let mut why = format!("people: {}", person.id);
            if let Some(o) = office {
                let non_empty = |s: &'static str| (!s.is_empty()).then(|| SmolStr::new_static(s));
                standing.code = non_empty(o.code);
                standing.sub = non_empty(o.sub);
                let over = o.term.is_over(month) && !written(o.role);
                standing.sectors = if over { Sectors::ELITE.to_vec() } else { o.sectors.to_vec() };
                why = format!("{why}, {}{}", if over { "formerly " } else { "" }, o.role);
            }
            Draft {
                name: person.name.to_owned(),
                kind: ActorKind::Person,
                standing,
                entry: Some(SmolStr::new_static(person.id)),
                traits: Traits { gender: Some(person.gender), plural: false, roles },
                why,
            }
        })
    }

    /// Somebody by name: mentioned before, an office holder by last name, or new.
    fn named_person(&mut self, text: &str, beside: &Beside) -> ActorId {
        if let Some(id) = self.mentioned(text) {
            self.add_to(id, beside);
            return id;
        }
        if !text.contains(' ') {
            let code = beside.standing.code.as_deref();
            let role = beside.role.as_ref().map(|r| r.role.lemma);
            let written = |office: &str| role.is_none_or(|r| same_role(office, r));
            if let Some(n) = self.facts.by_last_name(text, self.lexicon, code, written) {
                let id = self.known_person(n, beside);
                self.state.explain(id, "last name, by role, country and date");
                return id;
            }
        }
        self.new_person(text, beside)
    }

    /// An earlier person whose name has this name, or this one's last part.
    fn mentioned(&mut self, text: &str) -> Option<ActorId> {
        let last = last_name(text);
        let candidates = self.state.by_part.get(last)?;
        let fits = |&&id: &&ActorId| {
            let full = self.state.actor(id).name.as_str();
            text == full
                || !text.contains(' ')
                || !full.contains(' ')
                || full.split(' ').next() == text.split(' ').next()
        };
        let id = candidates.iter().rev().find(fits).copied()?;
        let actor = self.state.actor_mut(id);
        if actor.entry.is_none() && !actor.name.contains(' ') && text.contains(' ') {
            actor.name = text.to_owned();
        }
        Some(id)
    }

    /// What a later mention adds.
    fn add_to(&mut self, id: ActorId, beside: &Beside) {
        if self.state.actor(id).entry.is_some() {
            return;
        }
        let bare = self.state.actor(id).code.is_none() && self.state.actor(id).sectors.is_empty();
        let traits = &mut self.state.traits[id.index()];
        if traits.gender.is_none() {
            traits.gender = beside.gender;
        }
        if bare && (beside.role.is_some() || beside.standing.code.is_some()) {
            let (standing, why, roles) = self.described(beside);
            let actor = self.state.actor_mut(id);
            actor.code = standing.code;
            actor.sub = standing.sub;
            actor.sectors = standing.sectors;
            self.state.traits[id.index()].roles = roles;
            self.state.explain(id, &why);
        }
    }

    fn new_person(&mut self, text: &str, beside: &Beside) -> ActorId {
        let (standing, why, roles) = self.described(beside);
        let body = |r: &RoleReading| matches!(r.role.class, RoleClass::Body | RoleClass::Force);
        if beside.role.as_ref().is_some_and(body) {
            // "maritime security firm X": the tagger took a body for a person.
            return self.state.add(Draft {
                name: text.to_owned(),
                kind: ActorKind::Organization,
                standing,
                entry: None,
                traits: Traits { roles, ..Traits::default() },
                why,
            });
        }
        let first = text.split(' ').next().unwrap_or(text);
        let gender = beside.gender.or_else(|| self.lexicon.gender(first).filter(|_| text.contains(' ')));
        self.state.add(Draft {
            name: text.to_owned(),
            kind: ActorKind::Person,
            standing,
            entry: None,
            traits: Traits { gender: Some(gender.unwrap_or(Gender::Either)), plural: false, roles },
            why,
        })
    }

    /// What title, apposition and nationality make of somebody.
    fn described(&self, beside: &Beside) -> (Standing, String, Vec<SmolStr>) {
        let mut standing = beside.standing.clone();
        let Some(role) = &beside.role else {
            if !beside.organization {
                standing.sectors.clear();
            }
            return (standing, "person by name".to_owned(), Vec::new());
        };
        standing.sectors = self.sectors(role, &beside.standing, beside.organization);
        let mut why = role.why.clone();
        if standing.code.is_none() && !standing.uncoded {
            if let Some(code) = role.international {
                standing.code = Some(SmolStr::new_static(code));
                standing.sub = role.sub.map(SmolStr::new_static);
            } else if let Some((code, how)) = self.infer_country(WordId(role.first), role) {
                standing.code = Some(code);
                why = format!("{why}, {how}");
            }
        }
        (standing, why, vec![SmolStr::new(role.role.lemma)])
    }

    /// Keeps the parts of a name for later short mentions.
    fn register(&mut self, text: &str, id: ActorId) {
        let full = self.state.actor(id).name.clone();
        for part in text.split(' ').chain(full.split(' ')).filter(|p| p.chars().count() > 1) {
            if !part.starts_with(char::is_uppercase) && part != last_name(text) {
                continue;
            }
            let ids = self.state.by_part.entry(SmolStr::new(part)).or_default();
            if ids.last() != Some(&id) {
                ids.retain(|&x| x != id);
                ids.push(id);
            }
        }
    }
}

/// True when a role as written may be the office: the same words, or one ends in the other.
pub(super) fn same_role(office: &str, written: &str) -> bool {
    let (office, written) = (plain_role(office), plain_role(written));
    office == written || ends_in(&office, &written) || ends_in(&written, &office)
}

/// A role in one spelling.
pub(super) fn plain_role(role: &str) -> String {
    role.replace('-', " ").replace("defense", "defence").replace("labor", "labour")
}

fn ends_in(long: &str, short: &str) -> bool {
    long.strip_suffix(short).is_some_and(|rest| rest.ends_with(' '))
}
