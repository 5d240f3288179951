//! Sequences of different lengths walked in step without padding: sorted by length, longest first, and stored step by
//! step, so that step `t` of all sequences longer than `t` is one block of rows.

use std::ops::Range;

/// Where each position of each sequence lies among the packed rows.
#[derive(Clone, Debug, Default)]
pub struct Packing {
    /// First row of each step, and the number of rows at the end.
    starts: Vec<usize>,
    /// For each sequence as given: its place in the order by length.
    places: Vec<usize>,
    lengths: Vec<usize>,
}

impl Packing {
    /// Lays out sequences of the given lengths.
    pub fn new(lengths: &[usize]) -> Self {
        let mut order: Vec<usize> = (0..lengths.len()).collect();
        order.sort_by_key(|&s| std::cmp::Reverse(lengths[s]));
        let mut places = vec![0; lengths.len()];
        for (place, &s) in order.iter().enumerate() {
            places[s] = place;
        }
        let longest = order.first().map_or(0, |&s| lengths[s]);
        let mut starts = Vec::with_capacity(longest + 1);
        let (mut start, mut alive) = (0, lengths.len());
        for t in 0..longest {
            starts.push(start);
            while alive > 0 && lengths[order[alive - 1]] <= t {
                alive -= 1;
            }
            start += alive;
        }
        starts.push(start);
        Packing { starts, places, lengths: lengths.to_vec() }
    }

    /// Number of rows: the sum of all lengths.
    pub fn rows(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Number of steps: the greatest length.
    pub fn steps(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The rows of one step. Sequences keep their place from step to step, so the first `k` rows of a step belong to
    /// the same sequences as the first `k` of the step before.
    pub fn step(&self, t: usize) -> Range<usize> {
        self.starts[t]..self.starts[t + 1]
    }

    /// Number of sequences.
    pub fn sequences(&self) -> usize {
        self.lengths.len()
    }

    /// Length of a sequence.
    pub fn len_of(&self, sequence: usize) -> usize {
        self.lengths[sequence]
    }

    /// The row of one position of one sequence.
    pub fn row(&self, sequence: usize, position: usize) -> usize {
        self.starts[position] + self.places[sequence]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_position_has_its_own_row() {
        let lengths = [3, 0, 5, 1, 5];
        let packing = Packing::new(&lengths);
        let mut rows: Vec<usize> = lengths
            .iter()
            .enumerate()
            .flat_map(|(s, &n)| (0..n).map(move |i| (s, i)))
            .map(|(s, i)| packing.row(s, i))
            .collect();
        rows.sort_unstable();
        assert_eq!(rows, (0..14).collect::<Vec<_>>());
        assert_eq!((packing.rows(), packing.steps()), (14, 5));
        assert_eq!(packing.step(0).len(), 4);
        assert_eq!(packing.step(4).len(), 2);
    }
}
