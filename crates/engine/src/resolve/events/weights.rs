//! The table of weights: one number a feature and a threshold, in TOML that people can read.

use super::features::{FEATURES, Features};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Weights of [`decide`](super::decide).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Score from which two mentions are taken for one happening.
    pub same: f64,
    /// Score below which they are taken for two; between the two it is left open.
    pub different: f64,
    /// By name of the feature; one that is missing weighs nothing.
    pub text: BTreeMap<String, f64>,
    /// What codes add where both mentions are coded, by name of the evidence.
    pub codes: BTreeMap<String, f64>,
}

impl Weights {
    /// Reads the table; `place` is named in complaints.
    pub fn read(place: &str, text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|e| Error::model(place, e.to_string()))
    }

    /// In the order of the features.
    pub fn row(&self) -> Features {
        FEATURES.map(|name| self.text.get(name).copied().unwrap_or_default())
    }

    pub(super) fn code(&self, name: &str) -> f64 {
        self.codes.get(name).copied().unwrap_or_default()
    }
}
