//! What is kept of an event to recognise it in another report.

use crate::code::{Coded, Event, QuantityRole};
use crate::parse::model::ParserModel;
use crate::parse::{Parsed, Upos, WordId};
use crate::resolve::bag::{Bag, Frequencies};

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, ToSmolStr};

/// Days of an event, counted from 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// First day.
    pub first: i32,
    /// Last day.
    pub last: i32,
}

impl Interval {
    /// From calendar days.
    pub fn new(first: Date, last: Date) -> Self {
        let number = |day: Date| (day - date(1970, 1, 1)).get_days();
        Interval { first: number(first), last: number(last).max(number(first)) }
    }

    /// Days between the two, 0 when they meet.
    pub fn apart(self, other: Interval) -> i32 {
        (self.first - other.last).max(other.first - self.last).max(0)
    }

    /// Its length in days.
    pub fn days(self) -> i32 {
        self.last - self.first + 1
    }
}

/// A number that an event comes with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What it says of the event, as records write it.
    pub role: SmolStr,
    /// The number.
    pub value: f64,
    /// What is counted, as the text puts it, lower case.
    pub of: Option<SmolStr>,
}

/// The summary of one event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    /// The report that tells it.
    pub report: SmolStr,
    /// Its sentence's number in the report.
    pub sentence: u32,
    /// PLOVER type; none for a mention that is not coded.
    pub event_type: Option<SmolStr>,
    /// PLOVER mode.
    pub mode: Option<SmolStr>,
    /// Lemma of the predicate.
    pub lemma: SmolStr,
    /// How few reports have that lemma, 0 to 1.
    pub rarity: f32,
    /// The predicate's word vector, of length one; empty for an unknown word.
    pub vector: Vec<f32>,
    /// Codes of those who do it, with sectors: `XAM COP`.
    pub actors: Vec<SmolStr>,
    /// Codes of those it is done to.
    pub recipients: Vec<SmolStr>,
    /// Where, lower case.
    pub place: Option<SmolStr>,
    /// Country of the place.
    pub country: Option<SmolStr>,
    /// When.
    pub time: Option<Interval>,
    /// How many.
    pub figures: Vec<Figure>,
    /// Words around the predicate in the tree.
    pub near: Bag,
    /// Words of the sentence.
    pub words: Bag,
}

impl Sketch {
    /// Keys under which an index finds candidates: events that share none are never compared.
    pub fn keys(&self) -> Vec<String> {
        let mut keys = vec![format!("lemma {}", self.lemma)];
        if let Some(kind) = &self.event_type {
            let parties = self.actors.iter().chain(&self.recipients);
            keys.extend(parties.map(|p| format!("{kind} party {}", p.split(' ').next().unwrap_or(p))));
            keys.extend(self.place.iter().map(|place| format!("{kind} place {place}")));
        }
        keys.sort();
        keys.dedup();
        keys
    }
}

/// Makes sketches of one report's events.
pub struct Sketcher<'a> {
    /// The report's id.
    pub report: &'a str,
    /// Its parse.
    pub parsed: &'a Parsed,
    /// Word vectors.
    pub words: &'a ParserModel,
    /// In how many reports each word stands.
    pub frequencies: &'a Frequencies,
}

impl Sketcher<'_> {
    /// Of a word, coded or not.
    pub fn mention(&self, head: WordId) -> Sketch {
        let word = self.parsed.word(head);
        let sentence = self.parsed.sentence_words(word.sentence).filter(|&w| w != head);
        let lemma: SmolStr = word.lemma.to_lowercase().into();
        Sketch {
            report: self.report.into(),
            sentence: word.sentence.0,
            rarity: self.frequencies.rarity(&lemma) as f32,
            vector: self.vector(&lemma),
            near: self.bag(around(self.parsed, head).into_iter()),
            words: self.bag(sentence),
            lemma,
            ..Sketch::default()
        }
    }

    /// Of a coded event.
    pub fn event(&self, coded: &Coded, event: &Event) -> Sketch {
        let codes = |ids: &[crate::code::ActorId]| {
            let mut codes: Vec<SmolStr> = ids.iter().filter_map(|id| party(&coded.actors[id.index()])).collect();
            codes.sort();
            codes.dedup();
            codes
        };
        let figure = |q: &crate::code::Quantity| Figure {
            role: q.role.as_str().into(),
            value: q.value,
            of: q.of.as_ref().map(|of| of.to_lowercase().into()),
        };
        let counts = event.quantities.iter().filter(|q| q.role != QuantityRole::Other);
        let time = event.time.as_ref();
        Sketch {
            event_type: Some(event.event_type.as_str().into()),
            mode: event.mode.clone(),
            actors: codes(&event.actors),
            recipients: codes(&event.recipients),
            place: event.place.as_ref().map(|p| p.name.to_lowercase().into()),
            country: event.place.as_ref().and_then(|p| p.country.clone()),
            time: time.and_then(|t| Some(Interval::new(t.start?, t.end?))),
            figures: counts.map(figure).collect(),
            ..self.mention(event.head)
        }
    }

    fn bag(&self, words: impl Iterator<Item = WordId>) -> Bag {
        let words: Vec<SmolStr> = words.filter_map(|w| term(self.parsed, w)).collect();
        Bag::of(&words, self.frequencies)
    }

    fn vector(&self, lemma: &str) -> Vec<f32> {
        let mut vector = vec![0.0; self.words.lexical_size()];
        self.words.lexical_vector(lemma, &mut vector);
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        if length == 0.0 {
            return Vec::new();
        }
        vector.iter_mut().for_each(|x| *x /= length);
        vector
    }
}

/// The terms of a whole report, for its [`Bag`] and for [`Frequencies`].
pub fn terms(parsed: &Parsed) -> Vec<SmolStr> {
    (0..parsed.words.len() as u32).filter_map(|w| term(parsed, WordId(w))).collect()
}

fn term(parsed: &Parsed, w: WordId) -> Option<SmolStr> {
    let word = parsed.word(w);
    let content = matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj | Upos::Adv | Upos::Num);
    content.then(|| word.lemma.to_lowercase().to_smolstr())
}

/// Words that hang on the predicate within two steps, and what it hangs on itself.
fn around(parsed: &Parsed, head: WordId) -> Vec<WordId> {
    let mut out = parsed.children(head).to_vec();
    for i in 0..out.len() {
        out.extend_from_slice(parsed.children(out[i]));
    }
    if let Some(above) = parsed.word(head).head {
        out.push(above);
        out.extend(parsed.children(above).iter().copied().filter(|&w| w != head));
    }
    out.sort_unstable();
    out.dedup();
    out
}

fn party(actor: &crate::code::Actor) -> Option<SmolStr> {
    let code = actor.sub.as_ref().or(actor.code.as_ref())?;
    Some(std::iter::once(code).chain(&actor.sectors).map(SmolStr::as_str).collect::<Vec<_>>().join(" ").into())
}
