//! Sentences coded with dictionaries of our own: one case for each thing that the dictionaries' language can say.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use sayso::Engine;
use sayso::code::petrarch::{self, Options};
use sayso::codebook::dictionaries::{Dictionaries, DictionaryFile};
use sayso::parse::model::Workspace;
use sayso::read::Metadata;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::load().unwrap());

static OWN: LazyLock<Dictionaries> = LazyLock::new(|| {
    let files = [
        ("own.actors.txt", include_str!("cases/dictionaries/own.actors.txt")),
        ("own.agents.txt", include_str!("cases/dictionaries/own.agents.txt")),
        ("own.verbs.txt", include_str!("cases/dictionaries/own.verbs.txt")),
        ("own.discards.txt", include_str!("cases/dictionaries/own.discards.txt")),
    ];
    let files = files.map(|(name, text)| DictionaryFile { name: name.into(), text: text.into() });
    Dictionaries::load(&files).unwrap()
});

fn coded(text: &str, day: &str, options: &Options) -> Vec<String> {
    let metadata = Metadata { published: Some(day.into()), ..Metadata::default() };
    let report = ENGINE.read("case", text.as_bytes(), &metadata).unwrap();
    let parsed = ENGINE.parse(&mut Workspace::default(), &report);
    let events = petrarch::code(&OWN, &report, &parsed, options);
    let mut out: Vec<String> = events.iter().map(|e| format!("{} {} {}", e.source, e.target, e.code)).collect();
    out.sort();
    out
}

#[test]
fn sentences_are_coded() {
    let cases: &[(&str, &[&str])] = &[
        // A verb's own code; what is in no dictionary is no actor.
        ("Valdoria praised the Kestrel Isles on Monday.", &["VAL KES 041"]),
        ("The baker praised Morovia.", &[]),
        // Agents after and before the actor, with a possessive, within each other, as plurals.
        ("Valdorian soldiers praised Morovia.", &["VALMIL MOR 041"]),
        ("Morovia's foreign minister praised the Valdorian police.", &["MORGOVFRM VALCOP 041"]),
        ("Soldiers from Valdoria praised Morovia's main opposition group.", &["VALMIL MORMOPOPP 041"]),
        ("A Morovia relief group praised the churchmen of Valdoria.", &["NGOMOR VALREL 041"]),
        // Paired codes.
        ("Valdoria visited Morovia last week.", &["MOR VAL 033", "VAL MOR 032"]),
        // Several names for one actor, several actors in one name.
        ("Port Selwick praised the Triple League.", &["VAL AAA 041", "VAL BBB 041"]),
        // A gap is allowed where the name has a space.
        ("The High Merchants Council praised Morovia.", &["HCO MOR 041"]),
        // Compounds on both sides.
        (
            "Valdoria, Morovia and the High Council praised the Kestrel Isles.",
            &["HCO KES 041", "MOR KES 041", "VAL KES 041"],
        ),
        ("The ministers of Valdoria and Morovia praised the Kestrel Isles.", &["MORGOV KES 041", "VALGOV KES 041"]),
        // The passive.
        ("Morovia was attacked by Valdoria on Sunday.", &["VAL MOR 190"]),
        // Patterns after and before the verb.
        ("Valdoria attacked a proposal from Morovia.", &["VAL MOR 111"]),
        ("Valdoria will not attack Morovia.", &["VAL MOR 050"]),
        // Sets of words, one of them of two words; the longer pattern wins.
        ("Valdoria offered cheap loans to Morovia.", &["VAL MOR 071"]),
        ("Valdoria offered food aid to Morovia.", &["VAL MOR 071"]),
        ("Valdoria offered new loans to Morovia.", &["VAL MOR 072"]),
        ("Valdoria offered advice to Morovia.", &[]),
        // Compound in a pattern.
        ("Valdoria and Morovia agreed on Monday.", &["MOR VAL 057", "VAL MOR 057"]),
        // A verb of two words.
        ("Soldiers from Valdoria sealed off the roads into Morovia.", &["VALMIL MOR 191"]),
        // Source and target by the pattern.
        ("Morovia received lavish gifts from Valdoria.", &["VAL MOR 070"]),
        // A pattern that says: no event.
        ("Valdoria described Morovia as hostile.", &[]),
        // A stretch after the last comma is passed over.
        ("Valdoria praised Morovia, a minister said on Friday.", &["VAL MOR 041"]),
        // Two verbs side by side.
        ("Valdoria praised Morovia on Monday and attacked the Kestrel Isles.", &["VAL KES 190", "VAL MOR 041"]),
        // Discards: a sentence, a report.
        ("Valdoria praised Morovia before the regatta. Morovia attacked Valdoria.", &["MOR VAL 190"]),
        ("Valdoria praised Morovia. Both play at the chess olympiad.", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(coded(text, "2012-05-01", &Options::default()), *expected, "{text}");
    }
}

#[test]
fn codes_go_by_the_day() {
    let cases = [("2009-12-31", "VAL"), ("2010-01-01", "VALGOV"), ("2014-12-31", "VALGOV"), ("2015-01-01", "VALOPP")];
    for (day, code) in cases {
        let found = coded("Jorun Hale praised Morovia.", day, &Options::default());
        assert_eq!(found, [format!("{code} MOR 041")], "{day}");
    }
}

#[test]
fn options_change_what_comes_out() {
    let text = "The Gondwil Traders praised Morovia.";
    assert!(coded(text, "2012-05-01", &Options::default()).is_empty());
    let named = Options { new_actor_words: 4, ..Options::default() };
    assert_eq!(coded(text, "2012-05-01", &named), ["\"THE GONDWIL TRADERS\" MOR 041"]);
    let single = Options { dyads_only: false, ..Options::default() };
    assert_eq!(coded(text, "2012-05-01", &single), ["--- MOR 041"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_text_is_coded(
        text in "Valdoria ((Valdoria|Morovia|Isles|soldiers|praised|agreed|was|by|and|,|'s|-|_|will|not|of|é|\\.|\n) ?){0,40}",
    ) {
        coded(&text, "2012-05-01", &Options { dyads_only: false, new_actor_words: 3, ..Options::default() });
    }
}
