//! The ontology's facts: CAMEO codes with their Goldstein values (`data/ontology/cameo.tsv`), and for each PLOVER type and
//! mode its quad class and the CAMEO code it falls back on (`data/ontology/plover.tsv`).

use super::table::{optional, read, value};
use crate::code::EventType;
use crate::error::Result;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// The facts, by code and by type.
#[derive(Clone, Debug, Default)]
pub struct Ontology {
    goldstein: FxHashMap<SmolStr, f64>,
    quad: FxHashMap<EventType, u8>,
    cameo: FxHashMap<(EventType, Option<SmolStr>), SmolStr>,
    modes: FxHashMap<EventType, Vec<SmolStr>>,
}

impl Ontology {
    /// From the texts of the two tables.
    pub fn load(cameo: &str, plover: &str) -> Result<Self> {
        let mut out = Ontology::default();
        let columns = ["code", "name", "quad", "goldstein", "type", "mode", "context"];
        read("cameo.tsv", cameo, columns, |(_, [code, _, _, goldstein, ..])| {
            out.goldstein.insert(code.into(), value("number", goldstein)?);
            Ok(())
        })?;
        let columns = ["type", "mode", "score", "quad", "default_cameo"];
        read("plover.tsv", plover, columns, |(_, [event, mode, _, quad, code])| {
            let event: EventType = value("event type", event)?;
            let mode: Option<String> = optional("mode", mode)?;
            out.quad.insert(event, value("quad class", quad)?);
            let mode = mode.map(SmolStr::from);
            out.modes.entry(event).or_default().extend(mode.clone());
            out.cameo.insert((event, mode), code.into());
            Ok(())
        })?;
        Ok(out)
    }

    /// PLOVER quad class of a type: 1 verbal and 2 material cooperation, 3 verbal and 4 material conflict.
    pub fn quad(&self, event: EventType) -> u8 {
        self.quad.get(&event).copied().unwrap_or(0)
    }

    /// A type's modes, in the order of the table.
    pub fn modes(&self, event: EventType) -> &[SmolStr] {
        self.modes.get(&event).map_or(&[], Vec::as_slice)
    }

    /// Goldstein value of a CAMEO code, of its root when the code itself has none.
    pub fn goldstein(&self, code: &str) -> Option<f64> {
        (2..=code.len()).rev().find_map(|n| self.goldstein.get(code.get(..n)?)).copied()
    }

    /// The CAMEO code that a type and mode fall back on.
    pub fn default_cameo(&self, event: EventType, mode: Option<&str>) -> Option<&SmolStr> {
        self.cameo.get(&(event, mode.map(SmolStr::new))).or_else(|| self.cameo.get(&(event, None)))
    }
}
