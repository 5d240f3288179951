//! What must hold of anything that comes in: no panic, spans in bounds, trees that are trees. The hostile tests and the
//! fuzz targets share these bodies.

use sayso::engine::Engine;
use sayso::parse::Parsed;
use sayso::parse::model::Workspace;
use sayso::read::{JsonLines, Metadata, Report};
use sayso::records::Recorder;
use sayso::span::Span;

/// Reads bytes as a text file, and checks the report if there is one.
pub fn read_plain(engine: &Engine, bytes: &[u8]) -> Option<Report> {
    let report = engine.read("hostile.txt", bytes, &Metadata::default()).ok()?;
    check_report(&report);
    Some(report)
}

/// Reads bytes as JSONL, and checks the reports.
pub fn read_lines(engine: &Engine, bytes: &[u8]) -> Vec<Report> {
    let lines = JsonLines::new(bytes).filter_map(|line| line.ok());
    let reports: Vec<Report> =
        lines.filter_map(|line| engine.read_line("hostile.jsonl", &line, &Metadata::default()).ok()).collect();
    reports.iter().for_each(check_report);
    reports
}

/// Parses a text whatever its language, and checks the trees.
pub fn parse(engine: &Engine, ws: &mut Workspace, text: &str) -> Option<Parsed> {
    let report = read_plain(engine, text.as_bytes())?;
    let parsed = engine.parser().parse(ws, &report);
    check_parsed(&report, &parsed);
    Some(parsed)
}

/// Walks a text through all rooms, and checks the trees and every pair of offsets in its record. It is what
/// [`Engine::record`] does, stopping between the rooms.
pub fn record(engine: &Engine, ws: &mut Workspace, text: &str) -> Option<serde_json::Value> {
    let report = read_plain(engine, text.as_bytes())?;
    let parsed = engine.parse(ws, &report);
    check_parsed(&report, &parsed);
    let coded = engine.code(&report, &parsed);
    let recorder = Recorder { ontology: &engine.codebook().ontology, versions: engine.versions(), explain: true };
    let record = recorder.record(&report, &parsed, &coded);
    let json = serde_json::to_value(&record).expect("a record is always JSON");
    check_offsets(&json, report.text.chars().count() as u64);
    Some(json)
}

fn check_report(report: &Report) {
    let text = report.text.as_str();
    check_spans(text, report.boilerplate.iter().copied());
    if let Some(dateline) = &report.dateline {
        check_spans(text, [dateline.at]);
        for part in [dateline.place, dateline.agency].into_iter().flatten() {
            assert!(dateline.at.contains(part), "{part:?} outside {:?}", dateline.at);
            check_spans(text, [part]);
        }
    }
}

/// Spans are not empty, in order, apart from each other, and on the borders of characters.
fn check_spans(text: &str, spans: impl IntoIterator<Item = Span>) {
    let mut end = 0;
    for span in spans {
        assert!(end <= span.start && span.start < span.end, "{span:?} after {end}");
        assert!(text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize), "{span:?}");
        end = span.end;
    }
}

fn check_parsed(report: &Report, parsed: &Parsed) {
    let text = report.text.as_str();
    check_spans(text, parsed.words.iter().map(|w| w.span));
    check_spans(text, parsed.sentences.iter().map(|s| s.span));
    let mut next = 0;
    for sentence in &parsed.sentences {
        assert!(sentence.words.start == next && sentence.words.end > next, "{:?} after {next}", sentence.words);
        next = sentence.words.end;
        check_tree(parsed, sentence.words.clone());
    }
    assert_eq!(next as usize, parsed.words.len(), "words without a sentence");
    let mut free = 0;
    for name in &parsed.names {
        assert!(free <= name.words.start && name.words.start < name.words.end && name.words.end <= next);
        free = name.words.end;
    }
    for quotation in &parsed.quotations {
        assert!(quotation.inner.start <= quotation.inner.end);
        assert!(quotation.outer.start <= quotation.inner.start && quotation.inner.end <= quotation.outer.end);
        for at in [quotation.inner.start, quotation.inner.end, quotation.outer.start, quotation.outer.end] {
            assert!(text.is_char_boundary(at as usize), "{quotation:?}");
        }
    }
}

/// One root, and every word leads up to it.
fn check_tree(parsed: &Parsed, words: std::ops::Range<u32>) {
    let roots = words.clone().filter(|&w| parsed.words[w as usize].head.is_none()).count();
    assert_eq!(roots, 1, "roots of words {words:?}");
    // Marked words are known to lead to the root, so that all paths together are walked once.
    let mut leads = vec![false; words.len()];
    for start in words.clone() {
        let mut path = Vec::new();
        let mut at = start;
        while !leads[(at - words.start) as usize] {
            assert!(path.len() < words.len(), "a circle at word {at}");
            path.push(at);
            match parsed.words[at as usize].head {
                Some(head) => {
                    assert!(words.contains(&head.0), "word {at} hangs on {head:?} outside {words:?}");
                    at = head.0;
                }
                None => break,
            }
        }
        path.iter().for_each(|&w| leads[(w - words.start) as usize] = true);
    }
}

/// Every array of two whole numbers in a record is a range of code points.
fn check_offsets(json: &serde_json::Value, length: u64) {
    match json {
        serde_json::Value::Array(items) => {
            if let [Some(start), Some(end)] = items.iter().map(serde_json::Value::as_u64).collect::<Vec<_>>()[..] {
                assert!(start <= end && end <= length, "[{start}, {end}] of {length} characters");
            }
            items.iter().for_each(|item| check_offsets(item, length));
        }
        serde_json::Value::Object(fields) => fields.values().for_each(|value| check_offsets(value, length)),
        _ => {}
    }
}
