//! The ledger through the command: what is taken in does not depend on order, interruptions or repetition, and what is
//! asked is answered or refused in words.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// The command on a ledger in a folder of its own.
struct Desk {
    dir: TempDir,
}

impl Desk {
    fn new() -> Self {
        Desk { dir: TempDir::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
        // The clock stands still, so that ledgers can be compared.
        command.args(args).current_dir(self.dir.path()).env("SOURCE_DATE_EPOCH", "1600000000").stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Output of a command that must go well.
    fn says(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Complaint of a command that must fail so.
    fn refused(&self, code: i32, args: &[&str]) -> String {
        let output = self.run(args);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {message}");
        message
    }

    /// Everything that a ledger answers.
    fn dump(&self, ledger: &str) -> String {
        let out = self.path("dump");
        self.says(&["export", "--format", "jsonl", "--out", out.to_str().unwrap(), "--ledger", ledger]);
        let mut names: Vec<PathBuf> = std::fs::read_dir(&out).unwrap().map(|e| e.unwrap().path()).collect();
        names.sort();
        names.iter().map(|p| std::fs::read_to_string(p).unwrap()).collect()
    }

    fn sound(&self, ledger: &str) {
        assert!(self.says(&["check", "--ledger", ledger]).contains("nothing wrong"));
    }
}

/// Invented reports, one a line, all different.
fn archive(count: usize) -> Vec<String> {
    let who = ["The Orren army", "Rebels", "Police in Valdoro", "The dockers' union", "Norrvik's government"];
    let what = ["shelled", "attacked", "arrested workers in", "blockaded", "sent aid to"];
    let whom =
        ["the town of Tamurai", "a convoy near Kisembe", "the port of Valdoro", "Ngorosha", "the village of Stenhamn"];
    let tail = [
        "The mayor denied it.",
        "At least NN people were killed, officials said.",
        "A spokesman said NN soldiers took part.",
        "The interior ministry said on Monday that it could not confirm the report.",
    ];
    let pick = |list: &[&'static str], n: usize| list[n % list.len()];
    let line = |i: usize| {
        let mut text = String::new();
        for k in 0..3 {
            let n = i * 7 + k * 3;
            let _ = write!(
                text,
                "{} {} {} on March {}, witnesses said. ",
                pick(&who, n),
                pick(&what, n / 2 + k),
                pick(&whom, n / 3),
                n % 28 + 1
            );
            let _ = write!(text, "{} ", pick(&tail, n / 5 + k).replace("NN", &(n % 90 + 2).to_string()));
        }
        let (day, outlet) = (i % 27 + 1, pick(&["El Faro", "Meridian Wire", "Tura Press"], i));
        format!(r#"{{"id": "r{i}", "publisher": "{outlet}", "published": "2021-03-{day:02}", "text": "{text}({i})"}}"#)
    };
    (0..count).map(line).collect()
}

fn lines(lines: &[String]) -> String {
    lines.iter().map(|l| format!("{l}\n")).collect()
}

/// A small generator; the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

const LISTS: [&str; 6] = ["events", "claims", "actors", "conflicts", "figures", "postures"];

#[test]
fn killed_at_any_time_nothing_is_lost_or_doubled() {
    let desk = Desk::new();
    desk.write("archive.jsonl", &lines(&archive(160)));
    desk.says(&["add", "archive.jsonl", "--ledger", "whole.db"]);
    let add = ["add", "archive.jsonl", "--ledger", "killed.db"];
    let mut chance = Chance(0x5eed_5a75_0001);
    for _ in 0..5 {
        let mut child = desk.command(&add).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(100 + chance.below(500)));
        // SIGKILL: nothing of the process runs after it.
        child.kill().unwrap();
        child.wait().unwrap();
        if desk.path("killed.db").exists() && desk.run(&["events", "--ledger", "killed.db"]).status.success() {
            desk.sound("killed.db");
        }
    }
    desk.says(&add);
    assert_eq!(desk.dump("killed.db"), desk.dump("whole.db"));
    desk.sound("killed.db");
}

#[test]
fn the_order_of_input_makes_no_difference() {
    let desk = Desk::new();
    let mut reports = archive(60);
    // Three outlets carry one text, and one of them twice under different names.
    for (id, outlet) in [("x", "El Faro"), ("y", "Meridian Wire"), ("a", "Meridian Wire")] {
        reports.push(format!(
            r#"{{"id": "{id}", "publisher": "{outlet}", "published": "2021-04-01", "text": "Rebels attacked the port of Valdoro, police said."}}"#
        ));
    }
    reports.push(
        r#"{"id": "dispute", "text": "The union said that police had killed nine dockers in Valdoro. The police chief denied that his officers had killed anybody in Valdoro. A hospital said that twelve dockers were killed."}"#
            .to_owned(),
    );
    desk.write("a.jsonl", &lines(&reports));
    let mut chance = Chance(7);
    for i in (1..reports.len()).rev() {
        reports.swap(i, chance.below(i as u64 + 1) as usize);
    }
    desk.write("b.jsonl", &lines(&reports));
    desk.says(&["add", "a.jsonl", "--ledger", "a.db", "--threads", "1"]);
    desk.says(&["add", "b.jsonl", "--ledger", "b.db", "--threads", "3"]);
    for list in LISTS {
        let [a, b] = ["a.db", "b.db"].map(|ledger| desk.says(&[list, "--format", "json", "--ledger", ledger]));
        assert!(a.len() > 100, "{list} are empty");
        assert_eq!(a, b, "{list} differ");
    }
}

#[test]
fn the_same_report_twice_is_one() {
    let desk = Desk::new();
    let reports = archive(5);
    desk.write("a.jsonl", &lines(&reports));
    desk.write("twice.jsonl", &lines(&[reports.clone(), reports].concat()));
    desk.says(&["add", "a.jsonl", "--ledger", "once.db"]);
    let said = desk.says(&["add", "twice.jsonl", "a.jsonl", "--ledger", "twice.db"]);
    assert_eq!(said, "5 reports added, 10 known already\n");
    assert_eq!(desk.says(&["add", "a.jsonl", "--ledger", "twice.db"]), "0 reports added, 5 known already\n");
    for list in LISTS {
        let [once, twice] = ["once.db", "twice.db"].map(|l| desk.says(&[list, "--format", "csv", "--ledger", l]));
        assert_eq!(once, twice, "{list}");
    }
}

#[test]
fn what_cannot_be_read_is_set_aside_until_it_can() {
    let desk = Desk::new();
    desk.write("a.jsonl", &format!("{}{{broken\n", lines(&archive(2))));
    desk.write("empty.txt", "  \n");
    let output = desk.run(&["add", "a.jsonl", "empty.txt", "absent.txt"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "2 reports added, 3 set aside (see sayso problems)\n");
    let problems = desk.says(&["problems", "--format", "csv"]);
    for place in ["a.jsonl:3", "empty.txt", "absent.txt"] {
        assert!(problems.contains(place), "{place} is not in {problems}");
    }
    desk.write("empty.txt", "Police arrested nine dockers.");
    desk.says(&["add", "empty.txt"]);
    assert!(!desk.says(&["problems", "--format", "csv"]).contains("empty.txt"));
}

/// Two outlets about one arrest, the second with a denial.
fn two_reports(desk: &Desk) -> [String; 2] {
    let report = |day: u32, outlet: &str, text: &str| {
        format!(r#"{{"id": "{outlet}", "publisher": "{outlet}", "published": "2021-03-{day:02}", "text": "{text}"}}"#)
    };
    desk.write(
        "two.jsonl",
        &lines(&[
            report(9, "El Faro", "Police arrested nine dockers in Valdoro on Monday."),
            report(10, "Tura Press", "The mayor denied that police had arrested dockers in Valdoro on March 8."),
        ]),
    );
    desk.says(&["add", "two.jsonl"]);
    let csv = desk.says(&["events", "--type", "COERCE", "--mode", "arrest", "--sort", "oldest", "--format", "csv"]);
    let ids: Vec<String> = csv.lines().skip(1).map(|l| l.split(',').next().unwrap().to_owned()).collect();
    ids.try_into().unwrap_or_else(|ids| panic!("two arrests are expected, not {ids:?}"))
}

#[test]
fn events_are_joined_and_split_by_hand() {
    let desk = Desk::new();
    let [a, b] = two_reports(&desk);
    assert!(!desk.says(&["events", "--contested", "--format", "csv"]).contains(&a));
    desk.says(&["event", "join", &b, &a, "--reason", "one raid"]);
    let contested = desk.says(&["events", "--contested", "--format", "csv"]);
    assert!(contested.contains(&a) && !contested.contains(&b), "{contested}");
    let shown = desk.says(&["show", &b]);
    for part in [a.as_str(), b.as_str(), "2021-03-09 asserted; 2021-03-10 contested", "one raid", "nine dockers"] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    assert!(desk.refused(2, &["event", "join", &a, &b, "--reason", "again"]).contains("one happening already"));
    desk.says(&["event", "split", &b, "--reason", "another raid"]);
    assert!(!desk.says(&["events", "--contested", "--format", "csv"]).contains(&a));
    assert!(desk.says(&["why", &a]).contains("another raid") || desk.says(&["why", &b]).contains("another raid"));
    assert!(desk.refused(2, &["event", "split", &b, "--reason", "again"]).contains("alone"));
    // Nothing was overwritten.
    let links = desk.says(&["sql", "SELECT decision, reason, holds FROM v_links ORDER BY holds", "--format", "csv"]);
    assert_eq!(links, "decision,reason,holds\nsame,one raid,0\ndifferent,another raid,1\n");
    desk.sound("sayso.db");
}

#[test]
fn a_ledger_answers_as_it_stood() {
    let desk = Desk::new();
    let reports = archive(4);
    desk.write("early.jsonl", &lines(&reports[..2]));
    desk.write("late.jsonl", &lines(&reports[2..]));
    desk.says(&["add", "early.jsonl"]);
    let then = desk.says(&["events", "--format", "json"]);
    // A day and a bit later.
    let late = desk.command(&["add", "late.jsonl"]).env("SOURCE_DATE_EPOCH", "1600100000").output().unwrap();
    assert!(late.status.success());
    assert_ne!(desk.says(&["events", "--format", "json"]), then);
    assert_eq!(desk.says(&["events", "--format", "json", "--as-of", "2020-09-13"]), then);
    assert_eq!(desk.says(&["events", "--format", "json", "--as-of", "2020-09-12"]), "[]\n");
}

#[test]
fn hostile_questions_are_answered_or_refused() {
    let desk = Desk::new();
    desk.write("a.jsonl", &lines(&archive(10)));
    desk.says(&["add", "a.jsonl"]);
    let before = desk.dump("sayso.db");
    let hostile = [
        "'; DROP TABLE reports; --",
        "\" OR 1=1 --",
        "%",
        "_",
        "\\",
        "NEAR(",
        "* AND",
        "\u{202e}\u{0}x".trim_matches('\u{0}'),
        "é́́́",
        "a\"b",
        "-",
        "()",
        "sentence:x",
        "RUS' --",
        "😀",
    ];
    for words in hostile {
        let words = words.replace('\u{0}', "");
        for option in ["--actor", "--recipient", "--source", "--mode", "--place", "--text"] {
            for list in LISTS {
                let output = desk.run(&[list, &format!("{option}={words}"), "--format", "json"]);
                let code = output.status.code();
                assert!(code == Some(0) || code == Some(2), "{list} {option} {words}: {output:?}");
            }
        }
    }
    for sql in [
        "DELETE FROM reports",
        "PRAGMA writable_schema = 1",
        "ATTACH 'x.db' AS x",
        "SELECT load_extension('x')",
        "",
        "SELECT 1; DROP TABLE reports",
        "CREATE TEMP TABLE t (x)",
        "VACUUM INTO 'x.db'",
        "SELEC 1",
    ] {
        desk.refused(2, &["sql", sql]);
    }
    assert!(!desk.path("x.db").exists());
    assert_eq!(desk.dump("sayso.db"), before);
    desk.sound("sayso.db");
    assert!(desk.refused(2, &["show", "e12"]).contains("no id"));
    assert!(desk.refused(2, &["show", "e12.1"]).contains("there is no e12.1"));
    assert!(desk.refused(2, &["events", "--type", "WAR"]).contains("one of AGREE"));
    assert!(desk.refused(2, &["events", "--since", "2024-02-30"]).contains("2024-10-22"));
}

#[test]
fn other_files_are_refused_with_what_to_do() {
    let desk = Desk::new();
    assert!(desk.refused(1, &["events"]).contains("sayso add"));
    desk.write(
        "sayso.db",
        "This is no database, though it is long enough to be looked at as one. ".repeat(20).as_str(),
    );
    assert!(desk.refused(1, &["events"]).contains("no ledger"));
    assert!(desk.refused(1, &["add", "x.txt"]).contains("no ledger"));
}

#[test]
fn a_copy_is_the_same_ledger() {
    let desk = Desk::new();
    desk.write("a.jsonl", &lines(&archive(10)));
    desk.says(&["add", "a.jsonl"]);
    desk.says(&["backup", "copy.db"]);
    assert_eq!(desk.dump("copy.db"), desk.dump("sayso.db"));
    assert!(desk.refused(1, &["backup", "copy.db"]).contains("there already"));
}

#[test]
fn an_old_ledger_opens() {
    let desk = Desk::new();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ledger/tests/ledgers/1.db");
    std::fs::copy(fixture, desk.path("sayso.db")).unwrap();
    desk.sound("sayso.db");
    let events = desk.says(&["events", "--format", "csv"]);
    assert!(events.contains("COERCE,arrest"), "{events}");
    // It takes in more, and says so when coding again would change it.
    desk.write("a.jsonl", &lines(&archive(2)));
    desk.says(&["add", "a.jsonl"]);
    desk.says(&["recode"]);
    desk.says(&["diff"]);
    desk.sound("sayso.db");
}
