//! What a page says about itself: JSON-LD, OpenGraph and other `<meta>`, `<time>`, the usual places of bylines. The most
//! formal voice is believed first.

use crate::dates;
use dom_smoothie::Readability;
use sayso::read::Metadata;
use serde_json::Value;

/// Types of JSON-LD that a report may have.
const ARTICLES: [&str; 8] = [
    "NewsArticle",
    "Article",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "BackgroundNewsArticle",
    "LiveBlogPosting",
    "BlogPosting",
    "Report",
];
/// Objects within each other that are looked through.
const MAX_DEPTH: usize = 12;

const TITLE: [&str; 4] = ["og:title", "twitter:title", "dc.title", "title"];
const DATE: [&str; 16] = [
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "sailthru.date",
    "article.published",
    "publish-date",
    "publication_date",
    "pubdate",
    "publishdate",
    "date",
];
const PUBLISHER: [&str; 4] = ["og:site_name", "publisher", "dc.publisher", "application-name"];
const AUTHOR: [&str; 7] =
    ["author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl", "twitter:data1:author"];
/// Where pages print the day and the writer, the surest first.
const DAY_PLACES: [&str; 4] =
    ["time[itemprop=datePublished]", "time[pubdate]", "article time[datetime]", "time[datetime]"];
const WRITER_PLACES: [&str; 4] = ["[itemprop=author] [itemprop=name]", "[itemprop=author]", "[rel=author]", ".byline"];

/// What was found.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Facts {
    pub metadata: Metadata,
    /// The text, where JSON-LD repeats it.
    pub body: Option<String>,
}

/// Looks through a page.
pub(crate) fn find(page: &Readability) -> Facts {
    let mut facts = Facts::default();
    for script in page.doc.select("script[type='application/ld+json']").iter() {
        if let Ok(json) = serde_json::from_str::<Value>(script.text().trim()) {
            linked(&json, 0, &mut facts);
        }
    }
    let said = Metadata {
        id: None,
        title: meta(page, &TITLE, sound),
        published: meta(page, &DATE, dates::day).or_else(|| day(page)),
        publisher: meta(page, &PUBLISHER, sound),
        url: attribute(page, "link[rel=canonical]", "href")
            .or_else(|| meta(page, &["og:url"], sound))
            .filter(|u| u.contains("://")),
        author: meta(page, &AUTHOR, person).or_else(|| writer(page)),
    };
    facts.metadata = std::mem::take(&mut facts.metadata).or(said);
    let printed = Metadata { title: printed_title(page, facts.metadata.publisher.as_deref()), ..Metadata::default() };
    facts.metadata = std::mem::take(&mut facts.metadata).or(printed);
    facts
}

/// JSON-LD: an article, wherever it stands in lists, graphs and other objects.
fn linked(json: &Value, depth: usize, facts: &mut Facts) {
    match json {
        _ if depth > MAX_DEPTH => {}
        Value::Array(all) => all.iter().for_each(|one| linked(one, depth + 1, facts)),
        Value::Object(object) if is_article(object.get("@type")) => {
            let text = |name: &str| object.get(name).and_then(Value::as_str).and_then(sound);
            let found = Metadata {
                id: None,
                title: text("headline").or_else(|| text("name")),
                published: text("datePublished").and_then(|s| dates::day(&s)),
                publisher: object.get("publisher").and_then(name),
                url: text("url").filter(|u| u.contains("://")),
                author: object.get("author").and_then(name),
            };
            facts.metadata = std::mem::take(&mut facts.metadata).or(found);
            facts.body = facts.body.take().or_else(|| text("articleBody"));
        }
        Value::Object(object) => {
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "item", "itemListElement"] {
                if let Some(inner) = object.get(key) {
                    linked(inner, depth + 1, facts);
                }
            }
        }
        _ => {}
    }
}

fn is_article(kind: Option<&Value>) -> bool {
    match kind {
        Some(Value::String(s)) => ARTICLES.contains(&s.rsplit(['/', ':']).next().unwrap_or(s)),
        Some(Value::Array(all)) => all.iter().any(|one| is_article(Some(one))),
        _ => false,
    }
}

/// The name of a person or organisation, or of several.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => person(s),
        Value::Object(o) => o.get("name").filter(|n| !n.is_object()).and_then(name),
        Value::Array(all) => {
            let names: Vec<String> = all.iter().filter(|v| !v.is_array()).filter_map(name).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}

/// A value without mark-up around it, if it says anything.
fn sound(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// A name, not an address of a profile.
fn person(text: &str) -> Option<String> {
    let text = sound(text)?;
    let bare = text.strip_prefix("By ").or_else(|| text.strip_prefix("by ")).unwrap_or(&text);
    (!bare.contains("://") && bare.len() <= 120).then(|| bare.to_owned())
}

fn meta(page: &Readability, names: &[&str], take: impl Fn(&str) -> Option<String>) -> Option<String> {
    let all: Vec<(String, String)> = page
        .doc
        .select("meta[content]")
        .iter()
        .filter_map(|tag| {
            let key = ["property", "name", "itemprop"].iter().find_map(|a| tag.attr(a))?;
            Some((key.trim().to_ascii_lowercase(), tag.attr("content")?.to_string()))
        })
        .collect();
    names.iter().find_map(|name| all.iter().filter(|(key, _)| key == name).find_map(|(_, content)| take(content)))
}

fn attribute(page: &Readability, selector: &str, name: &str) -> Option<String> {
    page.doc.select(selector).iter().find_map(|e| e.attr(name)).and_then(|v| sound(&v))
}

fn day(page: &Readability) -> Option<String> {
    DAY_PLACES.iter().find_map(|place| {
        page.doc.select(place).iter().find_map(|time| {
            let written = time.attr("datetime").and_then(|v| dates::day(&v));
            written.or_else(|| dates::day(&time.text()))
        })
    })
}

fn writer(page: &Readability) -> Option<String> {
    WRITER_PLACES.iter().find_map(|place| page.doc.select(place).iter().find_map(|e| person(&e.text())))
}

/// The headline over the text, else the window's title without the outlet's name.
fn printed_title(page: &Readability, publisher: Option<&str>) -> Option<String> {
    let heading = page.doc.select("h1");
    let headings: Vec<String> = heading.iter().filter_map(|h| sound(&h.text())).collect();
    if let [only] = headings.as_slice() {
        return Some(only.clone());
    }
    let title = page.doc.select("title").iter().find_map(|t| sound(&t.text()))?;
    let cut = publisher.and_then(|p| title.strip_suffix(p)).map(|t| t.trim_end_matches([' ', '|', '-', '–', '—', '·']));
    Some(cut.filter(|t| !t.is_empty()).unwrap_or(&title).to_owned())
}
