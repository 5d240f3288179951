//! `organizations.tsv`: organisations and groups, with the terms in which their roles hold.

use super::names::{NameIndex, Sense};
use super::sectors::Sectors;
use super::terms::{Month, Term};
use crate::codebook::table::{self, closed, list};
use crate::error::Result;
use rustc_hash::FxHashMap;

closed! {
    /// What sort of actor a row describes.
    OrganizationKind {
        /// A body.
        Organization = "organization",
        /// An armed group, movement, gang or people.
        Group = "group",
    }
}

/// One term of one organisation.
#[derive(Debug)]
pub(crate) struct Organization {
    /// Own code, shared by the rows of one organisation.
    pub id: &'static str,
    /// Country or international code; empty for peoples and faiths.
    pub code: &'static str,
    /// Own code under an international one.
    pub sub: &'static str,
    /// Canonical name.
    pub name: &'static str,
    /// What sort.
    pub kind: OrganizationKind,
    /// What it is.
    pub sectors: Sectors,
    /// The table it stands in.
    pub file: &'static str,
    /// When.
    pub term: Term,
    /// The organisation's next row, if any.
    next: Option<u32>,
    /// The organisation's first row.
    first: u32,
}

/// All rows.
#[derive(Default)]
pub(crate) struct Organizations {
    rows: Vec<Organization>,
}

impl Organizations {
    /// Reads a table and indexes its names.
    pub fn load(&mut self, file: &'static str, text: &'static str, index: &mut NameIndex) -> Result<()> {
        let rows = &mut self.rows;
        let expected = text.len() / 60;
        rows.reserve(expected);
        let mut last: FxHashMap<&str, u32> = FxHashMap::with_capacity_and_hasher(expected, Default::default());
        let columns = ["id", "code", "sub", "name", "aliases", "kind", "sectors", "from", "until", "note"];
        table::read(file, text, columns, |(_, cells)| {
            let [id, code, sub, name, aliases, kind, sectors, from, until, _] = cells;
            let n = rows.len() as u32;
            let before = last.insert(id, n);
            let first = before.map_or(n, |b| rows[b as usize].first);
            if let Some(b) = before {
                rows[b as usize].next = Some(n);
            }
            rows.push(Organization {
                id,
                code,
                sub,
                name,
                kind: table::value("kind of organisation", kind)?,
                sectors: Sectors::parse(sectors)?,
                file,
                term: Term::parse(from, until, false)?,
                next: None,
                first,
            });
            index.add(name, Sense::Organization(first));
            for alias in list(aliases) {
                match alias.strip_suffix('?') {
                    Some(alias) => index.add(alias, Sense::MaybeOrganization(first)),
                    None => index.add(alias, Sense::Organization(first)),
                }
            }
            Ok(())
        })
    }

    /// True for an organisation's own code under an international one.
    pub fn has_code(&self, code: &str) -> bool {
        self.rows.iter().any(|row| row.sub == code)
    }

    /// An organisation as it was in a month: the row whose term holds, else the nearest.
    pub fn at(&self, first: u32, month: Month) -> &Organization {
        let mut best = &self.rows[first as usize];
        let mut next = best.next;
        while let Some(n) = next {
            let row = &self.rows[n as usize];
            if row.term.distance(month) < best.term.distance(month) {
                best = row;
            }
            next = row.next;
        }
        best
    }
}
