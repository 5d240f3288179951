//! The weights file: named tensors, each stored as f32, as int8 rows with a scale, or as raw bytes, behind one JSON
//! header, all of it under zstd. Reading is bounded by the file's own length and never trusts a number in the header.
//!
//! Layout after decompression: 8 bytes magic `sayso-w1`, u32 LE header length, header (JSON), then the tensors' bytes in
//! the header's order.
//!
//! Versions: 1, the first.

use crate::matrix::Matrix;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"sayso-w1";

/// A file may not unpack to more than this.
const UNPACKED_LIMIT: u64 = 256 << 20;

/// How a tensor's numbers are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Storage {
    /// Four bytes a number.
    F32,
    /// One byte a number and an f32 scale a row.
    Int8,
    /// Bytes that are no numbers (lists of words and labels).
    Bytes,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    name: String,
    storage: Storage,
    rows: usize,
    cols: usize,
}

#[derive(Serialize, Deserialize)]
struct Header {
    card: BTreeMap<String, String>,
    tensors: Vec<Entry>,
}

impl Entry {
    fn byte_len(&self) -> Option<usize> {
        let cells = self.rows.checked_mul(self.cols)?;
        match self.storage {
            Storage::F32 => cells.checked_mul(4),
            Storage::Int8 => cells.checked_add(self.rows.checked_mul(4)?),
            Storage::Bytes => Some(cells),
        }
    }
}

/// Collects tensors and writes the file.
#[derive(Default)]
pub struct WeightsBuilder {
    card: BTreeMap<String, String>,
    entries: Vec<Entry>,
    blob: Vec<u8>,
}

impl WeightsBuilder {
    /// Adds a line to the card.
    pub fn card(&mut self, key: &str, value: impl Into<String>) {
        self.card.insert(key.to_owned(), value.into());
    }

    /// Adds a tensor. `Storage::Bytes` is for [`Self::bytes`] and falls back to f32 here.
    pub fn matrix(&mut self, name: &str, m: &Matrix, storage: Storage) {
        let storage = if storage == Storage::Int8 { Storage::Int8 } else { Storage::F32 };
        self.entries.push(Entry { name: name.to_owned(), storage, rows: m.rows(), cols: m.cols() });
        match storage {
            Storage::Int8 => {
                for i in 0..m.rows() {
                    self.blob.extend_from_slice(&row_scale(m.row(i)).to_le_bytes());
                }
                for i in 0..m.rows() {
                    let scale = row_scale(m.row(i));
                    self.blob.extend(m.row(i).iter().map(|x| (x / scale).round().clamp(-127.0, 127.0) as i8 as u8));
                }
            }
            _ => self.blob.extend(m.data().iter().flat_map(|x| x.to_le_bytes())),
        }
    }

    /// Adds bytes.
    pub fn bytes(&mut self, name: &str, bytes: &[u8]) {
        self.entries.push(Entry { name: name.to_owned(), storage: Storage::Bytes, rows: 1, cols: bytes.len() });
        self.blob.extend_from_slice(bytes);
    }

    /// The finished file.
    pub fn finish(self, level: i32) -> Result<Vec<u8>> {
        let header = Header { card: self.card, tensors: self.entries };
        let json = serde_json::to_vec(&header).map_err(|e| Error::new(e.to_string()))?;
        let mut plain = MAGIC.to_vec();
        plain.extend_from_slice(&(json.len() as u32).to_le_bytes());
        plain.extend_from_slice(&json);
        plain.extend_from_slice(&self.blob);
        zstd::bulk::compress(&plain, level).map_err(|e| Error::new(e.to_string()))
    }
}

/// The largest magnitude of a row lands on 127.
fn row_scale(row: &[f32]) -> f32 {
    let top = row.iter().fold(0.0f32, |m, x| m.max(x.abs()));
    if top > 0.0 { top / 127.0 } else { 1.0 }
}

/// A table of int8 rows that is dequantised row by row, for tables too large to unpack. Its cells stay where the file was
/// unpacked to, so that opening copies nothing.
#[derive(Clone, Debug, Default)]
pub struct QuantisedTable {
    cols: usize,
    scales: Vec<f32>,
    bytes: Arc<Vec<u8>>,
    /// Where the cells start.
    start: usize,
}

impl QuantisedTable {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.scales.len()
    }

    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// From plain numbers.
    pub fn from_matrix(m: &Matrix) -> Self {
        let scales: Vec<f32> = (0..m.rows()).map(|i| row_scale(m.row(i))).collect();
        let cells = (0..m.rows())
            .flat_map(|i| m.row(i).iter().map(move |x| (x, i)))
            .map(|(x, i)| (x / scales[i]).round() as i8 as u8)
            .collect();
        QuantisedTable { cols: m.cols(), scales, bytes: Arc::new(cells), start: 0 }
    }

    /// Writes one row's numbers.
    pub fn read_row(&self, i: usize, out: &mut [f32]) {
        for (x, number) in out.iter_mut().zip(self.row(i)) {
            *x = number;
        }
    }

    /// Adds one row's numbers.
    pub fn add_row(&self, i: usize, out: &mut [f32]) {
        for (x, number) in out.iter_mut().zip(self.row(i)) {
            *x += number;
        }
    }

    fn row(&self, i: usize) -> impl Iterator<Item = f32> + '_ {
        let start = self.start + i * self.cols;
        let scale = self.scales[i];
        self.bytes[start..start + self.cols].iter().map(move |&b| f32::from(b as i8) * scale)
    }

    /// All rows as plain numbers.
    pub fn to_matrix(&self) -> Matrix {
        let mut m = Matrix::zeros(self.rows(), self.cols);
        for i in 0..self.rows() {
            self.read_row(i, m.row_mut(i));
        }
        m
    }
}

/// An opened weights file.
pub struct Weights {
    card: BTreeMap<String, String>,
    tensors: BTreeMap<String, (Entry, std::ops::Range<usize>)>,
    plain: Arc<Vec<u8>>,
}

impl Weights {
    /// Opens a file's bytes.
    pub fn open(bytes: &[u8]) -> Result<Self> {
        let plain = unpack(bytes)?;
        let rest = plain.strip_prefix(MAGIC).ok_or_else(|| Error::new("not a weights file of version 1"))?;
        let (len, rest) = rest.split_first_chunk::<4>().ok_or_else(|| Error::new("ends in the header"))?;
        let len = u32::from_le_bytes(*len) as usize;
        let json = rest.get(..len).ok_or_else(|| Error::new("ends in the header"))?;
        let header: Header = serde_json::from_slice(json).map_err(|e| Error::new(format!("header: {e}")))?;
        let mut at = MAGIC.len() + 4 + len;
        let mut tensors = BTreeMap::new();
        for entry in header.tensors {
            let end = entry.byte_len().and_then(|n| at.checked_add(n)).filter(|&end| end <= plain.len());
            let end = end.ok_or_else(|| Error::new(format!("ends in {}", entry.name)))?;
            tensors.insert(entry.name.clone(), (entry, at..end));
            at = end;
        }
        Ok(Weights { card: header.card, tensors, plain: Arc::new(plain) })
    }

    /// A line of the card.
    pub fn card(&self, key: &str) -> Option<&str> {
        self.card.get(key).map(String::as_str)
    }

    fn find(&self, name: &str) -> Result<(&Entry, &[u8])> {
        let (entry, range) = self.place(name)?;
        Ok((entry, &self.plain[range.clone()]))
    }

    fn place(&self, name: &str) -> Result<&(Entry, std::ops::Range<usize>)> {
        self.tensors.get(name).ok_or_else(|| Error::new(format!("has no {name}")))
    }

    /// A tensor as plain numbers.
    pub fn matrix(&self, name: &str) -> Result<Matrix> {
        let (entry, bytes) = self.find(name)?;
        match entry.storage {
            Storage::F32 => {
                let data = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
                Matrix::from_vec(entry.rows, entry.cols, data).ok_or_else(|| Error::new(format!("{name} is damaged")))
            }
            Storage::Int8 => Ok(self.table(name)?.to_matrix()),
            Storage::Bytes => Err(Error::new(format!("{name} holds no numbers"))),
        }
    }

    /// An int8 tensor, left as it is stored.
    pub fn table(&self, name: &str) -> Result<QuantisedTable> {
        let (entry, range) = self.place(name)?;
        if entry.storage != Storage::Int8 {
            return Err(Error::new(format!("{name} is not stored as int8")));
        }
        let start = range.start + 4 * entry.rows;
        let scales = self.plain[range.start..start].chunks_exact(4);
        let scales = scales.map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        Ok(QuantisedTable { cols: entry.cols, scales, bytes: Arc::clone(&self.plain), start })
    }

    /// Bytes that are no numbers.
    pub fn bytes(&self, name: &str) -> Result<&[u8]> {
        Ok(self.find(name)?.1)
    }
}

/// Unpacks in one go into a buffer of the size that the frame promises, within [`UNPACKED_LIMIT`].
fn unpack(bytes: &[u8]) -> Result<Vec<u8>> {
    let promised = zstd::zstd_safe::get_frame_content_size(bytes).ok().flatten().unwrap_or(UNPACKED_LIMIT);
    let plain = zstd::bulk::decompress(bytes, promised.min(UNPACKED_LIMIT) as usize);
    plain.map_err(|e| Error::new(format!("cannot be unpacked: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<u8> {
        let m = Matrix::from_vec(2, 3, vec![1.0, -2.0, 0.5, 0.0, 0.0, 0.0]).unwrap_or_default();
        let mut b = WeightsBuilder::default();
        b.card("seed", "7");
        b.matrix("exact", &m, Storage::F32);
        b.matrix("small", &m, Storage::Int8);
        b.bytes("words", b"a\nb");
        b.finish(3).unwrap_or_default()
    }

    #[test]
    fn round_trip() -> Result<()> {
        let w = Weights::open(&file())?;
        assert_eq!(w.card("seed"), Some("7"));
        assert_eq!(w.matrix("exact")?.row(0), &[1.0, -2.0, 0.5]);
        let small = w.matrix("small")?;
        assert!(small.row(0).iter().zip([1.0, -2.0, 0.5]).all(|(a, b)| (a - b).abs() < 0.01));
        assert_eq!(small.row(1), &[0.0; 3]);
        let mut sum = [1.0; 3];
        w.table("small")?.add_row(0, &mut sum);
        assert_eq!(sum.map(|x| x - 1.0)[1], small.row(0)[1]);
        assert_eq!(w.bytes("words")?, b"a\nb");
        assert!(w.matrix("words").is_err() && w.matrix("absent").is_err());
        Ok(())
    }

    #[test]
    fn damage_is_an_error() {
        let good = file();
        for cut in 0..good.len() {
            assert!(Weights::open(&good[..cut]).is_err(), "cut at {cut}");
        }
        assert!(Weights::open(b"nonsense").is_err());
    }
}
