//! The ledger on its own: schema, views and documents agree; other ledgers are refused; damage is told.

#![allow(clippy::unwrap_used)]

use rusqlite::Connection;
use sayso_ledger::{Ledger, Writer, views};
use std::path::PathBuf;
use tempfile::TempDir;

/// A ledger with two reports, as an earlier version left it.
fn ledger(dir: &TempDir) -> PathBuf {
    let path = dir.path().join("l.db");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ledgers/1.db"), &path).unwrap();
    drop(Ledger::create(&path).unwrap());
    path
}

/// Changes a ledger behind its back.
fn tamper(path: &std::path::Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn every_view_is_documented() {
    let dir = TempDir::new().unwrap();
    let path = ledger(&dir);
    let conn = Connection::open(&path).unwrap();
    let mut statement = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name").unwrap();
    let there: Vec<String> = statement.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    let mut told: Vec<&str> = views().iter().map(|v| v.name).collect();
    told.sort_unstable();
    assert_eq!(there, told);
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/LEDGER.md")).unwrap();
    let mut ledger = Ledger::open(&path).unwrap();
    for view in views() {
        let columns = ledger.sql(&view.select()).unwrap().columns().to_vec();
        let told: Vec<&str> = view.columns.iter().map(|(name, _)| *name).collect();
        assert_eq!(columns, told, "{}", view.name);
        assert!(
            !view.meaning.is_empty() && view.columns.iter().all(|(_, meaning)| !meaning.is_empty()),
            "{}",
            view.name
        );
        assert!(document.contains(&format!("`{}`", view.name)), "{} is not in docs/LEDGER.md", view.name);
    }
}

#[test]
fn every_table_is_documented() {
    let dir = TempDir::new().unwrap();
    let conn = Connection::open(ledger(&dir)).unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\\_words\\__%' ESCAPE '\\'";
    let mut statement = conn.prepare(sql).unwrap();
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/LEDGER.md")).unwrap();
    for name in statement.query_map([], |r| r.get::<_, String>(0)).unwrap() {
        let name = name.unwrap();
        assert!(document.contains(&format!("`{name}`")), "{name} is not in docs/LEDGER.md");
    }
}

#[test]
fn a_newer_ledger_is_refused_with_what_to_do() {
    let dir = TempDir::new().unwrap();
    let path = ledger(&dir);
    tamper(&path, "PRAGMA user_version = 99");
    for outcome in [Ledger::open(&path).err(), Ledger::create(&path).err()] {
        let message = outcome.unwrap().to_string();
        assert!(message.contains("schema 99") && message.contains("newer sayso"), "{message}");
    }
}

#[test]
fn another_database_is_refused() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("other.db");
    tamper(&path, "CREATE TABLE t (x)");
    for outcome in [Ledger::open(&path).err(), Ledger::create(&path).err()] {
        assert!(outcome.unwrap().to_string().contains("no ledger"));
    }
}

#[test]
fn damage_is_told() {
    for (sql, told) in [
        ("UPDATE reports SET text_hash = zeroblob(32)", "not the one that was taken in"),
        ("UPDATE reports SET handle = 'x' || handle", "does not follow from its key"),
        ("UPDATE reports SET chars = 3", "another length"),
        ("UPDATE codings SET record = x'00'", "cannot be read"),
        ("UPDATE happenings SET origins = 77", "happenings"),
        ("DELETE FROM members", "members"),
        ("PRAGMA foreign_keys = 0; DELETE FROM parties", "refers to a row of parties"),
        ("DELETE FROM quantities; DELETE FROM conflicts; UPDATE claims SET event = NULL", "happenings"),
    ] {
        let dir = TempDir::new().unwrap();
        let path = ledger(&dir);
        assert_eq!(Ledger::open(&path).unwrap().check().unwrap(), Vec::<String>::new());
        tamper(&path, sql);
        let complaints = Ledger::open(&path).unwrap().check().unwrap().join("\n");
        assert!(complaints.contains(told), "{sql}: {complaints}");
    }
}

#[test]
fn what_is_not_committed_is_not_there() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("l.db");
    let problems = || {
        let mut count = 0;
        let each = |_| {
            count += 1;
            Ok::<(), sayso_ledger::Error>(())
        };
        Ledger::open(&path).unwrap().problems(each).unwrap();
        count
    };
    let mut writer = Writer::new(Ledger::create(&path).unwrap());
    writer.problem("a.txt", "empty", 1).unwrap();
    writer.commit().unwrap();
    writer.problem("b.txt", "empty", 2).unwrap();
    assert_eq!(problems(), 1);
    drop(writer);
    assert_eq!(problems(), 1);
}
