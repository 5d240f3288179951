//! Plain text to a report: front matter, metadata, language, dateline and boilerplate.

use super::boilerplate::BoilerplatePatterns;
use super::{Report, dateline, encoding};
use crate::error::{Error, Result};
use jiff::civil::Date;

/// Texts shorter than this say too little to tell their language.
const MIN_LANGUAGE: usize = 80;
/// How much of a text is looked at to tell its language.
const LANGUAGE_SAMPLE: usize = 4_000;
/// Spans count bytes in 32 bits.
const MAX_TEXT: usize = u32::MAX as usize;

/// What is known of a report besides its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// Its id.
    pub id: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Day of publication, ISO date or date-time.
    pub published: Option<String>,
    /// Outlet.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Writer.
    pub author: Option<String>,
}

/// Reads a text file. `place` names it in errors; a front-matter block (`---`, then `key: value` lines, then `---`) is no
/// part of the text and yields to what the caller gives.
pub fn read_text(place: &str, bytes: &[u8], given: &Metadata, patterns: &BoilerplatePatterns) -> Result<Report> {
    let (decoded, note) = encoding::decode(place, bytes)?;
    let (front, text) = front_matter(&decoded);
    if text.trim().is_empty() {
        return Err(Error::input(place, "there is no text in it"));
    }
    if text.len() > MAX_TEXT {
        return Err(Error::input(place, "a report of more than 4 GiB is not read; split it"));
    }
    let metadata = merged(given, front);
    let mut notes: Vec<String> = note.into_iter().collect();
    let published = match &metadata.published {
        Some(s) => Some(parse_published(place, s)?),
        None => {
            notes.push("published date not found: relative dates are left unresolved".into());
            None
        }
    };
    let language = language(text);
    if let Some(code) = language.as_deref().filter(|l| *l != "en") {
        notes.push(format!("language {code}: only English is coded"));
    }
    let marked = patterns.mark(text);
    Ok(Report {
        id: metadata.id.unwrap_or_else(|| place.to_owned()),
        title: metadata.title,
        publisher: metadata.publisher,
        author: metadata.author.or(marked.author),
        dateline: dateline::find(text),
        published,
        url: metadata.url,
        language,
        text: text.to_owned(),
        boilerplate: marked.spans,
        notes,
    })
}

/// Reads a publication date.
pub fn parse_published(place: &str, s: &str) -> Result<Date> {
    let day = s.trim();
    let date = day.parse::<Date>().ok().or_else(|| day.get(..10).and_then(|d| d.parse::<Date>().ok()));
    date.filter(|d| d.year() >= 0).ok_or_else(|| {
        Error::input(place, format!("published \"{s}\" is no date; expected a form like 2024-10-22 or 2024-10-22T08:30:00Z"))
    })
}

fn merged(given: &Metadata, front: Metadata) -> Metadata {
    let given = given.clone();
    Metadata {
        id: given.id.or(front.id),
        title: given.title.or(front.title),
        published: given.published.or(front.published),
        publisher: given.publisher.or(front.publisher),
        url: given.url.or(front.url),
        author: given.author.or(front.author),
    }
}

/// Splits a front-matter block off; without a closing line, or with a line that is no `key: value`, there is none.
fn front_matter(text: &str) -> (Metadata, &str) {
    let none = (Metadata::default(), text);
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else { return none };
    let mut metadata = Metadata::default();
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        at += line.len();
        let line = line.trim();
        if line == "---" {
            return (metadata, rest[at..].trim_start_matches(['\n', '\r']));
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((key, value)) = line.split_once(':') else { return none };
        let value = value.trim().trim_matches('"').to_owned();
        match key.trim() {
            "id" => metadata.id = Some(value),
            "title" => metadata.title = Some(value),
            "published" | "date" => metadata.published = Some(value),
            "publisher" | "outlet" => metadata.publisher = Some(value),
            "url" => metadata.url = Some(value),
            "author" => metadata.author = Some(value),
            _ => {}
        }
    }
    none
}

fn language(text: &str) -> Option<String> {
    if text.len() < MIN_LANGUAGE {
        return None;
    }
    let cut = text.char_indices().map(|(i, _)| i).take_while(|&i| i <= LANGUAGE_SAMPLE).last().unwrap_or(0);
    let sample = if cut + 4 < text.len() { &text[..cut] } else { text };
    let info = whatlang::detect(sample)?;
    let known = match info.lang() {
        whatlang::Lang::Eng => "en",
        whatlang::Lang::Fra => "fr",
        whatlang::Lang::Spa => "es",
        whatlang::Lang::Deu => "de",
        whatlang::Lang::Rus => "ru",
        whatlang::Lang::Ara => "ar",
        whatlang::Lang::Cmn => "zh",
        whatlang::Lang::Por => "pt",
        whatlang::Lang::Ita => "it",
        whatlang::Lang::Kor => "ko",
        whatlang::Lang::Jpn => "ja",
        whatlang::Lang::Ukr => "uk",
        whatlang::Lang::Tur => "tr",
        whatlang::Lang::Pes => "fa",
        whatlang::Lang::Heb => "he",
        whatlang::Lang::Hin => "hi",
        whatlang::Lang::Nld => "nl",
        whatlang::Lang::Pol => "pl",
        other => other.code(),
    };
    // Short or odd English is easily taken for a neighbour; only a sure verdict counts against it.
    (known == "en" || info.confidence() > 0.8).then(|| known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Report> {
        read_text("r.txt", bytes, &Metadata::default(), &BoilerplatePatterns::load("")?)
    }

    #[test]
    fn front_matter_is_no_text() -> Result<()> {
        let report = read(b"---\ntitle: A: B\npublished: 2024-05-06\n---\n\nThe text.")?;
        assert_eq!((report.text.as_str(), report.title.as_deref()), ("The text.", Some("A: B")));
        assert_eq!(report.published, Some(jiff::civil::date(2024, 5, 6)));
        Ok(())
    }

    #[test]
    fn a_rule_of_dashes_is_text() -> Result<()> {
        assert_eq!(read(b"---\nThe text goes on")?.text, "---\nThe text goes on");
        Ok(())
    }

    #[test]
    fn empty_and_bad_dates_are_errors() {
        assert!(read(b" \n ").is_err());
        let error = parse_published("x", "22/10/2024").unwrap_err().to_string();
        assert!(error.contains("2024-10-22"), "{error}");
    }

    #[test]
    fn another_language_is_noted() -> Result<()> {
        let text = "Le président a annoncé mardi que les troupes quitteraient la région avant la fin du mois, selon un communiqué du ministère.";
        let report = read(text.as_bytes())?;
        assert_eq!(report.language.as_deref(), Some("fr"));
        assert!(!report.is_coded());
        Ok(())
    }
}
