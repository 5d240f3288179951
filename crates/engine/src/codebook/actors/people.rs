//! The `people*.tsv` files: office holders and other people in the news, one row a term, and given names.

use super::names::{NameIndex, Sense};
use super::sectors::Sectors;
use super::terms::{Month, Term};
use crate::codebook::table::{self, closed, list};
use crate::error::Result;
use rustc_hash::FxHashMap;

closed! {
    /// Which pronoun a person takes.
    Gender {
        /// He.
        Male = "m",
        /// She.
        Female = "f",
        /// Either.
        Either = "u",
    }
}

/// One term of office.
#[derive(Debug)]
pub(crate) struct Office {
    /// Whose.
    pub person: u32,
    /// Country or international code.
    pub code: &'static str,
    /// Own code of an organisation.
    pub sub: &'static str,
    /// What the office is.
    pub sectors: Sectors,
    /// The role, lower case.
    pub role: &'static str,
    /// When.
    pub term: Term,
    next: Option<u32>,
}

/// A person.
#[derive(Debug)]
pub(crate) struct Person {
    /// Stable id.
    pub id: &'static str,
    /// Canonical name.
    pub name: &'static str,
    /// He or she.
    pub gender: Gender,
    first: u32,
    last: u32,
}

/// Everybody.
#[derive(Default)]
pub(crate) struct People {
    people: Vec<Person>,
    offices: Vec<Office>,
    by_last_name: FxHashMap<&'static str, Vec<u32>>,
    by_code: FxHashMap<&'static str, Vec<u32>>,
    /// People before this one were there before the last tables were read.
    before: u32,
}

impl People {
    /// Reads tables and indexes their names.
    pub fn load(
        &mut self,
        texts: impl Iterator<Item = (&'static str, &'static str)> + Clone,
        index: &mut NameIndex,
    ) -> Result<()> {
        let out = self;
        out.before = out.people.len() as u32;
        let rows: usize = texts.clone().map(|(_, t)| t.len() / 90).sum();
        let mut by_id: FxHashMap<&str, u32> = FxHashMap::with_capacity_and_hasher(rows, Default::default());
        out.offices.reserve(rows);
        let columns = ["id", "name", "aliases", "gender", "code", "sub", "sectors", "role", "from", "until"];
        for (file, text) in texts {
            if text.trim().is_empty() {
                continue;
            }
            table::read(file, text, columns, |(_, cells)| {
                let [id, name, aliases, gender, code, sub, sectors, role, from, until] = cells;
                let n = out.offices.len() as u32;
                let person = *by_id.entry(id).or_insert(out.people.len() as u32);
                if person as usize == out.people.len() {
                    let gender = if gender.is_empty() { Gender::Either } else { table::value("gender", gender)? };
                    out.people.push(Person { id, name, gender, first: n, last: n });
                    index.add(name, Sense::Person(person));
                    out.by_last_name.entry(last_name(name)).or_default().push(person);
                } else {
                    let p = &mut out.people[person as usize];
                    out.offices[p.last as usize].next = Some(n);
                    p.last = n;
                }
                for alias in list(aliases) {
                    index.add(alias, Sense::Person(person));
                }
                out.by_code.entry(if sub.is_empty() { code } else { sub }).or_default().push(n);
                let term = Term::parse(from, until, true)?;
                out.offices.push(Office {
                    person,
                    code,
                    sub,
                    sectors: Sectors::parse(sectors)?,
                    role,
                    term,
                    next: None,
                });
                Ok(())
            })?;
        }
        Ok(())
    }

    /// A person by number.
    pub fn person(&self, n: u32) -> &Person {
        &self.people[n as usize]
    }

    /// A person's terms, in the order of the tables.
    pub fn offices(&self, n: u32) -> impl Iterator<Item = &Office> {
        let mut next = self.people.get(n as usize).map(|p| p.first);
        std::iter::from_fn(move || {
            let office = self.offices.get(next? as usize)?;
            next = office.next;
            Some(office)
        })
    }

    /// The term that holds in a month; of several the one whose role is written beside the name, else the first; of
    /// none the nearest.
    pub fn office(&self, n: u32, month: Month, written: impl Fn(&str) -> bool) -> Option<&Office> {
        self.offices(n).min_by_key(|o| {
            let away = o.term.distance(month);
            (away, !written(o.role), o.code.is_empty())
        })
    }

    /// The one person who holds an office of a country, or of an organisation by its own code, in a month.
    pub fn holder(&self, code: &str, month: Month, is_role: impl Fn(&str) -> bool) -> Option<u32> {
        let offices = self.by_code.get(code)?.iter().map(|&o| &self.offices[o as usize]);
        let mut holders =
            offices.filter(|o| o.term.distance(month) == 0 && is_role(o.role)).map(|o| (o.term.from, o.person));
        let first = holders.next()?;
        // In a month of transition the successor's term has begun and the predecessor's not yet ended.
        let rank = |(from, person): (Month, u32)| (person >= self.before, from);
        Some(holders.fold(first, |best, h| if rank(h) > rank(best) { h } else { best }).1)
    }

    /// People whose name ends in a last name.
    pub fn with_last_name(&self, name: &str) -> &[u32] {
        self.by_last_name.get(name).map_or(&[], Vec::as_slice)
    }
}

/// The last part of a full name.
pub(crate) fn last_name(name: &str) -> &str {
    name.rsplit(' ').find(|p| !matches!(*p, "Jr." | "Jr" | "Sr." | "Sr" | "II" | "III" | "IV")).unwrap_or(name)
}

/// Reads `first_names.tsv`.
pub(super) fn first_names(file: &str, text: &'static str, out: &mut FxHashMap<&'static str, Gender>) -> Result<()> {
    table::read(file, text, ["name", "gender"], |(_, [name, gender])| {
        out.insert(name, table::value("gender", gender)?);
        Ok(())
    })
}
