//! One report's way through the coding room: times, numbers, actors, attributions, events, claims, and what follows from
//! them.

use super::actors::Actors;
use super::args::Args;
use super::attribution::{Attribution, attributions};
use super::claims::{ClaimCoder, dispute};
use super::coreference::Anaphora;
use super::events::EventCoder;
use super::matcher::Matcher;
use super::presentation::{Presenter, StanceTables};
use super::quantity::find_quantities;
use super::time::report_times;
use super::{Coded, QuotationKind, conflicts, folding};
use crate::codebook::Codebook;
use crate::parse::{Parsed, WordId};
use crate::read::Report;

/// Attributions weaker than this are never looked at; the classes of cues ask for more.
const MIN_STRENGTH: f32 = 0.2;

/// Codes one report.
pub struct Coder<'a> {
    /// What is known.
    pub codebook: &'a Codebook,
    /// The report.
    pub report: &'a Report,
    /// Its parse.
    pub parsed: &'a Parsed,
}

impl Coder<'_> {
    /// Actors, events and claims.
    pub fn code(&self) -> Coded {
        if self.parsed.words.is_empty() {
            return Coded::default();
        }
        let (report, parsed, book) = (self.report, self.parsed, self.codebook);
        let args = Args { parsed, support: &book.support };
        let times = report_times(report, parsed, &book.times);
        let quantities = find_quantities(&report.text, parsed, &times, &book.quantities);
        let mut actors = Actors::resolve(report, parsed, &book.actors);
        let attributions = claiming(attributions(&report.text, parsed, &book.cues, MIN_STRENGTH), book);
        let tables = StanceTables {
            modals: &book.modals,
            signatures: &book.signatures,
            negators: &book.negators,
            conditions: &book.conditions,
        };
        let denials = attributions.iter().filter(|a| a.cue.class == "deny").map(|a| a.cue.head).collect();
        let coder = EventCoder {
            denials: &denials,
            matcher: Matcher { args, rules: &book.rules, actors: &actors },
            presenter: Presenter { args, tables },
            times: &times,
            quantities: &quantities,
            text: &report.text,
            published: report.published,
        };
        let coded = coder.code(&Anaphora { table: &book.anaphora }, |_: WordId| false);
        let claims = ClaimCoder {
            report,
            args,
            attributions: &attributions,
            coded: &coded,
            anaphora: &book.anaphora,
            quantities: &quantities,
            times: &times,
        }
        .code(&mut actors);
        let mut events = coded.events.clone();
        dispute(&mut events, &claims);
        for event in &mut events {
            folding::fold(event, !args.is_verb(event.head), &book.ontology);
        }
        let conditions = conflicts::conditions(args, &book.conditions, &coded);
        let postures = conflicts::postures(&coded, &events, &claims);
        Coded {
            conflicts: conflicts::conflicts(&events, &claims, &actors.list),
            times,
            actors: actors.list,
            events,
            claims,
            conditions,
            postures,
            notes: Vec::new(),
        }
    }
}

/// Attributions whose cue commits its source to the content, or that are quoted; nesting closes over those left out.
fn claiming(all: Vec<Attribution>, book: &Codebook) -> Vec<Attribution> {
    let keeps = |a: &Attribution| {
        let quoted = matches!(a.quotation, QuotationKind::Direct | QuotationKind::Mixed);
        book.cue_classes.get(&a.cue.class).is_some_and(|c| (c.claims || quoted) && a.strength >= c.least)
    };
    let outer: Vec<Option<usize>> = all.iter().map(|a| a.outer).collect();
    let kept: Vec<bool> = all.iter().map(keeps).collect();
    let renumbered: Vec<usize> = kept
        .iter()
        .scan(0, |n, &k| {
            *n += usize::from(k);
            Some(*n - usize::from(k))
        })
        .collect();
    let resolve = |mut at: Option<usize>| {
        for _ in 0..all.len() {
            match at {
                Some(o) if !kept[o] => at = outer[o],
                _ => break,
            }
        }
        at.filter(|&o| kept[o]).map(|o| renumbered[o])
    };
    let outers: Vec<Option<usize>> = outer.iter().map(|&o| resolve(o)).collect();
    all.into_iter()
        .zip(outers)
        .zip(&kept)
        .filter(|(_, k)| **k)
        .map(|((a, outer), _)| Attribution { outer, ..a })
        .collect()
}
