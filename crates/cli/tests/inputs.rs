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
    let empty = format!("{folder}/none");
    std::fs::create_dir(&empty).unwrap();
    let cases = [
        (file(dir.path(), "empty.txt", b""), "no text"),
        (file(dir.path(), "binary.txt", b"\x7fELF\x00\x01\x02"), "binary"),
        (empty, "directory"),
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

/// A folder with a page, a table and a packed file of lines; the ids of their records in order.
#[test]
fn formats_and_folders() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("b")).unwrap();
    let sentence =
        "Rebels shelled the port on Monday, the army said, and two ships were hit before the guns fell silent. ";
    let page =
        format!("<html><title>Guns</title><body><nav>Home</nav><article><p>{}</p></article>", sentence.repeat(4));
    file(dir.path(), "a.html", page.as_bytes());
    file(dir.path(), "b/table.csv", format!("nr,story,day\n1,\"{sentence}\",2024-05-06\n2,,\n").as_bytes());
    file(dir.path(), "c.jsonl.gz", b"\x1f\x8b\x08\0 cut");
    let folder = dir.path().to_str().unwrap();
    let arguments = ["--text-field", "story", "--date-field", "day", "--id-field", "nr", "--format", "jsonl"];
    let output = sayso(&[&["read", folder][..], &arguments].concat());
    assert_eq!(output.status.code(), Some(1));
    let records: Vec<serde_json::Value> =
        String::from_utf8(output.stdout.clone()).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let facts: Vec<_> =
        records.iter().map(|r| (r["report"]["id"].as_str().unwrap(), r["report"]["published"].as_str())).collect();
    assert_eq!(facts, [("a", None), ("1", Some("2024-05-06"))]);
    assert_eq!(records[0]["report"]["title"], "Guns");
    for place in ["table.csv:2: the row has no text", "c.jsonl.gz"] {
        assert!(stderr(&output).contains(place), "{}", stderr(&output));
    }
    let pattern = sayso(&["read", &format!("{folder}/*.html"), "--format", "jsonl"]);
    assert!(pattern.status.success() && output.stdout.starts_with(&pattern.stdout));
    let peek = sayso(&["read", "--peek", folder]);
    let list = String::from_utf8(peek.stdout).unwrap();
    assert!(list.contains("a.html\thtml\t-\tby its content") && list.contains("table.csv\tcsv"), "{list}");
    for wrong in [&["read", folder, "--format", "json"][..], &["read", folder, "-o", &format!("{folder}/out.jsonl")]] {
        assert_eq!(sayso(wrong).status.code(), Some(2), "{wrong:?}");
    }
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
