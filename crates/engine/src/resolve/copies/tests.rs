//! What counts as a copy, in reports of our own.

#![allow(clippy::unwrap_used)]

use super::*;
use jiff::civil::date;
use proptest::prelude::*;
use std::cmp::Ordering;

const WIRE: &str = "The harbour of Valdoro stood still on Tuesday after dockers walked out over the arrest of nine of \
their number. Police said that the men had been held overnight for blocking the gate of the container yard, and that \
they would be brought before a magistrate by noon.\n\
The union's secretary called it a raid. \"They came with dogs and floodlights for men who had gone home to sleep, and \
we shall not load a crate until each of them is back,\" she said.\n\
Shipping companies counted eleven vessels at anchor outside the breakwater.";
const QUOTING: &str = "A second day without cranes. What the strike is about was put in one sentence by its leader: \"They \
came with dogs and floodlights for men who had gone home to sleep, and we shall not load a crate until each of them is \
back.\" The ministry of transport spoke of losses that nobody had yet added up, and asked both sides to the table.";
const BORROWING: &str = "Grain prices rose in Santelmo, where importers fear a long dispute.\n\
Police said that the men had been held overnight for blocking the gate of the container yard, and that they would be \
brought before a magistrate by noon.\n\
At the mills nobody wanted to guess how far the stocks would reach, and bakers have begun to buy flour by the sack; one \
of them said that he remembered the winter of the long queue and did not mean to be caught by it a second time.";
const OTHER: &str = "Snow closed the pass above Orrenfels for the third time this month. The road service expects to \
reach the hamlets by Friday; until then a helicopter brings bread, post and the doctor.";

fn kind(a: &str, b: &str) -> Option<CopyKind> {
    compare(&Doc::new(a), &Doc::new(b)).kind
}

#[test]
fn kinds_of_copies() {
    let headed = format!("Dockers walk out\n{WIRE}");
    let cut = &WIRE[..WIRE.find("Shipping").unwrap()];
    for (a, b, wanted) in [
        (WIRE, WIRE, Some(CopyKind::Full)),
        (WIRE, headed.as_str(), Some(CopyKind::Full)),
        (WIRE, cut, Some(CopyKind::Full)),
        (WIRE, BORROWING, Some(CopyKind::Partial)),
        (WIRE, QUOTING, Some(CopyKind::Quotation)),
        (WIRE, OTHER, None),
        (QUOTING, BORROWING, None),
        (WIRE, "", None),
    ] {
        assert_eq!(kind(a, b), wanted, "{a:.60} / {b:.60}");
        assert_eq!(kind(b, a), wanted, "{b:.60} / {a:.60}");
    }
}

#[test]
fn the_evidence_points_into_both_texts() {
    let evidence = compare(&Doc::new(WIRE), &Doc::new(BORROWING));
    let longest = evidence.shared.iter().max_by_key(|run| run.words).unwrap();
    assert!(longest.first.of(WIRE).starts_with("Police said that the men"));
    assert_eq!(longest.first.of(WIRE), longest.second.of(BORROWING));
    assert_eq!(evidence.longest_run, longest.words);
    assert_eq!(evidence.paragraphs_of_second, [1]);
}

#[test]
fn candidates_share_a_key() {
    let keys = |text: &str| signature(&Doc::new(text)).keys();
    let meet = |a: &str, b: &str| keys(a).iter().any(|key| keys(b).contains(key));
    assert!(meet(WIRE, BORROWING));
    assert!(meet(WIRE, QUOTING));
    assert!(!meet(WIRE, OTHER));
}

#[test]
fn the_agency_named_is_the_origin_else_the_earlier() {
    let wire = Doc::new(WIRE);
    let reprint = Doc::new(&format!("VALDORO (Meridian Wire) - {WIRE}"));
    let version = |id, day, publisher, doc| Version { id, published: day, publisher: Some(publisher), doc };
    let (early, late) = (Some(date(2021, 3, 9)), Some(date(2021, 3, 10)));
    for (first, second, wanted) in [
        (version("a", late, "Meridian Wire", &wire), version("b", early, "El Faro", &reprint), Ordering::Less),
        (version("a", late, "La Sonda", &wire), version("b", early, "El Faro", &reprint), Ordering::Greater),
        (version("a", None, "La Sonda", &wire), version("b", early, "El Faro", &wire), Ordering::Greater),
        (version("a", early, "La Sonda", &wire), version("b", early, "El Faro", &wire), Ordering::Less),
    ] {
        assert_eq!(origin(first, second), wanted);
        assert_eq!(origin(second, first), wanted.reverse());
    }
}

proptest! {
    #[test]
    fn comparing_is_symmetric(a in "[ab\" \n]{0,120}", b in "[ab\" \n]{0,120}") {
        let (x, y) = (Doc::new(&a), Doc::new(&b));
        let (one, other) = (compare(&x, &y), compare(&y, &x).swapped());
        prop_assert_eq!(one.kind, other.kind);
        prop_assert_eq!(one.longest_run, other.longest_run);
        prop_assert_eq!(one.share_of_first, other.share_of_first);
    }

    #[test]
    fn any_text_can_be_compared(a in "\\PC{0,200}", b in "\\PC{0,200}") {
        let (x, y) = (Doc::new(&a), Doc::new(&b));
        signature(&x).keys();
        for run in compare(&x, &y).shared {
            prop_assert_eq!(Doc::new(run.first.of(&a)).words, Doc::new(run.second.of(&b)).words);
        }
    }

    /// What winnowing promises: fifteen words in common are always found.
    #[test]
    fn fifteen_words_in_a_row_share_an_anchor(before in "[a-z ]{0,80}", run in "[a-z]{3} ([a-z]{3} ){14}", after in "[a-z ]{0,80}") {
        let a = signature(&Doc::new(&format!("{before} . {run} {after}")));
        let b = signature(&Doc::new(&format!("{after} . {run} {before}")));
        prop_assert!(a.anchors.iter().any(|anchor| b.anchors.contains(anchor)));
    }
}
