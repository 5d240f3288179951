//! `sayso export`: every documented view as a file, and what its columns mean.

use super::args::{ExportArgs, ExportFormat, ListFormat};
use super::print::Printer;
use anyhow::{Context, Result};
use sayso_ledger::{Ledger, views};
use std::fs::File;
use std::io::{BufWriter, Write};

/// Runs the command.
pub fn run(args: &ExportArgs) -> Result<bool> {
    let mut ledger = Ledger::open(&args.ledger.path)?;
    std::fs::create_dir_all(&args.out).with_context(|| format!("{}: it cannot be made", args.out.display()))?;
    let (format, extension) = match args.format {
        ExportFormat::Csv => (ListFormat::Csv, "csv"),
        ExportFormat::Jsonl => (ListFormat::Jsonl, "jsonl"),
    };
    let mut documents = Vec::new();
    for view in views() {
        let name = format!("{}.{extension}", view.name.trim_start_matches("v_"));
        let path = args.out.join(&name);
        let mut file =
            BufWriter::new(File::create(&path).with_context(|| format!("{}: it cannot be written", path.display()))?);
        let mut answer = ledger.sql(&view.select())?;
        let columns = answer.columns().to_vec();
        let mut printer = Printer::new(&mut file, format, columns, Vec::new(), 0)?;
        answer.each(|cells| printer.cells(cells))?;
        printer.finish()?;
        let columns: Vec<_> =
            view.columns.iter().map(|(name, meaning)| serde_json::json!({"name": name, "meaning": meaning})).collect();
        documents
            .push(serde_json::json!({"file": name, "view": view.name, "meaning": view.meaning, "columns": columns}));
    }
    let path = args.out.join("schema.json");
    let document = serde_json::to_string_pretty(&serde_json::json!({ "tables": documents }))?;
    std::fs::write(&path, document + "\n").with_context(|| format!("{}: it cannot be written", path.display()))?;
    writeln!(std::io::stdout(), "{} files in {}", documents.len() + 1, args.out.display())?;
    Ok(true)
}
