//! Arbitrary bytes, taken in as a feed.

#![no_main]

#[allow(dead_code)]
#[path = "../../crates/intake/tests/hostile/checks.rs"]
mod checks;

use libfuzzer_sys::fuzz_target;
use sayso::Engine;
use sayso_intake::Kind;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::load().expect("the built-in data loads"));

fuzz_target!(|bytes: &[u8]| {
    checks::take_in(&ENGINE, Some(Kind::Feed), bytes);
});
