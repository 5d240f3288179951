//! `countries.tsv`: countries, territories, de facto and historical states, uncoded regions.

use super::names::{NameIndex, Sense};
use crate::codebook::table::{self, closed, list};
use crate::error::Result;

closed! {
    /// What sort of place a row describes.
    PlaceKind {
        /// A state.
        Country = "country",
        /// A territory with a code of its own.
        Territory = "territory",
        /// A state that few recognise.
        DeFacto = "defacto",
        /// A state that is no more.
        Historical = "historical",
        /// A region, never coded.
        Region = "region",
    }
}

/// A country, territory or region.
#[derive(Debug)]
pub(crate) struct Entry {
    /// ISO 3166-1 alpha-3 or PLOVER's code; of a territory that PLOVER folds, the state that controls it; empty for a
    /// region.
    pub code: &'static str,
    /// The code of the place itself, for place records.
    pub own_code: &'static str,
    /// What sort of place.
    pub kind: PlaceKind,
    /// Sector of a partially recognised state.
    pub sector: &'static str,
    /// Canonical name.
    pub name: &'static str,
    /// The table it stands in.
    pub file: &'static str,
}

/// Reads the table and indexes its names.
pub(super) fn load(file: &'static str, text: &'static str, out: &mut Vec<Entry>, index: &mut NameIndex) -> Result<()> {
    let columns = [
        "code",
        "kind",
        "sovereign",
        "sector",
        "name",
        "aliases",
        "contextual",
        "adjectives",
        "people",
        "regional",
        "capitals",
        "government",
        "cities",
        "regions",
        "note",
    ];
    table::read(file, text, columns, |(_, cells)| {
        let [code, kind, sovereign, sector, name, aliases, contextual, lists @ .., _] = cells;
        let n = out.len() as u32;
        let kind = table::value("kind of place", kind)?;
        let folded = if sovereign.is_empty() { code } else { sovereign };
        out.push(Entry { code: folded, own_code: code, kind, sector, name, file });
        index.add(name, Sense::Country(n));
        list(aliases).for_each(|a| index.add(a, Sense::Country(n)));
        let upper = |c: &&str| c.strip_prefix("the ").unwrap_or(c).starts_with(char::is_uppercase);
        list(contextual)
            .filter(upper)
            .for_each(|c| index.add(c.strip_prefix("the ").unwrap_or(c), Sense::Contextual(n)));
        let senses: [fn(u32) -> Sense; 7] = [
            Sense::Adjective,
            Sense::People,
            Sense::Regional,
            Sense::Capital,
            Sense::Government,
            Sense::City,
            Sense::Region,
        ];
        for (cell, sense) in lists.into_iter().zip(senses) {
            list(cell).for_each(|name| index.add(name, sense(n)));
        }
        Ok(())
    })
}
