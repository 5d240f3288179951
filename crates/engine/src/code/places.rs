//! Where an event's place lies: of the places of its name in the gazetteer the one that the report can mean, by what the
//! text says behind the name, the countries that it speaks of, its dateline, and how many people live there. A name that
//! fits no place for sure keeps its country at most, and the reason is told. Which name is an event's place is decided
//! in [`super::events`].

use super::{Actor, Event, Place, Precision};
use crate::codebook::places::{City, Gazetteer, Point};
use crate::read::Report;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// A place in a country that the report does not speak of is meant only if so many people live there.
const WELL_KNOWN: u32 = 500_000;
/// How much more a city must have than the next one of its name, where nothing else tells them apart.
const AHEAD: u32 = 4;
/// Words after a comma that may name the region or country of a place.
const WORDS_BEHIND: usize = 3;

/// Finds places of one report.
pub struct Locator<'a> {
    gazetteer: &'a Gazetteer,
    region_nouns: &'a FxHashSet<SmolStr>,
    text: &'a str,
    /// Mentions of each country's actors.
    countries: BTreeMap<SmolStr, usize>,
    dateline: Option<&'a str>,
}

/// A place that may be meant.
struct Candidate {
    country: SmolStr,
    region: Option<SmolStr>,
    precision: Precision,
    point: Point,
    /// People, of a region its towns.
    population: u32,
    id: Option<u32>,
}

impl<'a> Locator<'a> {
    /// For the places of a report whose actors are known.
    pub fn new(
        gazetteer: &'a Gazetteer,
        region_nouns: &'a FxHashSet<SmolStr>,
        report: &'a Report,
        actors: &[Actor],
    ) -> Self {
        let mut countries = BTreeMap::new();
        for actor in actors {
            if let Some(code) = &actor.code {
                *countries.entry(code.clone()).or_default() += actor.mentions.len();
            }
        }
        let dateline = report.dateline.as_ref().and_then(|d| d.place).map(|p| p.of(&report.text));
        Locator { gazetteer, region_nouns, text: &report.text, countries, dateline }
    }

    /// Fills in what the gazetteer knows of the events' places.
    pub fn locate(mut self, events: &mut [Event]) {
        let named: Vec<SmolStr> = events.iter().filter_map(|e| e.place.as_ref()?.country.clone()).collect();
        for code in named {
            *self.countries.entry(code).or_default() += 1;
        }
        self.count_dateline(events);
        for event in events {
            if let Some(place) = &mut event.place
                && let Err(reason) = self.fill(place)
            {
                place.precision = Precision::Unknown;
                event.why.push(format!("place \"{}\": {reason}", place.name));
            }
        }
    }

    /// A report speaks of the country that it comes from.
    fn count_dateline(&mut self, events: &[Event]) {
        if events.iter().all(|e| e.place.is_none()) {
            return;
        }
        let Some(city) = self.dateline.and_then(|name| self.gazetteer.cities(name).into_iter().next()) else { return };
        if city.population >= WELL_KNOWN {
            *self.countries.entry(city.country).or_default() += 1;
        }
    }

    fn fill(&self, place: &mut Place) -> Result<(), &'static str> {
        if place.precision == Precision::Country {
            let found = place.country.as_ref().and_then(|c| self.gazetteer.country(c));
            let country = found.ok_or("no such country in the gazetteer")?;
            (place.point, place.id) = (Some(country.at), Some(country.id));
            return Ok(());
        }
        let chosen = self.choose(place)?;
        place.country = Some(chosen.country);
        place.region = chosen.region;
        place.precision = chosen.precision;
        (place.point, place.id) = (Some(chosen.point), chosen.id);
        Ok(())
    }

    fn choose(&self, place: &Place) -> Result<Candidate, &'static str> {
        let mut found = self.candidates(place);
        if found.is_empty() {
            return Err("not in the gazetteer");
        }
        if let Some(country) = &place.country {
            found.retain(|c| c.country == *country);
        }
        if let Some(behind) = self.behind(place) {
            found.retain(|c| behind.holds(c));
        } else if place.country.is_none() {
            let spoken_of = |c: &Candidate| self.countries.contains_key(&c.country);
            let any = found.iter().any(spoken_of);
            found.retain(|c| if any { spoken_of(c) } else { c.population >= WELL_KNOWN });
        }
        let weight = |c: &Candidate| self.countries.get(&c.country).copied().unwrap_or(0);
        found.sort_by_key(|c| std::cmp::Reverse((c.population, weight(c))));
        let rivals = found.get(1).is_some_and(|next| {
            let first = &found[0];
            first.precision == next.precision
                && first.country != next.country
                && first.population / AHEAD < next.population
        });
        if rivals {
            found.sort_by_key(|c| std::cmp::Reverse((weight(c), c.population)));
            if weight(&found[0]) == weight(&found[1]) {
                return Err("several places of this name, and nothing tells which");
            }
        }
        found.into_iter().next().ok_or("no place of this name where the report can mean it")
    }

    /// A name without the region or country that a comma sets behind it.
    fn bare(place: &Place) -> &str {
        place.name.split_once(", ").map_or(&place.name, |(name, _)| name)
    }

    /// Regions where the text calls it one or the table of countries has it as one, else cities, else regions.
    fn candidates(&self, place: &Place) -> Vec<Candidate> {
        let bare = Self::bare(place);
        let (name, noun) = self.split_region_noun(bare);
        let called = noun || self.noun_behind(place);
        let regions = || -> Vec<Candidate> {
            let whole = self.gazetteer.regions(bare);
            let found = if whole.is_empty() { self.gazetteer.regions(name) } else { whole };
            found
                .into_iter()
                .map(|r| Candidate {
                    country: r.country,
                    region: None,
                    precision: Precision::Region,
                    point: r.at,
                    population: r.towns,
                    id: None,
                })
                .collect()
        };
        let cities = || -> Vec<Candidate> { self.gazetteer.cities(bare).into_iter().map(of_city).collect() };
        let (first, second): (&dyn Fn() -> _, &dyn Fn() -> _) =
            if called || place.precision == Precision::Region { (&regions, &cities) } else { (&cities, &regions) };
        let found: Vec<Candidate> = first();
        if found.is_empty() { second() } else { found }
    }

    /// "Aleppo province": what stands right behind the name.
    fn noun_behind(&self, place: &Place) -> bool {
        let rest = self.text.get(place.at.end as usize..).unwrap_or_default();
        let word = rest.trim_start_matches(' ').split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        self.region_nouns.contains(word.to_lowercase().as_str())
    }

    /// "Idlib province" without its noun, and whether there was one.
    fn split_region_noun<'n>(&self, name: &'n str) -> (&'n str, bool) {
        match name.rsplit_once(' ') {
            Some((first, last)) if self.region_nouns.contains(last.to_lowercase().as_str()) => (first, true),
            _ => (name, false),
        }
    }

    /// "…, Ohio": the region or country that the text names behind a comma.
    fn behind(&self, place: &Place) -> Option<Behind> {
        let within = place.name.split_once(", ").map(|(_, behind)| behind);
        let rest = within.or_else(|| self.text.get(place.at.end as usize..)?.strip_prefix(", "))?;
        let capital = |w: &&str| w.starts_with(char::is_uppercase);
        let words: Vec<&str> = rest.split(' ').take(WORDS_BEHIND).take_while(capital).collect();
        (1..=words.len()).rev().find_map(|n| {
            let name = words[..n].join(" ");
            let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
            let regions = self.gazetteer.regions(name);
            let found: Vec<(SmolStr, SmolStr)> = regions.into_iter().map(|r| (r.country, r.name)).collect();
            (!found.is_empty()).then_some(Behind(found))
        })
    }
}

/// Countries with a region of the name that stands behind a place.
struct Behind(Vec<(SmolStr, SmolStr)>);

impl Behind {
    fn holds(&self, c: &Candidate) -> bool {
        self.0.iter().any(|(country, region)| c.country == *country && c.region.as_ref().is_none_or(|r| r == region))
    }
}

fn of_city(city: City) -> Candidate {
    Candidate {
        country: city.country,
        region: city.region,
        precision: Precision::City,
        point: city.at,
        population: city.population,
        id: Some(city.id),
    }
}

#[cfg(test)]
mod tests {
    use crate::Engine;
    use crate::parse::model::Workspace;
    use crate::read::Metadata;

    /// The places of a report's events: name, country, region, precision.
    fn places(engine: &Engine, text: &str) -> Vec<(String, String, String, String)> {
        let report = engine.read("test", text.as_bytes(), &Metadata::default()).expect("a report");
        let record = engine.record(&mut Workspace::default(), &report, false);
        let places = record.events.into_iter().filter_map(|e| e.place);
        places
            .map(|p| {
                assert_eq!(p.precision == "unknown", p.lat.is_none(), "{p:?}");
                (p.name, p.country.unwrap_or_default(), p.region.unwrap_or_default(), p.precision)
            })
            .collect()
    }

    #[test]
    fn places_are_told_apart() {
        let engine = Engine::with_actors(&[]).expect("an engine");
        for (text, expected) in [
            ("Russian forces shelled Kharkiv on Monday.", ("Kharkiv", "UKR", "Kharkiv", "city")),
            (
                "Protesters clashed with police in Birmingham, Alabama, on Monday.",
                ("Birmingham, Alabama", "USA", "Alabama", "city"),
            ),
            ("British police arrested three protesters in Birmingham.", ("Birmingham", "GBR", "England", "city")),
            ("Syrian rebels clashed with the army in Aleppo province.", ("Aleppo province", "SYR", "", "region")),
            ("French troops attacked militants on Monday in Mali.", ("Mali", "MLI", "", "country")),
            ("Rebels killed two soldiers in Xyrophonia on Monday.", ("Xyrophonia", "", "", "unknown")),
        ] {
            let (name, country, region, precision) = expected;
            let expected = (name.to_owned(), country.to_owned(), region.to_owned(), precision.to_owned());
            assert!(places(&engine, text).contains(&expected), "{text}: {:?}", places(&engine, text));
        }
    }
}
