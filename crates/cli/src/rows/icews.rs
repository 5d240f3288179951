//! The 20 columns of ICEWS coded events: parties and codes in words.

use super::{Fact, Row, cell, is_country, number};
use sayso::records::ActorRecord;

pub const COLUMNS: &[&str] = &[
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

/// The rows of one event.
pub fn rows(fact: &Fact<'_>) -> Vec<Row> {
    let place = fact.event.place.as_ref();
    let exact = |wanted: &str| place.filter(|p| p.precision == wanted).map_or_else(String::new, |p| p.name.clone());
    let province = place.and_then(|p| p.region.clone()).unwrap_or_else(|| exact("region"));
    let country = place.and_then(|p| p.country.as_deref());
    let row = |(n, dyad): (usize, super::Dyad<'_>)| {
        let code = fact.cameo(dyad.code);
        let mut cells = vec![fact.row_id(n), cell(fact.day())];
        cells.extend(party(fact, dyad.actor));
        cells.extend([
            code.map_or_else(String::new, |c| capitalised(&c.name)),
            dyad.code.to_owned(),
            number(code.map(|c| c.goldstein)),
        ]);
        cells.extend(party(fact, dyad.recipient));
        cells.extend([
            fact.record.report.id.clone(),
            fact.sentences().first().map_or_else(String::new, ToString::to_string),
            cell(fact.record.report.publisher.as_deref()),
            exact("city"),
            String::new(),
            province.clone(),
            country.map_or_else(String::new, |c| country_name(fact, c)),
            number(place.and_then(|p| p.lat)),
            number(place.and_then(|p| p.lon)),
        ]);
        Row { cells, reality: fact.reality }
    };
    fact.dyads().into_iter().enumerate().map(row).collect()
}

/// Name, sectors and country in words.
fn party(fact: &Fact<'_>, actor: Option<&ActorRecord>) -> [String; 3] {
    let Some(actor) = actor else { return [super::NOBODY.to_owned(), String::new(), String::new()] };
    let word = |s: &str| fact.book.ontology.sector_name(s).map_or_else(|| s.to_owned(), ToString::to_string);
    let code = actor.code.as_deref();
    let international = code.filter(|c| !is_country(c));
    let sectors: Vec<String> =
        international.into_iter().chain(actor.sector.iter().map(String::as_str)).map(word).collect();
    let country = code.filter(|c| is_country(c)).map_or_else(String::new, |c| country_name(fact, c));
    [actor.name.clone(), sectors.join(","), country]
}

/// A country's name; its code where nobody gave it a name.
fn country_name(fact: &Fact<'_>, code: &str) -> String {
    fact.book.places.country(code).map_or_else(|| code.to_owned(), |c| c.name.to_string())
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
