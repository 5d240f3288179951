//! Mentions on trees written by hand, and chains with the shipped model. A tree is a line of words, each as
//! `form/UPOS/head/relation`, with an optional fifth part for features; heads count from 1, 0 is the root.

use super::*;
use crate::builtin::{self, table};
use crate::parse::{Feats, Sentence, SentenceId, Word, WordId};
use crate::span::Span;
use std::sync::LazyLock;

static WORDS: LazyLock<ParserModel> = LazyLock::new(|| ParserModel::from_bytes(builtin::MODEL).unwrap());

static LINKER: LazyLock<Linker> = LazyLock::new(|| {
    let texts = GenderTexts { nouns: table::GENDER, first_names: table::FIRST_NAMES, titles: table::TITLES };
    Linker::load(&texts, builtin::COREF).unwrap()
});

fn tree(sentences: &[&str]) -> (String, Parsed) {
    let (mut text, mut parsed) = (String::new(), Parsed::default());
    for (n, line) in sentences.iter().enumerate() {
        let first = parsed.words.len() as u32;
        for word in line.split(' ') {
            let cells: Vec<&str> = word.split('/').collect();
            let start = text.len();
            text += cells[0];
            let head: u32 = cells[2].parse().unwrap();
            parsed.words.push(Word {
                span: Span::new(start, text.len()),
                lemma: cells[0].to_lowercase().into(),
                upos: cells[1].parse().unwrap(),
                feats: Feats::new(cells.get(4).copied().unwrap_or("_")),
                head: (head > 0).then(|| WordId(first + head - 1)),
                deprel: cells[3].parse().unwrap(),
                name: Default::default(),
                sentence: SentenceId(n as u32),
                joined: false,
            });
            text.push(' ');
        }
        let words = first..parsed.words.len() as u32;
        let span = parsed.words[first as usize].span.hull(parsed.words[words.end as usize - 1].span);
        parsed.sentences.push(Sentence { span, words, paragraph: 0 });
    }
    parsed.index_children();
    (text, parsed)
}

fn wordings(text: &str, parsed: &Parsed, kind: Option<Kind>) -> Vec<String> {
    let found = markables(text, parsed).into_iter().filter(|m| kind.is_none_or(|k| m.kind == k));
    found.map(|m| wording(text, parsed, &m)).collect()
}

fn wording(text: &str, parsed: &Parsed, m: &Markable) -> String {
    let (a, b) = (m.words.start as usize, m.words.end as usize - 1);
    parsed.words[a].span.hull(parsed.words[b].span).of(text).to_owned()
}

fn check(line: &str, kind: Kind, expected: &[&str]) {
    let (text, parsed) = tree(&[line]);
    assert_eq!(wordings(&text, &parsed, Some(kind)), expected, "{line}");
}

#[test]
fn phrases_take_in_their_modifiers_and_relative_clauses() {
    check(
        "The/DET/2/det envoy/NOUN/6/nsubj who/PRON/4/nsubj left/VERB/2/acl:relcl early/ADV/4/advmod slept/VERB/0/root",
        Kind::Phrase,
        &["The envoy who left early"],
    );
    check(
        "They/PRON/2/nsubj sold/VERB/0/root grain/NOUN/2/obj from/ADP/6/case the/DET/6/det north/NOUN/3/nmod ./PUNCT/2/punct",
        Kind::Phrase,
        &["They", "grain from the north", "the north"],
    );
}

#[test]
fn possessors_keep_their_mark_and_stand_for_themselves() {
    check(
        "The/DET/2/det mayor/NOUN/4/nmod:poss 's/PART/2/case office/NOUN/5/nsubj closed/VERB/0/root",
        Kind::Phrase,
        &["The mayor 's office", "The mayor 's"],
    );
    check(
        "She/PRON/2/nsubj lost/VERB/0/root her/PRON/4/nmod:poss keys/NOUN/2/obj",
        Kind::Phrase,
        &["She", "her keys", "her"],
    );
}

#[test]
fn coordinations_stand_beside_their_parts() {
    let line = "Ana/PROPN/4/nsubj and/CCONJ/3/cc Omar/PROPN/1/conj met/VERB/0/root";
    check(line, Kind::Phrase, &["Ana", "Omar"]);
    check(line, Kind::Coordination, &["Ana and Omar"]);
}

#[test]
fn what_refers_to_nothing_is_left_out() {
    check(
        "There/PRON/2/expl is/VERB/0/root a/DET/4/det plan/NOUN/2/nsubj ,/PUNCT/6/punct which/PRON/7/nsubj failed/VERB/4/acl:relcl",
        Kind::Phrase,
        &["a plan , which failed"],
    );
    check("not/ADV/3/advmod the/DET/3/det bridge/NOUN/0/root )/PUNCT/3/punct", Kind::Phrase, &["the bridge"]);
}

#[test]
fn clauses_stand_by_their_verb_or_copula() {
    check(
        "Prices/NOUN/2/nsubj rose/VERB/0/root while/SCONJ/6/mark pay/NOUN/6/nsubj was/AUX/6/cop low/ADJ/2/advcl",
        Kind::Clause,
        &["rose", "was"],
    );
}

#[test]
fn the_shipped_model_links_a_pronoun_to_its_noun() {
    let (text, parsed) = tree(&[
        "The/DET/2/det minister/NOUN/3/nsubj/Number=Sing signed/VERB/0/root the/DET/5/det treaty/NOUN/3/obj/Number=Sing ./PUNCT/3/punct",
        "She/PRON/2/nsubj/Number=Sing praised/VERB/0/root the/DET/4/det talks/NOUN/2/obj/Number=Plur ./PUNCT/2/punct",
    ]);
    let found = LINKER.link(&WORDS, &text, &parsed, &[]);
    let chains: Vec<Vec<String>> = found
        .chains
        .iter()
        .map(|c| c.iter().map(|&m| wording(&text, &parsed, &found.mentions[m as usize])).collect())
        .collect();
    assert_eq!(chains, [["The minister", "She"]]);
}

#[test]
fn five_thousand_mentions_stay_within_bounds_and_come_out_alike() {
    let line = "The/DET/2/det guard/NOUN/3/nsubj told/VERB/0/root him/PRON/3/obj of/ADP/6/case Lima/PROPN/3/obl ./PUNCT/3/punct";
    let (text, parsed) = tree(&vec![line; 1250]);
    let found = LINKER.link(&WORDS, &text, &parsed, &[]);
    assert_eq!(found.mentions.len(), 5000);
    assert!(found.antecedents.iter().enumerate().all(|(i, a)| a.is_none_or(|j| (j as usize) < i)));
    assert_eq!(found, LINKER.link(&WORDS, &text, &parsed, &[]));
    let mentions = markables(&text, &parsed);
    let profiles = profiles(&text, &parsed, &Genders::default(), &[], &mentions);
    let scene = Scene::new(&text, &parsed, &profiles, &WORDS);
    let mut finder = Candidates::default();
    assert!((0..profiles.len()).all(|i| finder.of(&scene, i).len() <= candidates::MOST));
}

#[test]
fn nothing_gives_nothing_and_damage_is_an_error() {
    assert_eq!(LINKER.link(&WORDS, "", &Parsed::default(), &[]), Coreference::default());
    assert!(Ranker::from_bytes(b"").is_err());
    assert!(Ranker::from_bytes(&builtin::COREF[..builtin::COREF.len() / 2]).is_err());
}
