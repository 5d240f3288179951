//! Vetoes and evidence between sketches of our own.

#![allow(clippy::unwrap_used)]

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

const TABLE: &str =
    "same = 0.0\ndifferent = -2.0\n[text]\nbias = -1.0\n\"same lemma\" = 2.0\n[codes]\n\"other type\" = -2.0\n";

fn strike() -> Sketch {
    let day = date(2021, 3, 8);
    Sketch {
        report: "harbour-1".into(),
        event_type: Some("COERCE".into()),
        mode: Some("arrest".into()),
        lemma: "arrest".into(),
        recipients: vec!["XAM LAB".into()],
        country: Some("XAM".into()),
        time: Some(Interval::new(day, day)),
        figures: vec![Figure { role: "arrested".into(), value: 9.0, of: Some("dockers".into()) }],
        ..Sketch::default()
    }
}

#[test]
fn vetoes() {
    let day = |d| Some(Interval::new(date(2021, 3, d), date(2021, 3, d)));
    let figure = |value, of: &str| vec![Figure { role: "arrested".into(), value, of: Some(of.into()) }];
    for (other, wanted) in [
        (strike(), None),
        (Sketch { time: day(9), ..strike() }, None),
        (Sketch { time: day(11), ..strike() }, Some(Veto::Date)),
        (Sketch { time: None, ..strike() }, None),
        (Sketch { country: Some("XQA".into()), ..strike() }, Some(Veto::Place)),
        (Sketch { recipients: vec!["XQA REB".into()], ..strike() }, Some(Veto::Target)),
        (Sketch { recipients: vec!["XAM".into()], ..strike() }, None),
        (Sketch { figures: figure(12.0, "dockers"), ..strike() }, None),
        (Sketch { figures: figure(300.0, "marchers"), ..strike() }, Some(Veto::Figures)),
    ] {
        let decision = decide(&Weights::read("table", TABLE).unwrap(), &strike(), &other, 0.5);
        assert_eq!(decision.veto, wanted, "{other:?}");
        assert_eq!(decision.verdict == Verdict::Different, wanted.is_some());
    }
}

#[test]
fn a_decision_says_why() {
    let other = Sketch { report: "harbour-2".into(), event_type: Some("ASSAULT".into()), ..strike() };
    let decision = decide(&Weights::read("table", TABLE).unwrap(), &strike(), &other, 0.5);
    assert_eq!(decision.verdict, Verdict::Unsure);
    assert!(decision.reasons.contains(&("other type", -2.0)) && decision.reasons.contains(&("same lemma", 2.0)));
    assert_eq!(decision.score, decision.reasons.iter().map(|(_, x)| x).sum::<f64>());
}

#[test]
fn a_broken_table_is_refused_by_name() {
    let error = Weights::read("resolve.toml", "same = 1").unwrap_err();
    assert!(error.to_string().contains("resolve.toml"), "{error}");
}

#[test]
fn the_built_in_table_names_known_features() {
    let weights = Weights::read("resolve.toml", crate::builtin::RESOLVE).unwrap();
    for name in weights.text.keys() {
        assert!(FEATURES.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn nominalisations_share_a_root() {
    for (a, b, wanted) in [
        ("resign", "resignation", true),
        ("arrest", "arrest", true),
        ("appoint", "appointment", true),
        ("say", "saying", false),
        ("concede", "concrete", false),
        // The price of a rule without a dictionary: it is evidence among other evidence.
        ("concede", "concert", true),
    ] {
        assert_eq!(super::features::same_root(a, b), wanted, "{a} {b}");
    }
}

proptest! {
    #[test]
    fn deciding_is_symmetric(lemma in "[a-c]{1,2}", day in 1i8..28, kind in "[AB]", reports in 0.0f64..1.0) {
        let weights = Weights::read("table", TABLE).unwrap();
        let day = date(2021, 3, day);
        let other = Sketch {
            lemma: lemma.into(), event_type: Some(kind.into()), time: Some(Interval::new(day, day)), ..strike()
        };
        let (one, back) = (decide(&weights, &strike(), &other, reports), decide(&weights, &other, &strike(), reports));
        prop_assert_eq!(one.verdict, back.verdict);
        prop_assert_eq!(one.veto, back.veto);
        prop_assert!((one.score - back.score).abs() < 1e-9);
    }
}
