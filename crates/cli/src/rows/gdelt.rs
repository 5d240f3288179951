//! The 61 columns of GDELT 2.0's event table. What only GDELT's own corpus could fill (tone, counts over articles, where its
//! parties live) stays empty.

use super::{Dyad, Fact, Row, cameo_code, cell, is_country, number};
use sayso::records::{ActorRecord, PlaceRecord};

pub const COLUMNS: &[&str] = &[
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1EthnicCode",
    "Actor1Religion1Code",
    "Actor1Religion2Code",
    "Actor1Type1Code",
    "Actor1Type2Code",
    "Actor1Type3Code",
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2EthnicCode",
    "Actor2Religion1Code",
    "Actor2Religion2Code",
    "Actor2Type1Code",
    "Actor2Type2Code",
    "Actor2Type3Code",
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
    "Actor1Geo_Type",
    "Actor1Geo_FullName",
    "Actor1Geo_CountryCode",
    "Actor1Geo_ADM1Code",
    "Actor1Geo_ADM2Code",
    "Actor1Geo_Lat",
    "Actor1Geo_Long",
    "Actor1Geo_FeatureID",
    "Actor2Geo_Type",
    "Actor2Geo_FullName",
    "Actor2Geo_CountryCode",
    "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code",
    "Actor2Geo_Lat",
    "Actor2Geo_Long",
    "Actor2Geo_FeatureID",
    "ActionGeo_Type",
    "ActionGeo_FullName",
    "ActionGeo_CountryCode",
    "ActionGeo_ADM1Code",
    "ActionGeo_ADM2Code",
    "ActionGeo_Lat",
    "ActionGeo_Long",
    "ActionGeo_FeatureID",
    "DATEADDED",
    "SOURCEURL",
];
/// Columns that say where the two parties are.
const PARTIES_GEO: usize = 16;

/// The rows of one event.
pub fn rows(fact: &Fact<'_>) -> Vec<Row> {
    let dyads = fact.dyads().into_iter().enumerate();
    dyads.map(|(n, dyad)| Row { cells: cells(fact, n, &dyad), reality: fact.reality }).collect()
}

fn cells(fact: &Fact<'_>, n: usize, dyad: &Dyad<'_>) -> Vec<String> {
    let mut out = vec![fact.row_id(n)];
    out.extend(dates(fact.day().unwrap_or_default()));
    out.extend(party(dyad.actor));
    out.extend(party(dyad.recipient));
    let sentences = fact.sentences();
    let code = fact.cameo(dyad.code);
    let base = |digits: usize| dyad.code.get(..digits.min(dyad.code.len())).unwrap_or_default().to_owned();
    out.extend([
        u8::from(sentences.first() == Some(&1)).to_string(),
        dyad.code.to_owned(),
        base(3),
        base(2),
        code.map_or_else(String::new, |c| c.quad.to_string()),
        number(code.map(|c| c.goldstein)),
        (1 + fact.event.mentions.len()).to_string(),
        "1".to_owned(),
        "1".to_owned(),
        String::new(),
    ]);
    out.extend(std::iter::repeat_n(String::new(), PARTIES_GEO));
    out.extend(action(fact));
    out.extend([String::new(), cell(fact.record.report.url.as_deref())]);
    out
}

/// The day in GDELT's four ways: 20141022, 201410, 2014, and the year with the part of it that is over.
fn dates(day: &str) -> [String; 4] {
    let digits = day.replace('-', "");
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default().to_owned();
    let (year, month, date) = (part(0, 4), part(4, 6), part(6, 8));
    let fraction = match (month.parse::<f64>(), date.parse::<f64>()) {
        // GDELT counts months of 30 days and cuts to four digits.
        (Ok(month), Ok(date)) => format!("{year}.{:04.0}", (month - 1.0).mul_add(30.0, date) / 365.0 * 10_000.0),
        _ => String::new(),
    };
    [digits.clone(), part(0, 6), year, fraction]
}

fn party(actor: Option<&ActorRecord>) -> [String; 10] {
    let mut out: [String; 10] = Default::default();
    out[0] = cameo_code(actor);
    let Some(actor) = actor else { return out };
    out[1] = actor.name.to_uppercase();
    let code = actor.code.as_deref().unwrap_or_default();
    let international = (!code.is_empty() && !is_country(code)).then_some(code);
    if international.is_none() {
        out[2] = code.to_owned();
    }
    out[3] = cell(actor.sub.as_deref());
    let types = international.into_iter().chain(actor.sector.iter().map(String::as_str));
    for (cell, kind) in out[7..].iter_mut().zip(types) {
        *cell = kind.to_owned();
    }
    out
}

/// Where it happened: kind of place (1 country, 2 and 3 state and city of the United States, 5 and 4 elsewhere), name, FIPS
/// country, no subdivisions, coordinates, and for a country its id.
fn action(fact: &Fact<'_>) -> [String; 8] {
    let mut out: [String; 8] = Default::default();
    let Some(place) = &fact.event.place else { return out };
    let home = place.country.as_deref() == Some("USA");
    let kind = match (place.precision.as_str(), home) {
        ("country", _) => "1",
        ("region", true) => "2",
        ("city", true) => "3",
        ("city", false) => "4",
        ("region", false) => "5",
        _ => "",
    };
    let country = place.country.as_deref().and_then(|c| fact.book.places.country(c));
    out[0] = kind.to_owned();
    out[1] = full_name(place, country.as_ref().map(|c| c.name.as_str()));
    out[2] = country.map_or_else(String::new, |c| c.fips.to_string());
    out[5] = number(place.lat);
    out[6] = number(place.lon);
    if kind == "1" {
        out[7] = out[2].clone();
    }
    out
}

fn full_name(place: &PlaceRecord, country: Option<&str>) -> String {
    let parts = [Some(place.name.as_str()), place.region.as_deref(), country];
    let mut names: Vec<&str> = parts.into_iter().flatten().collect();
    names.dedup();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_four_ways() {
        assert_eq!(dates("2015-02-18"), ["20150218", "201502", "2015", "2015.1315"]);
        assert_eq!(dates(""), ["", "", "", ""]);
    }

    #[test]
    fn there_are_61_columns() {
        assert_eq!(COLUMNS.len(), 61);
    }
}
