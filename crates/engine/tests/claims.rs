//! The cases of `cases/claims.md`: what small reports of our own make of stance, denial, conflict, condition and posture.

#![allow(clippy::unwrap_used)]

use sayso::Engine;
use sayso::parse::model::Workspace;
use sayso::read::Metadata;
use sayso::records::{ClaimRecord, Record};

const CASES: &str = include_str!("cases/claims.md");

/// The lemma of a claim's cue, its words joined by underscores.
fn cue(claim: &ClaimRecord) -> String {
    claim.cue.as_ref().map_or_else(String::new, |c| c.lemma.replace(' ', "_"))
}

/// Everything that a case can ask for, in the words of the cases.
fn facts(record: &Record) -> Vec<String> {
    let claim = |id: &str| record.claims.iter().find(|c| c.id == id).map_or_else(String::new, cue);
    let chars: Vec<char> = record.report.text.chars().collect();
    let mut out = Vec::new();
    for c in &record.claims {
        let class = c.cue.as_ref().map_or("", |q| q.class.as_str());
        let on = if c.event.is_some() { "event" } else { "nothing" };
        out.push(format!("claim {} {class} {} {} {on}", cue(c), c.polarity, c.certainty));
    }
    for c in &record.conflicts {
        out.push(format!("conflict {} {} {}", c.kind, claim(&c.between[0]), claim(&c.between[1])));
    }
    for c in &record.conditions {
        let [start, end] = c.marker;
        out.push(format!(
            "condition {}",
            chars[start as usize..end as usize].iter().collect::<String>().to_lowercase()
        ));
    }
    for p in &record.postures {
        let action = record.events.iter().find(|e| e.id == p.action).map_or("", |e| e.event_type.as_str());
        out.push(format!("posture {} {action}", p.stance));
    }
    out
}

/// True when a fact says what is asked for; `*` stands for any word.
fn says(fact: &str, asked: &str) -> bool {
    let (fact, asked): (Vec<_>, Vec<_>) = (fact.split(' ').collect(), asked.split(' ').collect());
    fact.len() >= asked.len() && fact.iter().zip(&asked).all(|(f, a)| f == a || *a == "*")
}

#[test]
fn small_reports_are_read_as_the_cases_say() {
    let engine = Engine::load().unwrap();
    let mut workspace = Workspace::default();
    let mut wrong = Vec::new();
    let rows = CASES.lines().filter_map(|l| l.strip_prefix("| ")).filter(|l| !l.starts_with("text |"));
    let mut seen = 0;
    for row in rows {
        let mut cells = row.split(" | ").map(|c| c.trim_end_matches(" |"));
        let (text, expected) = (cells.next().unwrap(), cells.next().unwrap());
        let metadata = Metadata { published: Some("2024-10-22".into()), ..Metadata::default() };
        let report = engine.read("t", text.replace("\\n", "\n\n").as_bytes(), &metadata).unwrap();
        let facts = facts(&engine.record(&mut workspace, &report, false));
        for asked in expected.split("; ") {
            let (absent, asked) = asked.strip_prefix("no ").map_or((false, asked), |rest| (true, rest));
            if facts.iter().any(|f| says(f, asked)) == absent {
                wrong.push(format!("{text}\n  {}{asked}\n  found {facts:#?}", if absent { "no " } else { "" }));
            }
        }
        seen += 1;
    }
    assert!(seen > 20, "only {seen} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
