//! What the command does with inputs that are no report: a clear message, the right exit code, never a panic.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

fn sayso(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sayso")).args(arguments).output().unwrap()
}

fn file(dir: &Path, name: &str, bytes: &[u8]) -> String {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn inputs_that_cannot_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().to_str().unwrap().to_owned();
    let cases = [
        (file(dir.path(), "empty.txt", b""), "no text"),
        (file(dir.path(), "binary.txt", b"\x7fELF\x00\x01\x02"), "binary"),
        (folder.clone(), "directory"),
        (format!("{folder}/missing.txt"), "no such file"),
    ];
    for (path, expected) in cases {
        let output = sayso(&["read", &path]);
        assert_eq!(output.status.code(), Some(1), "{path}");
        assert!(stderr(&output).contains(expected) && stderr(&output).contains(&path), "{}", stderr(&output));
    }
}

#[test]
fn one_bad_line_does_not_stop_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let lines = b"{\"id\":\"a\",\"text\":\"Troops left the city.\"}\n{\"text\":7}\n{\"id\":\"b\",\"text\":\"Rebels shelled the port.\"}\n";
    let path = file(dir.path(), "some.jsonl", lines);
    let output = sayso(&["read", "--format", "jsonl", &path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("some.jsonl:2"), "{}", stderr(&output));
    let ids: Vec<String> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["report"]["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn another_language_is_noted_and_not_coded() {
    let dir = tempfile::tempdir().unwrap();
    let text = "Le président a annoncé mardi que les troupes quitteraient la région avant la fin du mois, selon un communiqué.";
    let path = file(dir.path(), "fr.txt", text.as_bytes());
    let output = sayso(&["read", "--format", "json", &path]);
    assert_eq!(output.status.code(), Some(0));
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(record["notes"].to_string().contains("language fr"));
    assert_eq!(record["events"], serde_json::json!([]));
}

#[test]
fn a_megabyte_line_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let line = "The rebels shelled the port and the army denied it, officials said. ".repeat(16_000);
    let path = file(dir.path(), "long.txt", line.as_bytes());
    let output = sayso(&["read", "--format", "jsonl", &path]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn the_same_bytes_with_any_number_of_threads() {
    let dir = tempfile::tempdir().unwrap();
    let lines: String =
        (0..40).map(|i| format!("{{\"id\":\"r{i}\",\"text\":\"Rebels shelled the port on Monday, the army said. It killed {i} people.\"}}\n")).collect();
    let path = file(dir.path(), "many.jsonl", lines.as_bytes());
    let one = sayso(&["read", "--format", "jsonl", "--threads", "1", &path]);
    let two = sayso(&["read", "--format", "jsonl", "--threads", "2", &path]);
    assert!(one.status.success() && one.stdout == two.stdout);
}

#[test]
fn wrong_command_lines() {
    for arguments in
        [&["read", "--format", "json", "a.txt", "b.txt"][..], &["read", "--published", "22/10/2024", "a.txt"]]
    {
        assert_eq!(sayso(arguments).status.code(), Some(2), "{arguments:?}");
    }
}
