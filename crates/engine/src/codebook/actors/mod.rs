//! Who acts: the tables under `data/lexicon/actors/`, loaded and indexed. Texts are borrowed for good, so that loading
//! copies next to nothing. How a report's words are matched with them is for [`crate::code::actors`].

pub(crate) mod names;
pub(crate) mod organizations;
mod own;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod roles;
pub(crate) mod sectors;
pub(crate) mod terms;

use crate::builtin::{self, table as text};
use crate::error::Result;
use names::NameIndex;
use organizations::Organizations;
pub use own::ActorFile;
use own::{Own, Table};
use people::{Gender, People};
use places::Entry;
use roles::{RoleTexts, Roles};
use rustc_hash::FxHashMap;

/// The tables as text.
#[derive(Clone, Copy, Debug)]
pub struct ActorTexts {
    /// `countries.tsv`
    pub countries: &'static str,
    /// `organizations.tsv`
    pub organizations: &'static str,
    /// `roles.tsv`
    pub roles: &'static str,
    /// `titles.tsv`
    pub titles: &'static str,
    /// `modifiers.tsv`
    pub modifiers: &'static str,
    /// `nominals.tsv`
    pub nominals: &'static str,
    /// `people*.tsv`; may be empty.
    pub people: &'static [&'static str],
    /// `first_names.tsv`
    pub first_names: &'static str,
}

/// Everybody that is known.
pub struct ActorLexicon {
    pub(crate) index: NameIndex,
    pub(crate) places: Vec<Entry>,
    pub(crate) organizations: Organizations,
    pub(crate) people: People,
    pub(crate) roles: Roles,
    first_names: FxHashMap<&'static str, Gender>,
    by_code: FxHashMap<&'static str, u32>,
}

/// Names that the tables are expected to hold, so that the index need not grow.
const EXPECTED_NAMES: usize = 60_000;

/// Codes of actors that belong to no one country.
const INTERNATIONAL: [&str; 8] = ["IGO", "NGO", "MNC", "IMG", "ISM", "UNO", "EUR", "UNK"];

impl ActorLexicon {
    /// The tables that the binary carries, and a user's own on top of them. Where a name stands in both, the user's row
    /// wins; an ambiguous name of the user's does not, it only joins in.
    pub fn builtin(own: &[ActorFile]) -> Result<Self> {
        let texts = ActorTexts {
            countries: text::COUNTRIES,
            organizations: text::ORGANIZATIONS,
            roles: text::ROLES,
            titles: text::TITLES,
            modifiers: text::MODIFIERS,
            nominals: text::NOMINALS,
            people: builtin::PEOPLE,
            first_names: text::FIRST_NAMES,
        };
        Self::load(&texts)?.with(own)
    }

    /// Reads and checks all tables.
    pub fn load(texts: &ActorTexts) -> Result<Self> {
        let mut index = NameIndex::with_capacity(EXPECTED_NAMES);
        let mut places = Vec::with_capacity(400);
        places::load("countries.tsv", texts.countries, &mut places, &mut index)?;
        let mut organizations = Organizations::default();
        organizations.load("organizations.tsv", texts.organizations, &mut index)?;
        let mut people = People::default();
        people.load(texts.people.iter().map(|&text| ("people.tsv", text)), &mut index)?;
        let roles = Roles::load(&RoleTexts {
            roles: texts.roles,
            modifiers: texts.modifiers,
            titles: texts.titles,
            nominals: texts.nominals,
        })?;
        let mut first_names = FxHashMap::with_capacity_and_hasher(5000, Default::default());
        people::first_names("first_names.tsv", texts.first_names, &mut first_names)?;
        let mut out =
            ActorLexicon { index, places, organizations, people, roles, first_names, by_code: FxHashMap::default() };
        out.index_codes(0);
        Ok(out)
    }

    /// With a user's tables on top.
    fn with(mut self, own: &[ActorFile]) -> Result<Self> {
        if own.is_empty() {
            return Ok(self);
        }
        let own: Vec<Own> = own.iter().map(Own::recognise).collect::<Result<_>>()?;
        self.index.own_begins();
        let builtin = self.places.len();
        for &Own { table, file, text } in &own {
            match table {
                Table::Countries => places::load(file, text, &mut self.places, &mut self.index)?,
                Table::Organizations => self.organizations.load(file, text, &mut self.index)?,
                Table::People => {}
                Table::Roles => self.roles.read_roles(file, text)?,
                Table::Titles => self.roles.read_titles(file, text)?,
                Table::Modifiers => self.roles.read_modifiers(file, text)?,
                Table::Nominals => self.roles.read_nominals(file, text)?,
                Table::FirstNames => people::first_names(file, text, &mut self.first_names)?,
            }
        }
        // All at once, so that one person may stand in several files.
        let people = own.iter().filter(|o| o.table == Table::People).map(|o| (o.file, o.text));
        self.people.load(people, &mut self.index)?;
        self.index_codes(builtin);
        Ok(self)
    }

    /// Codes of the places from the `first` on; of several places with one code the first row stands for it.
    fn index_codes(&mut self, first: usize) {
        for (n, entry) in self.places.iter().enumerate().skip(first).filter(|(_, e)| !e.own_code.is_empty()) {
            let known = self.by_code.entry(entry.own_code).or_insert(n as u32);
            if (*known as usize) < first {
                *known = n as u32;
            }
        }
    }

    /// True for what a record may hold as the code of an actor: a country's, an international one, or an organisation's own.
    pub fn is_code(&self, code: &str) -> bool {
        INTERNATIONAL.contains(&code) || self.by_code.contains_key(code) || self.organizations.has_code(code)
    }

    /// The gender that a given name tells.
    pub(crate) fn gender(&self, first_name: &str) -> Option<Gender> {
        self.first_names.get(first_name).copied()
    }

    /// The country of a code.
    pub(crate) fn country(&self, code: &str) -> Option<&Entry> {
        self.by_code.get(code).map(|&n| &self.places[n as usize])
    }

    /// A country's English name, else the code itself.
    pub(crate) fn country_name<'a>(&self, code: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.country(code).map_or(code, |e| e.name)
    }
}
