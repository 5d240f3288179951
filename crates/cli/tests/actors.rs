//! `--actors`: the tables of a folder reach the records, and a broken row is told with its place.

#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::process::{Command, Output};

const PEOPLE: &str = "# id\tname\taliases\tgender\tcode\tsub\tsectors\trole\tfrom\tuntil\n\
                      xva.ada-orsolin\tAda Orsolin\t\tf\tXVA\t\tMIL\tarmy chief\t\t\n";

fn sayso(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sayso")).args(arguments).output().unwrap()
}

#[test]
fn tables_of_a_folder_reach_the_records() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir(path("mine")).unwrap();
    std::fs::write(path("mine/people.tsv"), PEOPLE).unwrap();
    std::fs::write(path("report.txt"), "Ada Orsolin sent troops to the border on Monday, officials said.").unwrap();
    let output = sayso(&["read", "--format", "json", "--actors", &path("mine"), &path("report.txt")]);
    let record: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(record["actors"][0]["code"], "XVA");
    assert!(record["sayso"]["lexicon"].as_str().is_some_and(|v| v.contains('+')));
}

#[test]
fn what_is_wrong_with_a_table_is_told_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("report.txt"), "Troops left the city.").unwrap();
    std::fs::create_dir(path("empty")).unwrap();
    std::fs::write(path("people.tsv"), PEOPLE.replace("\tf\t", "\tx\t")).unwrap();
    std::fs::write(path("odd.tsv"), "a\tb\n").unwrap();
    let cases = [
        ("people.tsv", "people.tsv:2: unknown gender \"x\""),
        ("odd.tsv", "neither its columns nor its name say which table it is"),
        ("empty", "it holds no .tsv file"),
        ("missing", "missing: it cannot be read"),
    ];
    for (name, expected) in cases {
        let output = sayso(&["read", "--actors", &path(name), &path("report.txt")]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(said.contains(expected), "{said}");
    }
}
