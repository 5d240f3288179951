//! Which of two dependent reports is the origin: the agency that the other names, else the earlier.

use super::words::Doc;
use jiff::civil::Date;
use std::cmp::Ordering;

/// Words at the head and at the foot of a report where it says whose text it prints.
const CREDIT: usize = 40;

/// What decides between two versions of a text.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// Identifies the report, and decides where nothing else does.
    pub id: &'a str,
    /// Day of publication.
    pub published: Option<Date>,
    /// Who published it.
    pub publisher: Option<&'a str>,
    /// Its words.
    pub doc: &'a Doc,
}

/// `Less` when the first is the origin, `Greater` when the second is; equal only for the same id.
pub fn origin(first: Version<'_>, second: Version<'_>) -> Ordering {
    let credited = |whose: Version<'_>, by: Version<'_>| {
        whose.publisher.is_some_and(|name| by.publisher != Some(name) && names_agency(by.doc, name))
    };
    match (credited(first, second), credited(second, first)) {
        (true, false) => return Ordering::Less,
        (false, true) => return Ordering::Greater,
        _ => {}
    }
    let by_day = match (first.published, second.published) {
        (Some(a), Some(b)) => a.cmp(&b),
        // A report without a date can't show that it was first.
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    };
    by_day.then_with(|| first.id.cmp(second.id))
}

/// True when a report credits this outlet at its head or foot: "VALDORO (Meridian Wire) - …".
pub fn names_agency(doc: &Doc, name: &str) -> bool {
    let name = Doc::new(name).words;
    let head = &doc.words[..doc.len().min(CREDIT)];
    let foot = &doc.words[doc.len().saturating_sub(CREDIT)..];
    !name.is_empty() && [head, foot].iter().any(|part| part.windows(name.len()).any(|words| words == name))
}
