//! Every example in `data/rules` is read and coded. Not all come out yet; the floors below only ever rise, and a failing
//! example is listed when they are not met.

#![allow(clippy::unwrap_used)]

use sayso::Engine;
use sayso::code::EventType;
use sayso::parse::model::Workspace;
use sayso::read::Metadata;

/// Share of `yes` examples whose event type is found.
const LEAST_YES: f64 = 0.97;
/// Share of `no` examples without the rule's event type.
const LEAST_NO: f64 = 0.99;

/// "[Rebels]actor shelled" is "Rebels shelled".
fn bare(example: &str) -> String {
    let mut out = String::new();
    let mut rest = example;
    while let Some(open) = rest.find('[') {
        let Some(close) = rest[open..].find(']') else { break };
        out.push_str(&rest[..open]);
        out.push_str(&rest[open + 1..open + close]);
        rest = &rest[open + close + 1..];
        for role in ["actor", "recipient", "place", "time"] {
            if let Some(after) = rest.strip_prefix(role) {
                rest = after;
                break;
            }
        }
    }
    out.push_str(rest);
    out
}

#[test]
fn examples_are_coded_as_their_rules_say() {
    let engine = Engine::load().unwrap();
    let mut ws = Workspace::default();
    let mut types = |sentence: &str| -> Vec<EventType> {
        let report = engine.read("example", sentence.as_bytes(), &Metadata::default()).unwrap();
        let parsed = engine.parse(&mut ws, &report);
        engine.code(&report, &parsed).events.iter().map(|e| e.event_type).collect()
    };
    let (mut yes, mut no) = ((0, 0), (0, 0));
    let mut failing = Vec::new();
    for rule in engine.codebook().rules.rules() {
        for example in &rule.yes {
            let found = types(&bare(example)).contains(&rule.event);
            yes = (yes.0 + usize::from(found), yes.1 + 1);
            if !found {
                failing.push(format!("{}: not found in \"{example}\"", rule.id));
            }
        }
        for example in &rule.no {
            let found = types(&bare(example)).contains(&rule.event);
            no = (no.0 + usize::from(!found), no.1 + 1);
            if found {
                failing.push(format!("{}: wrongly found in \"{example}\"", rule.id));
            }
        }
    }
    let share = |(n, all): (usize, usize)| n as f64 / all as f64;
    println!("yes {}/{} no {}/{}", yes.0, yes.1, no.0, no.1);
    assert!(share(yes) >= LEAST_YES && share(no) >= LEAST_NO, "yes {yes:?}, no {no:?}\n{}", failing.join("\n"));
}
