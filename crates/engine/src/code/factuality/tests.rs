//! The shipped model on sentences of our own, and the bounds of what it is fed.

use super::*;
use crate::Engine;
use crate::builtin;
use crate::code::presentation::{Presenter, StanceTables};
use crate::parse::model::Workspace;
use crate::parse::{Parsed, WordId};
use crate::read::Metadata;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::load().unwrap());
static MODEL: LazyLock<Factuality> = LazyLock::new(|| Factuality::builtin().unwrap());

fn parsed(text: &str) -> Parsed {
    let report = ENGINE.read("test", text.as_bytes(), &Metadata::default()).unwrap();
    let mut parsed = ENGINE.parser().parse(&mut with_vectors(), &report);
    parsed.index_children();
    parsed
}

fn with_vectors() -> Workspace {
    let mut ws = Workspace::default();
    ws.keep_vectors = true;
    ws
}

fn see<T>(parsed: &Parsed, w: WordId, f: impl FnOnce(Args<'_>, &Presentation) -> T) -> T {
    let book = ENGINE.codebook();
    let args = Args { parsed, support: &book.support };
    let tables = StanceTables {
        modals: &book.modals,
        signatures: &book.signatures,
        negators: &book.negators,
        conditions: &book.conditions,
    };
    f(args, &Presenter { args, tables }.present(w))
}

fn judgement(text: &str, lemma: &str) -> Judgement {
    let parsed = parsed(text);
    let w = parsed.words.iter().position(|w| w.lemma == lemma).unwrap_or_else(|| panic!("no {lemma} in {text}"));
    see(&parsed, WordId(w as u32), |args, p| MODEL.judge(args, WordId(w as u32), p)).unwrap()
}

/// Sentences whose judgement is not as it should be.
fn wrong(cases: &[(&str, &str)], right: impl Fn(&Judgement) -> bool) -> Vec<String> {
    let judged = cases.iter().map(|(text, lemma)| (text, judgement(text, lemma)));
    judged.filter(|(_, j)| !right(j)).map(|(text, j)| format!("{text} {j:?}")).collect()
}

#[test]
fn what_happened_is_told_from_what_did_not() {
    let happened = [
        ("Rebels attacked the village on Monday.", "attack"),
        ("The troops managed to cross the river at dawn.", "cross"),
        ("The two ministers met in the capital yesterday.", "meet"),
        ("She left because the talks had collapsed.", "collapse"),
    ];
    let open = [
        ("If the talks collapse, the envoy will leave.", "collapse"),
        ("Police might arrest the mayor.", "arrest"),
        ("The government will send aid next week.", "send"),
        ("The union plans to strike in May.", "strike"),
    ];
    // Here it is what the clause asserts that counts: people's answers to "has it happened" are at odds over negation.
    let denied = [
        ("The army did not attack the village.", "attack"),
        ("The troops failed to cross the river.", "cross"),
        ("The ministers never met.", "meet"),
    ];
    let mut found = wrong(&happened, |j| j.happened > 0.5 && j.asserted > 1.0 && j.label() == Label::CertainlySo);
    found.extend(wrong(&open, |j| j.happened < 0.0));
    found.extend(wrong(&denied, |j| j.asserted < 0.0 && j.label() == Label::CertainlyNot));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_plan_is_asserted_though_it_has_not_happened_and_a_denial_is_not() {
    let will = judgement("The government will send aid next week.", "send");
    let not = judgement("The government did not send aid.", "send");
    assert!(will.asserted > 1.0 && will.happened < 0.0, "{will:?}");
    assert!(not.asserted < 0.5 && not.asserted < will.asserted, "{not:?}");
    assert!(not.leaning(Polarity::Negative) > will.leaning(Polarity::Negative), "{not:?} {will:?}");
}

#[test]
fn inputs_stay_within_bounds_whatever_the_word() {
    let texts = [
        "\"Why,\" he asked, \"would nobody ever have been able to not want to try?\" !!",
        "a , , ; ( ) ) \u{201c} \u{201c} \u{201d} 12 % of the of the of the",
        &"no not never if unless might may ".repeat(60),
        "One.",
    ];
    let model = &*MODEL;
    for text in texts {
        let parsed = parsed(text);
        for w in (0..parsed.words.len() as u32).map(WordId) {
            see(&parsed, w, |args, presentation| {
                let sight = Sight::new(args, w, presentation);
                assert!(sight.rows().iter().all(|&r| usize::from(r) < ROWS), "{text}");
                assert!(sight.short_rows().iter().all(|&r| usize::from(r) < SHORT_ROWS), "{text}");
                let j = model.judge(args, w, presentation).unwrap();
                assert!(j.happened.abs() <= BOUND && j.asserted.abs() <= BOUND, "{text}: {j:?}");
                assert!((j.labels.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{text}: {j:?}");
            });
        }
    }
}

#[test]
fn without_vectors_there_is_no_judgement() {
    let mut parsed = parsed("Rebels attacked the village.");
    parsed.vectors = Matrix::default();
    let judged = see(&parsed, WordId(1), |args, p| MODEL.judge(args, WordId(1), p));
    assert_eq!(judged, None);
}

#[test]
fn a_damaged_file_is_an_error() {
    let bytes = builtin::FACTUALITY;
    assert!(Factuality::from_bytes(bytes).is_ok_and(|m| m.vector_size() == ENGINE.parser().model().vector_size()));
    assert!(Factuality::from_bytes(&bytes[..bytes.len() / 2]).is_err());
    assert!(Factuality::from_bytes(builtin::ATTRIBUTION).is_err());
}

#[test]
fn labels_and_stances_fit_each_other() {
    for &label in Label::ALL {
        let polarity = label.polarity().unwrap_or(Polarity::Positive);
        assert_eq!(Label::new(polarity, label.certainty()), label);
    }
}
