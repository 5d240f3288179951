//! Reports that hold no political event whatever their verbs say: a match, a film's plot, a day on the exchange.
//! They are told by how many words of one such topic they use (`topics.tsv`). What an event is elsewhere is for the rules.

use crate::parse::{Parsed, Upos};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// A report is about a topic when it uses at least so many different words of it …
const DIFFERENT: usize = 6;

/// … and at least so large a share of its words are such words. Both are high on purpose: a political report that loses its events is
/// worse than a match that keeps one.
const SHARE: f32 = 0.025;

/// A topic without political events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Matches, races, leagues.
    Sport,
    /// Stage and screen, and other art.
    Film,
    /// Shares and prices.
    Market,
}

impl std::str::FromStr for Topic {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        Ok(match s {
            "sport" => Topic::Sport,
            "film" => Topic::Film,
            "market" => Topic::Market,
            _ => return Err(()),
        })
    }
}

impl Topic {
    const ALL: [Topic; 3] = [Topic::Sport, Topic::Film, Topic::Market];

    /// What a note calls it.
    pub fn name(self) -> &'static str {
        match self {
            Topic::Sport => "sport",
            Topic::Film => "stage or screen",
            Topic::Market => "markets",
        }
    }
}

/// Words and their topics.
pub type Topics = FxHashMap<SmolStr, Topic>;

/// The topic that a report is full of, if any.
pub fn topic(parsed: &Parsed, topics: &Topics) -> Option<Topic> {
    let words = parsed.words.iter().filter(|w| w.upos != Upos::Punct);
    let (mut all, mut found) = (0usize, Vec::new());
    for word in words {
        all += 1;
        found.extend(topics.get(word.lemma.to_lowercase().as_str()).map(|&t| (t, word.lemma.as_str())));
    }
    Topic::ALL.into_iter().find(|topic| {
        let hits = found.iter().filter(|(t, _)| t == topic);
        let different: FxHashSet<&str> = hits.clone().map(|(_, w)| *w).collect();
        different.len() >= DIFFERENT && hits.count() as f32 >= SHARE * all as f32
    })
}

#[cfg(test)]
mod tests {
    use crate::Engine;
    use crate::parse::model::Workspace;
    use crate::read::Metadata;

    #[test]
    fn a_match_is_no_war() {
        let engine = Engine::load().unwrap();
        let events = |text: &str| {
            let report = engine.read("test", text.as_bytes(), &Metadata::default()).unwrap();
            engine.record(&mut Workspace::default(), &report, false).events.len()
        };
        let derby = "The striker attacked from the wing and fired past the goalkeeper after ten minutes. Before halftime the \
                     referee gave a penalty, and the midfielder shot the equaliser. Rovers' defenders fought back in the \
                     stadium, but the league's oldest club held the siege of its goal until the whistle.";
        let stadium = "Gunmen shot at supporters outside a stadium in Kano on Sunday after a league game. Police killed two of \
                       the attackers, the goalkeeper of the home side was wounded, and the final was put off.";
        let war =
            "Rebels attacked the airport of Kunduz on Monday. The army fired at the attackers and killed ten of them.";
        assert_eq!(events(derby), 0);
        assert!(events(war) > 0 && events(stadium) > 0);
    }
}
