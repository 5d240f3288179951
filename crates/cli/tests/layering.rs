//! The direction of dependencies, as ARCHITECTURE.md states it: manifests between crates, `use crate::` lines between the
//! rooms of the engine.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn crates_depend_only_on_those_before_them() {
    let allowed: &[(&str, &[&str])] = &[
        ("net", &[]),
        ("engine", &["sayso-net"]),
        ("intake", &["sayso"]),
        ("ledger", &["sayso"]),
        ("cli", &["sayso", "sayso-intake", "sayso-ledger"]),
        ("casebook", &["sayso"]),
        ("lab", &["sayso", "sayso-net", "sayso-casebook", "sayso-ledger"]),
    ];
    for (name, may) in allowed {
        let manifest = fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap_or_default();
        for line in dependencies.lines() {
            let package = line.split(['.', ' ', '=']).next().unwrap_or_default();
            if package.starts_with("sayso") {
                assert!(may.contains(&package), "crates/{name} may not depend on {package}");
            }
        }
    }
}

#[test]
fn rooms_use_only_those_before_them() {
    let forbidden: &[(&str, &[&str])] = &[
        ("read", &["crate::parse", "crate::code", "crate::codebook", "crate::records", "crate::engine"]),
        ("parse", &["crate::code", "crate::codebook", "crate::records", "crate::engine"]),
        ("code", &["crate::records", "crate::engine", "crate::builtin", "crate::resolve"]),
        ("resolve", &["crate::records", "crate::engine", "crate::builtin"]),
    ];
    for (room, never) in forbidden {
        for file in sources(&root().join("crates/engine/src").join(room)) {
            let text = fs::read_to_string(&file).unwrap();
            // Tests may load the built-in data.
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            if file.ends_with("tests.rs") {
                continue;
            }
            for line in text.lines().filter(|l| l.trim_start().starts_with("use crate::")) {
                for edge in *never {
                    let edge = format!("use {edge}");
                    let hit = line.trim_start().strip_prefix(&edge).is_some_and(|rest| rest.starts_with([':', ';']));
                    assert!(!hit, "{}: {line}", file.display());
                }
            }
        }
    }
}

#[test]
fn every_source_opens_with_what_lives_there() {
    for name in ["net", "engine", "intake", "ledger", "cli", "casebook", "lab"] {
        for file in sources(&root().join("crates").join(name).join("src")) {
            let text = fs::read_to_string(&file).unwrap();
            assert!(text.starts_with("//!"), "{} does not open with //!", file.display());
        }
    }
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
    out
}
