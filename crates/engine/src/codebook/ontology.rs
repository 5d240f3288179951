//! The ontology's facts: CAMEO codes with their names and values (`data/ontology/cameo.tsv`), for each PLOVER type and
//! mode its quad class and the CAMEO code it falls back on (`plover.tsv`), codes under PLOVER's folding
//! (`folded_cameo.tsv`), and what sectors are called (`sectors.tsv`).

use super::table::{optional, read, value};
use crate::code::EventType;
use crate::error::Result;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// The facts, by code and by type.
#[derive(Clone, Debug, Default)]
pub struct Ontology {
    codes: FxHashMap<SmolStr, CameoCode>,
    quad: FxHashMap<EventType, u8>,
    scores: FxHashMap<(EventType, Option<SmolStr>), f64>,
    cameo: FxHashMap<(EventType, Option<SmolStr>), SmolStr>,
    modes: FxHashMap<EventType, Vec<SmolStr>>,
    folded: FxHashMap<(SmolStr, EventType), SmolStr>,
    sectors: FxHashMap<SmolStr, SmolStr>,
}

/// A CAMEO code.
#[derive(Clone, Debug, PartialEq)]
pub struct CameoCode {
    /// What it stands for, shortened.
    pub name: SmolStr,
    /// CAMEO's own quad class, which follows the first two digits.
    pub quad: u8,
    /// From conflict (-10) to cooperation (10).
    pub goldstein: f64,
}

/// The texts of the ontology's tables.
pub struct OntologyTexts<'t> {
    /// `cameo.tsv`
    pub cameo: &'t str,
    /// `plover.tsv`
    pub plover: &'t str,
    /// `folded_cameo.tsv`
    pub folded: &'t str,
    /// `sectors.tsv`
    pub sectors: &'t str,
}

impl Ontology {
    /// From the texts of the tables.
    pub fn load(texts: &OntologyTexts<'_>) -> Result<Self> {
        let mut out = Ontology::default();
        let columns = ["code", "name", "quad", "goldstein", "type", "mode", "context"];
        read("cameo.tsv", texts.cameo, columns, |(_, [code, name, quad, goldstein, ..])| {
            let (quad, goldstein) = (value("quad class", quad)?, value("number", goldstein)?);
            out.codes.insert(code.into(), CameoCode { name: name.into(), quad, goldstein });
            Ok(())
        })?;
        let columns = ["type", "mode", "score", "quad", "default_cameo"];
        read("plover.tsv", texts.plover, columns, |(_, [event, mode, score, quad, code])| {
            let event: EventType = value("event type", event)?;
            let mode: Option<String> = optional("mode", mode)?;
            out.quad.insert(event, value("quad class", quad)?);
            let mode = mode.map(SmolStr::from);
            if let Some(score) = optional("number", score)? {
                out.scores.insert((event, mode.clone()), score);
            }
            out.modes.entry(event).or_default().extend(mode.clone());
            out.cameo.insert((event, mode), code.into());
            Ok(())
        })?;
        read("folded_cameo.tsv", texts.folded, ["code", "type", "folded"], |(_, [code, event, folded])| {
            let event = value("event type", event)?;
            if !out.codes.contains_key(folded) {
                return Err(format!("unknown CAMEO code \"{folded}\""));
            }
            out.folded.insert((code.into(), event), folded.into());
            Ok(())
        })?;
        read("sectors.tsv", texts.sectors, ["sector", "name"], |(_, [sector, name])| {
            out.sectors.insert(sector.into(), name.into());
            Ok(())
        })?;
        Ok(out)
    }

    /// PLOVER quad class of a type: 1 verbal and 2 material cooperation, 3 verbal and 4 material conflict.
    pub fn quad(&self, event: EventType) -> u8 {
        self.quad.get(&event).copied().unwrap_or(0)
    }

    /// The quad class of a type by its name.
    pub fn quad_of(&self, event: &str) -> Option<u8> {
        self.quad.get(&event.parse().ok()?).copied()
    }

    /// PLOVER's conflict and cooperation score of a type and mode; the bare type's where the mode has none.
    pub fn score(&self, event: &str, mode: Option<&str>) -> Option<f64> {
        let event: EventType = event.parse().ok()?;
        let own = self.scores.get(&(event, mode.map(SmolStr::new)));
        own.or_else(|| self.scores.get(&(event, None))).copied()
    }

    /// A type's modes, in the order of the table.
    pub fn modes(&self, event: EventType) -> &[SmolStr] {
        self.modes.get(&event).map_or(&[], Vec::as_slice)
    }

    /// Goldstein value of a CAMEO code, of its root when the code itself has none.
    pub fn goldstein(&self, code: &str) -> Option<f64> {
        self.cameo(code).map(|c| c.goldstein)
    }

    /// A CAMEO code, or the nearest code above it.
    pub fn cameo(&self, code: &str) -> Option<&CameoCode> {
        (2..=code.len()).rev().find_map(|n| self.codes.get(code.get(..n)?))
    }

    /// The CAMEO code of an action that counts as another type, as a visit to come counts as an agreement to meet.
    pub fn folded_cameo(&self, code: &str, folded: EventType) -> Option<&SmolStr> {
        (2..=code.len()).rev().find_map(|n| self.folded.get(&(code.get(..n)?.into(), folded)))
    }

    /// What a PLOVER sector is called.
    pub fn sector_name(&self, sector: &str) -> Option<&SmolStr> {
        self.sectors.get(sector)
    }

    /// The CAMEO code that a type and mode fall back on.
    pub fn default_cameo(&self, event: EventType, mode: Option<&str>) -> Option<&SmolStr> {
        self.cameo.get(&(event, mode.map(SmolStr::new))).or_else(|| self.cameo.get(&(event, None)))
    }
}
