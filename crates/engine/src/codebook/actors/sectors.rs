//! A cell of PLOVER sectors, kept as the table has it.

use crate::codebook::table::RowResult;
use smol_str::SmolStr;

/// Sectors, the primary one first. `*` asks for those of the organisation or country that somebody belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Sectors(&'static str);

impl Sectors {
    /// Former officials and other notables.
    pub const ELITE: Sectors = Sectors("ELI");

    /// Checks a cell.
    pub fn parse(cell: &'static str) -> RowResult<Sectors> {
        let good = |s: &str| s == "*" || (s.len() == 3 && s.bytes().all(|b| b.is_ascii_uppercase()));
        if cell.is_empty() || cell.split('|').all(good) {
            Ok(Sectors(cell))
        } else {
            Err(format!("unknown sectors \"{cell}\""))
        }
    }

    /// The sectors that are said outright.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        self.0.split('|').filter(|s| !s.is_empty() && *s != "*" && !is_international(s))
    }

    /// True when they are those of somebody else.
    pub fn inherits(self) -> bool {
        self.0.starts_with('*')
    }

    /// The international code that holds when no country is named.
    pub fn international(self) -> Option<&'static str> {
        self.0.split('|').find(|s| is_international(s))
    }

    /// True when the table says nothing.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// As records hold them.
    pub fn to_vec(self) -> Vec<SmolStr> {
        self.iter().map(SmolStr::new_static).collect()
    }
}

fn is_international(s: &str) -> bool {
    matches!(s, "NGO" | "IGO" | "MNC" | "IMG" | "UNO" | "EUR" | "ISM")
}
