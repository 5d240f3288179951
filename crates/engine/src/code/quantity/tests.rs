//! The cases of `tests/cases/quantities.conllu`: trees as the parser gives them, wrong ones included.

use super::*;
use crate::builtin::table;
use crate::code::time::{TimeWords, find_times};
use crate::parse::{Feats, Sentence, SentenceId, Upos, Word};

fn words() -> QuantityWords {
    let texts = QuantityTexts {
        numbers: table::NUMBERS,
        vague: table::VAGUE_NUMBERS,
        units: table::UNITS,
        currencies: table::CURRENCIES,
        words: table::QUANTITY_WORDS,
        roles: table::QUANTITY_ROLES,
    };
    QuantityWords::load(&texts).unwrap_or_else(|e| panic!("{e}"))
}

/// A case: its text, what is expected and the words' lines.
struct Case<'a> {
    text: &'a str,
    expected: Vec<&'a str>,
    lines: Vec<&'a str>,
}

fn cases(file: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case> = Vec::new();
    for line in file.lines() {
        if let Some(text) = line.strip_prefix("# text = ") {
            cases.push(Case { text, expected: Vec::new(), lines: Vec::new() });
        } else if let Some(case) = cases.last_mut() {
            match line.strip_prefix("# expect = ") {
                Some(expected) => case.expected.push(expected),
                None => case.lines.push(line),
            }
        }
    }
    cases
}

fn parsed(case: &Case) -> Parsed {
    let mut parsed = Parsed::default();
    let (mut at, mut first) = (0, 0);
    for line in &case.lines {
        if line.is_empty() {
            first = end_sentence(&mut parsed, first);
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, form, lemma, upos, feats, head, deprel, name] = cells[..] else { panic!("not eight cells: {line}") };
        let start = at + case.text[at..].find(form).unwrap_or_else(|| panic!("\"{form}\" is not in \"{}\"", case.text));
        at = start + form.len();
        let head: u32 = head.parse().unwrap_or_else(|e| panic!("{line}: {e}"));
        parsed.words.push(Word {
            span: Span::new(start, at),
            lemma: lemma.into(),
            upos: upos.parse().unwrap_or_else(|()| panic!("{line}: unknown part of speech")),
            feats: Feats::new(feats),
            head: (head > 0).then(|| WordId(first + head - 1)),
            deprel: Deprel::parse_lenient(deprel),
            name: (0..NameTag::COUNT).map(NameTag::from_index).find(|t| t.to_string() == name).unwrap_or_default(),
            sentence: SentenceId(parsed.sentences.len() as u32),
            joined: false,
        });
    }
    end_sentence(&mut parsed, first);
    parsed.index_children();
    parsed
}

/// Closes a sentence that began at a word; the number of the next word.
fn end_sentence(parsed: &mut Parsed, first: u32) -> u32 {
    let next = parsed.words.len() as u32;
    if next > first {
        let span = parsed.words[first as usize].span.hull(parsed.words[next as usize - 1].span);
        parsed.sentences.push(Sentence { span, words: first..next, paragraph: 0 });
    }
    next
}

/// A quantity as the cases write it.
fn written(text: &str, parsed: &Parsed, found: &FoundQuantity) -> String {
    let q = &found.quantity;
    let upper = q.upper.map(|u| format!("..{u}")).unwrap_or_default();
    let head = found.head.map_or("_", |h| parsed.word(h).span.of(text));
    let (unit, of) = (q.unit.as_deref().unwrap_or("_"), q.of.as_deref().unwrap_or("_"));
    format!("{} | {}{upper} | {unit} {} {} | {of} | {head}", q.at.of(text), q.value, q.role, q.bound)
}

#[test]
fn quantities_of_the_cases() {
    let words = words();
    let times = TimeWords::load(table::TIME_WORDS, table::HOLIDAYS, table::NUMBERS).unwrap_or_else(|e| panic!("{e}"));
    let cases = cases(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/quantities.conllu")));
    assert!(cases.len() > 25, "the cases were not read");
    for case in &cases {
        let parsed = parsed(case);
        let times = find_times(case.text, &times, None, &[], &|_| None);
        let found = find_quantities(case.text, &parsed, &times, &words);
        let found: Vec<String> = found.iter().map(|f| written(case.text, &parsed, f)).collect();
        assert_eq!(found, case.expected, "{}", case.text);
    }
}

#[test]
fn broken_tables_say_where() {
    let units = "noun\tunit\tlarge\ntank\tvehicle\t_\ntank\tweapon\t_\n";
    let texts = QuantityTexts {
        numbers: table::NUMBERS,
        vague: table::VAGUE_NUMBERS,
        units,
        currencies: table::CURRENCIES,
        words: table::QUANTITY_WORDS,
        roles: table::QUANTITY_ROLES,
    };
    let error = QuantityWords::load(&texts).map(|_| ()).map_err(|e| e.to_string());
    assert_eq!(error, Err("units.tsv:3: \"tank\" stands twice".into()));
}

mod any_text {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Quantities lie in the text, in order, apart from each other, with finite values in order, whatever the tree.
        #[test]
        fn is_safe(pieces in prop::collection::vec((prop_oneof![
            prop::sample::select(vec![
                "$", "€", "4", "B", "1,500", "million", "dozen", "tens of thousands", "half", "a", "of", "people", "killed", "per cent",
                "%", "one", "in", "five", "-", "between", "and", "more than", "No.", "Gaza", "the", "death toll", "99999999999999999999", "½",
            ]).prop_map(str::to_string),
            "\\PC{1,3}",
        ], 0u32..30, 0usize..Deprel::ALL.len(), 0usize..Upos::ALL.len()), 0..30), rightward in any::<bool>()) {
            let mut text = String::new();
            let mut parsed = Parsed::default();
            let count = pieces.len() as u32;
            for (i, (piece, head, deprel, upos)) in pieces.iter().enumerate() {
                let start = text.len();
                text.push_str(piece);
                parsed.words.push(Word {
                    span: Span::new(start, text.len()),
                    lemma: piece.as_str().into(),
                    upos: Upos::ALL[*upos],
                    feats: Feats::default(),
                    // All heads on one side make a forest.
                    head: (*head < count && *head != i as u32 && (*head > i as u32) == rightward).then_some(WordId(*head)),
                    deprel: Deprel::ALL[*deprel],
                    name: NameTag::Outside,
                    sentence: SentenceId(0),
                    joined: false,
                });
                text.push(' ');
            }
            parsed.sentences.push(Sentence { span: Span::new(0, text.len()), words: 0..count, paragraph: 0 });
            parsed.index_children();
            let mut at = 0;
            for found in find_quantities(&text, &parsed, &[], &words()) {
                let q = &found.quantity;
                prop_assert!(at <= q.at.start && q.at.start < q.at.end);
                prop_assert!(text.get(q.at.range()).is_some());
                prop_assert!(q.value.is_finite() && q.upper.is_none_or(|u| u.is_finite() && u >= q.value));
                at = q.at.end;
            }
        }
    }
}
