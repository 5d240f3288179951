//! From scores to structure: the best tree with one root, and the best well-formed row of name tags. No weights here.

use super::labels::NameTag;

/// The best tree over a sentence. `scores` has a row for each word and a column for each possible head, column 0 being
/// the root; so it holds `n * (n + 1)` numbers. Returns each word's head column. Exactly one word gets column 0.
///
/// Most sentences need no search: when every word's best head already gives a tree, that is the answer. Otherwise
/// [Chu–Liu/Edmonds](https://en.wikipedia.org/wiki/Edmonds%27_algorithm) with the root's column lowered so far that one
/// arc from it is all the optimum can afford.
pub fn best_tree(scores: &[f32], n: usize) -> Vec<usize> {
    let width = n + 1;
    assert_eq!(scores.len(), n * width);
    let mut graph = Graph { size: width, scores: vec![f32::NEG_INFINITY; width * width] };
    for word in 0..n {
        for head in 0..width {
            if head != word + 1 {
                let score = scores[word * width + head];
                graph.scores[(word + 1) * width + head] = if score.is_finite() { score } else { -1e6 };
            }
        }
    }
    let best = graph.best_heads();
    if best[1..].iter().filter(|&&h| h == 0).count() == 1 && find_cycle(&best).is_none() {
        return best[1..].to_vec();
    }
    graph.lower_root();
    graph.solve()[1..].to_vec()
}

/// A dense directed graph; node 0 is the root. `scores[d * size + h]` is the score of an arc from `h` to `d`.
struct Graph {
    size: usize,
    scores: Vec<f32>,
}

impl Graph {
    fn score(&self, dependent: usize, head: usize) -> f32 {
        self.scores[dependent * self.size + head]
    }

    fn best_heads(&self) -> Vec<usize> {
        let mut heads = vec![0; self.size];
        for d in 1..self.size {
            for h in 1..self.size {
                if h != d && self.score(d, h) > self.score(d, heads[d]) {
                    heads[d] = h;
                }
            }
        }
        heads
    }

    fn lower_root(&mut self) {
        let finite = self.scores.iter().copied().filter(|s| s.is_finite());
        let (low, high) = finite.fold((f32::MAX, f32::MIN), |(a, b), s| (a.min(s), b.max(s)));
        let drop = (high - low + 1.0) * self.size as f32;
        for d in 1..self.size {
            self.scores[d * self.size] -= drop;
        }
    }

    /// The maximum arborescence's heads; the entry of node 0 means nothing.
    fn solve(&self) -> Vec<usize> {
        let mut heads = self.best_heads();
        let Some(cycle) = find_cycle(&heads) else { return heads };
        let in_cycle = {
            let mut marks = vec![false; self.size];
            cycle.iter().for_each(|&v| marks[v] = true);
            marks
        };
        // The cycle becomes the last node of a smaller graph.
        let outside: Vec<usize> = (0..self.size).filter(|&v| !in_cycle[v]).collect();
        let size = outside.len() + 1;
        let merged = size - 1;
        let mut small = Graph { size, scores: vec![f32::NEG_INFINITY; size * size] };
        let mut entry = vec![cycle[0]; outside.len()];
        let mut exit = vec![cycle[0]; outside.len()];
        for (i, &v) in outside.iter().enumerate() {
            for (j, &u) in outside.iter().enumerate() {
                small.scores[i * size + j] = self.score(v, u);
            }
            let gain = |d: usize| self.score(d, v) - self.score(d, heads[d]);
            for &d in &cycle {
                if gain(d) > gain(entry[i]) {
                    entry[i] = d;
                }
                if self.score(v, d) > self.score(v, exit[i]) {
                    exit[i] = d;
                }
            }
            small.scores[merged * size + i] = gain(entry[i]);
            small.scores[i * size + merged] = self.score(v, exit[i]);
        }
        let solved = small.solve();
        for (i, &v) in outside.iter().enumerate().skip(1) {
            heads[v] = if solved[i] == merged { exit[i] } else { outside[solved[i]] };
        }
        let into = solved[merged];
        heads[entry[into]] = outside[into];
        heads
    }
}

/// The nodes of one cycle among the arcs to heads, if there is one.
fn find_cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![0usize; heads.len()];
    for start in 1..heads.len() {
        let mut v = start;
        while v != 0 && seen[v] == 0 {
            seen[v] = start;
            v = heads[v];
        }
        if v != 0 && seen[v] == start {
            let mut cycle = vec![v];
            let mut u = heads[v];
            while u != v {
                cycle.push(u);
                u = heads[u];
            }
            return Some(cycle);
        }
    }
    None
}

/// True when `next` may follow `previous` in IOB2.
fn may_follow(previous: NameTag, next: NameTag) -> bool {
    match next {
        NameTag::Inside(kind) => matches!(previous, NameTag::Begin(k) | NameTag::Inside(k) if k == kind),
        _ => true,
    }
}

/// The best-scoring row of tags in which every `I` continues a name of its kind. Each row of scores has
/// [`NameTag::COUNT`] numbers.
pub fn best_names<'a>(rows: impl ExactSizeIterator<Item = &'a [f32]>) -> Vec<NameTag> {
    const TAGS: usize = NameTag::COUNT;
    let mut back: Vec<[u8; TAGS]> = Vec::with_capacity(rows.len());
    let mut best = [f32::NEG_INFINITY; TAGS];
    best[0] = 0.0;
    for row in rows {
        let mut next = [f32::NEG_INFINITY; TAGS];
        let mut from = [0u8; TAGS];
        for t in 0..TAGS {
            let tag = NameTag::from_index(t);
            for p in 0..TAGS {
                if may_follow(NameTag::from_index(p), tag) && best[p] > next[t] {
                    next[t] = best[p];
                    from[t] = p as u8;
                }
            }
            next[t] += row[t];
        }
        best = next;
        back.push(from);
    }
    let mut tag = (0..TAGS).fold(0, |a, b| if best[b] > best[a] { b } else { a });
    let mut tags = vec![NameTag::Outside; back.len()];
    for (i, from) in back.iter().enumerate().rev() {
        tags[i] = NameTag::from_index(tag);
        tag = from[tag] as usize;
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::NameKind;
    use proptest::prelude::*;

    fn is_tree(heads: &[usize]) -> bool {
        let mut with_root = vec![0];
        with_root.extend_from_slice(heads);
        heads.iter().filter(|&&h| h == 0).count() == 1 && find_cycle(&with_root).is_none()
    }

    fn total(scores: &[f32], heads: &[usize]) -> f32 {
        heads.iter().enumerate().map(|(w, &h)| scores[w * (heads.len() + 1) + h]).sum()
    }

    fn best_by_trying_all(scores: &[f32], n: usize) -> f32 {
        let mut best = f32::NEG_INFINITY;
        for code in 0..(n + 1).pow(n as u32) {
            let heads: Vec<usize> = (0..n).map(|w| code / (n + 1).pow(w as u32) % (n + 1)).collect();
            if heads.iter().enumerate().all(|(w, &h)| h != w + 1) && is_tree(&heads) {
                best = best.max(total(scores, &heads));
            }
        }
        best
    }

    proptest! {
        #[test]
        fn the_tree_is_the_best_one(n in 1usize..=5, seed in proptest::collection::vec(-9.0f32..9.0, 30)) {
            let scores = &seed[..n * (n + 1)];
            let heads = best_tree(scores, n);
            prop_assert!(is_tree(&heads));
            prop_assert!((total(scores, &heads) - best_by_trying_all(scores, n)).abs() < 1e-3);
        }

        #[test]
        fn any_scores_give_a_tree(n in 1usize..40, pick in proptest::collection::vec(0u8..4, 40 * 41)) {
            let scores: Vec<f32> = pick[..n * (n + 1)].iter().map(|&p| [0.0, 1.0, f32::NAN, f32::INFINITY][p as usize]).collect();
            prop_assert!(is_tree(&best_tree(&scores, n)));
        }
    }

    #[test]
    fn an_inside_tag_needs_its_beginning() {
        let mut rows = [[0.0f32; NameTag::COUNT]; 3];
        let tag = |t: NameTag| t.index();
        rows[0][tag(NameTag::Begin(NameKind::Person))] = 2.0;
        rows[1][tag(NameTag::Inside(NameKind::Place))] = 3.0;
        rows[1][tag(NameTag::Inside(NameKind::Person))] = 2.5;
        rows[2][tag(NameTag::Outside)] = 1.0;
        let tags = best_names(rows.iter().map(|r| r.as_slice()));
        let person = NameKind::Person;
        assert_eq!(tags, [NameTag::Begin(person), NameTag::Inside(person), NameTag::Outside]);
        assert_eq!(best_names(std::iter::empty()), []);
    }
}
