//! `--dictionaries`: a folder of PETRARCH dictionaries gives rows, and a broken line is told with its place.

#![allow(clippy::unwrap_used)]

use std::process::{Command, Output};

fn sayso(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sayso")).args(arguments).output().unwrap()
}

#[test]
fn events_become_rows() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir(path("mine")).unwrap();
    std::fs::write(path("mine/my.actors.txt"), "VALDORIA [VAL]\nMOROVIA [MOR]\n").unwrap();
    std::fs::write(path("mine/my.verbs.txt"), "--- PRAISE [041] ---\nPRAISE\n").unwrap();
    std::fs::write(path("mine/notes.txt"), "no dictionary").unwrap();
    let line = r#"{"id":"r1","published":"2012-05-01","text":"It rained. Valdoria praised Morovia on Monday."}"#;
    std::fs::write(path("reports.jsonl"), line).unwrap();
    let output = sayso(&["read", "--dictionaries", &path("mine"), "--format", "cameo", &path("reports.jsonl")]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "20120501\tVAL\tMOR\t041\tr1\t2\n");
}

#[test]
fn what_is_wrong_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    for (folder, file, text) in
        [("bad", "my.verbs.txt", "--- PRAISE [041] ---\nPRAISE\n- WORDS [042]\n"), ("none", "notes.txt", "")]
    {
        std::fs::create_dir(path(folder)).unwrap();
        std::fs::write(dir.path().join(folder).join(file), text).unwrap();
    }
    std::fs::write(path("report.txt"), "Valdoria praised Morovia.").unwrap();
    let cases = [
        ("bad", "cameo", 1, "my.verbs.txt:3: a pattern has one * for its verb"),
        ("none", "cameo", 1, "it holds no dictionary"),
        ("missing", "cameo", 1, "missing: it cannot be read"),
        ("bad", "jsonl", 2, "it goes with --format cameo"),
    ];
    for (folder, format, code, message) in cases {
        let output = sayso(&["read", "--dictionaries", &path(folder), "--format", format, &path("report.txt")]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(message), "{said}");
        assert_eq!(output.status.code(), Some(code), "{folder}");
    }
}
