//! Arbitrary text, segmented and parsed whatever its language.

#![no_main]

#[allow(dead_code)]
#[path = "../../crates/engine/tests/hostile/checks.rs"]
mod checks;

use libfuzzer_sys::fuzz_target;
use sayso::Engine;
use sayso::parse::model::Workspace;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::load().expect("the built-in data loads"));

fuzz_target!(|text: &str| {
    checks::parse(&ENGINE, &mut Workspace::default(), text);
});
