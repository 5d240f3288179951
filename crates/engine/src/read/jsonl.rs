//! JSONL: one report a line.

use super::plain::Metadata;
use crate::error::{Error, Result};
use serde::Deserialize;

/// The fields of a line; others are ignored.
#[derive(Deserialize)]
struct Fields {
    text: String,
    id: Option<serde_json::Value>,
    title: Option<String>,
    published: Option<String>,
    publisher: Option<String>,
    url: Option<String>,
    author: Option<String>,
}

/// A line's text with its metadata.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonLine {
    /// The report's text.
    pub text: String,
    /// What the line says about it.
    pub metadata: Metadata,
}

/// Reads one line; `number` counts from 1 and names the report when it has no id.
pub fn parse_line(file: &str, number: usize, line: &str) -> Result<JsonLine> {
    let fields: Fields = serde_json::from_str(line)
        .map_err(|e| Error::input(format!("{file}:{number}"), format!("a line is a JSON object with \"text\": {e}")))?;
    let id = match fields.id {
        Some(serde_json::Value::String(s)) => Some(s),
        Some(serde_json::Value::Number(n)) => Some(n.to_string()),
        _ => None,
    };
    let stem = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".jsonl");
    Ok(JsonLine {
        text: fields.text,
        metadata: Metadata {
            id: Some(id.unwrap_or_else(|| format!("{stem}-{number}"))),
            title: fields.title,
            published: fields.published,
            publisher: fields.publisher,
            url: fields.url,
            author: fields.author,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() -> Result<()> {
        let line = parse_line("a/b.jsonl", 3, r#"{"text":"x","published":"2024-05-06","other":[1]}"#)?;
        assert_eq!((line.metadata.id.as_deref(), line.metadata.published.as_deref()), (Some("b-3"), Some("2024-05-06")));
        let error = parse_line("b.jsonl", 7, "{\"txt\":1}").unwrap_err().to_string();
        assert!(error.starts_with("b.jsonl:7: ") && error.contains("text"), "{error}");
        Ok(())
    }
}
