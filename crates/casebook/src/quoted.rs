//! Quoted strings: how a gold cell points into the text. `night arrests` must stand there once; `Police [arrested] nine`
//! picks a part of what stands there once; `the army ... of Valdoro` runs from the first piece to the second; `++` joins
//! pieces that belong together. A string that does not match, or matches twice, is a misfit, never a guess.

use sayso::Span;
use std::fmt;

/// A report's text, with the way from bytes to code points.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    text: String,
    /// Starts of characters; what is not ASCII alone would need it, but texts are short.
    starts: Vec<u32>,
}

/// Where a quoted string stands: one span, or several that belong together. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage(Vec<Span>);

/// Why a quoted string points nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// It does not stand in the text; with what to look at.
    Missing(String, Hint),
    /// It stands there more than once; with strings that do not.
    Repeated(String, usize, Vec<String>),
    /// The brackets do not pick one part.
    Brackets(String),
    /// The second piece of `A ... B` does not come after the first.
    NotAfter(String, String),
    /// A piece with nothing in it.
    Empty,
}

/// What may have been meant by a string that is not in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// This stands there, which differs in capitals, quotation marks or dashes.
    Spelling(String),
    /// This much of it stands there.
    Beginning(String),
    /// Nothing of it.
    Nothing,
}

impl Passage {
    /// The pieces, in the order in which the cell has them.
    pub fn pieces(&self) -> &[Span] {
        &self.0
    }

    /// From the first character of all to the last.
    pub fn hull(&self) -> Span {
        self.0.iter().skip(1).fold(self.0[0], |hull, &piece| hull.hull(piece))
    }

    /// True when a piece shares characters with a piece of the other.
    pub fn overlaps(&self, other: &Passage) -> bool {
        self.0.iter().any(|a| other.0.iter().any(|b| a.overlaps(*b)))
    }
}

impl Text {
    /// A text, ready to be pointed into.
    pub fn new(text: String) -> Self {
        let starts = text.char_indices().map(|(i, _)| i as u32).collect();
        Text { text, starts }
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// A span in code points.
    pub fn points(&self, span: Span) -> [usize; 2] {
        [span.start, span.end].map(|byte| self.starts.partition_point(|&s| s < byte))
    }

    /// What a quoted string points to.
    pub fn locate(&self, quoted: &str) -> Result<Passage, Misfit> {
        quoted.split("++").map(|piece| self.piece(piece.trim())).collect::<Result<_, _>>().map(Passage)
    }

    fn piece(&self, quoted: &str) -> Result<Span, Misfit> {
        if quoted.is_empty() {
            return Err(Misfit::Empty);
        }
        if quoted.contains(['[', ']']) {
            return self.bracketed(quoted);
        }
        match quoted.split_once(" ... ") {
            // An ellipsis of the text's own is none of the format's.
            Some((first, last)) if !self.text.contains(quoted) => self.range(first.trim(), last.trim()),
            _ => self.once(quoted, None),
        }
    }

    fn range(&self, first: &str, last: &str) -> Result<Span, Misfit> {
        if first.is_empty() || last.is_empty() {
            return Err(Misfit::Empty);
        }
        let start = self.once(first, None)?;
        match self.text[start.end as usize..].find(last) {
            Some(i) => Ok(Span::new(start.start as usize, start.end as usize + i + last.len())),
            None if self.text.contains(last) => Err(Misfit::NotAfter(first.to_owned(), last.to_owned())),
            None => Err(Misfit::Missing(last.to_owned(), self.hint(last))),
        }
    }

    fn bracketed(&self, quoted: &str) -> Result<Span, Misfit> {
        let misfit = || Misfit::Brackets(quoted.to_owned());
        let (before, rest) = quoted.split_once('[').ok_or_else(misfit)?;
        let (inside, after) = rest.split_once(']').ok_or_else(misfit)?;
        if inside.is_empty() || [before, inside, after].iter().any(|part| part.contains(['[', ']'])) {
            return Err(misfit());
        }
        let whole = format!("{before}{inside}{after}");
        if whole.contains(" ... ") && !self.text.contains(&whole) {
            return Err(misfit());
        }
        let at = self.once(&whole, Some((before.len(), before.len() + inside.len())))?;
        let start = at.start as usize + before.len();
        Ok(Span::new(start, start + inside.len()))
    }

    /// Where a string stands, if it does once. `part` is what of it counts, for the proposals.
    fn once(&self, needle: &str, part: Option<(usize, usize)>) -> Result<Span, Misfit> {
        let mut found = self.text.match_indices(needle).map(|(i, _)| i);
        match (found.next(), found.next()) {
            (Some(start), None) => Ok(Span::new(start, start + needle.len())),
            (None, _) => Err(Misfit::Missing(needle.to_owned(), self.hint(needle))),
            (Some(_), Some(_)) => {
                let all: Vec<usize> = self.text.match_indices(needle).map(|(i, _)| i).collect();
                let (a, b) = part.unwrap_or((0, needle.len()));
                // Not the "if" of "significant".
                let whole = all.iter().filter(|&&i| self.is_whole(i, i + needle.len()));
                let proposals = whole.take(3).filter_map(|&i| self.proposal(i, i + needle.len(), i + a, i + b));
                Err(Misfit::Repeated(needle.to_owned(), all.len(), proposals.collect()))
            }
        }
    }

    /// A string in brackets with as many words around it as make it stand once.
    fn proposal(&self, mut start: usize, mut end: usize, a: usize, b: usize) -> Option<String> {
        let line_start = self.text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line_end = self.text[end..].find('\n').map_or(self.text.len(), |i| end + i);
        for step in 0..8 {
            if step % 2 == 0 {
                let before = self.text[line_start..start].trim_end();
                start = line_start + before.rfind(' ').map_or(0, |i| i + 1);
            } else {
                let after = &self.text[end..line_end];
                let word = after.trim_start();
                let skipped = after.len() - word.len();
                end += skipped + word.find(' ').unwrap_or(word.len());
            }
            let whole = &self.text[start..end];
            if self.text.matches(whole).nth(1).is_none() {
                return Some(format!("{}[{}]{}", &self.text[start..a], &self.text[a..b], &self.text[b..end]));
            }
        }
        None
    }

    /// True when no word goes on beyond the ends.
    fn is_whole(&self, start: usize, end: usize) -> bool {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let (before, inside, after) = (&self.text[..start], &self.text[start..end], &self.text[end..]);
        !(letter(before.chars().next_back()) && letter(inside.chars().next())
            || letter(inside.chars().next_back()) && letter(after.chars().next()))
    }

    fn hint(&self, needle: &str) -> Hint {
        let plain: Vec<char> = needle.chars().map(plain).collect();
        let text: Vec<char> = self.text.chars().map(self::plain).collect();
        if let Some(i) = text.windows(plain.len().max(1)).position(|w| w == plain.as_slice()) {
            return Hint::Spelling(self.text.chars().skip(i).take(plain.len()).collect());
        }
        let words: Vec<&str> = needle.split(' ').collect();
        let beginning = (1..words.len()).rev().map(|n| words[..n].join(" ")).find(|b| self.text.contains(b.as_str()));
        beginning.map_or(Hint::Nothing, Hint::Beginning)
    }
}

/// A character without what is easily mistyped.
fn plain(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' => '\'',
        '“' | '”' | '„' => '"',
        '–' | '—' | '‑' => '-',
        '\u{a0}' | '\u{202f}' => ' ',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Misfit::Missing(needle, Hint::Spelling(there)) => {
                write!(f, "`{needle}` is not in the text, which has `{there}`: write it as the text does")
            }
            Misfit::Missing(needle, Hint::Beginning(there)) => {
                write!(f, "`{needle}` is not in the text, which has `{there}` but then goes on otherwise")
            }
            Misfit::Missing(needle, Hint::Nothing) => write!(f, "`{needle}` is not in the text: copy it from there"),
            Misfit::Repeated(needle, count, proposals) => {
                write!(f, "`{needle}` occurs {count} times: add context")?;
                let list: Vec<String> = proposals.iter().map(|p| format!("`{p}`")).collect();
                if list.is_empty() { Ok(()) } else { write!(f, ", {}", list.join(" or ")) }
            }
            Misfit::Brackets(quoted) => {
                write!(f, "`{quoted}` does not pick one part: write one pair of brackets around it, and no ` ... `")
            }
            Misfit::NotAfter(first, last) => {
                write!(f, "`{last}` does not come after `{first}`: a ` ... ` runs from the first piece to the second")
            }
            Misfit::Empty => f.write_str("a piece of the string is empty"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "Üsküb, May 2 - Guards said the gate was shut. A porter said \"we heard it close\" and, he said, \
                        \"then nothing\". The gate … opened ... at noon.\n\nGuards denied it.";

    fn shown(quoted: &str) -> Result<Vec<String>, String> {
        let text = Text::new(TEXT.into());
        let passage = text.locate(quoted).map_err(|e| e.to_string())?;
        Ok(passage.pieces().iter().map(|s| s.of(TEXT).to_owned()).collect())
    }

    #[test]
    fn strings_point_where_they_stand() {
        let cases: [(&str, &[&str]); 6] = [
            ("the gate was shut", &["the gate was shut"]),
            ("porter [said]", &["said"]),
            ("\"we heard ... nothing\"", &["\"we heard it close\" and, he said, \"then nothing\""]),
            ("\"we heard it close\" ++ \"then nothing\"", &["\"we heard it close\"", "\"then nothing\""]),
            ("Guards [said] the ++ noon", &["said", "noon"]),
            ("opened ... at noon", &["opened ... at noon"]),
        ];
        for (quoted, expected) in cases {
            assert_eq!(shown(quoted).as_deref(), Ok(expected.map_owned().as_slice()), "{quoted}");
        }
    }

    trait MapOwned {
        fn map_owned(&self) -> Vec<String>;
    }

    impl MapOwned for &[&str] {
        fn map_owned(&self) -> Vec<String> {
            self.iter().map(|&s| s.to_owned()).collect()
        }
    }

    #[test]
    fn misfits_say_what_to_do() {
        let cases = [
            ("said", "`said` occurs 3 times: add context, `Guards [said]` or `porter [said]` or `he [said]`"),
            (
                "guards Denied",
                "`guards Denied` is not in the text, which has `Guards denied`: write it as the text does",
            ),
            ("the gate was open", "which has `the gate was` but then goes on otherwise"),
            ("ate", "`ate` occurs 2 times: add context"),
            ("zebra", "`zebra` is not in the text: copy it from there"),
            ("Guards [said the", "write one pair of brackets"),
            ("[Guards ... shut]", "write one pair of brackets"),
            ("Guards []said", "write one pair of brackets"),
            ("was shut ... porter ++ ", "a piece of the string is empty"),
            ("at noon ... was shut", "`was shut` does not come after `at noon`"),
            ("was shut ... zebra", "`zebra` is not in the text"),
        ];
        for (quoted, expected) in cases {
            let complaint = shown(quoted).err().unwrap_or_default();
            assert!(complaint.contains(expected), "{quoted}: {complaint}");
        }
    }

    #[test]
    fn offsets_are_code_points() {
        let text = Text::new(TEXT.into());
        let span = text.locate("opened ... at noon").map(|p| p.hull()).unwrap_or_default();
        let [start, end] = text.points(span);
        let cut: String = TEXT.chars().skip(start).take(end - start).collect();
        assert_eq!(cut, "opened ... at noon");
        assert!((span.start as usize) > start);
    }

    proptest! {
        #[test]
        fn what_is_found_stands_there(text in "[ab é\n.]{0,40}", quoted in "[ab é\\[\\].+]{0,8}") {
            let text = Text::new(text);
            if let Ok(passage) = text.locate(&quoted) {
                for piece in passage.pieces() {
                    prop_assert!(!piece.is_empty());
                    let [start, end] = text.points(*piece);
                    let cut: String = text.as_str().chars().skip(start).take(end - start).collect();
                    prop_assert_eq!(cut, piece.of(text.as_str()));
                }
            }
        }
    }
}
