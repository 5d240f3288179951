//! Texts at rest (zstd) and stretches of them by code points, the unit of records.

use crate::error::{Error, Result};

/// Fast and small enough: higher levels save a tenth and cost several times the time.
const LEVEL: i32 = 3;

/// Bytes to keep.
pub fn pack(bytes: &[u8]) -> Result<Vec<u8>> {
    zstd::bulk::compress(bytes, LEVEL).map_err(|e| Error::damaged(format!("a text cannot be compressed: {e}")))
}

/// Kept bytes.
pub fn unpack(packed: &[u8]) -> Result<Vec<u8>> {
    zstd::stream::decode_all(packed).map_err(|e| Error::damaged(format!("a kept text cannot be read: {e}")))
}

/// A kept text.
pub fn unpack_text(packed: &[u8]) -> Result<String> {
    String::from_utf8(unpack(packed)?).map_err(|_| Error::damaged("a kept text is no UTF-8"))
}

/// A text that gives stretches by code points.
pub struct Text<'t> {
    text: &'t str,
    /// Byte of every code point, and one past the last.
    starts: Vec<u32>,
}

impl<'t> Text<'t> {
    /// Counts once.
    pub fn new(text: &'t str) -> Self {
        let mut starts: Vec<u32> = text.char_indices().map(|(i, _)| i as u32).collect();
        starts.push(text.len() as u32);
        Text { text, starts }
    }

    /// A stretch; none when it is not in the text.
    pub fn get(&self, at: [u32; 2]) -> Option<&'t str> {
        let start = *self.starts.get(at[0] as usize)?;
        let end = *self.starts.get(at[1] as usize)?;
        self.text.get(start as usize..end as usize)
    }

    /// Code points before a byte.
    pub fn points(&self, byte: u32) -> u32 {
        self.starts.partition_point(|start| *start < byte) as u32
    }

    /// Stretches, joined as quotations leave things out.
    pub fn join(&self, at: &[[u32; 2]]) -> String {
        let pieces: Vec<String> = at.iter().filter_map(|s| self.get(*s)).map(flat).collect();
        pieces.join(" … ")
    }
}

/// A stretch of text on one line.
pub fn flat(s: &str) -> String {
    s.split_whitespace().collect::<Vec<_>>().join(" ")
}
