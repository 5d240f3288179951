//! Figures of one happening side by side: what is counted, who says how many, and whether all can be true at once.

use crate::code::Bound;
use std::collections::BTreeMap;

/// A number somebody gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Value {
    /// The number, the lower end of an interval.
    pub value: f64,
    /// The upper end.
    pub upper: Option<f64>,
    /// How it bounds the truth.
    pub bound: Bound,
}

/// About this much a number that is "about" may be off.
const ABOUT: f64 = 0.1;

impl Value {
    /// The least and the most that it allows.
    pub fn range(&self) -> (f64, f64) {
        let top = self.upper.unwrap_or(self.value);
        match self.bound {
            Bound::Exact => (self.value, top),
            Bound::AtLeast => (self.value, f64::INFINITY),
            Bound::AtMost => (f64::NEG_INFINITY, top),
            Bound::About => (self.value - ABOUT * self.value.abs(), top + ABOUT * top.abs()),
        }
    }

    /// True when no number fits both.
    pub fn contradicts(&self, other: &Value) -> bool {
        let ((a, b), (c, d)) = (self.range(), other.range());
        a > d || c > b
    }
}

/// All numbers for one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<K, S> {
    /// What is counted.
    pub what: K,
    /// The least number given.
    pub least: f64,
    /// The most.
    pub most: f64,
    /// Each number with who gives it, ascending by number and then as given.
    pub values: Vec<(Value, S)>,
    /// Pairs of `values` that can't both be true, by their places.
    pub conflicts: Vec<(usize, usize)>,
}

/// Sets the numbers of one happening side by side, by what they count (role and unit, as the caller has them).
pub fn side_by_side<K: Ord + Clone, S: Clone>(given: &[(K, Value, S)]) -> Vec<Row<K, S>> {
    let mut rows: BTreeMap<K, Vec<(Value, S)>> = BTreeMap::new();
    for (what, value, source) in given.iter().filter(|(_, v, _)| v.value.is_finite()) {
        rows.entry(what.clone()).or_default().push((*value, source.clone()));
    }
    rows.into_iter().map(|(what, values)| row(what, values)).collect()
}

fn row<K, S>(what: K, mut values: Vec<(Value, S)>) -> Row<K, S> {
    values.sort_by(|(a, _), (b, _)| a.value.total_cmp(&b.value));
    let most = values.iter().map(|(v, _)| v.upper.unwrap_or(v.value)).fold(f64::NEG_INFINITY, f64::max);
    let mut conflicts = Vec::new();
    for i in 0..values.len() {
        let later = (i + 1..values.len()).filter(|&j| values[i].0.contradicts(&values[j].0));
        conflicts.extend(later.map(|j| (i, j)));
    }
    Row { what, least: values.first().map_or(0.0, |(v, _)| v.value), most, values, conflicts }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(value: f64, bound: Bound) -> Value {
        Value { value, upper: None, bound }
    }

    #[test]
    fn bounds_decide_what_contradicts() {
        for (a, b, wanted) in [
            (value(9.0, Bound::Exact), value(12.0, Bound::Exact), true),
            (value(9.0, Bound::Exact), value(9.0, Bound::Exact), false),
            (value(9.0, Bound::AtLeast), value(12.0, Bound::Exact), false),
            (value(12.0, Bound::AtLeast), value(9.0, Bound::Exact), true),
            (value(1000.0, Bound::About), value(1040.0, Bound::Exact), false),
            (value(1000.0, Bound::About), value(2000.0, Bound::About), true),
        ] {
            assert_eq!(a.contradicts(&b), wanted, "{a:?} {b:?}");
            assert_eq!(b.contradicts(&a), wanted, "{b:?} {a:?}");
        }
    }

    #[test]
    fn numbers_stand_side_by_side() {
        let given = [
            ("dead", value(12.0, Bound::Exact), "army"),
            ("hurt", value(3.0, Bound::Exact), "army"),
            ("dead", value(4.0, Bound::Exact), "elders"),
        ];
        let rows = side_by_side(&given);
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].what, rows[0].least, rows[0].most), ("dead", 4.0, 12.0));
        assert_eq!(rows[0].values[0].1, "elders");
        assert_eq!(rows[0].conflicts, [(0, 1)]);
    }
}
