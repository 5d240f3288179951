//! One benchmark for each room that a report walks through, and for the start, on the texts of `examples/bench`:
//! `cargo bench -p sayso-lab`, with `-- --quick` for a first look. `lab bench` gives the figures of the scoreboard.

#![allow(clippy::unwrap_used)]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use sayso::Engine;
use sayso::parse::Parsed;
use sayso::parse::model::Workspace;
use sayso::read::{JsonLines, Metadata, Report};
use std::hint::black_box;
use std::path::Path;

/// The texts' bytes, in the order of their names.
fn texts() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/bench");
    let files = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let mut files: Vec<_> = files.filter(|p| p.extension().is_some_and(|e| e == "txt")).collect();
    files.sort();
    files.iter().map(|f| std::fs::read(f).unwrap()).collect()
}

/// The same reports, a JSON line each.
fn lines(reports: &[Report]) -> Vec<u8> {
    let line = |r: &Report| format!("{}\n", serde_json::json!({ "id": r.id, "title": r.title, "text": r.text }));
    reports.iter().map(line).collect::<String>().into_bytes()
}

fn stages(c: &mut Criterion) {
    let engine = Engine::load().unwrap();
    let given = Metadata::default();
    let texts = texts();
    let reports: Vec<Report> = texts.iter().map(|t| engine.read("bench.txt", t, &given).unwrap()).collect();
    let lines = lines(&reports);
    let mut ws = Workspace::default();
    let parsed: Vec<Parsed> = reports.iter().map(|r| engine.parse(&mut ws, r)).collect();
    let words = parsed.iter().map(|p| p.words.len() as u64).sum();

    let mut group = c.benchmark_group("stage");
    group.throughput(Throughput::Elements(words));
    group.bench_function("read plain text", |b| {
        b.iter(|| texts.iter().for_each(|t| _ = black_box(engine.read("bench.txt", t, &given).unwrap())));
    });
    group.bench_function("read JSONL", |b| {
        b.iter(|| {
            for line in JsonLines::new(lines.as_slice()) {
                black_box(engine.read_line("bench.jsonl", &line.unwrap(), &given).unwrap());
            }
        });
    });
    group.bench_function("segment", |b| {
        b.iter(|| reports.iter().for_each(|r| _ = black_box(engine.parser().segment(r))));
    });
    // A cache that has met the text before would flatter the parser, so each round begins with an empty one.
    group.bench_function("parse", |b| {
        b.iter_batched_ref(
            Workspace::default,
            |ws| reports.iter().for_each(|r| _ = black_box(engine.parse(ws, r))),
            BatchSize::LargeInput,
        );
    });
    group.bench_function("parse, forms met before", |b| {
        b.iter(|| reports.iter().for_each(|r| _ = black_box(engine.parse(&mut ws, r))));
    });
    group.bench_function("code", |b| {
        b.iter(|| reports.iter().zip(&parsed).for_each(|(r, p)| _ = black_box(engine.code(r, p))));
    });
    group.bench_function("bytes to JSON records", |b| {
        b.iter_batched_ref(
            Workspace::default,
            |ws| {
                for text in &texts {
                    let report = engine.read("bench.txt", text, &given).unwrap();
                    black_box(serde_json::to_string(&engine.record(ws, &report, false)).unwrap());
                }
            },
            BatchSize::LargeInput,
        );
    });
    group.finish();
    c.bench_function("start", |b| b.iter(|| black_box(Engine::load().unwrap())));
}

criterion_group!(benches, stages);
criterion_main!(benches);
