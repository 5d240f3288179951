//! Lists as tables, JSON, JSON lines and CSV. Every format but the table is written row by row.

use super::args::ListFormat;
use anyhow::Result;
use sayso_ledger::{Cell, Row};
use std::io::Write;
use textwrap::core::display_width;

/// Rows of a table, unless a limit is given.
pub const TABLE_ROWS: u64 = 50;
/// Space between two columns.
const GAP: &str = "  ";
/// No column but the last is wider.
const WIDEST: usize = 34;

/// Prints rows of one kind.
pub struct Printer<'a> {
    out: &'a mut dyn Write,
    format: ListFormat,
    columns: Vec<String>,
    /// Columns of the table, in order; the other formats have all.
    brief: Vec<usize>,
    width: usize,
    count: usize,
    lines: Vec<Vec<String>>,
}

impl<'a> Printer<'a> {
    /// Begins a list of rows of the ledger.
    pub fn of_rows<R: Row>(out: &'a mut dyn Write, format: ListFormat, brief: &[&str], width: usize) -> Result<Self> {
        let own = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        Self::new(out, format, own(R::COLUMNS), own(brief), width)
    }

    /// Begins a list; `brief` are the columns of the table.
    pub fn new(
        out: &'a mut dyn Write,
        format: ListFormat,
        columns: Vec<String>,
        brief: Vec<String>,
        width: usize,
    ) -> Result<Self> {
        debug_assert!(brief.iter().all(|name| columns.contains(name)), "a column of the table is none of the row's");
        if format == ListFormat::Csv {
            let names: Vec<String> = columns.iter().cloned().map(quoted).collect();
            writeln!(out, "{}", names.join(","))?;
        }
        let brief = brief.iter().filter_map(|name| columns.iter().position(|c| c == name)).collect();
        Ok(Printer { out, format, columns, brief, width, count: 0, lines: Vec::new() })
    }

    /// One row.
    pub fn cells(&mut self, cells: Vec<Cell>) -> Result<()> {
        match self.format {
            ListFormat::Table => self.lines.push(self.brief.iter().map(|&i| plain(&cells[i], ", ")).collect()),
            ListFormat::Json => {
                self.out.write_all(if self.count == 0 { b"[\n" } else { b",\n" })?;
                self.object(&cells)?;
            }
            ListFormat::Jsonl => {
                self.object(&cells)?;
                self.out.write_all(b"\n")?;
            }
            ListFormat::Csv => {
                let fields: Vec<String> = cells.iter().map(|c| quoted(plain(c, "; "))).collect();
                writeln!(self.out, "{}", fields.join(","))?;
            }
        }
        self.count += 1;
        Ok(())
    }

    /// Ends the list.
    pub fn finish(mut self) -> Result<()> {
        match self.format {
            ListFormat::Table => self.table()?,
            ListFormat::Json => self.out.write_all(if self.count == 0 { b"[]\n" } else { b"\n]\n" })?,
            ListFormat::Jsonl | ListFormat::Csv => {}
        }
        self.out.flush()?;
        Ok(())
    }

    fn object(&mut self, cells: &[Cell]) -> Result<()> {
        for (i, (name, cell)) in self.columns.iter().zip(cells).enumerate() {
            let lead = if i == 0 { "{" } else { ", " };
            write!(self.out, "{lead}{}: {}", serde_json::to_string(name)?, serde_json::to_string(cell)?)?;
        }
        self.out.write_all(b"}")?;
        Ok(())
    }

    fn table(&mut self) -> Result<()> {
        let header: Vec<String> = self.brief.iter().map(|&i| self.columns[i].replace('_', " ")).collect();
        let mut widths: Vec<usize> = header.iter().map(|h| display_width(h)).collect();
        for line in &self.lines {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = (*width).max(display_width(cell)).min(WIDEST);
            }
        }
        let before: usize = widths.iter().rev().skip(1).map(|w| w + GAP.len()).sum();
        if let Some(last) = widths.last_mut() {
            *last = self.width.saturating_sub(before).max(20);
        }
        for line in std::iter::once(&header).chain(&self.lines) {
            let cells: Vec<String> = line.iter().zip(&widths).map(|(cell, w)| fitted(cell, *w)).collect();
            writeln!(self.out, "{}", cells.join(GAP).trim_end())?;
        }
        Ok(())
    }
}

/// A value in words.
fn plain(cell: &Cell, between: &str) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Int(n) => n.to_string(),
        Cell::Real(x) => x.to_string(),
        Cell::Text(t) => t.clone(),
        Cell::List(l) => l.join(between),
    }
}

/// A CSV field (RFC 4180).
fn quoted(field: String) -> String {
    let plain = !field.contains([',', '"', '\n', '\r']);
    if plain { field } else { format!("\"{}\"", field.replace('"', "\"\"")) }
}

/// A cell in its column: filled up, or cut with a mark.
fn fitted(cell: &str, width: usize) -> String {
    let cell: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let room = display_width(&cell);
    if room <= width {
        return cell + &" ".repeat(width - room);
    }
    let mut out = String::new();
    let mut used = 1;
    for c in cell.chars() {
        used += display_width(c.encode_utf8(&mut [0; 4]));
        if used > width {
            break;
        }
        out.push(c);
    }
    out.push('…');
    let room = display_width(&out);
    out + &" ".repeat(width.saturating_sub(room))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Line(&'static str, Option<i64>);

    impl Row for Line {
        const COLUMNS: &'static [&'static str] = &["who", "how_many"];
        fn cells(self) -> Vec<Cell> {
            vec![Cell::Text(self.0.into()), self.1.map_or(Cell::Null, Cell::Int)]
        }
    }

    fn printed(format: ListFormat) -> String {
        let mut out = Vec::new();
        let mut printer = Printer::of_rows::<Line>(&mut out, format, &["how_many", "who"], 40).unwrap();
        for line in [Line("a, \"b\"", Some(2)), Line("\u{7}漢字", None)] {
            printer.cells(line.cells()).unwrap();
        }
        printer.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_format_says_the_same() {
        assert_eq!(printed(ListFormat::Csv), "who,how_many\n\"a, \"\"b\"\"\",2\n\u{7}漢字,\n");
        assert_eq!(
            printed(ListFormat::Jsonl),
            "{\"who\": \"a, \\\"b\\\"\", \"how_many\": 2}\n{\"who\": \"\\u0007漢字\", \"how_many\": null}\n"
        );
        assert_eq!(printed(ListFormat::Table), "how many  who\n2         a, \"b\"\n           漢字\n");
        let json: serde_json::Value = serde_json::from_str(&printed(ListFormat::Json)).unwrap();
        assert_eq!(json[0]["how_many"], 2);
    }

    #[test]
    fn long_cells_are_cut() {
        assert_eq!(fitted("漢字漢字", 5), "漢字…");
        assert_eq!(fitted("abc", 5), "abc  ");
    }
}
