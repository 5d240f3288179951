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

/// A noun phrase: where it stands, and the wordings it comes apart into (more than one for a compound), as places.
#[derive(Clone, Debug)]
pub(super) struct Nominal {
    pub at: Range<usize>,
    pub wordings: Vec<Vec<usize>>,
}

/// The line with its noun phrases, which are in order and do not overlap.
pub(super) struct Line {
    pub tokens: Vec<Token>,
    pub nominals: Vec<Nominal>,
    /// Places of verbs that the parser takes for something else.
    pub forced: Vec<Range<usize>>,
    first: u32,
    places: Vec<Option<Range<usize>>>,
}

impl Line {
    pub fn of(report: &Report, parsed: &Parsed, sentence: SentenceId) -> Line {
        let words = parsed.sentences[sentence.index()].words.clone();
        let mut line = Line {
            tokens: Vec::new(),
            nominals: Vec::new(),
            forced: Vec::new(),
            first: words.start,
            places: vec![None; words.len()],
        };
        let text = |w: WordId| report.text.get(parsed.word(w).span.range()).unwrap_or_default();
        let touch = |a: WordId, b: WordId| parsed.word(a).span.end == parsed.word(b).span.start;
        let mut glued = false;
        for w in words.clone().map(WordId) {
            let form = text(w);
            let (before, after) = (WordId(w.0.wrapping_sub(1)), WordId(w.0 + 1));
            let hyphen = form == "-" && w.0 > words.start && w.0 + 1 < words.end && touch(before, w) && touch(w, after);
            let here = (w.0 - words.start) as usize;
            let known = here.checked_sub(1).and_then(|b| line.places[b].clone());
            if let (true, Some(known)) = (hyphen || glued, known) {
                let i = known.end - 1;
                let whole = format!("{}{}", line.tokens[i].text, form.to_uppercase_smolstr());
                line.tokens[i].text = whole.into();
                line.places[here] = Some(i..i + 1);
                glued = hyphen;
                continue;
            }
            glued = false;
            let mark = matches!(form, "'s" | "'" | "’s" | "’" | "'S" | "’S") && parsed.word(w).upos != Upos::Aux;
            if form != "," && (mark || !form.contains(char::is_alphanumeric) && parsed.word(w).upos == Upos::Punct) {
                continue;
            }
            // "complete, full ties": such a comma parts nothing.
            let adjective = |w: WordId| words.contains(&w.0) && parsed.word(w).upos == Upos::Adj;
            if form == "," && adjective(before) && adjective(after) {
                continue;
            }
            for part in form.split('_').filter(|p| !p.is_empty()) {
                let end = line.tokens.len() + 1;
                line.places[here] = Some(line.places[here].as_ref().map_or(end - 1, |p| p.start)..end);
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
        self.span(w).map(|s| s.start)
    }

    /// All its places: `Dol_Amroth` has two.
    pub fn span(&self, w: WordId) -> Option<Range<usize>> {
        self.places.get(w.0.checked_sub(self.first)? as usize)?.clone()
    }

    /// The noun phrase that covers a place.
    pub fn nominal_at(&self, place: usize) -> Option<usize> {
        let i = self.nominals.partition_point(|n| n.at.end <= place);
        self.nominals.get(i).is_some_and(|n| n.at.contains(&place)).then_some(i)
    }

    /// Whether a verb stands at a place though the parser says otherwise.
    pub fn is_forced(&self, place: usize) -> bool {
        self.forced.iter().any(|f| f.contains(&place))
    }

    /// Cuts the noun phrases around the verbs that the parser did not see.
    pub fn cut_nominals(&mut self) {
        for f in &self.forced {
            let mut cut = Vec::with_capacity(self.nominals.len() + 1);
            for n in self.nominals.drain(..) {
                if n.at.end <= f.start || f.end <= n.at.start {
                    cut.push(n);
                    continue;
                }
                for at in [n.at.start..f.start.max(n.at.start), f.end.min(n.at.end)..n.at.end] {
                    let inside = |w: &Vec<usize>| w.iter().copied().filter(|p| at.contains(p)).collect::<Vec<_>>();
                    let mut wordings: Vec<Vec<usize>> =
                        n.wordings.iter().map(inside).filter(|w| !w.is_empty()).collect();
                    wordings.dedup();
                    if !at.is_empty() && !wordings.is_empty() {
                        cut.push(Nominal { at, wordings });
                    }
                }
            }
            self.nominals = cut;
        }
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
            n.wordings.iter_mut().flatten().for_each(|p| *p = moved[*p]);
        }
        self.forced.retain(|f| !gone[f.clone()].iter().any(|g| *g));
        self.forced.iter_mut().for_each(|f| *f = moved[f.start]..moved[f.end]);
        let mut i = 0;
        self.tokens.retain(|_| {
            i += 1;
            !gone[i - 1]
        });
        for place in &mut self.places {
            *place = place.take().map(|p| moved[p.start]..moved[p.end]).filter(|p| !p.is_empty());
        }
    }
}
