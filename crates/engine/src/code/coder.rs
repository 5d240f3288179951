//! One report's way through the coding room: times, numbers, actors, attributions, events, claims, and what follows from
//! them.

use super::actors::Actors;
use super::args::Args;
use super::attribution::learned::AttributionModel;
use super::attribution::{Attribution, Kept, blended};
use super::claims::{ClaimCoder, dispute};
use super::coreference::Anaphora;
use super::event_model::EventModel;
use super::events::EventCoder;
use super::matcher::Matcher;
use super::mentions::{Coreference, Linker};
use super::parties::PartyModel;
use super::parties::features::Scene;
use super::places::Locator;
use super::presentation::{Presenter, StanceTables};
use super::quantity::find_quantities;
use super::time::report_times;
use super::topic::topic;
use super::{Coded, Condition, QuotationKind, conditions, conflicts, folding, postures, rejection, relay};
use crate::codebook::Codebook;
use crate::parse::model::ParserModel;
use crate::parse::{Parsed, WordId};
use crate::read::Report;

/// What was learned for this room.
pub struct Models {
    /// Who says what.
    pub tagger: AttributionModel,
    /// Who is who.
    pub linker: Linker,
    /// Who is meant where nobody is told.
    pub parties: PartyModel,
    /// Which predicates are events.
    pub events: EventModel,
}

/// The conditions, and the heads of the clauses that they leave open.
fn split(found: Vec<conditions::FoundCondition>) -> (Vec<Condition>, Vec<WordId>) {
    let open = found.iter().filter_map(|f| f.open).collect();
    (found.into_iter().map(|f| f.condition).collect(), open)
}

/// Codes one report.
pub struct Coder<'a> {
    /// What is known.
    pub codebook: &'a Codebook,
    /// The room's models.
    pub models: &'a Models,
    /// The parser's, for its word vectors.
    pub words: &'a ParserModel,
    /// The report.
    pub report: &'a Report,
    /// Its parse.
    pub parsed: &'a Parsed,
}

impl Coder<'_> {
    /// Who acts, and which words stand for the same.
    pub fn actors(&self) -> (Actors, Coreference) {
        let mut actors = Actors::resolve(self.report, self.parsed, &self.codebook.actors);
        let chains = self.models.linker.link(self.words, &self.report.text, self.parsed, &[]);
        actors.follow(&chains, self.parsed);
        (actors, chains)
    }

    /// Actors, events and claims.
    pub fn code(&self) -> Coded {
        if self.parsed.words.is_empty() {
            return Coded::default();
        }
        let (report, parsed, book) = (self.report, self.parsed, self.codebook);
        let args = Args { parsed, support: &book.support };
        let times = report_times(report, parsed, &book.times);
        let quantities = find_quantities(&report.text, parsed, &times, &book.quantities);
        let (mut actors, chains) = self.actors();
        let class = |a: &Attribution| book.cue_classes.get(&a.cue.class).copied().unwrap_or_default();
        let quoted = |a: &Attribution| matches!(a.quotation, QuotationKind::Direct | QuotationKind::Mixed);
        let kept = Kept {
            tagged: &|a| {
                let class = class(a);
                let open = a.source.is_some() || quoted(a);
                let least = if open { class.tagged } else { class.sourceless };
                quoted(a) || least.is_some_and(|least| a.strength >= least)
            },
            nested: &|a| class(a).nested.is_some_and(|least| a.strength >= least),
            missed: &|a| class(a).missed.is_some_and(|least| a.strength >= least),
        };
        let states = |class: &str| book.cue_classes.get(class).is_some_and(|c| c.states);
        let mut attributions = blended(&report.text, parsed, &book.cues, &self.models.tagger, &kept);
        let turned_down = rejection::Tables { rejections: &book.rejections, anaphora: &book.anaphora };
        rejection::mark(args, &turned_down, &states, &mut attributions);
        relay::turn(args, &actors, &mut attributions);
        let tables = StanceTables {
            modals: &book.modals,
            signatures: &book.signatures,
            negators: &book.negators,
            conditions: &book.conditions,
        };
        let denials = attributions.iter().filter(|a| a.cue.class == rejection::DENY).map(|a| a.cue.head).collect();
        let presenter = Presenter { args, tables };
        let coder = EventCoder {
            denials: &denials,
            matcher: Matcher { args, rules: &book.rules, actors: &actors, chains: &chains },
            model: &self.models.events,
            words: self.words,
            presenter,
            times: &times,
            place_prepositions: &book.place_words.prepositions,
            quantities: &quantities,
            text: &report.text,
            published: report.published,
        };
        let topic = topic(parsed, &book.topics);
        let coded = coder.code(&Anaphora { table: &book.anaphora }, |_: WordId| topic.is_some());
        let found = conditions::conditions(args, &report.text, &book.conditions, &coded);
        let (conditions, open) = split(found);
        let claims = ClaimCoder {
            conditions: &open,
            report,
            args,
            chains: &chains,
            presenter,
            attributions: &attributions,
            coded: &coded,
            cues: &book.cues,
            states: &states,
            anaphora: &book.anaphora,
            quantities: &quantities,
            times: &times,
        }
        .code(&mut actors);
        let mut events = coded.events.clone();
        Locator::new(&book.places, &book.place_words.regions, report, &actors.list).locate(&mut events);
        let scene = Scene { parsed, actors: &actors.list, claims: &claims };
        self.models.parties.fill(&scene, &book.party_limits, &mut events);
        dispute(&mut events, &claims, &states);
        folding::fold_all(&mut events, &coded, args, &book.ontology);
        let postures = postures::postures(&coded, &events, &claims, &actors.list);
        Coded {
            conflicts: conflicts::conflicts(&events, &claims, &actors.list, &states),
            times,
            actors: actors.list,
            events,
            claims,
            conditions,
            postures,
            notes: topic.iter().map(|t| format!("reads as {}: no events are coded", t.name())).collect(),
        }
    }
}
