//! Bytes that no archive would hold, as every kind: each ends in reports or problems, within bounds, and never in a panic.

#![allow(clippy::unwrap_used)]

#[path = "hostile/checks.rs"]
mod checks;

use checks::take_in;
use proptest::prelude::*;
use sayso::Engine;
use sayso::read::{JsonLines, Metadata};
use sayso_intake::Kind;
use std::io::Write;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::load().unwrap());

const KINDS: [Option<Kind>; 7] =
    [None, Some(Kind::Text), Some(Kind::Html), Some(Kind::Jsonl), Some(Kind::Csv), Some(Kind::Feed), Some(Kind::Warc)];

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// The one problem that bytes end in.
fn problem(kind: Option<Kind>, bytes: &[u8]) -> String {
    let all = take_in(&ENGINE, kind, bytes);
    all.last().unwrap().as_ref().unwrap_err().to_string()
}

#[test]
fn odd_bytes_as_every_kind() {
    let mut cases: Vec<Vec<u8>> =
        ["", " ", "\n\n", "\0", "<", "<!", "<!--", "<?xml", "{", "\"", "\"\n", ",,,\n,,,", "WARC/1.0"]
            .iter()
            .map(|s| s.as_bytes().to_vec())
            .collect();
    cases.push(vec![0; 10_000]);
    cases.push(vec![0xff; 10_000]);
    cases.push((0..=255u8).cycle().take(10_000).collect());
    cases.push(b"\x1f\x8b\x08".to_vec());
    cases.push(b"\x28\xb5\x2f\xfd".to_vec());
    cases.push(gz(b""));
    for bytes in &cases {
        for kind in KINDS {
            take_in(&ENGINE, kind, bytes);
        }
    }
}

#[test]
fn endless_pages_are_refused_or_read() {
    for (piece, n) in [
        ("<div>", 100_000),
        ("<b>", 100_000),
        ("<b><p>", 50_000),
        ("<table><tr><td>", 30_000),
        ("<a href=x><div>", 30_000),
        ("<svg><g>", 30_000),
        ("<ul><li>", 50_000),
        ("<select><option>", 30_000),
        ("<template>", 50_000),
    ] {
        let text = problem(Some(Kind::Html), format!("<html><body>{}He left.", piece.repeat(n)).as_bytes());
        assert!(text.contains("the page is not read") || text.contains("no article"), "{piece}: {text}");
    }
    for (piece, n) in [
        ("<p>He left.", 20_000),
        ("<br>", 90_000),
        ("<!-- x", 50_000),
        ("<li>", 50_000),
        ("&amp;", 50_000),
        ("<dd>a<dt>", 20_000),
        ("</p>", 90_000),
        ("<td>", 50_000),
    ] {
        take_in(&ENGINE, Some(Kind::Html), format!("<html><body>{}", piece.repeat(n)).as_bytes());
    }
    // As deep as it may be.
    let deep = format!(
        "<html><body>{}<p>{}",
        "<div>".repeat(390),
        "The envoy said on Monday that the talks would go on. ".repeat(20)
    );
    take_in(&ENGINE, Some(Kind::Html), deep.as_bytes());
}

#[test]
fn linked_data_within_linked_data() {
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let text = "<p>The envoy said on Monday that the talks would go on, and that nobody had left.".repeat(10);
    let page = format!(
        "<html><head><script type='application/ld+json'>{nested}</script></head><body><article>{text}</article>"
    );
    assert!(take_in(&ENGINE, Some(Kind::Html), page.as_bytes())[0].is_ok());
}

#[test]
fn endless_records_are_passed_over() {
    let long = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"He left.\"}}\n", "a".repeat(2 << 20));
    let all = take_in(&ENGINE, Some(Kind::Jsonl), long.as_bytes());
    assert!(all.len() == 2 && all[0].is_err() && all[1].is_ok());
    let table = format!("id,text\n1,\"{}", "never closed\n".repeat(200_000));
    assert!(problem(Some(Kind::Csv), table.as_bytes()).contains("may never be closed"));
    for kind in [Kind::Text, Kind::Html, Kind::Feed] {
        assert!(problem(Some(kind), &vec![b'a'; 2 << 20]).contains("longer than a report may be"));
    }
    let record =
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 99999999999999\r\n\r\n";
    assert!(problem(None, record.as_bytes()).contains("ends too early"));
    assert!(!take_in(&ENGINE, None, record.repeat(1000).as_bytes()).is_empty());
    assert!(!take_in(&ENGINE, None, "WARC/1.0\r\n".repeat(100_000).as_bytes()).is_empty());
}

#[test]
fn bombs_and_cut_archives() {
    let zeros = gz(&vec![b' '; 64 << 20]);
    assert!(problem(Some(Kind::Jsonl), &zeros).contains("times its size"));
    assert!(problem(Some(Kind::Text), &zeros).contains("longer than a report may be"));
    assert!(problem(None, &gz(&gz(&gz(&gz(b"He left."))))).contains("within each other"));
    let lines: String = (0..5000).map(|i| format!("{{\"text\":\"He left {}.\"}}\n", i * 7919 % 5003)).collect();
    let packed = gz(lines.as_bytes());
    let all = take_in(&ENGINE, None, &packed[..packed.len() / 2]);
    assert!(all.len() > 1000 && all.iter().filter(|r| r.is_err()).count() <= 2);
    assert!(all.last().unwrap().as_ref().unwrap_err().to_string().contains("ends too early"));
}

#[test]
fn feeds_within_feeds() {
    for bytes in [
        "<rss><channel><item>".repeat(5000),
        format!("<rss><channel><item><description>{}</description></item></channel></rss>", "&lt;div&gt;".repeat(5000)),
        "<feed><entry>".repeat(5000),
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><rss><channel><item><title>&b;</title></item></channel></rss>".to_owned(),
    ] {
        take_in(&ENGINE, Some(Kind::Feed), bytes.as_bytes());
    }
}

/// Pieces of all formats in no order.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec![
            "<html>", "<body>", "<p>", "</p>", "<div class=a>", "</div>", "<b>", "</b>", "<table>", "<tr>", "<td>", "<!--", "-->",
            "<script>", "</script>", "<meta charset=utf-16>", "<meta name=date content='2024-13-99'>", "<svg/>", "<a href='", "'>",
            "<time datetime=2024-05-06>", "<script type='application/ld+json'>", "{\"@type\":\"Article\",\"author\":", "&#x0;", "&nope;",
            "<rss>", "<channel>", "<item>", "<description>", "</description>", "</item>", "<feed>", "<entry>", "<![CDATA[", "]]>",
            "<pubDate>Mon, 06 May 2024", "<?xml version='1.0' encoding='x'?>",
        ]).prop_map(|s| s.as_bytes().to_vec()),
        2 => prop::sample::select(vec![
            "WARC/1.0\r\n", "WARC-Type: response\r\n", "Content-Length: 40\r\n", "Content-Length: 0\r\n", "\r\n\r\n",
            "Content-Type: application/http\r\n", "HTTP/1.1 200 OK\r\n", "Content-Type: text/html; charset=\"\r\n",
            "Transfer-Encoding: chunked\r\n", "4\r\nabcd\r\n", "0\r\n\r\n", "{\"text\":\"", "\"}\n", "\\ud800", "text,id\n", "\"", ",", ";",
        ]).prop_map(|s| s.as_bytes().to_vec()),
        2 => "[ a-zé\n]{1,30}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 1..8),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn cases() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases.div_ceil(2), ..usual }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_bytes_as_every_kind(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for kind in KINDS {
            take_in(&ENGINE, kind, &bytes);
        }
    }

    #[test]
    fn any_soup_as_every_kind(bytes in soup()) {
        for kind in KINDS {
            take_in(&ENGINE, kind, &bytes);
        }
        take_in(&ENGINE, None, &gz(&bytes));
    }

    /// Lines are read as the engine alone reads them.
    #[test]
    fn lines_as_before(texts in prop::collection::vec(("[a-zA-Z0-9 .\"é]{0,40}", any::<bool>()), 0..20)) {
        let file: String = texts.iter().map(|(text, sound)| {
            if *sound { format!("{}\n", serde_json::json!({"text": text, "published": "2024-05-06"})) } else { format!(" {text}\n") }
        }).collect();
        let before: Vec<_> = JsonLines::new(file.as_bytes())
            .map(|line| ENGINE.read_line("dir/given.dat", &line.unwrap(), &Metadata::default()).map_err(|e| e.to_string()))
            .collect();
        let now: Vec<_> =
            take_in(&ENGINE, Some(Kind::Jsonl), file.as_bytes()).into_iter().map(|r| r.map_err(|e| e.to_string())).collect();
        prop_assert_eq!(before, now);
    }
}
