//! Rows for programs downstream: golden rows of an example, every event of a record in them once realities do not matter,
//! and command lines that ask for the impossible.

#![allow(clippy::unwrap_used)]

use std::process::{Command, Output};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/crimea-2014.txt");
const BENCH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/bench/valley-fighting.txt");

fn sayso(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sayso")).args(arguments).output().unwrap()
}

fn rows(format: &str, more: &[&str]) -> String {
    let output = sayso(&[&["read", "--format", format, EXAMPLE], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn golden_rows() {
    for format in ["plover", "cameo", "gdelt", "icews"] {
        insta::assert_snapshot!(format!("{format}_facts"), rows(format, &[]));
        insta::assert_snapshot!(format!("{format}_all"), rows(format, &["--all-realities"]));
    }
}

#[test]
fn every_row_has_every_column() {
    for (format, columns) in [("cameo", 13), ("gdelt", 61), ("icews", 20)] {
        for (all, more) in [(false, &[][..]), (true, &["--all-realities"][..])] {
            for line in rows(format, &[more, &[BENCH]].concat()).lines() {
                assert_eq!(line.split('\t').count(), columns + usize::from(all), "{format}: {line}");
            }
        }
    }
}

#[test]
fn one_header_for_many_reports_and_what_is_no_fact_only_on_request() {
    let facts = rows("cameo", &[BENCH]);
    let all = rows("cameo", &[BENCH, "--all-realities"]);
    assert_eq!(facts.lines().filter(|l| l.starts_with("date\t")).count(), 1);
    let told = all.lines().filter(|l| l.ends_with("\toccurred") || l.ends_with("\tongoing"));
    let told: Vec<&str> = told.filter_map(|l| Some(l.rsplit_once('\t')?.0)).collect();
    for line in facts.lines().skip(1) {
        assert!(told.contains(&line), "{line}");
    }
    assert!(all.lines().any(|l| l.ends_with("\tdisputed")), "{all}");
    assert!(all.lines().count() > facts.lines().count());
}

#[test]
fn realities_are_for_rows() {
    let output = sayso(&["read", "--format", "json", "--all-realities", EXAMPLE]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--all-realities"));
}
