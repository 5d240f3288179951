//! PLOVER's JSON lines: one object an event, with all its actors and recipients.

use super::{Fact, NOBODY};
use sayso::records::{ActorRecord, PlaceRecord, QuantityRecord};
use serde_json::{Map, Value, json};

/// Characters of the sentence that goes along.
const MAX_SENTENCE: usize = 2000;

/// One event's line.
pub fn line(fact: &Fact<'_>) -> String {
    let event = fact.event;
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        if !value.is_null() {
            out.insert(key.to_owned(), value);
        }
    };
    put("id", fact.id().into());
    put("date", fact.day().map_or(Value::Null, Value::from));
    put("enddate", end(fact));
    put("actor", parties(fact, &fact.actors()));
    let recipients = fact.recipients();
    put("recipient", if recipients.is_empty() { json!([]) } else { parties(fact, &recipients) });
    put("event", json!([fact.event_type]));
    put("mode", json!(Vec::from_iter(fact.mode)));
    put("context", json!(event.contexts));
    put("quad_code", fact.book.ontology.quad_of(fact.event_type).map_or(Value::Null, Value::from));
    put("event_scale", fact.book.ontology.score(fact.event_type, fact.mode).map_or(Value::Null, Value::from));
    put("event_text", fact.predicate().into());
    put("event_loc", event.place.as_ref().map_or(Value::Null, |p| location(fact, p)));
    put("size", size(&event.quantities));
    put("text", sentence(fact));
    put("cite_info", cite(fact));
    if fact.all_realities {
        put("reality", fact.reality.into());
    }
    // A map keeps its keys in one order, whatever the machine.
    Value::Object(out).to_string() + "\n"
}

/// The last day, where it is another one than the first.
fn end(fact: &Fact<'_>) -> Value {
    let time = fact.event.time.as_ref();
    let end = time.filter(|t| t.start.is_some() && t.start != t.end).and_then(|t| t.end.as_deref());
    end.map_or(Value::Null, Value::from)
}

fn parties(fact: &Fact<'_>, actors: &[&ActorRecord]) -> Value {
    if actors.is_empty() {
        return json!([{ "code": NOBODY }]);
    }
    actors.iter().map(|a| party(fact, a)).collect()
}

fn party(fact: &Fact<'_>, actor: &ActorRecord) -> Value {
    let mut out = json!({
        "code": actor.code.as_deref().unwrap_or(NOBODY),
        "sector": actor.sector,
        "name": actor.name,
        "text": fact.text_of(actor),
    });
    if let Some(sub) = &actor.sub {
        out["sub"] = sub.as_str().into();
    }
    out
}

fn location(fact: &Fact<'_>, place: &PlaceRecord) -> Value {
    let resolution = match place.precision.as_str() {
        "city" => Some(4),
        "region" => Some(2),
        "country" => Some(1),
        _ => None,
    };
    let exact = |wanted: &str| Some(place.name.as_str()).filter(|_| place.precision == wanted);
    let country = place.country.as_deref();
    let filled = [
        ("extracted_place", json!(fact.excerpts.line(place.at, super::MAX_TEXT))),
        ("resolved_place", json!(place.geonameid.map(|_| place.name.as_str()))),
        ("geonameid", json!(place.geonameid)),
        ("lat", json!(place.lat)),
        ("lon", json!(place.lon)),
        ("city", json!(exact("city"))),
        ("province", json!(place.region.as_deref().or(exact("region")))),
        ("country", json!(country.and_then(|c| fact.book.places.country(c)).map(|c| c.name.to_string()))),
        ("country_code", json!(country)),
        ("resolution", json!(resolution)),
    ];
    filled.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.to_owned(), v)).collect::<Map<_, _>>().into()
}

/// Dead, injured and arrested; the size of a crowd has no field in PLOVER's object.
fn size(quantities: &[QuantityRecord]) -> Value {
    let counted = quantities.iter().filter(|q| matches!(q.role.as_str(), "dead" | "injured" | "arrested"));
    let mut out = Map::new();
    for q in counted {
        out.entry(q.role.clone()).or_insert_with(|| q.value.clone().into());
    }
    if out.is_empty() { Value::Null } else { out.into() }
}

/// The sentence that tells it, with its place in the report.
fn sentence(fact: &Fact<'_>) -> Value {
    let number = fact.sentence(fact.event.predicate.at[0]);
    let span = number.and_then(|n| fact.record.sentences.get(n - 1));
    span.map_or(Value::Null, |at| json!(fact.excerpts.line(*at, MAX_SENTENCE)))
}

fn cite(fact: &Fact<'_>) -> Value {
    let report = &fact.record.report;
    let facts = [
        ("title", report.title.as_deref()),
        ("publication", report.publisher.as_deref()),
        ("url", report.url.as_deref()),
        ("language", report.language.as_deref()),
        ("coder", Some("sayso")),
        ("version", Some(fact.record.sayso.sayso.as_str())),
    ];
    facts.into_iter().filter_map(|(k, v)| Some((k.to_owned(), Value::from(v?)))).collect::<Map<_, _>>().into()
}
