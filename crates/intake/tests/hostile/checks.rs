//! What must hold of any bytes, whatever they are taken for: shared by the tests and the fuzz targets.

use sayso::Engine;
use sayso::read::{Metadata, Report};
use sayso_intake::{Intake, Kind, Limits, Options, Problem};
use std::io::Cursor;

/// Small bounds, so that inputs of a test's size meet them.
pub const LIMITS: Limits =
    Limits { record: 1 << 20, ratio: 250, unpacked: 1 << 20, layers: 3, depth: 400, elements: 100_000 };

/// Takes in bytes as one kind, or as what they look like. What was wrong names the file, and a reader that fails ends.
pub fn take_in(engine: &Engine, kind: Option<Kind>, bytes: &[u8]) -> Vec<Result<Report, Problem>> {
    let intake = Intake::new(Options { kind, limits: LIMITS, ..Options::default() });
    let items = intake.reader("dir/given.dat", Box::new(Cursor::new(bytes.to_vec())));
    let mut out = Vec::new();
    let mut last = None;
    for item in items {
        let read = item.and_then(|item| {
            let offset = item.origin().offset;
            assert!(offset >= last || offset.is_none(), "records come in order");
            last = offset.or(last);
            item.report(engine, &Metadata::default())
        });
        match &read {
            Ok(report) => assert!(!report.text.trim().is_empty() && !report.id.is_empty()),
            Err(problem) => {
                assert!(problem.to_string().starts_with("dir/given.dat") && !problem.reason().is_empty());
            }
        }
        out.push(read);
        assert!(out.len() <= bytes.len() + 1, "more records than bytes");
    }
    out
}
