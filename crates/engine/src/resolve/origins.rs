//! How many independent origins a claim has: reports that depend on each other's words, and reports that lean on the
//! same speaker, count once.

use std::collections::BTreeMap;

/// One report's telling of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telling<'a> {
    /// The group of reports that copied from each other (a report of its own when it copied from nobody).
    pub copies: u32,
    /// Who is named as saying it first: the outermost speaker that is known by a code or a name; none where the report
    /// speaks in its own voice or does not say.
    pub upstream: Option<&'a str>,
}

/// Groups of tellings with one origin, each by their places, by the least.
pub fn origins(tellings: &[Telling<'_>]) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..tellings.len()).collect();
    let mut by_copy: BTreeMap<u32, usize> = BTreeMap::new();
    let mut by_speaker: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, telling) in tellings.iter().enumerate() {
        let same = [
            Some(*by_copy.entry(telling.copies).or_insert(i)),
            telling.upstream.map(|speaker| *by_speaker.entry(speaker).or_insert(i)),
        ];
        for other in same.into_iter().flatten() {
            let (a, b) = (root(&group, i), root(&group, other));
            group[a.max(b)] = a.min(b);
        }
    }
    let mut out: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..group.len() {
        out.entry(root(&group, i)).or_default().push(i);
    }
    out.into_values().collect()
}

fn root(group: &[usize], mut i: usize) -> usize {
    while group[i] != i {
        i = group[i];
    }
    i
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_and_common_speakers_count_once() {
        let told = |copies, upstream| Telling { copies, upstream };
        for (tellings, wanted) in [
            (vec![], 0),
            (vec![told(1, None), told(1, None)], 1),
            (vec![told(1, None), told(2, None)], 2),
            (vec![told(1, Some("union")), told(2, Some("union"))], 1),
            (vec![told(1, Some("union")), told(2, Some("police"))], 2),
            // The third copies the first and names the speaker of the second.
            (vec![told(1, None), told(2, Some("police")), told(1, Some("police"))], 1),
        ] {
            assert_eq!(origins(&tellings).len(), wanted, "{tellings:?}");
        }
    }
}
