//! Every format and container from bytes to the report it holds.

#![allow(clippy::unwrap_used)]

use sayso::Engine;
use sayso::read::{Metadata, Report};
use sayso_intake::{FieldMap, Found, Intake, Kind, Options, Problem};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::load().unwrap());

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn read(name: &str) -> Report {
    let mut all = reports(Options::default(), fixture(name));
    assert_eq!(all.len(), 1, "{name}");
    all.remove(0).unwrap()
}

fn reports(options: Options, path: PathBuf) -> Vec<Result<Report, Problem>> {
    Intake::new(options).paths([path]).map(|item| item?.report(&ENGINE, &Metadata::default())).collect()
}

fn from_bytes(name: &str, bytes: Vec<u8>) -> Vec<Result<Report, Problem>> {
    let items = Intake::new(Options::default()).reader(name, Box::new(Cursor::new(bytes)));
    items.map(|item| item?.report(&ENGINE, &Metadata::default())).collect()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn day(report: &Report) -> String {
    report.published.map(|d| d.to_string()).unwrap_or_default()
}

#[test]
fn a_page_with_everything_around_its_article() {
    let report = read("news.html");
    assert_eq!(report.title.as_deref(), Some("Harbour strike ends after night of talks"));
    assert_eq!(report.publisher.as_deref(), Some("The Quay Courier"));
    assert_eq!(report.author.as_deref(), Some("Ilse Brandt, Tom Ferro"));
    assert_eq!(report.url.as_deref(), Some("https://quaycourier.example/2024/05/harbour-strike-ends"));
    assert_eq!(
        (day(&report).as_str(), report.id.as_str(), report.language.as_deref()),
        ("2024-05-06", "news", Some("en"))
    );
    assert!(report.text.starts_with("Dock workers") && report.text.ends_with("had been unloaded."), "{}", report.text);
    assert_eq!(report.text.split("\n\n").count(), 4, "{}", report.text);
    for soup in ["Subscribe", "cruise", "flights", "Photo", "Ten facts", "anchor77", "Copyright", "track("] {
        assert!(!report.text.contains(soup), "{soup} in {}", report.text);
    }
}

#[test]
fn pages_that_say_little() {
    let bare = read("bare.html");
    assert_eq!((bare.title.as_deref(), bare.published), (Some("Bridge closed at Oststadt"), None));
    assert!(bare.text.starts_with("The old bridge") && bare.text.split("\n\n").count() == 3, "{}", bare.text);
    let western = read("western.html");
    assert_eq!((western.author.as_deref(), day(&western).as_str()), (Some("René Lefèvre"), "2024-10-22"));
    assert!(western.text.contains("“We can’t pay €40 for a chair,” said Renée Aubry, who speaks for them – the"));
    let marks = read("marks.html");
    assert!(
        marks.text.contains("\u{200f}داود\u{200e} (Dawud)") && marks.text.contains("\u{202b}الوزير\u{202c} denied")
    );
}

#[test]
fn a_brief_among_teasers() {
    let brief = "The council of Altmark voted on Monday to close the ferry landing, after a storm had torn away two of its piers and left the ramp over the water.";
    let teaser = "<div><a href=/r><h4>A teaser on a matter of little weight</h4></a><p>A short teaser of a story that has nothing to do with this one.</p></div>";
    let page = format!(
        "<!doctype html><title>Ferry</title><main><article><h1>Ferry</h1><p>{brief}</p><p>{brief}</p></article><div class=related>{}</div></main>",
        teaser.repeat(6)
    );
    let all = from_bytes("a.html", page.into_bytes());
    assert_eq!(all[0].as_ref().unwrap().text, format!("{brief}\n\n{brief}"));
}

#[test]
fn what_is_given_for_one_page_comes_first() {
    let given = Metadata { publisher: Some("Given".into()), ..Metadata::default() };
    let items: Vec<_> = Intake::default().paths([fixture("news.html"), fixture("feed.atom")]).collect();
    let publishers: Vec<_> =
        items.into_iter().map(|i| i.unwrap().report(&ENGINE, &given).unwrap().publisher.unwrap()).collect();
    assert_eq!(publishers, ["Given", "Oststadt Herald"]);
}

#[test]
fn feeds() {
    let all = reports(Options::default(), fixture("feed.rss"));
    let first = all[0].as_ref().unwrap();
    assert_eq!(
        first.text,
        "Pilots refused to board on Monday, the harbour master said.\n\nThe tugs & their crews stayed in port."
    );
    assert_eq!(
        (first.id.as_str(), first.title.as_deref(), day(first).as_str()),
        ("qc-1", Some("Pilots & tugs"), "2024-05-06")
    );
    assert!(all[1].as_ref().unwrap_err().to_string().contains("feed.rss:2: the entry has no text"));
    assert_eq!(all[2].as_ref().unwrap().text, "The ferry ran aground, officials said on Tuesday.");
    assert_eq!(all[2].as_ref().unwrap().id, "feed-3");
    let atom = read("feed.atom");
    assert_eq!((atom.author.as_deref(), day(&atom).as_str()), (Some("Jo Weld"), "2024-05-07"));
    assert_eq!(atom.url.as_deref(), Some("https://herald.example/1"));
}

#[test]
fn tables() {
    let fields = FieldMap { date: Some("day".into()), id: Some("nr".into()), ..FieldMap::default() };
    let all = reports(Options { fields, ..Options::default() }, fixture("table.csv"));
    let first = all[0].as_ref().unwrap();
    assert_eq!(first.text, "The envoy said: \"No.\"\n\nTalks, he added, go on.");
    assert_eq!(
        (first.id.as_str(), day(first).as_str(), first.publisher.as_deref()),
        ("1", "2024-10-22", Some("The Post"))
    );
    assert!(all[1].is_err() && all[2].as_ref().unwrap().id == "3");
}

#[test]
fn packed_files_are_what_is_inside() {
    let lines = b"{\"text\":\"He left.\"}\n\n{\"text\":\"She stayed.\",\"id\":\"s\"}\n";
    let plain = from_bytes("d/many.jsonl", lines.to_vec());
    assert_eq!(plain[0].as_ref().unwrap().id, "many-1");
    for (name, bytes) in [
        ("d/many.jsonl.gz", gz(lines)),
        ("d/many.jsonl.zst", zstd::encode_all(lines.as_slice(), 3).unwrap()),
        ("d/many.jsonl.gz", [gz(&lines[..20]), gz(&lines[20..])].concat()),
    ] {
        let packed = from_bytes(name, bytes);
        let texts =
            |all: &[Result<Report, Problem>]| all.iter().map(|r| r.as_ref().unwrap().clone()).collect::<Vec<_>>();
        assert_eq!(texts(&packed), texts(&plain));
    }
    let text = from_bytes("d/report.txt.gz", gz(b"---\nid: x\n---\nHe left."));
    assert_eq!((text[0].as_ref().unwrap().id.as_str(), text[0].as_ref().unwrap().text.as_str()), ("x", "He left."));
    let empty = from_bytes("d/report.txt.gz", gz(b" "))[0].as_ref().unwrap_err().to_string();
    assert!(empty.starts_with("d/report.txt.gz: there is no text"), "{empty}");
    let error = from_bytes("d/many.jsonl.gz", gz(b"{\"text\":1}"))[0].as_ref().unwrap_err().to_string();
    assert!(error.starts_with("d/many.jsonl.gz:1: a line must"), "{error}");
}

/// A record of a web archive.
fn record(kind: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00-{kind}>\r\nWARC-Target-URI: https://a.example/{kind}\r\n{head}Content-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    out.extend_from_slice(body);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

fn answer(headers: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {headers}\r\n\r\n").as_bytes(), body].concat()
}

#[test]
fn web_archives() {
    let page = std::fs::read(fixture("bare.html")).unwrap();
    let http = "Content-Type: application/http; msgtype=response\r\n";
    let chunked = [format!("{:x}\r\n", page.len()).as_bytes(), &page, b"\r\n0\r\n\r\n"].concat();
    let western = std::fs::read(fixture("western.html")).unwrap();
    let western = String::from_utf8_lossy(&western).replace("charset=windows-1252", "");
    let western = western.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'\xe9')).collect::<Vec<_>>();
    let records = [
        record("warcinfo", "", b"software: test"),
        record("request", http, b"GET / HTTP/1.1\r\n\r\n"),
        record("response", http, &answer("200 OK\r\nContent-Type: text/html", &page)),
        record("response", http, &answer("404 Not Found\r\nContent-Type: text/html", &page)),
        record("response", http, &answer("200 OK\r\nContent-Type: image/png", b"\x89PNG")),
        record("response", http, &answer("200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", &chunked)),
        record("response", http, &answer("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", &gz(&page))),
        record("response", http, &answer("200 OK\r\nContent-Type: text/html; charset=ISO-8859-1", &western)),
        b"damaged\r\n\r\n".to_vec(),
        record("response", http, &answer("200 OK\r\nContent-Type: text/html", b"<html><p>Hi")),
        record("conversion", "Content-Type: text/plain\r\n", "The envoy left Orléans.".as_bytes()),
    ];
    let plain = records.concat();
    let members: Vec<u8> = records.iter().flat_map(|r| gz(r)).collect();
    for (name, bytes) in [("a.warc", plain.clone()), ("a.warc.gz", members)] {
        let all = from_bytes(name, bytes);
        let texts: Vec<String> = all
            .iter()
            .map(|r| r.as_ref().map_or_else(ToString::to_string, |r| r.text.chars().take(14).collect()))
            .collect();
        assert_eq!(texts[..3], ["The old bridge", "The old bridge", "The old bridge"], "{name}");
        assert!(
            texts[3].starts_with("The owners of") && texts[4].starts_with(&format!("{name}:9: no record starts here")),
            "{texts:?}"
        );
        assert!(texts.last().is_some_and(|t| t == "The envoy left"), "{texts:?}");
        let first = all[0].as_ref().unwrap();
        assert_eq!((first.id.as_str(), first.url.as_deref()), ("00-response", Some("https://a.example/response")));
    }
    let offsets: Vec<u64> = Intake::default()
        .reader("a.warc", Box::new(Cursor::new(plain.clone())))
        .filter_map(|i| i.ok()?.origin().offset)
        .collect();
    assert!(offsets.iter().all(|o| plain[*o as usize..].starts_with(b"WARC/1.0")), "{offsets:?}");
    let cut = from_bytes("a.warc", plain[..plain.len() - 20].to_vec());
    assert!(cut.last().unwrap().as_ref().unwrap_err().to_string().contains("ends too early"));
}

#[test]
fn a_folder_in_the_order_of_names() {
    let all: Vec<String> = Intake::default()
        .paths([fixture("")])
        .map(|i| i.map_or_else(|e| e.origin().place(), |i| i.origin().place()))
        .collect();
    let names: Vec<&str> = all.iter().map(|p| p.rsplit('/').next().unwrap()).collect();
    assert_eq!(
        names,
        [
            "bare.html",
            "feed.atom:1",
            "feed.rss:1",
            "feed.rss:2",
            "feed.rss:3",
            "marks.html",
            "news.html",
            "table.csv:1",
            "table.csv:2",
            "table.csv:3",
            "western.html"
        ]
    );
    let missing = Intake::default().paths([fixture("none.txt")]).next().unwrap().unwrap_err();
    assert!(missing.reason().contains("no such file"));
}

#[test]
fn the_kind_is_told() {
    let intake = Intake::default();
    assert_eq!(intake.sniff(&fixture("feed.rss")).unwrap(), (Kind::Feed, Found::Content, vec![]));
    let asked = Intake::new(Options { kind: Some(Kind::Text), ..Options::default() });
    assert_eq!(asked.sniff(&fixture("feed.rss")).unwrap(), (Kind::Text, Found::Asked, vec![]));
}
