//! A sentence as a line of words in capitals, the way dictionaries spell them: `Al-Qaeda` is one, possessive marks and
//! punctuation other than commas are none.

use crate::parse::{Parsed, SentenceId, Upos, WordId};
use crate::read::Report;
use smol_str::{SmolStr, StrExt};
use std::ops::Range;

/// One word of the line.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub text: SmolStr,
    /// The first word of the parse that it covers.
    pub word: WordId,
}

impl Token {
    pub fn is_comma(&self) -> bool {
        self.text == ","
    }
}

/// A noun phrase: where it stands, and the wordings it comes apart into (more than one for a compound).
#[derive(Clone, Debug)]
pub(super) struct Nominal {
    pub at: Range<usize>,
    pub wordings: Vec<Vec<SmolStr>>,
}

/// The line with its noun phrases, which are in order and do not overlap.
pub(super) struct Line {
    pub tokens: Vec<Token>,
    pub nominals: Vec<Nominal>,
    first: u32,
    places: Vec<Option<usize>>,
}

impl Line {
    pub fn of(report: &Report, parsed: &Parsed, sentence: SentenceId) -> Line {
        let words = parsed.sentences[sentence.index()].words.clone();
        let mut line =
            Line { tokens: Vec::new(), nominals: Vec::new(), first: words.start, places: vec![None; words.len()] };
        let text = |w: WordId| report.text.get(parsed.word(w).span.range()).unwrap_or_default();
        let touch = |a: WordId, b: WordId| parsed.word(a).span.end == parsed.word(b).span.start;
        let mut glued = false;
        for w in words.clone().map(WordId) {
            let form = text(w);
            let (before, after) = (WordId(w.0.wrapping_sub(1)), WordId(w.0 + 1));
            let hyphen = form == "-" && w.0 > words.start && w.0 + 1 < words.end && touch(before, w) && touch(w, after);
            let known = line.places.get((w.0 - words.start) as usize - usize::from(w.0 > words.start)).copied().flatten();
            if let (true, Some(i)) = (hyphen || glued, known) {
                let whole = format!("{}{}", line.tokens[i].text, form.to_uppercase_smolstr());
                line.tokens[i].text = whole.into();
                line.places[(w.0 - words.start) as usize] = Some(i);
                glued = hyphen;
                continue;
            }
            glued = false;
            let mark = matches!(form, "'s" | "'" | "’s" | "’" | "'S" | "’S") && parsed.word(w).upos != Upos::Aux;
            if form != "," && (mark || !form.contains(char::is_alphanumeric) && parsed.word(w).upos == Upos::Punct) {
                continue;
            }
            for part in form.split('_').filter(|p| !p.is_empty()) {
                line.places[(w.0 - words.start) as usize] = Some(line.tokens.len());
                let text = part.replace('’', "'").to_uppercase_smolstr();
                line.tokens.push(Token { text, word: w });
            }
        }
        line
    }

    /// Its words.
    pub fn words(&self) -> Vec<SmolStr> {
        self.tokens.iter().map(|t| t.text.clone()).collect()
    }

    /// The words of the parse that the line covers.
    pub fn covers(&self) -> Range<u32> {
        self.first..self.first + self.places.len() as u32
    }

    /// Where a word of the parse stands, unless it is none of the line.
    pub fn place(&self, w: WordId) -> Option<usize> {
        self.places.get(w.0.checked_sub(self.first)? as usize).copied().flatten()
    }

    /// The noun phrase that covers a place.
    pub fn nominal_at(&self, place: usize) -> Option<usize> {
        let i = self.nominals.partition_point(|n| n.at.end <= place);
        self.nominals.get(i).is_some_and(|n| n.at.contains(&place)).then_some(i)
    }

    /// Takes words out, with the noun phrases they are part of.
    pub fn remove(&mut self, gone: &[bool]) {
        let mut moved = Vec::with_capacity(gone.len() + 1);
        let mut kept = 0;
        for g in gone {
            moved.push(kept);
            kept += usize::from(!g);
        }
        moved.push(kept);
        self.nominals.retain(|n| !gone[n.at.clone()].iter().any(|g| *g));
        for n in &mut self.nominals {
            n.at = moved[n.at.start]..moved[n.at.end];
        }
        let mut i = 0;
        self.tokens.retain(|_| {
            i += 1;
            !gone[i - 1]
        });
        for place in &mut self.places {
            *place = place.filter(|p| !gone[*p]).map(|p| moved[p]);
        }
    }
}
