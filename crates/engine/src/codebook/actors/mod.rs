//! Who acts: the tables under `data/lexicon/actors/`, loaded and indexed. Texts are borrowed for good, so that loading
//! copies next to nothing. How a report's words are matched with them is for [`crate::code::actors`].

pub(crate) mod names;
pub(crate) mod organizations;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod roles;
pub(crate) mod sectors;
pub(crate) mod terms;

use crate::error::Result;
use names::NameIndex;
use organizations::Organizations;
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

impl ActorLexicon {
    /// Reads and checks all tables.
    pub fn load(texts: &ActorTexts) -> Result<Self> {
        let mut index = NameIndex::with_capacity(EXPECTED_NAMES);
        let places = places::load(texts.countries, &mut index)?;
        let organizations = Organizations::load(texts.organizations, &mut index)?;
        let people = People::load(texts.people, &mut index)?;
        let roles = Roles::load(&RoleTexts {
            roles: texts.roles,
            modifiers: texts.modifiers,
            titles: texts.titles,
            nominals: texts.nominals,
        })?;
        let mut by_code = FxHashMap::default();
        for (n, entry) in places.iter().enumerate().filter(|(_, e)| !e.own_code.is_empty()) {
            by_code.entry(entry.own_code).or_insert(n as u32);
        }
        let first_names = people::first_names(texts.first_names)?;
        Ok(ActorLexicon { index, places, organizations, people, roles, first_names, by_code })
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
