//! Arbitrary bytes, read as a text file and as JSONL.

#![no_main]

#[allow(dead_code)]
#[path = "../../crates/engine/tests/hostile/checks.rs"]
mod checks;

use libfuzzer_sys::fuzz_target;
use sayso::Engine;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::load().expect("the built-in data loads"));

fuzz_target!(|bytes: &[u8]| {
    checks::read_plain(&ENGINE, bytes);
    checks::read_lines(&ENGINE, bytes);
});
