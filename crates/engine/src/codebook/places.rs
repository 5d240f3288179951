//! The gazetteer (`data/places`): cities, regions of first order and countries with their coordinates, from GeoNames, and
//! former names of cities. The tables are kept as text, sorted by key, and searched in place, so that nothing is built
//! when a program starts; the cities are unpacked when the first one is asked for. Which of several places of one name is
//! meant is decided in [`crate::code::places`].

use super::table;
use crate::builtin;
use crate::error::Result;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;

/// A country or territory.
#[derive(Clone, Debug, PartialEq)]
pub struct Country {
    /// ISO 3166-1 alpha-3, `KOS` for Kosovo.
    pub code: SmolStr,
    /// English name.
    pub name: SmolStr,
    /// FIPS 10-4 code.
    pub fips: SmolStr,
    /// The middle of its towns.
    pub at: Point,
    /// GeoNames' id.
    pub id: u32,
}

/// Where something lies, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// North of the equator.
    pub lat: f64,
    /// East of Greenwich.
    pub lon: f64,
}

/// A city.
#[derive(Clone, Debug, PartialEq)]
pub struct City {
    /// English or local name.
    pub name: SmolStr,
    /// ISO 3166-1 alpha-3.
    pub country: SmolStr,
    /// Name of its region of first order.
    pub region: Option<SmolStr>,
    /// Where it lies.
    pub at: Point,
    /// People.
    pub population: u32,
    /// GeoNames' id.
    pub id: u32,
}

/// A region of first order.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its name.
    pub name: SmolStr,
    /// ISO 3166-1 alpha-3.
    pub country: SmolStr,
    /// The middle of its towns.
    pub at: Point,
    /// Number of its towns.
    pub towns: u32,
}

/// Words that say of a name that it is a place (`data/lexicon/place_words.tsv`).
#[derive(Clone, Debug, Default)]
pub struct PlaceWords {
    /// Prepositions that put a happening in a place.
    pub prepositions: FxHashSet<SmolStr>,
    /// Nouns that make a region of a name.
    pub regions: FxHashSet<SmolStr>,
}

impl PlaceWords {
    /// From the text of the table.
    pub fn load(text: &str) -> Result<Self> {
        let mut out = PlaceWords::default();
        table::read("place_words.tsv", text, ["word", "use"], |(_, [word, used])| {
            match used {
                "preposition" => out.prepositions.insert(word.into()),
                "region" => out.regions.insert(word.into()),
                other => return Err(format!("unknown use \"{other}\"")),
            };
            Ok(())
        })?;
        Ok(out)
    }
}

/// A name as the tables are sorted by: lower case, without accents, hyphens and dots as blanks, without apostrophes.
pub fn key(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfd().flat_map(char::to_lowercase) {
        match c {
            '\'' | '’' | '‘' | '`' | 'ʻ' | 'ʼ' => {}
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            'ə' => out.push('e'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            _ if c.is_alphanumeric() => out.push(c),
            _ if ('\u{300}'..='\u{36f}').contains(&c) => {}
            _ if !out.ends_with(' ') && !out.is_empty() => out.push(' '),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The tables.
#[derive(Debug, Default)]
pub struct Gazetteer {
    cities: OnceLock<String>,
}

impl Gazetteer {
    /// A country or territory by its code.
    pub fn country(&self, code: &str) -> Option<Country> {
        rows(builtin::COUNTRY_PLACES, code).find_map(|row| {
            let [code, name, fips, lat, lon, id] = cells(row)?;
            let at = point(lat, lon)?;
            Some(Country { code: code.into(), name: name.into(), fips: fips.into(), at, id: id.parse().ok()? })
        })
    }

    /// Cities of a name, present, other or former, the largest first.
    pub fn cities(&self, name: &str) -> Vec<City> {
        let key = key(name);
        let former = rows(builtin::FORMER_NAMES, &key).filter_map(cells).map(|[_, now, country]| (now, country));
        let mut out: Vec<City> = former
            .flat_map(|(now, country)| self.cities_by_key(now).into_iter().filter(move |c| c.country == country))
            .collect();
        out.extend(self.cities_by_key(&key));
        out.sort_by_key(|c| (std::cmp::Reverse(c.population), c.id));
        out.dedup_by_key(|c| c.id);
        out
    }

    fn cities_by_key(&self, key: &str) -> Vec<City> {
        let mut out = Vec::new();
        for row in rows(self.city_table(), key) {
            match cells(row) {
                Some([_, other, id]) => {
                    out.extend(rows(self.city_table(), other).filter(|r| ends_in(r, id)).filter_map(city))
                }
                None => out.extend(city(row)),
            }
        }
        out
    }

    /// Regions of a name.
    pub fn regions(&self, name: &str) -> Vec<Region> {
        let found = rows(builtin::REGION_PLACES, &key(name)).filter_map(|row| {
            let [_, name, country, lat, lon, towns] = cells(row)?;
            let at = point(lat, lon)?;
            Some(Region { name: name.into(), country: country.into(), at, towns: towns.parse().ok()? })
        });
        found.collect()
    }

    /// The table of cities. It is a part of the program and checked by a test; a reader that fails finds no cities.
    fn city_table(&self) -> &str {
        self.cities.get_or_init(|| {
            let bytes = zstd::decode_all(builtin::CITY_PLACES).unwrap_or_default();
            String::from_utf8(bytes).unwrap_or_default()
        })
    }
}

fn city(row: &str) -> Option<City> {
    let [_, name, country, region, lat, lon, population, id] = cells(row)?;
    Some(City {
        name: name.into(),
        country: country.into(),
        region: (!region.is_empty()).then(|| region.into()),
        at: point(lat, lon)?,
        population: population.parse().ok()?,
        id: id.parse().ok()?,
    })
}

fn ends_in(row: &str, id: &str) -> bool {
    row.rsplit('\t').next() == Some(id)
}

fn point(lat: &str, lon: &str) -> Option<Point> {
    Some(Point { lat: lat.parse().ok()?, lon: lon.parse().ok()? })
}

/// The cells of a row, if there are so many.
fn cells<const N: usize>(row: &str) -> Option<[&str; N]> {
    let mut out = [""; N];
    let mut found = 0;
    for cell in row.split('\t') {
        *out.get_mut(found)? = cell;
        found += 1;
    }
    (found == N).then_some(out)
}

/// The rows whose first cell is `key`, in a table that is sorted by it after its comments.
fn rows<'t>(table: &'t str, key: &str) -> impl Iterator<Item = &'t str> + use<'t> {
    let body = body(table);
    let (mut low, mut high) = (0, body.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = body.as_bytes()[..middle].iter().rposition(|&b| b == b'\n').map_or(0, |n| n + 1).max(low);
        let end = body.as_bytes()[start..].iter().position(|&b| b == b'\n').map_or(body.len(), |n| start + n + 1);
        if first_cell(&body[start..end]) < key {
            low = end;
        } else {
            high = start;
        }
    }
    let key = key.to_owned();
    body[low..].lines().take_while(move |row| first_cell(row) == key)
}

fn first_cell(row: &str) -> &str {
    row.split(['\t', '\n']).next().unwrap_or_default()
}

/// A table without its comments.
fn body(table: &str) -> &str {
    let mut rest = table;
    while rest.starts_with('#') {
        rest = rest.split_once('\n').map_or("", |(_, after)| after);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys() {
        for (name, expected) in [
            ("Medellín", "medellin"),
            ("Port-au-Prince", "port au prince"),
            ("Sana'a", "sanaa"),
            ("Łódź", "lodz"),
            ("St. John’s", "st johns"),
            (" - ", ""),
        ] {
            assert_eq!(key(name), expected);
        }
    }

    #[test]
    fn the_tables_are_sorted_and_every_row_is_read() {
        let gazetteer = Gazetteer::default();
        let tables = [gazetteer.city_table(), builtin::COUNTRY_PLACES, builtin::REGION_PLACES, builtin::FORMER_NAMES];
        for table in tables {
            let keys: Vec<&str> = body(table).lines().map(first_cell).collect();
            assert!(keys.is_sorted(), "{:?}", keys.windows(2).find(|w| w[0] > w[1]));
            assert!(keys.len() > 10);
        }
        for row in body(gazetteer.city_table()).lines() {
            match cells(row) {
                Some([_, other, id]) => {
                    assert!(rows(gazetteer.city_table(), other).any(|r| ends_in(r, id) && city(r).is_some()), "{row}");
                }
                None => assert!(city(row).is_some(), "{row}"),
            }
        }
        for row in body(builtin::COUNTRY_PLACES).lines() {
            assert!(gazetteer.country(first_cell(row)).is_some(), "{row}");
        }
        for row in body(builtin::REGION_PLACES).lines() {
            assert!(!gazetteer.regions(first_cell(row)).is_empty(), "{row}");
        }
        for [former, now, country] in body(builtin::FORMER_NAMES).lines().filter_map(cells) {
            assert_eq!(key(former), former);
            assert!(gazetteer.cities(former).iter().any(|c| c.country == country), "{former}: no {now} in {country}");
        }
    }

    #[test]
    fn names_find_places() {
        let gazetteer = Gazetteer::default();
        let first = |name: &str| gazetteer.cities(name).into_iter().next().map(|c| (c.name, c.country));
        assert_eq!(first("Kiev"), Some(("Kyiv".into(), "UKR".into())));
        assert_eq!(first("Leningrad"), Some(("Saint Petersburg".into(), "RUS".into())));
        assert_eq!(first("Medellin"), Some(("Medellín".into(), "COL".into())));
        assert_eq!(first("Nowhere at all"), None);
        assert_eq!(gazetteer.country("KOS").map(|c| c.fips), Some("KV".into()));
    }

    proptest! {
        #[test]
        fn any_name_is_looked_up(name in "\\PC{0,30}") {
            let gazetteer = Gazetteer::default();
            for region in gazetteer.regions(&name) {
                prop_assert_eq!(key(&region.name), key(&name));
            }
        }
    }
}
