//! Rules that no weight overrules: two coded events that can't be one.

use super::sketch::Sketch;
use smol_str::SmolStr;

/// A date that is told wider than this dates nothing here.
const DATED: i32 = 31;
/// Days that two reports of one happening may be apart: time zones, "overnight", the day it became known.
const SLACK: i32 = 1;

/// Why two events are two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Veto {
    /// They happened in different countries.
    Place,
    /// They happened on different days.
    Date,
    /// They were done to different parties.
    Target,
    /// Their figures count different things.
    Figures,
}

impl Veto {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Veto::Place => "place",
            Veto::Date => "date",
            Veto::Target => "target",
            Veto::Figures => "figures of another definition",
        }
    }
}

/// The first rule that forbids it.
pub(super) fn veto(a: &Sketch, b: &Sketch) -> Option<Veto> {
    if a.country.is_some() && b.country.is_some() && a.country != b.country {
        Some(Veto::Place)
    } else if dates_differ(a, b) {
        Some(Veto::Date)
    } else if strangers(&a.recipients, &b.recipients) {
        Some(Veto::Target)
    } else if other_figures(a, b) {
        Some(Veto::Figures)
    } else {
        None
    }
}

fn dates_differ(a: &Sketch, b: &Sketch) -> bool {
    let (Some(a), Some(b)) = (a.time, b.time) else { return false };
    a.days() <= DATED && b.days() <= DATED && a.apart(b) > SLACK
}

/// Parties on both sides, and of no common country or organisation.
pub(super) fn strangers(a: &[SmolStr], b: &[SmolStr]) -> bool {
    let code = |party: &SmolStr| SmolStr::new(party.split(' ').next().unwrap_or(party));
    !a.is_empty() && !b.is_empty() && a.iter().all(|x| b.iter().all(|y| code(x) != code(y)))
}

/// The same role, other things counted, and another order of magnitude: soldiers sent are not soldiers alerted.
fn other_figures(a: &Sketch, b: &Sketch) -> bool {
    a.figures.iter().any(|x| {
        b.figures.iter().any(|y| {
            let (Some(of), Some(other)) = (&x.of, &y.of) else { return false };
            x.role == y.role && of != other && x.value.max(y.value) > 3.0 * x.value.min(y.value).abs()
        })
    })
}
