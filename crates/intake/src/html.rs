//! A web page to the text of its article and what it says about itself. Finding the article is `dom_smoothie`'s work;
//! bounds, encodings and facts are looked after here.

use crate::dates;
use crate::item::Page;
use crate::metadata;
use crate::nesting;
use crate::options::Limits;
use crate::problem::Problem;
use crate::source::Source;
use dom_smoothie::{Config, Readability, TextMode};
use sayso::read::{Document, Metadata, decode, decode_labelled};

/// An article of fewer characters than this is looked for once more with the page's surroundings let in. Agencies' briefs are
/// short; the crate's own 500 would drown them in teasers.
const SHORTEST: usize = 140;
/// How far into a page its encoding may be named.
const LABEL_WITHIN: usize = 4096;
/// A line with a day and no more than its weekday and hour is at most so long.
const LONGEST_DAY: usize = 50;

/// The report in a page.
pub(crate) fn document(source: &Source, page: Page, given: &Metadata, limits: &Limits) -> Result<Document, Problem> {
    let place = source.place();
    let label = page.label.or_else(|| named_encoding(&page.bytes));
    let decoded = match label {
        Some(label) => decode_labelled(&place, &page.bytes, &label),
        None => decode(&place, &page.bytes),
    }
    .map_err(|e| Problem::engine(source.clone(), &e))?;
    if let Some(fault) = nesting::fault(&decoded.text, limits) {
        return Err(Problem::new(source.clone(), format!("the page is not read: {fault}")));
    }
    let config =
        Config { text_mode: TextMode::Formatted, disable_json_ld: true, char_threshold: SHORTEST, ..Config::default() };
    let no_article = || Problem::new(source.clone(), "no article was found in this page");
    let mut reader = Readability::new(decoded.text, None, Some(config)).map_err(|_| no_article())?;
    let facts = metadata::find(&reader);
    // A caption tells of a picture, not of the news.
    reader.doc.select("figcaption").remove();
    let title = facts.metadata.title.as_deref();
    let found = reader.parse().ok().map(|article| body(&tidy(&article.text_content), title));
    let found = found.filter(|text| !text.is_empty());
    let text = found.or(facts.body).ok_or_else(no_article)?;
    let said = page.metadata.or(facts.metadata);
    let metadata = if page.alone { given.clone().or(said) } else { said.or(given.clone()) };
    Ok(Document { place, id: source.id(), text, metadata, notes: decoded.note.into_iter().collect() })
}

/// The text of a piece of mark-up, as feeds hold it; what has no mark-up stays as it is.
pub(crate) fn fragment_text(source: &Source, marked: &str, limits: &Limits) -> Result<String, Problem> {
    if !marked.contains(['<', '&']) {
        return Ok(marked.trim().to_owned());
    }
    if let Some(fault) = nesting::fault(marked, limits) {
        return Err(Problem::new(source.clone(), format!("the entry is not read: {fault}")));
    }
    let fragment = Readability::from(marked);
    fragment.doc.select("script, style").remove();
    Ok(tidy(&fragment.doc.formatted_text()))
}

/// The text under the headline and the day, which are known already.
fn body(text: &str, title: Option<&str>) -> String {
    let is_day = |line: &str| line.len() <= LONGEST_DAY && dates::day(line).is_some();
    let mut rest = text;
    while let Some((line, below)) = rest.split_once('\n') {
        if title != Some(line) && !is_day(line) {
            break;
        }
        rest = below.trim_start();
    }
    rest.to_owned()
}

/// Paragraphs parted by one blank line, without blanks around them.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        out.push_str(line);
        blank = false;
    }
    out
}

/// The encoding that a page names: `<meta charset=…>`, in either form, or the XML declaration.
fn named_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LABEL_WITHIN)]).to_ascii_lowercase();
    let declared = head.strip_prefix("<?xml").and_then(|rest| rest.split("?>").next()?.split_once("encoding="));
    let rest = declared.map(|(_, rest)| rest).or_else(|| head.split_once("charset=").map(|(_, rest)| rest))?;
    let label = rest.trim_start_matches([' ', '"', '\'']);
    let end =
        label.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))).unwrap_or(label.len());
    (end > 0).then(|| label[..end].to_owned())
}
