//! The cue lexicon: which words introduce somebody's claim, in which constructions, and what they say about it. The
//! rows live in `data/lexicon/cues.tsv`, whose header documents them; this file reads the table and answers look-ups.
//! How a construction is found in a tree is the business of `code::attribution`.

use super::table::{Row, RowResult, list, optional, read, value, words};
use crate::code::{Certainty, EventType, Polarity};
use crate::error::Result;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::fmt;
use std::str::FromStr;

/// Columns of the table, in order.
const COLUMNS: [&str; 10] =
    ["lemma", "pos", "class", "frames", "source", "polarity", "certainty", "negated", "strength", "event"];

/// What sort of word carries a cue. A multiword has the part of speech of the word that governs its complements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CuePos {
    /// "said", "pointed out".
    Verb,
    /// "claim", "accusation".
    Noun,
    /// "aware", "alleged".
    Adjective,
    /// "reportedly".
    Adverb,
    /// "according to", "in the words of".
    Adposition,
    /// A verb that only lends its subject to a cue noun: "issued a warning".
    Light,
    /// A mark, as the colon of "MAYOR: No comment."
    Mark,
}

impl FromStr for CuePos {
    type Err = ();
    fn from_str(s: &str) -> std::result::Result<Self, ()> {
        Ok(match s {
            "VERB" => CuePos::Verb,
            "NOUN" => CuePos::Noun,
            "ADJ" => CuePos::Adjective,
            "ADV" => CuePos::Adverb,
            "ADP" => CuePos::Adposition,
            "LIGHT" => CuePos::Light,
            "PUNCT" => CuePos::Mark,
            _ => return Err(()),
        })
    }
}

/// The construction in which a cue introduces its content.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Frame {
    /// Finite clause, with or without "that".
    That,
    /// Clause opened by how, what, why, where, when, who or which.
    Wh,
    /// Clause opened by "whether" or "if".
    Whether,
    /// Direct speech, before, around or after the cue.
    Quote,
    /// The object noun phrase (subject of a passive).
    Np,
    /// Infinitive whose doer is the source: "promised to leave".
    To,
    /// Object and infinitive: "urged them to leave".
    ObjTo,
    /// Noun phrase and infinitive or predicate as one proposition: "expects prices to rise", "seems to rise".
    Raise,
    /// Gerund: "denied taking it".
    Ing,
    /// Object and as-phrase: "denounced it as unfair".
    As,
    /// Object and predicate: "called him a liar".
    Small,
    /// Prepositional phrase: "accused him *of* lying", "called *for* a truce".
    Pp(SmolStr),
    /// Adjective before its noun: "the alleged deal".
    Attr,
    /// The clause that an adverb or adposition belongs to.
    Clause,
    /// The subject is the content, the object its holder: "the vote worries them".
    Subject,
    /// Noun as the subject of a clause: "her view is that it works".
    Is,
}

impl Frame {
    /// The frame of a prepositional complement.
    pub fn pp(preposition: &str) -> Self {
        Frame::Pp(SmolStr::new(preposition))
    }
}

impl FromStr for Frame {
    type Err = ();
    fn from_str(s: &str) -> std::result::Result<Self, ()> {
        Ok(match s {
            "that" => Frame::That,
            "wh" => Frame::Wh,
            "whether" => Frame::Whether,
            "quote" => Frame::Quote,
            "np" => Frame::Np,
            "to" => Frame::To,
            "obj-to" => Frame::ObjTo,
            "raise" => Frame::Raise,
            "ing" => Frame::Ing,
            "as" => Frame::As,
            "small" => Frame::Small,
            "attr" => Frame::Attr,
            "clause" => Frame::Clause,
            "subject" => Frame::Subject,
            "is" => Frame::Is,
            _ => match s.strip_prefix("pp:") {
                Some(p) if !p.is_empty() => Frame::pp(p),
                _ => return Err(()),
            },
        })
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Frame::That => "that",
            Frame::Wh => "wh",
            Frame::Whether => "whether",
            Frame::Quote => "quote",
            Frame::Np => "np",
            Frame::To => "to",
            Frame::ObjTo => "obj-to",
            Frame::Raise => "raise",
            Frame::Ing => "ing",
            Frame::As => "as",
            Frame::Small => "small",
            Frame::Attr => "attr",
            Frame::Clause => "clause",
            Frame::Subject => "subject",
            Frame::Is => "is",
            Frame::Pp(p) => return write!(f, "pp:{p}"),
        })
    }
}

/// Where a cue's source stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SourceSlot {
    /// Subject of a verb or of a predicate adjective.
    Subject,
    /// Possessor of a noun.
    Possessor,
    /// A phrase with this preposition ("by", "from", "of", "among", "between" …).
    Pp(SmolStr),
    /// Object of a verb or of an adposition.
    Object,
    /// The cue noun itself is the holder: "a critic of the plan".
    Holder,
    /// The cue names nobody: "allegedly".
    Nobody,
}

impl FromStr for SourceSlot {
    type Err = ();
    fn from_str(s: &str) -> std::result::Result<Self, ()> {
        Ok(match s {
            "subject" => SourceSlot::Subject,
            "poss" => SourceSlot::Possessor,
            "object" => SourceSlot::Object,
            "self" => SourceSlot::Holder,
            "none" => SourceSlot::Nobody,
            _ => match s.strip_prefix("pp:") {
                Some(p) if !p.is_empty() => SourceSlot::Pp(SmolStr::new(p)),
                _ => return Err(()),
            },
        })
    }
}

/// A source's stance: which way it stands and how firmly (FactBank's two values).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// Asserted or denied.
    pub polarity: Polarity,
    /// How firmly.
    pub certainty: Certainty,
}

impl Commitment {
    /// Reads FactBank's shorthand: `CT+`, `PR-`, `PS+`, `Uu`.
    pub fn from_factbank(s: &str) -> Option<Self> {
        let (certainty, polarity) = match s {
            "Uu" => (Certainty::Unknown, Polarity::Positive),
            "CT+" => (Certainty::Certain, Polarity::Positive),
            "CT-" => (Certainty::Certain, Polarity::Negative),
            "PR+" => (Certainty::Probable, Polarity::Positive),
            "PR-" => (Certainty::Probable, Polarity::Negative),
            "PS+" => (Certainty::Possible, Polarity::Positive),
            "PS-" => (Certainty::Possible, Polarity::Negative),
            _ => return None,
        };
        Some(Commitment { polarity, certainty })
    }
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct CueEntry {
    /// The lemma, or the lemmas of a multiword separated by spaces.
    pub lemma: SmolStr,
    /// Its words.
    pub words: Vec<SmolStr>,
    /// Part of speech.
    pub pos: CuePos,
    /// Class (`say`, `deny`, …); an open list that the table's header documents.
    pub class: SmolStr,
    /// Constructions, each with the share of its uses that are attributions.
    pub frames: Vec<(Frame, f32)>,
    /// Where the source stands, best slot first.
    pub sources: Vec<SourceSlot>,
    /// Stance of the source to the content.
    pub commitment: Commitment,
    /// The same when the cue is negated ("did not deny").
    pub negated: Commitment,
    /// The speech-act event that the cue also is.
    pub event: Option<EventType>,
    /// Line in the table, from 1, for explanations.
    pub line: usize,
}

impl CueEntry {
    /// How reliably the cue introduces a content in this frame; none when the row does not list it.
    pub fn strength(&self, frame: &Frame) -> Option<f32> {
        self.frames.iter().find(|(f, _)| f == frame).map(|&(_, s)| s)
    }
}

/// The loaded table.
#[derive(Clone, Debug, Default)]
pub struct CueLexicon {
    entries: Vec<CueEntry>,
    single: FxHashMap<(SmolStr, CuePos), Vec<u32>>,
    multi: FxHashMap<SmolStr, Vec<u32>>,
}

impl CueLexicon {
    /// Reads the table; `file` names it in errors.
    pub fn parse(file: &str, text: &str) -> Result<Self> {
        let mut lexicon = CueLexicon::default();
        read(file, text, COLUMNS, |row| lexicon.insert(parse_row(row)?))?;
        Ok(lexicon)
    }

    /// All rows, in table order.
    pub fn entries(&self) -> &[CueEntry] {
        &self.entries
    }

    /// The rows of a one-word lemma; several rows split its frames.
    pub fn rows(&self, lemma: &str, pos: CuePos) -> impl Iterator<Item = &CueEntry> {
        let ids = self.single.get(&(SmolStr::new(lemma), pos)).map_or(&[][..], Vec::as_slice);
        ids.iter().map(|&i| &self.entries[i as usize])
    }

    /// The multiword rows that open with a lemma, longest first.
    pub fn multiwords(&self, first: &str) -> impl Iterator<Item = &CueEntry> {
        let ids = self.multi.get(first).map_or(&[][..], Vec::as_slice);
        ids.iter().map(|&i| &self.entries[i as usize])
    }

    /// True when the lemma is listed with this part of speech.
    pub fn knows(&self, lemma: &str, pos: CuePos) -> bool {
        self.rows(lemma, pos).next().is_some()
    }

    fn insert(&mut self, entry: CueEntry) -> RowResult<()> {
        let siblings = self.rows(&entry.lemma, entry.pos).chain(self.multiwords(&entry.words[0]));
        let siblings = siblings.filter(|e| e.lemma == entry.lemma && e.pos == entry.pos);
        if let Some((frame, _)) = siblings.flat_map(|e| &e.frames).find(|(f, _)| entry.strength(f).is_some()) {
            return Err(format!("\"{}\" already has a row for the frame {frame}", entry.lemma));
        }
        let id = self.entries.len() as u32;
        if entry.words.len() == 1 {
            self.single.entry((entry.lemma.clone(), entry.pos)).or_default().push(id);
        } else {
            let entries = &self.entries;
            let list = self.multi.entry(entry.words[0].clone()).or_default();
            let at = list.partition_point(|&i| entries[i as usize].words.len() >= entry.words.len());
            list.insert(at, id);
        }
        self.entries.push(entry);
        Ok(())
    }
}

fn parse_row((line, cells): Row<10>) -> RowResult<CueEntry> {
    let [lemma, pos, class, frames, source, polarity, certainty, negated, strength, event] = cells;
    let pos = value("part of speech", pos)?;
    let names = list(frames).map(|f| value("frame", f)).collect::<RowResult<Vec<Frame>>>()?;
    let strengths = list(strength).map(parse_strength).collect::<RowResult<Vec<f32>>>()?;
    if strengths.len() != names.len() {
        return Err(format!("{} frames but {} strengths", names.len(), strengths.len()));
    }
    if names.is_empty() && pos != CuePos::Light {
        return Err("no frame".into());
    }
    Ok(CueEntry {
        lemma: lemma.into(),
        words: words(lemma)?,
        pos,
        class: class.into(),
        frames: names.into_iter().zip(strengths).collect(),
        sources: list(source).map(|s| value("source slot", s)).collect::<RowResult<_>>()?,
        commitment: Commitment { polarity: value("polarity", polarity)?, certainty: value("certainty", certainty)? },
        negated: Commitment::from_factbank(negated).ok_or_else(|| format!("unknown value \"{negated}\""))?,
        event: optional("event type", event)?,
        line,
    })
}

fn parse_strength(s: &str) -> RowResult<f32> {
    match s.parse::<f32>() {
        Ok(v) if (0.0..=1.0).contains(&v) => Ok(v),
        _ => Err(format!("a strength is a number from 0 to 1, not \"{s}\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "lemma\tpos\tclass\tframes\tsource\tpolarity\tcertainty\tnegated\tstrength\tevent\n";

    fn load(rows: &str) -> Result<CueLexicon> {
        CueLexicon::parse("cues.tsv", &format!("# comment\n{HEAD}{rows}"))
    }

    #[test]
    fn rows_answer_by_lemma_and_frame() {
        let rows = "warn\tVERB\twarn\tthat|pp:of\tsubject\t+\tpossible\tUu\t0.9|0.5\tTHREATEN\n\
                    make clear\tVERB\tsay\tthat\tsubject\t+\tcertain\tUu\t0.8\t_\n\
                    make\tLIGHT\tlight\t_\tsubject\t+\tcertain\tUu\t_\t_\n";
        let lexicon = load(rows).unwrap();
        let warn = lexicon.rows("warn", CuePos::Verb).next().unwrap();
        assert_eq!(warn.strength(&Frame::pp("of")), Some(0.5));
        assert_eq!(warn.strength(&Frame::Np), None);
        assert_eq!((warn.event, warn.commitment.certainty), (Some(EventType::Threaten), Certainty::Possible));
        assert_eq!(lexicon.multiwords("make").map(|e| e.lemma.as_str()).collect::<Vec<_>>(), ["make clear"]);
        assert!(lexicon.knows("make", CuePos::Light) && !lexicon.knows("make", CuePos::Verb));
    }

    #[test]
    fn broken_rows_say_where_and_why() {
        let cases = [
            ("say\tVERB\tsay\tthat\n", "cues.tsv:3: expected 10 columns, found 4"),
            ("say\tVRB\tsay\tthat\tsubject\t+\tcertain\tUu\t1\t_\n", "cues.tsv:3: unknown part of speech \"VRB\""),
            ("say\tVERB\tsay\tthot\tsubject\t+\tcertain\tUu\t1\t_\n", "cues.tsv:3: unknown frame \"thot\""),
            ("say\tVERB\tsay\tthat|np\tsubject\t+\tcertain\tUu\t1\t_\n", "cues.tsv:3: 2 frames but 1 strengths"),
            (
                "say\tVERB\tsay\tthat\tsubject\t+\tcertain\tUu\t2\t_\n",
                "cues.tsv:3: a strength is a number from 0 to 1, not \"2\"",
            ),
            ("say\tVERB\tsay\tthat\tsubj\t+\tcertain\tUu\t1\t_\n", "cues.tsv:3: unknown source slot \"subj\""),
            ("say\tVERB\tsay\tthat\tsubject\t+\tcertain\tCT\t1\t_\n", "cues.tsv:3: unknown value \"CT\""),
            (
                "say\tVERB\tsay\tthat\tsubject\t+\tcertain\tUu\t1\t_\nsay\tVERB\tx\tthat\tsubject\t+\tcertain\tUu\t1\t_\n",
                "cues.tsv:4: \"say\" already has a row for the frame that",
            ),
        ];
        for (rows, expected) in cases {
            assert_eq!(load(rows).unwrap_err().to_string(), expected);
        }
        let no_header = CueLexicon::parse("cues.tsv", "# only words\n");
        assert_eq!(no_header.unwrap_err().to_string(), "cues.tsv:0: the table is empty");
    }
}
