//! When events happened: their own time phrase, the time that the telling goes on with, the day of the report. What time
//! expressions mean is `time`; this says which of them an event takes.

use super::coreference::Draft;
use super::events::{EventCoder, MAX_STEPS};
use crate::code::{EventTime, Reality, TimeExpression, TimeType};
use crate::parse::{Deprel, WordId};

/// Days before publication that a time may lie back to be carried on.
const CARRY_DAYS: i32 = 3;
/// Sentences over which a time is carried on.
const CARRY_SENTENCES: u32 = 12;

/// How a clause is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Telling {
    /// "fired".
    Past,
    /// "has fired".
    Perfect,
    /// "had fired": before what is told.
    Pluperfect,
    /// "is firing".
    Present,
    /// No finite verb: a headline, a noun phrase.
    Open,
}

fn is_told_of(reality: Reality) -> bool {
    matches!(reality, Reality::Occurred | Reality::Ongoing | Reality::Refrained)
}

impl EventCoder<'_> {
    /// News tells on: a past-tense verb without a time of its own goes on with that of the sentence before, a perfect one
    /// with its "since".
    pub(super) fn carry_times(&self, drafts: &mut [Draft]) {
        let args = self.args();
        let anchors = self.anchors();
        let mut next = 0;
        let mut last: Option<(u32, EventTime)> = None;
        for draft in drafts {
            while let Some((verb, time)) = anchors.get(next).filter(|(verb, _)| *verb < draft.head) {
                self.take_anchor(&mut last, *verb, time);
                next += 1;
            }
            let sentence = args.parsed.word(draft.head).sentence.0;
            if let Some(time) = &draft.time {
                if args.is_verb(draft.head) {
                    self.take_anchor(&mut last, draft.head, time);
                }
                continue;
            }
            let Some((from, time)) = &last else { continue };
            let near = sentence.checked_sub(*from).is_some_and(|d| d <= CARRY_SENTENCES);
            let since = time.value.contains('/');
            let told = self.telling(draft.head);
            let fits =
                if since { told == Telling::Perfect && from.abs_diff(sentence) <= 1 } else { told == Telling::Past };
            if near && fits && is_told_of(draft.reality) {
                draft.time = Some(time.clone());
                draft.why.push(format!("time carried on from \"{}\"", time.value));
            }
        }
    }

    /// What the report tells as the news, without a word of when, is of the report's day.
    pub(super) fn date_by_report(&self, drafts: &mut [Draft]) {
        let Some(day) = self.published else { return };
        for draft in drafts.iter_mut().filter(|d| d.time.is_none() && is_told_of(d.reality)) {
            if matches!(self.telling(draft.head), Telling::Past | Telling::Perfect | Telling::Present) {
                draft.time = Some(EventTime { at: None, value: day.to_string(), start: Some(day), end: Some(day) });
                draft.why.push("no time told: the day of the report".to_owned());
            }
        }
    }

    /// How the clause of a predicate is told: by its finite verb, or that of the clause it hangs on.
    fn telling(&self, predicate: WordId) -> Telling {
        let args = self.args();
        let mut at = args.clause_verb(predicate);
        for _ in 0..MAX_STEPS {
            let auxiliaries = || {
                args.parsed
                    .children(at)
                    .iter()
                    .copied()
                    .filter(|&c| matches!(args.rel(c), Deprel::Aux | Deprel::AuxPass | Deprel::Cop))
            };
            let finite = auxiliaries().chain([at]).find(|&w| args.parsed.word(w).feats.has("VerbForm", "Fin"));
            let past = finite.is_some_and(|w| args.parsed.word(w).feats.has("Tense", "Past"));
            match (finite, auxiliaries().any(|c| args.lemma(c) == "have"), past) {
                (Some(_), true, true) => return Telling::Pluperfect,
                (Some(_), true, false) => return Telling::Perfect,
                (Some(_), false, true) => return Telling::Past,
                (Some(_), false, false) => return Telling::Present,
                (None, ..) => {}
            }
            let Some(head) = args.head(at) else { break };
            at = args.clause_verb(head);
        }
        Telling::Open
    }

    /// The latest day told of is the day of the news; a look back does not move it.
    fn take_anchor(&self, last: &mut Option<(u32, EventTime)>, verb: WordId, time: &EventTime) {
        let open = time.value.contains('/') && time.end == self.published;
        let recent = match (time.start, self.published) {
            (Some(start), Some(day)) => day.since(start).is_ok_and(|s| (0..=CARRY_DAYS).contains(&s.get_days())),
            _ => false,
        };
        let later = last.as_ref().is_none_or(|(_, l)| l.value.contains('/') || time.start >= l.start);
        if open || recent && later {
            *last = Some((self.args().parsed.word(verb).sentence.0, time.clone()));
        }
    }

    /// Main verbs in the past with a time of their own, whether they are events or not ("told the council on Monday").
    fn anchors(&self) -> Vec<(WordId, EventTime)> {
        let args = self.args();
        let past = |w: WordId| {
            let word = args.parsed.word(w);
            word.head.is_none() && word.feats.has("Tense", "Past") && word.feats.has("VerbForm", "Fin")
        };
        let words = (0..args.parsed.words.len() as u32).map(WordId);
        words.filter(|&w| past(w)).filter_map(|w| Some((w, self.time_of(w)?))).collect()
    }

    /// The time phrase of the predicate or of its clause.
    pub(super) fn time_of(&self, p: WordId) -> Option<EventTime> {
        let args = self.args();
        let mut at = p;
        for _ in 0..MAX_STEPS {
            let own = args.parsed.children(at).iter().filter_map(|&c| {
                let rel = args.rel(c);
                let fits = matches!(
                    rel,
                    Deprel::Obl
                        | Deprel::OblUnmarked
                        | Deprel::Nmod
                        | Deprel::NmodUnmarked
                        | Deprel::Advmod
                        | Deprel::Amod
                        | Deprel::Compound
                        | Deprel::NmodPoss
                        | Deprel::Nummod
                );
                let time = fits.then(|| self.time_over(c)).flatten()?;
                Some((self.time_rank(c, time), time))
            });
            if let Some((_, time)) = own.max_by_key(|&(rank, t)| (rank, std::cmp::Reverse(t.at.start))) {
                return Some(self.event_time(at, time));
            }
            if let Some(time) = self.since_clause(at) {
                return Some(time);
            }
            at = self.clause_above(at)?;
        }
        None
    }

    /// "Since it invaded in 2022, the state has given aid": from then until the day of the report.
    fn since_clause(&self, verb: WordId) -> Option<EventTime> {
        let args = self.args();
        let clause = args
            .children_by(verb, Deprel::Advcl)
            .find(|&c| args.children_by(c, Deprel::Mark).any(|m| args.lemma(m) == "since"))?;
        let time = args.parsed.children(clause).iter().find_map(|&c| self.time_over(c))?;
        let (start, end) = (time.start?, self.published?);
        (start <= end).then(|| EventTime {
            at: Some(time.at),
            value: format!("{}/{end}", time.value),
            start: Some(start),
            end: Some(end),
        })
    }

    fn time_rank(&self, _c: WordId, time: &TimeExpression) -> u8 {
        u8::from(time.start.is_some())
    }

    fn time_over(&self, w: WordId) -> Option<&TimeExpression> {
        let span = self.args().parsed.word(w).span;
        let i = self.times.partition_point(|t| t.at.end <= span.start);
        // "Recently" dates nothing, nor does "for two days".
        self.times.get(i).filter(|t| t.at.overlaps(span) && !t.value.ends_with("_REF") && t.kind != TimeType::Duration)
    }

    /// "since 2022" runs until the day of the report.
    fn event_time(&self, host: WordId, time: &TimeExpression) -> EventTime {
        let args = self.args();
        let since = args
            .parsed
            .children(host)
            .iter()
            .any(|&c| self.time_over(c).is_some_and(|t| t.at == time.at) && args.preposition(c) == Some("since"));
        match (since, time.start, self.published) {
            (true, Some(start), Some(end)) if start <= end => EventTime {
                at: Some(time.at),
                value: format!("{}/{end}", time.value),
                start: Some(start),
                end: Some(end),
            },
            _ => EventTime { at: Some(time.at), value: day_of(&time.value).into(), start: time.start, end: time.end },
        }
    }
}

/// A happening is dated to the day; the hour stays with the time expression.
fn day_of(value: &str) -> &str {
    value.split_once('T').map_or(value, |(day, _)| if day.len() == "2024-10-22".len() { day } else { value })
}
