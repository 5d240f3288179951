//! What a caller may ask for: the format, the names of fields, the limits.

use crate::fields::FieldMap;
use crate::kind::Kind;

/// How inputs are taken in.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What all inputs hold; decided for each when none.
    pub kind: Option<Kind>,
    /// Which fields of JSONL and CSV hold what.
    pub fields: FieldMap,
    /// What is too much.
    pub limits: Limits,
}

/// Bounds that keep a hostile input from taking all memory or all time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one record (a text file, a page, a line, a row, a feed).
    pub record: usize,
    /// How many times its packed size a file may unpack to, beyond [`Limits::unpacked`].
    pub ratio: u64,
    /// Bytes that any file may unpack to, whatever the ratio.
    pub unpacked: u64,
    /// Containers within containers.
    pub layers: usize,
    /// Elements of a page that stand within each other.
    pub depth: usize,
    /// Elements that a page's unclosed formatting may multiply to.
    pub elements: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { record: 64 << 20, ratio: 250, unpacked: 64 << 20, layers: 3, depth: 400, elements: 400_000 }
    }
}
