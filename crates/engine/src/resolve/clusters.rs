//! Happenings out of decisions on pairs: the two groups that are most alike on average are joined first, as long as
//! they are alike enough and no veto stands between any of their members. The order of the input changes nothing.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

/// What a pair that was never compared counts for: nothing spoke for it.
const UNSEEN: f64 = -5.0;

/// A decision on two items, by their places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// One.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// Log-odds of being the same.
    pub score: f64,
    /// Forbidden whatever the score.
    pub veto: bool,
}

/// One joining, with the mean score that made it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<K> {
    /// Least member of the one group.
    pub into: K,
    /// Least member of the other.
    pub joined: K,
    /// Mean log-odds over all pairs between the groups.
    pub score: f64,
}

/// The groups and how they came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Clusters<K> {
    /// Each group ascending, groups by their least member.
    pub groups: Vec<Vec<K>>,
    /// In the order of joining.
    pub log: Vec<Step<K>>,
}

/// What stands between two groups.
#[derive(Clone, Copy)]
struct Between {
    sum: f64,
    veto: bool,
}

/// Joins items whose mean score reaches `threshold`. Items are told apart and ordered by `keys`, which are distinct.
pub fn cluster<K: Ord + Clone>(keys: &[K], links: &[Link], threshold: f64) -> Clusters<K> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by(|&a, &b| keys[a].cmp(&keys[b]));
    let mut rank = vec![0; keys.len()];
    order.iter().enumerate().for_each(|(r, &i)| rank[i] = r);
    let mut work = Work::new(keys.len(), links, &rank, threshold);
    let steps = work.run();
    let key = |rank: usize| keys[order[rank]].clone();
    Clusters {
        groups: work.groups.values().map(|g| g.iter().map(|&r| key(r)).collect()).collect(),
        log: steps.into_iter().map(|(a, b, score)| Step { into: key(a), joined: key(b), score }).collect(),
    }
}

struct Work {
    threshold: f64,
    /// Members by the group's least.
    groups: BTreeMap<usize, Vec<usize>>,
    between: Vec<BTreeMap<usize, Between>>,
    queue: BinaryHeap<Candidate>,
}

impl Work {
    fn new(n: usize, links: &[Link], rank: &[usize], threshold: f64) -> Self {
        let groups = (0..n).map(|i| (i, vec![i])).collect();
        let mut work = Work { threshold, groups, between: vec![BTreeMap::new(); n], queue: BinaryHeap::new() };
        let mut sorted: Vec<(usize, usize, Between)> = links
            .iter()
            .map(|l| (rank[l.first], rank[l.second], Between { sum: l.score, veto: l.veto }))
            .map(|(a, b, x)| (a.min(b), a.max(b), x))
            .filter(|(a, b, _)| a != b)
            .collect();
        sorted.sort_by(|x, y| {
            (x.0, x.1).cmp(&(y.0, y.1)).then(y.2.veto.cmp(&x.2.veto)).then(x.2.sum.total_cmp(&y.2.sum))
        });
        // Of two decisions on one pair the more careful counts.
        sorted.dedup_by_key(|(a, b, _)| (*a, *b));
        for (a, b, x) in sorted {
            work.put(a, b, x);
        }
        work
    }

    fn mean(&self, a: usize, b: usize, x: Between) -> f64 {
        x.sum / (self.size(a) * self.size(b))
    }

    fn size(&self, group: usize) -> f64 {
        self.groups.get(&group).map_or(1.0, |g| g.len() as f64)
    }

    fn put(&mut self, a: usize, b: usize, x: Between) {
        self.between[a].insert(b, x);
        self.between[b].insert(a, x);
        let score = self.mean(a, b, x);
        if !x.veto && score >= self.threshold {
            self.queue.push(Candidate { score, a: a.min(b), b: a.max(b) });
        }
    }

    fn run(&mut self) -> Vec<(usize, usize, f64)> {
        let mut steps = Vec::new();
        while let Some(Candidate { score, a, b }) = self.queue.pop() {
            let current = self.between[a].get(&b).is_some_and(|&x| !x.veto && self.mean(a, b, x) == score);
            if !current || !self.groups.contains_key(&a) || !self.groups.contains_key(&b) {
                continue;
            }
            self.join(a, b);
            steps.push((a, b, score));
        }
        steps
    }

    fn join(&mut self, a: usize, b: usize) {
        let (left, right) = (std::mem::take(&mut self.between[a]), std::mem::take(&mut self.between[b]));
        let (n, m) = (self.size(a), self.size(b));
        let moved = self.groups.remove(&b).unwrap_or_default();
        if let Some(group) = self.groups.get_mut(&a) {
            group.extend(moved);
            group.sort_unstable();
        }
        let mut others: Vec<usize> = left.keys().chain(right.keys()).copied().filter(|&c| c != a && c != b).collect();
        others.sort_unstable();
        others.dedup();
        for c in others {
            let unseen = |members: f64| Between { sum: UNSEEN * members * self.size(c), veto: false };
            let x = left.get(&c).copied().unwrap_or_else(|| unseen(n));
            let y = right.get(&c).copied().unwrap_or_else(|| unseen(m));
            self.between[c].remove(&b);
            self.put(a, c, Between { sum: x.sum + y.sum, veto: x.veto || y.veto });
        }
    }
}

struct Candidate {
    score: f64,
    a: usize,
    b: usize,
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then((other.a, other.b).cmp(&(self.a, self.b)))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn link(first: usize, second: usize, score: f64, veto: bool) -> Link {
        Link { first, second, score, veto }
    }

    #[test]
    fn a_veto_keeps_groups_apart() {
        let links = [link(0, 1, 3.0, false), link(1, 2, 2.0, false), link(0, 2, 2.0, true)];
        let found = cluster(&["a", "b", "c"], &links, 0.0);
        assert_eq!(found.groups, [vec!["a", "b"], vec!["c"]]);
        assert_eq!(found.log, [Step { into: "a", joined: "b", score: 3.0 }]);
    }

    #[test]
    fn one_likeness_does_not_carry_a_chain() {
        let found = cluster(&["a", "b", "c"], &[link(0, 1, 3.0, false), link(1, 2, 2.0, false)], 0.0);
        assert_eq!(found.groups.len(), 2, "c is like b and was never compared with a");
    }

    proptest! {
        #[test]
        fn the_order_of_input_changes_nothing(
            pairs in prop::collection::vec((0usize..8, 0usize..8, -3i8..6, any::<bool>()), 0..30),
            keys in Just((0..8usize).collect::<Vec<_>>()).prop_shuffle(),
            turn in 0usize..30,
        ) {
            let by = |keys: &[usize], pairs: &[(usize, usize, i8, bool)]| {
                let place = |k: usize| keys.iter().position(|&x| x == k).unwrap_or_default();
                let links: Vec<Link> =
                    pairs.iter().map(|&(a, b, s, v)| link(place(a), place(b), f64::from(s), v && s < 0)).collect();
                cluster(keys, &links, 0.0)
            };
            let mut turned = pairs.clone();
            turned.rotate_left(turn.min(pairs.len()));
            prop_assert_eq!(by(&(0..8).collect::<Vec<_>>(), &pairs), by(&keys, &turned));
        }
    }
}
