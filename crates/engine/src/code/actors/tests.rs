//! Cases of `tests/cases/actors.txt`, run with the shipped tables.

use super::*;
use crate::builtin::{self, table as text};
use crate::codebook::actors::ActorTexts;
use crate::parse::{Deprel, Feats, Name, NameKind, NameTag, Sentence, SentenceId, Word};
use crate::span::Span;
use proptest::prelude::*;
use smol_str::SmolStr;
use std::sync::LazyLock;

static LEXICON: LazyLock<ActorLexicon> = LazyLock::new(|| {
    ActorLexicon::load(&ActorTexts {
        countries: text::COUNTRIES,
        organizations: text::ORGANIZATIONS,
        roles: text::ROLES,
        titles: text::TITLES,
        modifiers: text::MODIFIERS,
        nominals: text::NOMINALS,
        people: builtin::PEOPLE,
        first_names: text::FIRST_NAMES,
    })
    .unwrap()
});

fn report(text: String, published: Option<&str>) -> Report {
    Report {
        id: "t".into(),
        title: None,
        publisher: None,
        author: None,
        dateline: None,
        published: published.map(|d| d.parse().unwrap()),
        url: None,
        language: None,
        text,
        boilerplate: Vec::new(),
        notes: Vec::new(),
    }
}

/// Builds a report and its parse from sentences of word lines.
fn build(words: &str, published: &str) -> (Report, Parsed) {
    let (mut text, mut parsed) = (String::new(), Parsed::default());
    for (s, block) in words.trim().split("\n\n").enumerate() {
        let first = parsed.words.len();
        for line in block.lines() {
            let cells: Vec<&str> = line.split(' ').collect();
            let &[form, lemma, upos, head, rel, ..] = cells.as_slice() else { panic!("bad word line {line:?}") };
            if !text.is_empty() && !matches!(form, "," | "." | "'s") {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(form);
            let head: usize = head.parse().unwrap();
            let name = match cells.get(6).copied() {
                Some(tag) if tag.len() > 2 => {
                    let kind: NameKind = tag[2..].parse().unwrap();
                    if tag.starts_with('B') { NameTag::Begin(kind) } else { NameTag::Inside(kind) }
                }
                _ => NameTag::Outside,
            };
            let id = parsed.words.len() as u32;
            match name {
                NameTag::Begin(kind) => parsed.names.push(Name { words: id..id + 1, kind }),
                NameTag::Inside(_) => parsed.names.last_mut().unwrap().words.end += 1,
                NameTag::Outside => {}
            }
            parsed.words.push(Word {
                span: Span::new(start, text.len()),
                lemma: SmolStr::new(lemma),
                upos: upos.parse().unwrap(),
                feats: Feats::new(cells.get(5).filter(|f| **f != "-").unwrap_or(&"_")),
                head: head.checked_sub(1).map(|h| WordId((first + h) as u32)),
                deprel: rel.parse::<Deprel>().unwrap(),
                name,
                sentence: SentenceId(s as u32),
                joined: false,
            });
        }
        let words = first as u32..parsed.words.len() as u32;
        let span = parsed.words[first].span.hull(parsed.words.last().unwrap().span);
        parsed.sentences.push(Sentence { span, words, paragraph: 0 });
    }
    parsed.index_children();
    (report(text, Some(published)), parsed)
}

/// "it#2": the second "it".
fn find(report: &Report, parsed: &Parsed, word: &str) -> WordId {
    let (form, n) = word.split_once('#').map_or((word, 1), |(f, n)| (f, n.parse().unwrap()));
    let mut found =
        (0..parsed.words.len() as u32).map(WordId).filter(|&w| parsed.word(w).span.of(&report.text) == form);
    found.nth(n - 1).unwrap_or_else(|| panic!("no word {word}"))
}

fn code(actor: &Actor) -> String {
    let sub = actor.sub.as_deref().map(|s| format!(".{s}")).unwrap_or_default();
    format!("{}{sub}:{}", actor.code.as_deref().unwrap_or_default(), actor.sectors.join(","))
}

#[test]
fn words_stand_for_the_right_actors() {
    let cases = include_str!("../../../tests/cases/actors.txt");
    let mut wrong = Vec::new();
    for case in cases.split("\n== ").skip(1) {
        let (title, body) = case.split_once('\n').unwrap();
        let (published, what) = title.split_once(' ').unwrap();
        let is_check = |l: &&str| l.starts_with('>') || l.starts_with('@');
        let words: Vec<&str> = body.lines().filter(|l| !is_check(l)).collect();
        let (report, parsed) = build(&words.join("\n"), published);
        let actors = Actors::resolve(&report, &parsed, &LEXICON);
        for check in body.lines().filter(is_check) {
            let (left, expected) = check[2..].split_once("= ").unwrap_or_else(|| panic!("bad check {check}"));
            let (word, by_name) = match left.strip_suffix(" name") {
                Some(word) => (word, true),
                None => (left.trim(), false),
            };
            let w = find(&report, &parsed, word);
            let found = if check.starts_with('@') {
                actors.place_at(w).map(|p| format!("{} {}", p.name, p.country.unwrap_or_default())).unwrap_or_default()
            } else {
                let ids = actors.at(w).iter().map(|id| &actors.list[id.index()]);
                let parts: Vec<String> = ids.map(|a| if by_name { a.name.clone() } else { code(a) }).collect();
                if parts.is_empty() { "-".to_owned() } else { parts.join(" ") }
            };
            if found != expected.trim() {
                wrong.push(format!("{what}: {word} is {found}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_unnamed_source_gets_an_actor_of_its_own() {
    let (report, parsed) =
        build("Two two NUM 2 nummod\nthings thing NOUN 3 nsubj Number=Plur\nspoke speak VERB 0 root", "2021-01-01");
    let mut actors = Actors::resolve(&report, &parsed, &LEXICON);
    assert!(actors.list.is_empty());
    let ids = actors.at_or_unnamed(WordId(1), &report, &parsed);
    assert_eq!(ids, actors.at(WordId(1)));
    assert_eq!((actors.list[0].name.as_str(), actors.list[0].kind), ("Two things", ActorKind::Unnamed));
    assert_eq!(actors.at_or_unnamed(WordId(1), &report, &parsed), ids, "asking again makes no other");
    assert!(actors.at_or_unnamed(WordId(2), &report, &parsed).is_empty(), "verbs name nobody");
}

#[test]
fn boilerplate_names_nobody() {
    let (mut report, parsed) = build("France France PROPN 2 nsubj - B-LOC\nleft leave VERB 0 root", "2021-01-01");
    assert_eq!(Actors::resolve(&report, &parsed, &LEXICON).at(WordId(0)).len(), 1);
    report.boilerplate = vec![Span::new(0, report.text.len())];
    let actors = Actors::resolve(&report, &parsed, &LEXICON);
    assert!(actors.list.iter().all(|a| a.entry.is_none()));
}

proptest! {
    /// Any tree over any words: no panic, every id is in the list, every mention lies in the text, and actors come in
    /// the order of their first mention.
    #[test]
    fn any_tree_is_resolved(
        words in prop::collection::vec((0usize..WORDS.len(), 0usize..40, 0usize..Deprel::ALL.len(), 0usize..Upos::ALL.len(), 0usize..NameTag::COUNT), 1..40),
    ) {
        let (mut text, mut parsed) = (String::new(), Parsed::default());
        let n = words.len();
        for (i, (form, head, rel, upos, tag)) in words.into_iter().enumerate() {
            if i > 0 {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(WORDS[form]);
            let name = NameTag::from_index(tag);
            if let NameTag::Begin(kind) = name {
                parsed.names.push(Name { words: i as u32..i as u32 + 1, kind });
            }
            // Heads before their dependents make a tree; the first word is its root. Mirrored, heads come after.
            let head = (i > 0).then(|| WordId((head % i.max(1)) as u32));
            parsed.words.push(Word {
                span: Span::new(start, text.len()),
                lemma: SmolStr::new(WORDS[form].to_lowercase()),
                upos: Upos::ALL[upos],
                feats: Feats::default(),
                head,
                deprel: Deprel::ALL[rel],
                name,
                sentence: SentenceId(0),
                joined: false,
            });
        }
        parsed.sentences.push(Sentence { span: Span::new(0, text.len()), words: 0..n as u32, paragraph: 0 });
        parsed.index_children();
        let report = report(text, None);
        let mut actors = Actors::resolve(&report, &parsed, &LEXICON);
        for w in (0..n as u32).map(WordId) {
            actors.at_or_unnamed(w, &report, &parsed);
            for id in actors.at(w) {
                prop_assert!(id.index() < actors.list.len());
            }
        }
        for actor in &actors.list {
            for mention in &actor.mentions {
                prop_assert!(mention.at.end as usize <= report.text.len());
            }
        }
    }
}

/// Words that set the mechanisms to work.
const WORDS: &[&str] = &[
    "the",
    "two",
    "both",
    "countries",
    "sides",
    "Israeli",
    "Syria",
    "Moscow",
    "president",
    "President",
    "Putin",
    "of",
    "in",
    "from",
    "spokesman",
    "for",
    "army",
    "rebels",
    "thousands",
    "he",
    "its",
    "they",
    "who",
    "itself",
    "statement",
    "alliance",
    "NATO",
    "Hamas",
    "group",
    "Angela",
    "Merkel",
    ",",
    "'s",
    "-",
    "foreign",
    "ministry",
    "Xi",
    "Jinping",
    "é",
];
