//! Bytes and texts that no newsroom would send: the engine must stay within its bounds, say in its notes what it cut or
//! could not read, and never panic. `fuzz/` looks for more with the same checks.

#![allow(clippy::unwrap_used)]

#[path = "hostile/checks.rs"]
mod checks;

use proptest::prelude::*;
use sayso::Engine;
use sayso::parse::model::Workspace;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::load().unwrap());

/// Reads, parses and codes a text; the record's notes.
fn notes(text: &str) -> Vec<String> {
    let record = checks::record(&ENGINE, &mut Workspace::default(), text);
    let notes = record.as_ref().and_then(|r| r["notes"].as_array().cloned()).unwrap_or_default();
    notes.iter().map(|n| n.as_str().unwrap_or_default().to_owned()).collect()
}

/// The longest sentence of a text, in words, and how many there are.
fn sentences(text: &str) -> (usize, usize) {
    let parsed = checks::parse(&ENGINE, &mut Workspace::default(), text).unwrap();
    (parsed.sentences.iter().map(|s| s.words.len()).max().unwrap_or(0), parsed.sentences.len())
}

/// Texts of a few characters or of one kind of character.
#[test]
fn odd_texts() {
    let zeros = "a\0b ".repeat(200);
    for text in [
        "",
        " ",
        "\n\n\n",
        ".",
        "\"",
        "'",
        "“",
        "’s",
        "n't",
        "...!?!?...",
        "-- -- --",
        "?!.,;:()[]{}<>\"'«»“”‘’…–—",
        "1234567890 12,345.67 1/2 3:45 12-13-14 0x1F 1e9 ½ ٣٤٥",
        "\u{200b}\u{200b}\u{200d}\u{feff}",
        "\u{ad}",
        "\u{a0}\u{a0}\u{202f}\u{3000}",
        "\u{202e}.deil eh ,dias eH\u{202c} \u{200f}He said\u{200e} no.",
        "👍🏽👩\u{200d}👩\u{200d}👧🏳\u{fe0f}\u{200d}🌈 said 🇺🇦 would send 🚢🚢🚢.",
        "e\u{301}\u{301}\u{301}\u{301} Z\u{335}\u{321}a\u{327}\u{328}l\u{334}go said so.",
        "He sa\u{ad}id\u{a0}\u{ad} the min\u{ad}is\u{ad}ter\u{a0}left\u{200b}.",
        "\"He said 'she said \"they said 'no.",
        "”He said” “she “said“ ‘ ’ \" ' `` '' ,, ‚ „ no.",
        "((((([[[[{{{{ He left.",
        "\u{fffd}\u{fffd} said \u{fffd}.",
        "\r\r\r\n\n\r He left.\u{2028}She\u{2029}stayed.\u{85}They\u{b}went\u{c}on.",
        "--- ---\n---\ntitle: x\n",
        "---\ntitle: x\n---\n",
        "{\"text\": 1}",
        zeros.as_str(),
    ] {
        checks::parse(&ENGINE, &mut Workspace::default(), text);
        notes(text);
    }
}

#[test]
fn what_is_no_utf8_is_read_or_refused() {
    let english = "The envoy said on Monday that the talks would go on. ".repeat(4);
    for (bytes, note) in [
        ([english.as_bytes(), b"\xff\xfe\xc3\x28\xa0\xa1"].concat(), Some("read as ")),
        ([b"\xef\xbb\xbf", english.as_bytes()].concat(), None),
        ([b"\xff\xfe", english.as_bytes()].concat(), Some("language ")),
        (
            [&english.as_bytes()[..80], b"\xed\xa0\x80 \xf4\x90\x80\x80 \xc0\xaf", english.as_bytes()].concat(),
            Some("read as "),
        ),
    ] {
        let report = checks::read_plain(&ENGINE, &bytes).unwrap();
        let noted = |note: &str| report.notes.iter().any(|n| n.starts_with(note));
        assert!(note.is_none_or(noted), "{note:?} in {:?}", report.notes);
    }
    for bytes in [vec![0u8; 10_000], vec![0xff; 10_000], (0..=255u8).cycle().take(10_000).collect()] {
        checks::read_plain(&ENGINE, &bytes);
        checks::read_lines(&ENGINE, &bytes);
    }
}

#[test]
fn a_million_marks() {
    for mark in ["\"", "“‘", "\u{200b}", "-", ".", "😀", "\n", "\u{301}"] {
        notes(&format!("He said {}no.", mark.repeat(1_000_000 / mark.len())));
    }
}

#[test]
fn megabyte_lines() {
    let report = "the envoy of Ruritania told Mr. Smith, who left at 5 p.m., that \"talks\" cost $4.5 million; ";
    let cut = "longer than any report";
    for (text, noted) in [
        ("a".repeat(1_000_000), None),
        ("7".repeat(1_000_000), None),
        ("a-".repeat(500_000), None),
        ("U.S.".repeat(250_000), None),
        ("http://a.b/".repeat(100_000), None),
        (report.repeat(1_000_000 / report.len()), Some(cut)),
        ("The envoy left. ".repeat(60_000), Some(cut)),
    ] {
        let notes = notes(&text);
        let start: String = text.chars().take(20).collect();
        assert!(noted.is_none_or(|n| notes.iter().any(|have| have.starts_with(n))), "{start}: {notes:?}");
    }
}

#[test]
fn long_sentences_are_parsed_in_pieces() {
    let text = format!("The envoy said {} that he left.", "on Monday and ".repeat(166));
    let (longest, count) = sentences(&text);
    assert!((490..=510).contains(&longest) && count <= 2, "{count} sentences, the longest of {longest}");
    assert!(notes(&text).iter().any(|n| n.contains("was parsed in pieces")), "{:?}", notes(&text));
    for endless in ["word ", "Mr. ", "J. ", "… ", "“ ", "a-"] {
        let (longest, count) = sentences(&endless.repeat(2_000));
        assert!(longest <= 510 && count >= 4, "{endless}: {count} sentences, the longest of {longest}");
    }
}

#[test]
fn ten_thousand_one_word_sentences() {
    assert_eq!(sentences(&"No. ".repeat(10)).1, 10);
    let (longest, count) = sentences(&"Run! ".repeat(10_000));
    assert_eq!((longest, count), (2, 10_000));
    let (longest, count) = sentences(&"Run!\n".repeat(10_000));
    assert_eq!((longest, count), (2, 10_000));
}

#[test]
fn other_languages_are_noted_and_not_coded() {
    for (code, text) in [
        (
            "fr",
            "Le ministre a déclaré lundi que les troupes quitteraient la ville avant la fin de la semaine. « Nous ne reviendrons \
             pas », a-t-il dit aux journalistes, tandis que l’opposition dénonçait un accord signé en secret.",
        ),
        (
            "ru",
            "Министр заявил в понедельник, что войска покинут город до конца недели. «Мы не вернёмся», — сказал он \
             журналистам, а оппозиция осудила тайное соглашение.",
        ),
        (
            "ar",
            "قال الوزير يوم الاثنين إن القوات ستغادر المدينة قبل نهاية الأسبوع. وأضاف: «لن نعود»، بينما نددت المعارضة بالاتفاق \
             السري.",
        ),
        ("zh", "部长星期一说，部队将在周末之前离开这座城市。“我们不会回来，”他告诉记者。反对派谴责了这项秘密协议。"),
    ] {
        let mut ws = Workspace::default();
        checks::parse(&ENGINE, &mut ws, text);
        let record = checks::record(&ENGINE, &mut ws, text).unwrap();
        assert_eq!(record["report"]["language"], code);
        assert!(record["events"].as_array().unwrap().is_empty() && record["claims"].as_array().unwrap().is_empty());
        let notes = record["notes"].to_string();
        assert!(notes.contains("only English is coded"), "{code}: {notes}");
    }
}

#[test]
fn lines_of_json_that_are_none() {
    let deep = format!("{{\"text\": \"He left.\", \"x\": {}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let long = format!("{{\"text\": \"{}\"}}", "He left. ".repeat(100_000));
    let cases: [(&[u8], usize); 8] = [
        (b"{\"text\": \"He left.\"}\n{\"text\": \"\"}\nnull\n[]\n3\n{\"text\": \"She left.\"}", 2),
        (b"{\"text\": \"He \\ud800 left.\"}", 0),
        (b"{\"text\": \"He left.\", \"published\": \"yesterday\"}", 0),
        (b"{\"text\": \"He left.\"} {\"text\": \"twice\"}", 0),
        (b"{\"text\": \"He left.", 0),
        (b"\xff\xff{\"text\": \"He left.\"}", 0),
        (deep.as_bytes(), 1),
        (long.as_bytes(), 1),
    ];
    for (bytes, reports) in cases {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]);
        assert_eq!(checks::read_lines(&ENGINE, bytes).len(), reports, "{start}");
    }
}

/// Pieces of news in no order, with all that hurts between them.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[A-Z]?[a-z]{1,9}",
        2 => prop::sample::select(vec![
            "said", "denied", "that", "the", "Russia", "Mr.", "U.S.", "President", "would", "not", "if", "killed", "troops",
            "on", "Monday", "10", "$4.5", "million", "don't", "who", "and", "attacked", "its", "it's", "Oct.", "2019",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            ".", ",", "\"", "“", "”", "‘", "’", "'", "(", ")", "—", "--", "...", ":", ";", "?", "!", "\n", "\n\n", "•", "\r\n",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec![
            "\u{ad}", "\u{200b}", "\u{200f}", "\u{202e}", "\u{a0}", "\0", "👩\u{200d}👧", "é", "中文", "\u{301}", "\u{fffd}",
        ]).prop_map(str::to_owned),
        1 => "\\PC{1,3}",
    ];
    let blank = prop::sample::select(vec![" ", " ", " ", "", "  "]);
    prop::collection::vec((piece, blank), 0..60)
        .prop_map(|parts| parts.into_iter().map(|(piece, blank)| piece + blank).collect())
}

/// Fewer than usual, for a case walks through the whole engine; `PROPTEST_CASES` still asks for more.
fn cases() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases.div_ceil(4), ..usual }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        checks::read_plain(&ENGINE, &bytes);
        checks::read_lines(&ENGINE, &bytes);
    }

    #[test]
    fn any_text_is_parsed_and_coded(text in prop_oneof![soup(), "\\PC{0,200}"]) {
        let mut ws = Workspace::default();
        checks::parse(&ENGINE, &mut ws, &text);
        checks::record(&ENGINE, &mut ws, &text);
    }
}
