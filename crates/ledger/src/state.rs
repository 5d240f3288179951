//! What many claims about one happening amount to: how many speak for it and against it independently, and its state, by
//! rules that docs/LEDGER.md states in words. No SQL here.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// How a happening stands, given all claims about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Somebody says so, nobody denies it, and it has one independent origin.
    Asserted,
    /// At least two independent origins say so, and nobody denies it.
    Confirmed,
    /// Some say so and others deny it.
    Contested,
    /// It is only ever denied.
    Denied,
    /// Those who said so have taken it back.
    Retracted,
    /// Nobody commits to it either way.
    Open,
}

impl State {
    /// Every state, in documented order.
    pub const ALL: [State; 6] =
        [State::Asserted, State::Confirmed, State::Contested, State::Denied, State::Retracted, State::Open];

    /// As the ledger writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Asserted => "asserted",
            State::Confirmed => "confirmed",
            State::Contested => "contested",
            State::Denied => "denied",
            State::Retracted => "retracted",
            State::Open => "open",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for State {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == s).ok_or(())
    }
}

/// Who a claim goes back to: claims of one origin count once, however many reports carry them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A named speaker, in whichever report.
    Speaker(String),
    /// A speaker whom the report does not name; the same words in another report may mean somebody else.
    Unnamed {
        /// The report it stands in, or that this one was copied from.
        report: i64,
        /// How the report describes the speaker.
        who: String,
    },
    /// A report's own voice: its outlet.
    Outlet(String),
    /// A report's own voice, when nobody knows whose it is.
    Report(i64),
}

/// One source's commitment, on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stance {
    /// Day of the report, empty when it is not known.
    pub day: String,
    /// Who it goes back to.
    pub origin: Origin,
    /// Says so, or denies it.
    pub positive: bool,
}

/// What the claims amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// How the happening stands.
    pub state: State,
    /// Independent origins that say so.
    pub origins: usize,
    /// Independent origins that deny it.
    pub denials: usize,
}

/// Judges the stances of sources that commit themselves. An origin counts with its last day's word; who said so and
/// denies it on a later day has taken it back.
pub fn judge(stances: &[Stance]) -> Judgement {
    let mut last: BTreeMap<&Origin, (&str, bool, bool)> = BTreeMap::new();
    let mut ever_said: BTreeMap<&Origin, bool> = BTreeMap::new();
    for stance in stances {
        let entry = last.entry(&stance.origin).or_insert((&stance.day, false, false));
        if stance.day.as_str() > entry.0 {
            *entry = (&stance.day, false, false);
        }
        if stance.day.as_str() == entry.0 {
            entry.1 |= stance.positive;
            entry.2 |= !stance.positive;
        }
        *ever_said.entry(&stance.origin).or_default() |= stance.positive;
    }
    let origins = last.values().filter(|(_, says, _)| *says).count();
    let denials = last.values().filter(|(_, _, denies)| *denies).count();
    let taken_back = last.iter().any(|(origin, (_, says, _))| !says && ever_said[origin]);
    let state = match (origins, denials) {
        (0, 0) => State::Open,
        (0, _) if taken_back => State::Retracted,
        (0, _) => State::Denied,
        (1, 0) => State::Asserted,
        (_, 0) => State::Confirmed,
        _ => State::Contested,
    };
    Judgement { state, origins, denials }
}

/// The days on which the state changed, with the state from then on.
pub fn history(stances: &[Stance]) -> Vec<(String, State)> {
    let mut days: Vec<&str> = stances.iter().map(|s| s.day.as_str()).collect();
    days.sort_unstable();
    days.dedup();
    let mut out: Vec<(String, State)> = Vec::new();
    for day in days {
        let until: Vec<Stance> = stances.iter().filter(|s| s.day.as_str() <= day).cloned().collect();
        let state = judge(&until).state;
        if out.last().is_none_or(|(_, before)| *before != state) {
            out.push((day.to_owned(), state));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "2 speaker +" and the like, one stance each.
    fn stances(list: &[&str]) -> Vec<Stance> {
        let read = |line: &&str| {
            let mut parts = line.split(' ');
            let (day, who, sign) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
            Stance { day: day.into(), origin: Origin::Speaker(who.into()), positive: sign == "+" }
        };
        list.iter().map(read).collect()
    }

    #[test]
    fn states_follow_the_rules() {
        for (list, state, origins, denials) in [
            (&[][..], State::Open, 0, 0),
            (&["1 police +"], State::Asserted, 1, 0),
            (&["1 police +", "2 police +"], State::Asserted, 1, 0),
            (&["1 police +", "2 union +"], State::Confirmed, 2, 0),
            (&["1 police +", "2 union -"], State::Contested, 1, 1),
            (&["1 police +", "2 union +", "2 mayor -"], State::Contested, 2, 1),
            (&["1 union -"], State::Denied, 0, 1),
            (&["1 police +", "2 police -"], State::Retracted, 0, 1),
            (&["1 police -", "2 police +"], State::Asserted, 1, 0),
            (&["1 police +", "1 police -"], State::Contested, 1, 1),
            (&["1 police +", "1 union +", "2 police -"], State::Contested, 1, 1),
        ] {
            assert_eq!(judge(&stances(list)), Judgement { state, origins, denials }, "{list:?}");
        }
    }

    #[test]
    fn the_order_of_claims_does_not_matter() {
        let list = ["1 police +", "3 police -", "2 union +", "2 mayor -", "2 mayor +"];
        let want = judge(&stances(&list));
        for shift in 1..list.len() {
            let mut turned = list;
            turned.rotate_left(shift);
            assert_eq!(judge(&stances(&turned)), want);
        }
    }

    #[test]
    fn history_tells_the_days_of_change() {
        let list = stances(&["1 police +", "2 police +", "3 union +", "4 mayor -"]);
        let days: Vec<(String, State)> = history(&list);
        let want = [("1", State::Asserted), ("3", State::Confirmed), ("4", State::Contested)];
        assert_eq!(days, want.map(|(day, state)| (day.to_owned(), state)));
    }
}
