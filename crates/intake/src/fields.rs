//! The field map: which fields of a JSONL line or a CSV row hold the text and the facts about it.

use crate::dates;
use crate::problem::Problem;
use crate::source::Source;
use sayso::read::{Document, JsonLine, Metadata};
use serde_json::{Map, Value};

/// What a field may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The report's text.
    Text,
    /// Its headline.
    Title,
    /// Its day of publication.
    Date,
    /// Its id.
    Id,
    /// Its outlet.
    Publisher,
    /// Where it was published.
    Url,
    /// Its writer.
    Author,
}

impl Field {
    /// Names that archives use, the likeliest first.
    fn names(self) -> &'static [&'static str] {
        match self {
            Field::Text => &["text", "body", "content", "article", "maintext", "full_text", "article_text"],
            Field::Title => &["title", "headline"],
            Field::Date => {
                &["published", "date", "published_at", "publish_date", "date_publish", "pubdate", "datetime"]
            }
            Field::Id => &["id", "guid", "doc_id", "article_id"],
            Field::Publisher => &["publisher", "source", "outlet", "publication", "source_name"],
            Field::Url => &["url", "link"],
            Field::Author => &["author", "authors", "byline"],
        }
    }
}

/// The names that a caller gave; what is not given goes by the usual names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldMap {
    /// Name of the field that holds the text.
    pub text: Option<String>,
    /// … the headline.
    pub title: Option<String>,
    /// … the day of publication.
    pub date: Option<String>,
    /// … the id.
    pub id: Option<String>,
    /// … the outlet.
    pub publisher: Option<String>,
    /// … where it was published.
    pub url: Option<String>,
    /// … the writer.
    pub author: Option<String>,
}

impl FieldMap {
    /// True when nothing was named.
    pub fn is_empty(&self) -> bool {
        *self == FieldMap::default()
    }

    fn given(&self, field: Field) -> Option<&str> {
        match field {
            Field::Text => &self.text,
            Field::Title => &self.title,
            Field::Date => &self.date,
            Field::Id => &self.id,
            Field::Publisher => &self.publisher,
            Field::Url => &self.url,
            Field::Author => &self.author,
        }
        .as_deref()
    }

    /// The column of a table that holds a field.
    pub(crate) fn column(&self, field: Field, names: &[String]) -> Option<usize> {
        let find = |name: &str| names.iter().position(|n| n.trim().eq_ignore_ascii_case(name));
        match self.given(field) {
            Some(name) => find(name),
            None => field.names().iter().find_map(|name| find(name)),
        }
    }

    /// The column that holds the text.
    pub(crate) fn text_column(&self, names: &[String]) -> Option<usize> {
        self.column(Field::Text, names)
    }

    /// The value of an object's field; `source.name` looks into objects, unless a field has the dot in its name.
    fn value<'a>(&self, field: Field, object: &'a Map<String, Value>) -> Option<&'a Value> {
        let present = |name: &str| named(object, name).filter(|v| !v.is_null());
        match self.given(field) {
            Some(name) => present(name),
            None => field.names().iter().find_map(|name| present(name)),
        }
    }

    /// What the text's field is called, for messages.
    pub(crate) fn text_name(&self) -> &str {
        self.given(Field::Text).unwrap_or("text")
    }
}

fn named<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| {
        let mut parts = name.split('.');
        let first = object.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    })
}

/// A line of JSONL by a field map.
pub(crate) fn line(source: &Source, line: &JsonLine, map: &FieldMap) -> Result<Document, Problem> {
    let json = String::from_utf8_lossy(&line.bytes);
    let object: Map<String, Value> = serde_json::from_str(&json).map_err(|e| {
        let reason = e.to_string().replace(" at line 1 column ", " at column ");
        Problem::new(source.clone(), format!("a line must be a JSON object: {reason}"))
    })?;
    let Some(Value::String(text)) = map.value(Field::Text, &object) else {
        return Err(missing(source, map, object.keys().map(String::as_str)));
    };
    let mut facts = Facts::default();
    for field in [Field::Title, Field::Date, Field::Id, Field::Publisher, Field::Url, Field::Author] {
        if let Some(value) = map.value(field, &object).and_then(plain) {
            facts.set(source, field, value)?;
        }
    }
    let damaged = matches!(json, std::borrow::Cow::Owned(_));
    let notes = damaged.then(|| "bytes that are no UTF-8 were replaced by U+FFFD".to_owned()).into_iter().collect();
    Ok(Document { place: source.place(), id: source.id(), text: text.clone(), metadata: facts.0, notes })
}

/// The complaint about a record without its text.
pub(crate) fn missing<'a>(source: &Source, map: &FieldMap, names: impl Iterator<Item = &'a str>) -> Problem {
    let have: Vec<&str> = names.take(12).collect();
    let wanted = map.text_name();
    Problem::new(
        source.clone(),
        format!(
            "there is no text in the field \"{wanted}\"; name the right one with --text-field (the fields are {})",
            have.join(", ")
        ),
    )
}

/// A value as a fact: texts, numbers, the names of people in a list.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Array(all) => {
            let parts: Vec<String> = all.iter().filter(|v| !v.is_array()).filter_map(plain).collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        }
        Value::Object(o) => o.get("name").filter(|v| v.is_string()).and_then(plain),
        Value::Null | Value::Bool(_) => None,
    }
}

/// Metadata in the making.
#[derive(Default)]
pub(crate) struct Facts(pub Metadata);

impl Facts {
    /// A fact, unless it is empty. A day that cannot be read is an error, for all that follows hangs on it.
    pub(crate) fn set(&mut self, source: &Source, field: Field, value: String) -> Result<(), Problem> {
        if value.trim().is_empty() {
            return Ok(());
        }
        let slot = match field {
            Field::Text => return Ok(()),
            Field::Title => &mut self.0.title,
            Field::Date => {
                let day = dates::day(&value).ok_or_else(|| {
                    let shown: String = value.chars().take(40).collect();
                    Problem::new(
                        source.clone(),
                        format!("\"{shown}\" is no date that can be told; expected a form like 2024-10-22 or 22 October 2024"),
                    )
                })?;
                self.0.published = Some(day);
                return Ok(());
            }
            Field::Id => &mut self.0.id,
            Field::Publisher => &mut self.0.publisher,
            Field::Url => &mut self.0.url,
            Field::Author => &mut self.0.author,
        };
        *slot = Some(value.trim().to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, map: &FieldMap) -> Result<Document, String> {
        let json = JsonLine { number: 3, bytes: json.as_bytes().to_vec() };
        line(&Source::file("d/a.jsonl").record(3, None), &json, map).map_err(|e| e.to_string())
    }

    #[test]
    fn fields_by_name_and_by_custom() {
        let map = FieldMap { text: Some("main.body".into()), publisher: Some("src".into()), ..FieldMap::default() };
        let document = read(
            r#"{"main":{"body":"He left."},"src":{"name":"The Post"},"headline":"Gone","authors":["A","B"],"date":"Oct. 22, 2024","id":5}"#,
            &map,
        )
        .unwrap();
        assert_eq!(
            (document.text.as_str(), document.id.as_str(), document.place.as_str()),
            ("He left.", "a-3", "d/a.jsonl:3")
        );
        let m = document.metadata;
        assert_eq!(
            (m.publisher.as_deref(), m.title.as_deref(), m.author.as_deref()),
            (Some("The Post"), Some("Gone"), Some("A, B"))
        );
        assert_eq!((m.published.as_deref(), m.id.as_deref()), (Some("2024-10-22"), Some("5")));
    }

    #[test]
    fn complaints_name_the_field() {
        let map = FieldMap { text: Some("body".into()), ..FieldMap::default() };
        for (json, what) in [
            ("{\"text\":\"a\",\"x\":1}", "the fields are text, x"),
            ("{\"body\":1}", "in the field \"body\""),
            ("{\"body\":\"a\",\"date\":\"22/10/2024\"}", "is no date"),
            ("[]", "must be a JSON object"),
        ] {
            let error = read(json, &map).unwrap_err();
            assert!(error.starts_with("d/a.jsonl:3: ") && error.contains(what), "{error}");
        }
    }
}
