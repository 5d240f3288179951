//! A text as comparing sees it: lower-case words by their hashes, where they stand, in which paragraph, and whether
//! inside quotation marks.

use crate::span::Span;

/// Words in a shingle.
pub(super) const SHINGLE: usize = 5;

/// Quoted words in a row from which a mark must have been forgotten: nobody quotes that much in one breath.
const LONGEST_QUOTATION: usize = 100;

/// A text made ready for comparing.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    pub(super) words: Vec<u64>,
    pub(super) spans: Vec<Span>,
    pub(super) quoted: Vec<bool>,
    /// Words of each paragraph, half-open.
    pub(super) paragraphs: Vec<(usize, usize)>,
}

impl Doc {
    /// Reads a text; bytes of its spans must fit in `u32`, as they do in every report.
    pub fn new(text: &str) -> Self {
        let mut doc = Doc::default();
        let mut quotation = Quotation::default();
        let mut paragraph = 0;
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            if c == '\n' {
                quotation.forget(&mut doc.quoted);
                doc.close_paragraph(&mut paragraph);
                continue;
            }
            if !is_word(c) {
                let doubled = matches!(c, '\'' | '`') && chars.next_if(|&(_, next)| next == c).is_some();
                quotation.mark(c, doubled, &mut doc.quoted);
                continue;
            }
            let mut hash = Hash::default();
            hash.add(c);
            let mut end = start + c.len_utf8();
            while let Some((at, c)) = chars.next_if(|&(_, c)| is_word(c)) {
                hash.add(c);
                end = at + c.len_utf8();
            }
            doc.words.push(hash.finish());
            doc.spans.push(Span { start: start as u32, end: end as u32 });
            doc.quoted.push(quotation.open.is_some());
        }
        quotation.forget(&mut doc.quoted);
        doc.close_paragraph(&mut paragraph);
        doc
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// True without a word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Hashes of `n` words in a row, by the first word's place.
    pub(super) fn shingles(&self, n: usize) -> impl Iterator<Item = u64> + '_ {
        self.words.windows(n).map(|words| words.iter().fold(0, |hash, word| mix(hash ^ word)))
    }

    /// Characters of a run of words.
    pub(super) fn span(&self, first: usize, words: usize) -> Span {
        Span { start: self.spans[first].start, end: self.spans[first + words - 1].end }
    }

    fn close_paragraph(&mut self, start: &mut usize) {
        if *start < self.words.len() {
            self.paragraphs.push((*start, self.words.len()));
        }
        *start = self.words.len();
    }
}

/// Follows quotation marks. A straight mark opens or closes; what is never closed before the paragraph's end was no
/// quotation that can be trusted.
#[derive(Default)]
struct Quotation {
    /// First word inside.
    open: Option<usize>,
}

impl Quotation {
    fn mark(&mut self, c: char, doubled: bool, quoted: &mut [bool]) {
        match c {
            '\u{201c}' | '«' | '„' => self.begin(quoted),
            '`' if doubled => self.begin(quoted),
            '\u{201d}' | '»' => self.end(quoted),
            '"' => self.toggle(quoted),
            '\'' if doubled => self.toggle(quoted),
            _ => {}
        }
    }

    fn toggle(&mut self, quoted: &mut [bool]) {
        if self.open.is_some() { self.end(quoted) } else { self.begin(quoted) }
    }

    fn begin(&mut self, quoted: &mut [bool]) {
        self.forget(quoted);
        self.open = Some(quoted.len());
    }

    fn end(&mut self, quoted: &mut [bool]) {
        if self.open.is_some_and(|start| quoted.len() - start > LONGEST_QUOTATION) {
            self.forget(quoted);
        }
        self.open = None;
    }

    fn forget(&mut self, quoted: &mut [bool]) {
        if let Some(start) = self.open.take() {
            quoted[start..].fill(false);
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// FNV-1a: signatures are stored, so the hash may never change with a library.
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Hash(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn add(&mut self, c: char) {
        for c in c.to_lowercase() {
            self.0 = (self.0 ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        mix(self.0)
    }
}

/// The finaliser of SplitMix64: every bit of the input reaches every bit of the output.
pub(super) fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
