//! `roles.tsv`, `modifiers.tsv`, `titles.tsv` and `nominals.tsv`: nouns that say what somebody is, words that change it,
//! forms of address, and nouns that point back to somebody named.

use super::names::atoms;
use super::people::Gender;
use super::sectors::Sectors;
use crate::codebook::table::{self, RowResult, closed, list};
use crate::error::Result;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

closed! {
    /// What sort of noun a role is.
    RoleClass {
        /// One human being.
        Person = "person",
        /// Something that acts and speaks.
        Body = "body",
        /// Something that moves and fights.
        Force = "force",
        /// People.
        Group = "group",
    }
}

closed! {
    /// Which number of a noun a row describes.
    Number {
        /// Singular only.
        Singular = "sg",
        /// Plural only.
        Plural = "pl",
        /// Both.
        Any = "any",
    }
}

/// A noun that says what somebody is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Role {
    /// Lower case, as the table has it.
    pub lemma: &'static str,
    /// What it makes of its bearer.
    pub sectors: Sectors,
    /// What sort of noun.
    pub class: RoleClass,
    /// An organisation's own code.
    pub sub: Option<&'static str>,
    /// The table it stands in.
    pub file: &'static str,
    /// Line in the table.
    pub line: usize,
}

closed! {
    /// What a modifier does with the noun's sectors.
    Effect {
        /// Puts its own in their place.
        Replace = "replace",
        /// Adds its own.
        Add = "add",
        /// Leaves them, and only fills in for a noun that has none of its own.
        Keep = "keep",
    }
}

closed! {
    /// Which nouns a modifier changes.
    Applies {
        /// People.
        Person = "person",
        /// Bodies.
        Body = "body",
        /// All.
        Any = "any",
    }
}

/// A word before a noun that changes its sectors.
#[derive(Clone, Debug)]
pub(crate) struct Modifier {
    /// How.
    pub effect: Effect,
    /// Its sectors.
    pub sectors: Sectors,
    /// On which nouns.
    pub applies: Applies,
    /// Other sectors for some nouns.
    pub exceptions: Vec<(&'static str, Sectors)>,
    /// An organisation's own code.
    pub sub: Option<&'static str>,
    /// The table it stands in.
    pub file: &'static str,
    /// Line in the table.
    pub line: usize,
}

impl Modifier {
    /// True when the modifier changes nouns of a class.
    pub fn changes(&self, class: RoleClass) -> bool {
        match self.applies {
            Applies::Any => true,
            Applies::Person => matches!(class, RoleClass::Person | RoleClass::Group),
            Applies::Body => matches!(class, RoleClass::Body | RoleClass::Force),
        }
    }

    /// What it says beside a noun.
    pub fn sectors_for(&self, noun: &str) -> Sectors {
        let plural = |n: &str| n.strip_suffix('s') == Some(noun);
        self.exceptions.iter().find(|(n, _)| *n == noun || plural(n)).map_or(self.sectors, |(_, s)| *s)
    }
}

/// A form of address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Title {
    /// Lemma of the role it gives; empty for a mere form of address.
    pub role: &'static str,
    /// He or she.
    pub gender: Option<Gender>,
}

/// What a noun can point back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// An organisation by its code.
    Id(&'static str),
    /// A country by its code.
    Code(&'static str),
    /// Actors of a sector.
    Sector(&'static str),
    /// A country or territory.
    Country,
    /// A company, party, armed group or other organisation.
    Organization,
    /// An armed group, movement or people.
    Group,
    /// In the plural, two who were mentioned together ("both sides").
    Pair,
    /// Whoever speaks through it: the actor that the noun belongs to ("a statement from the ministry").
    Voice,
}

/// All tables of common nouns.
#[derive(Default)]
pub(crate) struct Roles {
    singular: FxHashMap<SmolStr, Role>,
    plural: FxHashMap<SmolStr, Role>,
    modifiers: FxHashMap<SmolStr, Modifier>,
    titles: FxHashMap<SmolStr, Title>,
    nominals: FxHashMap<&'static str, Vec<Target>>,
}

/// The texts that make up [`Roles`].
pub(crate) struct RoleTexts {
    pub roles: &'static str,
    pub modifiers: &'static str,
    pub titles: &'static str,
    pub nominals: &'static str,
}

impl Roles {
    /// Reads the tables.
    pub fn load(texts: &RoleTexts) -> Result<Self> {
        let mut out = Roles::default();
        out.singular.reserve(4000);
        out.plural.reserve(1000);
        out.read_roles("roles.tsv", texts.roles)?;
        out.read_modifiers("modifiers.tsv", texts.modifiers)?;
        out.read_titles("titles.tsv", texts.titles)?;
        out.read_nominals("nominals.tsv", texts.nominals)?;
        Ok(out)
    }

    /// Reads a table of role nouns; a later row of a noun takes the place of an earlier one.
    pub fn read_roles(&mut self, file: &'static str, text: &'static str) -> Result<()> {
        table::read(file, text, ["lemma", "sectors", "number", "class", "note"], |(line, cells)| {
            let [lemma, sectors, number, class, note] = cells;
            let class = table::value("class of noun", class)?;
            let role = Role { lemma, sectors: Sectors::parse(sectors)?, class, sub: sub(note), file, line };
            match table::value("number", number)? {
                Number::Plural => self.plural.insert(key(lemma), role),
                Number::Singular | Number::Any => self.singular.insert(key(lemma), role),
            };
            Ok(())
        })
    }

    /// Reads a table of modifiers.
    pub fn read_modifiers(&mut self, file: &'static str, text: &'static str) -> Result<()> {
        table::read(file, text, ["modifier", "effect", "sectors", "applies", "note"], |(line, cells)| {
            let [word, effect, sectors, applies, note] = cells;
            let row = Modifier {
                effect: table::value("effect", effect)?,
                sectors: Sectors::parse(sectors)?,
                applies: table::value("class of noun", applies)?,
                exceptions: exceptions(note),
                sub: sub(note),
                file,
                line,
            };
            self.modifiers.insert(key(word), row);
            Ok(())
        })
    }

    /// Reads a table of titles.
    pub fn read_titles(&mut self, file: &str, text: &'static str) -> Result<()> {
        table::read(file, text, ["title", "role", "gender"], |(_, [title, role, gender])| {
            let gender = if gender.is_empty() { None } else { Some(table::value("gender", gender)?) };
            self.titles.insert(key(title), Title { role, gender });
            Ok(())
        })
    }

    /// Reads a table of nouns that point back.
    pub fn read_nominals(&mut self, file: &str, text: &'static str) -> Result<()> {
        table::read(file, text, ["noun", "stands_for", "note"], |(_, [noun, targets, _])| {
            let targets = list(targets).map(target).collect::<RowResult<_>>()?;
            self.nominals.insert(noun, targets);
            Ok(())
        })
    }

    /// The role that a phrase names, given in lower-case atoms with spaces.
    pub fn role(&self, phrase: &str, plural: bool) -> Option<&Role> {
        let in_plural = if plural { self.plural.get(phrase) } else { None };
        in_plural.or_else(|| self.singular.get(phrase))
    }

    /// The role of a plural-only row.
    pub fn plural_role(&self, phrase: &str) -> Option<&Role> {
        self.plural.get(phrase)
    }

    /// A word before a noun.
    pub fn modifier(&self, phrase: &str) -> Option<&Modifier> {
        self.modifiers.get(phrase)
    }

    /// A form of address, atoms with spaces, case as written.
    pub fn title(&self, phrase: &str) -> Option<&Title> {
        self.titles.get(phrase)
    }

    /// What a noun can point back to.
    pub fn nominal(&self, noun: &str) -> Option<&[Target]> {
        self.nominals.get(noun).map(Vec::as_slice)
    }
}

/// The atoms of a phrase with single spaces.
fn key(phrase: &str) -> SmolStr {
    if phrase.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ') {
        return SmolStr::new(phrase);
    }
    let parts: Vec<&str> = atoms(phrase).map(|(a, b)| &phrase[a..b]).collect();
    SmolStr::new(parts.join(" "))
}

/// "sub NATO" in a note.
fn sub(note: &'static str) -> Option<&'static str> {
    let (_, rest) = note.split_once("sub ")?;
    let code = rest.split([';', ' ', ',']).next()?;
    (!code.is_empty() && code.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')).then_some(code)
}

/// "forces: MIL; police: COP" in a note; words that are no sectors are prose.
fn exceptions(note: &'static str) -> Vec<(&'static str, Sectors)> {
    let mut out = Vec::new();
    for part in note.split(';') {
        let Some((nouns, sectors)) = part.split_once(':') else { continue };
        let Ok(sectors) = Sectors::parse(sectors.trim()) else { continue };
        if !sectors.is_empty() {
            out.extend(nouns.split(',').map(|noun| (noun.trim(), sectors)));
        }
    }
    out
}

fn target(cell: &'static str) -> RowResult<Target> {
    match (cell, cell.split_once(':')) {
        ("country", _) => Ok(Target::Country),
        ("organization", _) => Ok(Target::Organization),
        ("group", _) => Ok(Target::Group),
        ("pair", _) => Ok(Target::Pair),
        ("voice", _) => Ok(Target::Voice),
        (_, Some(("id", id))) => Ok(Target::Id(id)),
        (_, Some(("code", code))) => Ok(Target::Code(code)),
        (_, Some(("sector", sector))) => Ok(Target::Sector(sector)),
        _ => Err(format!("unknown target \"{cell}\"")),
    }
}
