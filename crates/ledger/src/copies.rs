//! Copies among the ledger's reports: candidates by shared keys, the engine's comparison of each, and a row for every pair
//! that depends on each other. What copies mean for origins is in `derive`.

use crate::decide::Maker;
use crate::error::{Doing, Error, Result};
use crate::text::{Text, unpack_text};
use rusqlite::{Connection, OptionalExtension, params};
use sayso::resolve::copies::{CROWDED, CopyEvidence, Doc, Version, compare, origin, signature};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Candidates that are compared at most, those with most keys in common: a text whose every paragraph stands in hundreds
/// of others would otherwise take longer than coding it.
const COMPARED: usize = 48;

/// What a decision about a copy rests on, as `copies.evidence` keeps it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// Stretches of the copy that stand in its origin, in code points.
    #[serde(default)]
    pub spans: Vec<[u32; 2]>,
    /// Paragraphs of the copy, from 0, that stand in its origin.
    #[serde(default)]
    pub paragraphs: Vec<u32>,
    /// Most words of one run that stand outside quotation marks.
    #[serde(default)]
    pub outside_quotes: u32,
}

/// One side of a comparison.
struct Side {
    report: i64,
    handle: String,
    source: String,
    published: Option<String>,
    text: String,
    doc: Doc,
}

impl Side {
    fn read(conn: &Connection, report: i64) -> Result<Self> {
        let doing = "reading a report";
        let sql = "SELECT handle, source, published, text FROM reports WHERE id = ?1";
        let (handle, source, published, text): (String, String, Option<String>, Vec<u8>) = conn
            .prepare_cached(sql)
            .doing(doing)?
            .query_row([report], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .doing(doing)?;
        let text = unpack_text(&text)?;
        let doc = Doc::new(&text);
        Ok(Side { report, handle, source, published, text, doc })
    }

    fn version(&self) -> Version<'_> {
        Version {
            id: &self.handle,
            published: self.published.as_deref().and_then(|day| day.parse().ok()),
            publisher: Some(self.source.as_str()).filter(|s| !s.is_empty()),
            doc: &self.doc,
        }
    }
}

/// Looks for copies of a new report and keeps what is found. Returns the reports that are copies, whose claims may go back
/// to another origin now.
pub fn find(conn: &Connection, report: i64, now: i64) -> Result<BTreeSet<i64>> {
    let new = Side::read(conn, report)?;
    let mut copying = BTreeSet::new();
    for candidate in candidates(conn, report, &new.doc)? {
        let old = Side::read(conn, candidate)?;
        let evidence = compare(&new.doc, &old.doc);
        if evidence.kind.is_none() {
            continue;
        }
        let (copy, from, evidence) = match origin(new.version(), old.version()) {
            Ordering::Greater => (&new, &old, evidence),
            _ => (&old, &new, evidence.swapped()),
        };
        if keep(conn, copy, from, &evidence, now)? {
            copying.insert(copy.report);
        }
    }
    Ok(copying)
}

/// Reports that share keys with a text; its own keys are kept for those to come.
fn candidates(conn: &Connection, report: i64, doc: &Doc) -> Result<BTreeSet<i64>> {
    let doing = "looking for copies";
    let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
    for key in signature(doc).keys() {
        // SQLite's integers are signed; the bits are the same.
        let key = key as i64;
        let mut statement = conn.prepare_cached("SELECT report FROM copy_keys WHERE key = ?1 LIMIT ?2").doing(doing)?;
        let rows = statement.query_map((key, CROWDED as i64 + 1), |row| row.get(0)).doing(doing)?;
        let others: Vec<i64> = rows.collect::<rusqlite::Result<_>>().doing(doing)?;
        if others.len() <= CROWDED {
            others.iter().filter(|other| **other != report).for_each(|other| *shared.entry(*other).or_default() += 1);
            conn.prepare_cached("INSERT OR IGNORE INTO copy_keys (key, report) VALUES (?1, ?2)")
                .doing(doing)?
                .execute((key, report))
                .doing(doing)?;
        }
    }
    let mut ranked: Vec<(usize, i64)> = shared.into_iter().map(|(other, keys)| (keys, other)).collect();
    ranked.sort_unstable_by_key(|(keys, other)| (std::cmp::Reverse(*keys), *other));
    Ok(ranked.into_iter().take(COMPARED).map(|(_, other)| other).collect())
}

/// Keeps a decision; false when a hand has spoken about the pair.
fn keep(conn: &Connection, copy: &Side, from: &Side, evidence: &CopyEvidence, now: i64) -> Result<bool> {
    let doing = "keeping a copy";
    let Some(kind) = evidence.kind else { return Ok(false) };
    let by_hand: Option<i64> = conn
        .prepare_cached("SELECT 1 FROM copies WHERE report = ?1 AND origin = ?2 AND maker = 'hand' LIMIT 1")
        .doing(doing)?
        .query_row((copy.report, from.report), |row| row.get(0))
        .optional()
        .doing(doing)?;
    if by_hand.is_some() {
        return Ok(false);
    }
    let text = Text::new(&copy.text);
    let kept = Evidence {
        spans: evidence.shared.iter().map(|s| [text.points(s.first.start), text.points(s.first.end)]).collect(),
        paragraphs: evidence.paragraphs_of_first.clone(),
        outside_quotes: evidence.outside_quotes,
    };
    let kept = serde_json::to_string(&kept).map_err(|e| Error::damaged(format!("evidence cannot be written: {e}")))?;
    conn.prepare_cached(
        "INSERT INTO copies (report, origin, kind, share, run, evidence, maker, decided) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )
    .doing(doing)?
    .execute(params![
        copy.report,
        from.report,
        kind.as_str(),
        evidence.share_of_first,
        evidence.longest_run,
        kept,
        Maker::Rule.as_str(),
        now
    ])
    .doing(doing)?;
    Ok(true)
}
