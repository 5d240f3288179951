//! The wire shape of a record: what `--format json` prints, field by field as the public contract has it. The engine's own
//! types are never serialised; this module turns their byte spans into code points and nothing else.

use crate::code::{
    Actor, Claim, Clause, Coded, Condition, Conflict, Event, EventTime, Place, Posture, Quantity, Source,
    TimeExpression,
};
use crate::codebook::ontology::Ontology;
use crate::parse::Parsed;
use crate::read::Report;
use crate::span::Span;
use serde::{Deserialize, Serialize};

/// A half-open range of Unicode code points into the report's text.
pub type At = [u32; 2];

/// What produced a record: the same three and the same text give the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Versions {
    /// Version of the program.
    pub sayso: String,
    /// Hash of the model's weights.
    pub model: String,
    /// Hash of the rules and lexicons.
    pub lexicon: String,
}

/// One report's record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Record {
    pub sayso: Versions,
    pub report: ReportRecord,
    pub boilerplate: Vec<At>,
    pub sentences: Vec<At>,
    pub times: Vec<TimeRecord>,
    pub actors: Vec<ActorRecord>,
    pub events: Vec<EventRecord>,
    pub claims: Vec<ClaimRecord>,
    pub conflicts: Vec<ConflictRecord>,
    pub conditions: Vec<ConditionRecord>,
    pub postures: Vec<PostureRecord>,
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ReportRecord {
    pub id: String,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub author: Option<String>,
    pub dateline: Option<String>,
    pub published: Option<String>,
    pub url: Option<String>,
    pub language: Option<String>,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct TimeRecord {
    pub at: At,
    #[serde(rename = "type")]
    pub kind: String,
    pub value: String,
    pub start: Option<String>,
    pub end: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct MentionRecord {
    pub at: At,
    pub form: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ActorRecord {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub code: Option<String>,
    pub sub: Option<String>,
    pub sector: Vec<String>,
    pub entry: Option<String>,
    pub mentions: Vec<MentionRecord>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct PredicateRecord {
    pub at: At,
    pub lemma: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct PlaceRecord {
    pub at: At,
    pub name: String,
    pub country: Option<String>,
    #[serde(default)]
    pub region: Option<String>,
    #[serde(default)]
    pub precision: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub geonameid: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct EventTimeRecord {
    pub at: Option<At>,
    pub value: String,
    pub start: Option<String>,
    pub end: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct QuantityRecord {
    pub at: At,
    pub value: serde_json::Number,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub upper: Option<serde_json::Number>,
    pub unit: Option<String>,
    pub of: Option<String>,
    pub role: String,
    pub bound: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct FoldedRecord {
    #[serde(rename = "type")]
    pub event_type: String,
    pub mode: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct EventRecord {
    pub id: String,
    #[serde(rename = "type")]
    pub event_type: String,
    pub mode: Option<String>,
    pub contexts: Vec<String>,
    pub cameo: Option<String>,
    pub quad: u8,
    pub goldstein: Option<serde_json::Number>,
    pub predicate: PredicateRecord,
    pub mentions: Vec<At>,
    pub actors: Vec<String>,
    pub recipients: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub implied: Vec<String>,
    pub place: Option<PlaceRecord>,
    pub time: Option<EventTimeRecord>,
    pub quantities: Vec<QuantityRecord>,
    pub reality: String,
    pub plover: Option<FoldedRecord>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct CueRecord {
    pub at: At,
    pub lemma: String,
    pub class: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ClaimRecord {
    pub id: String,
    pub source: Option<String>,
    pub source_at: Option<At>,
    pub cue: Option<CueRecord>,
    pub content: Vec<At>,
    pub quotation: String,
    pub event: Option<String>,
    pub polarity: String,
    pub certainty: String,
    pub chain: Vec<String>,
    pub quantities: Vec<QuantityRecord>,
    pub time: Option<EventTimeRecord>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ConflictRecord {
    pub kind: String,
    pub between: [String; 2],
    pub what: String,
}

/// One side of a condition: an event's id, or a stretch of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum SideRecord {
    Event(String),
    Text { at: At },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ConditionRecord {
    #[serde(rename = "if")]
    pub antecedent: SideRecord,
    #[serde(rename = "then")]
    pub consequent: SideRecord,
    pub marker: At,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct PostureRecord {
    pub actor: String,
    pub action: String,
    pub stance: String,
    pub since: Option<String>,
    pub claim: Option<String>,
}

/// Counts code points up to a byte, in constant time after one pass.
struct CodePoints<'t> {
    text: &'t str,
    /// Code points before every 64th byte.
    blocks: Vec<u32>,
}

impl<'t> CodePoints<'t> {
    fn new(text: &'t str) -> Self {
        let mut blocks = Vec::with_capacity(text.len() / 64 + 1);
        let mut count = 0;
        for (i, b) in text.bytes().enumerate() {
            if i % 64 == 0 {
                blocks.push(count);
            }
            count += u32::from(!is_continuation(b));
        }
        CodePoints { text, blocks }
    }

    fn before(&self, byte: u32) -> u32 {
        let block = byte as usize / 64;
        match self.blocks.get(block) {
            Some(&n) => {
                n + self.text.as_bytes()[block * 64..byte as usize].iter().filter(|&&b| !is_continuation(b)).count()
                    as u32
            }
            // One past the last byte of a text that fills its last block.
            None => self.text.chars().count() as u32,
        }
    }

    fn at(&self, span: Span) -> At {
        [self.before(span.start), self.before(span.end)]
    }
}

/// True for a byte that continues a UTF-8 character.
fn is_continuation(b: u8) -> bool {
    b & 0xC0 == 0x80
}

/// A dateline as it is read out: "SEOUL, Oct. 22 (Agency)".
fn without_dash(dateline: &str) -> String {
    dateline.trim_end_matches([' ', '—', '–', '-', '_', ':']).to_owned()
}

/// Whole numbers are written without a fraction.
fn number(value: f64) -> serde_json::Number {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        return (value as i64).into();
    }
    serde_json::Number::from_f64(value).unwrap_or_else(|| 0.into())
}

/// Makes records.
pub struct Recorder<'a> {
    /// Quad classes and Goldstein values.
    pub ontology: &'a Ontology,
    /// What produces the records.
    pub versions: &'a Versions,
    /// Whether to say why.
    pub explain: bool,
}

impl Recorder<'_> {
    /// One report's record.
    pub fn record(&self, report: &Report, parsed: &Parsed, coded: &Coded) -> Record {
        let points = CodePoints::new(&report.text);
        let w = Writer { points: &points, recorder: self, parsed };
        let mut notes = report.notes.clone();
        notes.extend(parsed.notes.iter().cloned());
        notes.extend(coded.notes.iter().cloned());
        Record {
            sayso: self.versions.clone(),
            report: ReportRecord {
                id: report.id.clone(),
                title: report.title.clone(),
                publisher: report.publisher.clone(),
                author: report.author.clone(),
                dateline: report.dateline.as_ref().map(|d| without_dash(d.at.of(&report.text))),
                published: report.published.map(|d| d.to_string()),
                url: report.url.clone(),
                language: report.language.clone(),
                text: report.text.clone(),
            },
            boilerplate: report.boilerplate.iter().map(|&s| points.at(s)).collect(),
            sentences: parsed.sentences.iter().map(|s| points.at(s.span)).collect(),
            times: coded.times.iter().map(|t| w.time(t)).collect(),
            actors: coded.actors.iter().enumerate().map(|(i, a)| w.actor(i, a)).collect(),
            events: coded.events.iter().enumerate().map(|(i, e)| w.event(i, e)).collect(),
            claims: coded.claims.iter().enumerate().map(|(i, c)| w.claim(i, c)).collect(),
            conflicts: coded.conflicts.iter().map(|c| w.conflict(c)).collect(),
            conditions: coded.conditions.iter().map(|c| w.condition(c)).collect(),
            postures: coded.postures.iter().map(|p| w.posture(p)).collect(),
            notes,
        }
    }
}

struct Writer<'a> {
    points: &'a CodePoints<'a>,
    recorder: &'a Recorder<'a>,
    parsed: &'a Parsed,
}

impl Writer<'_> {
    fn why(&self, why: &[String]) -> Option<Vec<String>> {
        self.recorder.explain.then(|| why.to_vec())
    }

    fn time(&self, t: &TimeExpression) -> TimeRecord {
        TimeRecord {
            at: self.points.at(t.at),
            kind: t.kind.to_string(),
            value: t.value.clone(),
            start: t.start.map(|d| d.to_string()),
            end: t.end.map(|d| d.to_string()),
        }
    }

    fn actor(&self, i: usize, a: &Actor) -> ActorRecord {
        ActorRecord {
            id: crate::code::ActorId(i as u32).to_string(),
            name: a.name.clone(),
            kind: a.kind.to_string(),
            code: a.code.as_ref().map(ToString::to_string),
            sub: a.sub.as_ref().map(ToString::to_string),
            sector: a.sectors.iter().map(ToString::to_string).collect(),
            entry: a.entry.as_ref().map(ToString::to_string),
            mentions: a
                .mentions
                .iter()
                .map(|m| MentionRecord { at: self.points.at(m.at), form: m.form.to_string() })
                .collect(),
            why: self.why(&a.why),
        }
    }

    fn place(&self, p: &Place) -> PlaceRecord {
        PlaceRecord {
            at: self.points.at(p.at),
            name: p.name.clone(),
            country: p.country.as_ref().map(ToString::to_string),
            region: p.region.as_ref().map(ToString::to_string),
            precision: p.precision.to_string(),
            lat: p.point.map(|x| x.lat),
            lon: p.point.map(|x| x.lon),
            geonameid: p.id,
        }
    }

    fn event_time(&self, t: &EventTime) -> EventTimeRecord {
        EventTimeRecord {
            at: t.at.map(|s| self.points.at(s)),
            value: t.value.clone(),
            start: t.start.map(|d| d.to_string()),
            end: t.end.map(|d| d.to_string()),
        }
    }

    fn quantity(&self, q: &Quantity) -> QuantityRecord {
        QuantityRecord {
            at: self.points.at(q.at),
            value: number(q.value),
            upper: q.upper.map(number),
            unit: q.unit.as_ref().map(ToString::to_string),
            of: q.of.clone(),
            role: q.role.to_string(),
            bound: q.bound.to_string(),
        }
    }

    fn event(&self, i: usize, e: &Event) -> EventRecord {
        let ontology = self.recorder.ontology;
        let code = e.cameo.as_deref();
        EventRecord {
            id: crate::code::EventId(i as u32).to_string(),
            event_type: e.event_type.to_string(),
            mode: e.mode.as_ref().map(ToString::to_string),
            contexts: e.contexts.iter().map(ToString::to_string).collect(),
            cameo: code.map(str::to_owned),
            quad: ontology.quad(e.event_type),
            goldstein: code.and_then(|c| ontology.goldstein(c)).map(number),
            predicate: PredicateRecord {
                at: self.points.at(e.predicate),
                lemma: self.parsed.word(e.head).lemma.to_string(),
            },
            mentions: e.mentions.iter().map(|(_, s)| self.points.at(*s)).collect(),
            actors: e.actors.iter().map(ToString::to_string).collect(),
            recipients: e.recipients.iter().map(ToString::to_string).collect(),
            implied: e.implied.iter().map(ToString::to_string).collect(),
            place: e.place.as_ref().map(|p| self.place(p)),
            time: e.time.as_ref().map(|t| self.event_time(t)),
            quantities: e.quantities.iter().map(|q| self.quantity(q)).collect(),
            reality: e.reality.to_string(),
            plover: e.plover.as_ref().map(|f| FoldedRecord {
                event_type: f.event_type.to_string(),
                mode: f.mode.as_ref().map(ToString::to_string),
            }),
            why: self.why(&e.why),
        }
    }

    fn claim(&self, i: usize, c: &Claim) -> ClaimRecord {
        ClaimRecord {
            id: crate::code::ClaimId(i as u32).to_string(),
            source: match c.source {
                Source::Author => Some("author".to_owned()),
                Source::Actor(a) => Some(a.to_string()),
                Source::Unstated => None,
            },
            source_at: c.source_at.map(|s| self.points.at(s)),
            cue: c.cue.as_ref().map(|q| CueRecord {
                at: self.points.at(q.at),
                lemma: q.lemma.to_string(),
                class: q.class.to_string(),
            }),
            content: c.content.iter().map(|&s| self.points.at(s)).collect(),
            quotation: c.quotation.to_string(),
            event: c.event.map(|e| e.to_string()),
            polarity: c.polarity.to_string(),
            certainty: c.certainty.to_string(),
            chain: c.chain.iter().map(ToString::to_string).collect(),
            quantities: c.quantities.iter().map(|q| self.quantity(q)).collect(),
            time: c.time.as_ref().map(|t| self.event_time(t)),
            why: self.why(&c.why),
        }
    }

    fn conflict(&self, c: &Conflict) -> ConflictRecord {
        ConflictRecord {
            kind: c.kind.to_string(),
            between: [c.between.0.to_string(), c.between.1.to_string()],
            what: c.what.clone(),
        }
    }

    fn condition(&self, c: &Condition) -> ConditionRecord {
        let side = |s: &Clause| match s {
            Clause::Event(e) => SideRecord::Event(e.to_string()),
            Clause::Text(span) => SideRecord::Text { at: self.points.at(*span) },
        };
        ConditionRecord {
            antecedent: side(&c.antecedent),
            consequent: side(&c.consequent),
            marker: self.points.at(c.marker),
        }
    }

    fn posture(&self, p: &Posture) -> PostureRecord {
        PostureRecord {
            actor: p.actor.to_string(),
            action: p.action.to_string(),
            stance: p.stance.to_string(),
            since: p.since.clone(),
            claim: p.claim.map(|c| c.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn code_points_are_counted(text in "\\PC{0,200}") {
            let points = CodePoints::new(&text);
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.before(byte as u32), n as u32);
            }
            prop_assert_eq!(points.before(text.len() as u32), text.chars().count() as u32);
        }
    }

    #[test]
    fn whole_numbers_have_no_fraction() {
        assert_eq!(number(1500.0).to_string(), "1500");
        assert_eq!(number(2.5).to_string(), "2.5");
    }
}
