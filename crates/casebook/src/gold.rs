//! The gold as JSON, in the shape that the scorer of records reads. Offsets are code points.

use crate::codes::Party;
use crate::quoted::{Passage, Text};
use crate::report::{Claim, Condition, Conflict, Event, Posture, Report, Side};
use serde::Serialize;

/// One report's gold.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Gold {
    pub id: String,
    pub title: String,
    pub published: String,
    pub origin: String,
    pub boilerplate: Vec<At>,
    pub events: Vec<GoldEvent>,
    pub claims: Vec<GoldClaim>,
    pub conflicts: Vec<GoldConflict>,
    pub conditions: Vec<GoldCondition>,
    pub postures: Vec<GoldPosture>,
}

/// A half-open range of code points.
pub type At = [usize; 2];

#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct GoldEvent {
    pub id: String,
    #[serde(rename = "type")]
    pub event_type: &'static str,
    pub mode: Option<String>,
    pub predicate: String,
    pub at: At,
    pub actors: Vec<String>,
    pub recipients: Vec<String>,
    pub reality: &'static str,
    pub date: Option<String>,
    pub place: Option<String>,
    pub quantities: Vec<GoldQuantity>,
    pub core: bool,
    pub mentions: Vec<At>,
    pub contexts: Vec<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct GoldQuantity {
    pub value: Number,
    pub unit: String,
    pub role: &'static str,
    pub bound: &'static str,
}

/// Whole numbers are written without a point.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum Number {
    Whole(i64),
    Real(f64),
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        if value.fract() == 0.0 && value.abs() < 9e15 { Number::Whole(value as i64) } else { Number::Real(value) }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct GoldClaim {
    pub id: String,
    pub source: Option<String>,
    pub source_text: Option<String>,
    pub source_at: Option<At>,
    pub source_code: Option<String>,
    pub cue: Option<String>,
    pub cue_at: Option<At>,
    pub content_at: At,
    pub content: String,
    pub quotation: &'static str,
    pub event: Option<String>,
    pub polarity: &'static str,
    pub certainty: &'static str,
    pub chain: Vec<String>,
    pub core: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<GoldAlternatives>,
}

/// Other values that are right too: the further sources of a claim of several.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct GoldAlternatives {
    pub source_code: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct GoldConflict {
    pub kind: &'static str,
    pub between: Vec<String>,
    pub what: String,
    pub core: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct GoldCondition {
    #[serde(rename = "if")]
    pub antecedent: GoldSide,
    #[serde(rename = "then")]
    pub consequent: GoldSide,
    pub marker: At,
    pub core: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum GoldSide {
    Event(String),
    Words { at: At, text: String },
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct GoldPosture {
    pub actor: String,
    pub action: String,
    pub stance: &'static str,
    pub date: Option<String>,
    pub claim: Option<String>,
}

impl Report {
    /// The gold as the scorer reads it.
    pub fn gold(&self) -> Gold {
        let text = &self.text;
        let core = |id| self.event(id).is_none_or(|e| e.core);
        Gold {
            id: self.front.id.to_string(),
            title: self.front.title.clone(),
            published: self.front.published.to_string(),
            origin: format!("casebook, {} ({}), invented", self.front.story, self.front.outlet),
            boilerplate: self.boilerplate.iter().map(|p| text.points(p.hull())).collect(),
            events: self.events.iter().map(|e| event(e, text)).collect(),
            claims: self.claims.iter().map(|c| claim(c, text)).collect(),
            conflicts: self.conflicts.iter().map(conflict).collect(),
            conditions: self
                .conditions
                .iter()
                .map(|c| {
                    let rows = [&c.antecedent, &c.consequent];
                    let is_core = rows.iter().all(|s| match s {
                        Side::Event(id) => core(*id),
                        Side::Words(_) => true,
                    });
                    condition(c, text, is_core)
                })
                .collect(),
            postures: self.postures.iter().map(posture).collect(),
        }
    }
}

fn event(e: &Event, text: &Text) -> GoldEvent {
    let names = |parties: &[Party]| parties.iter().map(Party::to_string).collect();
    GoldEvent {
        id: e.id.to_string(),
        event_type: e.event_type.as_str(),
        mode: e.mode.as_ref().map(|m| m.to_string()),
        predicate: words(&e.predicate, text),
        at: text.points(e.predicate.hull()),
        actors: names(&e.actors),
        recipients: names(&e.recipients),
        reality: e.reality.as_str(),
        date: e.date.as_ref().map(|d| d.written.clone()),
        place: e.place.clone(),
        quantities: e
            .figures
            .iter()
            .map(|f| GoldQuantity {
                value: f.value.into(),
                unit: f.unit.clone(),
                role: f.role.as_str(),
                bound: f.bound.as_str(),
            })
            .collect(),
        core: e.core,
        mentions: e.mentions.iter().map(|m| text.points(m.hull())).collect(),
        contexts: e.contexts.iter().map(|c| c.as_str()).collect(),
    }
}

fn claim(c: &Claim, text: &Text) -> GoldClaim {
    let codes: Vec<String> = c.code.iter().map(Party::to_string).collect();
    let source_text = c.source.as_ref().map(|s| words(s, text));
    GoldClaim {
        id: c.id.to_string(),
        source: source_text.clone().or_else(|| codes.first().cloned()),
        source_text,
        source_at: c.source.as_ref().map(|s| text.points(s.hull())),
        source_code: codes.first().cloned(),
        cue: c.cue.as_ref().map(|s| words(s, text)),
        cue_at: c.cue.as_ref().map(|s| text.points(s.hull())),
        content_at: text.points(c.content.hull()),
        content: words(&c.content, text),
        quotation: c.quotation.as_str(),
        event: c.event.map(|e| e.to_string()),
        polarity: c.polarity.as_str(),
        certainty: c.certainty.as_str(),
        chain: c.chain.iter().map(Party::to_string).collect(),
        core: c.core,
        alt: (codes.len() > 1).then(|| GoldAlternatives { source_code: codes[1..].to_vec() }),
    }
}

fn conflict(c: &Conflict) -> GoldConflict {
    GoldConflict {
        kind: c.kind.as_str(),
        between: c.between.iter().map(ToString::to_string).collect(),
        what: c.what.clone(),
        core: true,
    }
}

fn condition(c: &Condition, text: &Text, core: bool) -> GoldCondition {
    let side = |s: &Side| match s {
        Side::Event(id) => GoldSide::Event(id.to_string()),
        Side::Words(p) => GoldSide::Words { at: text.points(p.hull()), text: words(p, text) },
    };
    GoldCondition {
        antecedent: side(&c.antecedent),
        consequent: side(&c.consequent),
        marker: text.points(c.marker.hull()),
        core,
    }
}

fn posture(p: &Posture) -> GoldPosture {
    GoldPosture {
        actor: p.actor.to_string(),
        action: p.action.to_string(),
        stance: p.stance.as_str(),
        date: p.since.as_ref().map(|s| s.written.clone()),
        claim: p.claim.map(|c| c.to_string()),
    }
}

/// The characters from the first piece to the last, as records are compared.
fn words(passage: &Passage, text: &Text) -> String {
    passage.hull().of(text.as_str()).to_owned()
}
