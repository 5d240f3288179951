//! What the network sees of a word: its form turned into row numbers of embedding tables. Training and inference share
//! this file, so a change here is a change of the model format.

/// Rows of the prefix table.
pub const PREFIX_ROWS: usize = 8192;
/// Rows of the suffix table.
pub const SUFFIX_ROWS: usize = 16384;
/// Rows of the shape table.
pub const SHAPE_ROWS: usize = 512;
/// Prefixes and suffixes run from one character to this many.
pub const AFFIXES: usize = 4;
/// Row of a form that is not in a vocabulary.
pub const UNKNOWN: u32 = 0;

/// Only this much of a form is looked at; what is longer is no word.
const FORM_LIMIT: usize = 96;

/// A form's rows in the embedding tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormRows {
    /// Row of the pretrained table, none when it is not there.
    pub pretrained: Option<u32>,
    /// Row of the trained word table; [`UNKNOWN`] when it is not there.
    pub word: u32,
    /// Rows of the prefix table, one for each length.
    pub prefixes: [u32; AFFIXES],
    /// Rows of the suffix table, one for each length.
    pub suffixes: [u32; AFFIXES],
    /// Row of the shape table.
    pub shape: u32,
}

/// The two word lists of a model, in one open-addressed table. It is filled anew at every start, so it is small: words lie
/// end to end in one text, and a slot is a number.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    text: String,
    entries: Vec<Entry>,
    /// Numbers of entries, [`FREE`] where there is none; their count is a power of two, or none at all.
    slots: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    start: u32,
    end: u32,
    pretrained: Option<u32>,
    word: u32,
}

const FREE: u32 = u32::MAX;

impl Vocabulary {
    /// From the words of the pretrained table (row 0 first) and those of the trained table (row 1 first; row 0 is the
    /// unknown word).
    pub fn new<'a>(
        pretrained: impl Iterator<Item = &'a str> + Clone,
        trained: impl Iterator<Item = &'a str> + Clone,
    ) -> Self {
        let (count, bytes) = pretrained.clone().chain(trained.clone()).fold((0, 0), |(n, b), w| (n + 1, b + w.len()));
        let mut out = Vocabulary {
            text: String::with_capacity(bytes),
            entries: Vec::with_capacity(count),
            slots: vec![FREE; (count * 3 / 2 + 1).next_power_of_two()],
        };
        for (i, w) in pretrained.enumerate() {
            out.entry(w).pretrained.get_or_insert(i as u32);
        }
        for (i, w) in trained.enumerate() {
            out.entry(w).word = i as u32 + 1;
        }
        out
    }

    fn entry(&mut self, word: &str) -> &mut Entry {
        let slot = self.slot(word);
        if self.slots[slot] == FREE {
            self.slots[slot] = self.entries.len() as u32;
            let start = self.text.len() as u32;
            self.text.push_str(word);
            self.entries.push(Entry { start, end: self.text.len() as u32, pretrained: None, word: UNKNOWN });
        }
        &mut self.entries[self.slots[slot] as usize]
    }

    /// The slot where a word is, or would be. There are more slots than words, so the search ends.
    fn slot(&self, word: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(word, 256) as usize & mask;
        while let Some(e) = self.entries.get(self.slots[slot] as usize)
            && self.text[e.start as usize..e.end as usize] != *word
        {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn find(&self, word: &str) -> Option<&Entry> {
        if self.slots.is_empty() {
            return None;
        }
        self.entries.get(self.slots[self.slot(word)] as usize)
    }

    /// True when no row lies outside tables of these sizes.
    pub fn fits(&self, pretrained: usize, trained: usize) -> bool {
        let inside = |e: &Entry| e.pretrained.is_none_or(|p| (p as usize) < pretrained) && (e.word as usize) < trained;
        trained > 0 && self.entries.iter().all(inside)
    }

    /// Looks a form up and hashes its parts.
    pub fn rows(&self, form: &str) -> FormRows {
        let form = clip(form);
        let plain = normalise(form);
        let (pretrained, word) = self.find(&plain).map_or((None, UNKNOWN), |e| (e.pretrained, e.word));
        let mut prefixes = [0; AFFIXES];
        let mut suffixes = [0; AFFIXES];
        let (mut head, mut tail) = (plain.char_indices(), plain.char_indices());
        let (mut end, mut start) = (0, plain.len());
        for k in 0..AFFIXES {
            end = head.next().map_or(end, |(i, c)| i + c.len_utf8());
            start = tail.next_back().map_or(start, |(i, _)| i);
            prefixes[k] = hash(&plain[..end], k as u32) % PREFIX_ROWS as u32;
            suffixes[k] = hash(&plain[start..], k as u32 + 64) % SUFFIX_ROWS as u32;
        }
        FormRows { pretrained, word, prefixes, suffixes, shape: hash(&shape(form), 128) % SHAPE_ROWS as u32 }
    }
}

fn clip(form: &str) -> &str {
    let mut end = form.len().min(FORM_LIMIT);
    while !form.is_char_boundary(end) {
        end -= 1;
    }
    &form[..end]
}

/// The form under which a word is looked up: lower case, with plain quotation marks, apostrophes and dashes.
pub fn normalise(form: &str) -> String {
    form.chars().map(plain_mark).flat_map(char::to_lowercase).collect()
}

/// Typographic marks read as their typewriter form.
fn plain_mark(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' | '«' | '»' => '"',
        '\u{2010}'..='\u{2013}' | '\u{2212}' => '-',
        c => c,
    }
}

/// The form with its letters and digits reduced to their class, runs cut at three: `McDonald` is `XxXxxx`, `U.N.` is `X.X.`.
fn shape(form: &str) -> String {
    let mut out = String::new();
    let (mut last, mut run) = ('\0', 0);
    for c in form.chars().map(plain_mark) {
        let class = if c.is_uppercase() {
            'X'
        } else if c.is_alphabetic() {
            'x'
        } else if c.is_numeric() {
            'd'
        } else {
            c
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run <= 3 {
            out.push(class);
        }
    }
    out
}

/// FNV-1a with a seed and a final mix, so that low bits may be used.
fn hash(text: &str, seed: u32) -> u32 {
    let mut h = 0x811c_9dc5u32 ^ seed.wrapping_mul(0x9e37_79b9);
    for b in text.bytes() {
        h = (h ^ u32::from(b)).wrapping_mul(0x0100_0193);
    }
    h ^= h >> 15;
    h = h.wrapping_mul(0x2c1b_3c6d);
    h ^ (h >> 13)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vocabulary() -> Vocabulary {
        Vocabulary::new(["the", "said"].into_iter(), ["said", "treaty"].into_iter())
    }

    #[test]
    fn lists_are_looked_up_by_plain_form() {
        let v = vocabulary();
        assert_eq!((v.rows("The").pretrained, v.rows("The").word), (Some(0), UNKNOWN));
        assert_eq!((v.rows("SAID").pretrained, v.rows("SAID").word), (Some(1), 1));
        assert_eq!((v.rows("treaty").pretrained, v.rows("treaty").word), (None, 2));
    }

    #[test]
    fn shapes() {
        for (form, expected) in [("McDonald", "XxXxxx"), ("U.N.", "X.X."), ("1998", "ddd"), ("’s", "'x"), ("", "")] {
            assert_eq!(shape(form), expected, "{form}");
        }
    }

    #[test]
    fn short_forms_share_affixes_only_with_themselves() {
        let v = vocabulary();
        assert_eq!(v.rows("running").suffixes[..3], v.rows("jogging").suffixes[..3]);
        assert_ne!(v.rows("running").suffixes[3], v.rows("jogging").suffixes[3]);
        assert_eq!(v.rows("‘").prefixes, v.rows("'").prefixes);
    }

    proptest! {
        #[test]
        fn any_form_has_rows(form in "\\PC*") {
            let r = vocabulary().rows(&form);
            prop_assert!(r.prefixes.iter().all(|&p| (p as usize) < PREFIX_ROWS));
            prop_assert!(r.suffixes.iter().all(|&p| (p as usize) < SUFFIX_ROWS));
            prop_assert!((r.shape as usize) < SHAPE_ROWS);
        }
    }
}
