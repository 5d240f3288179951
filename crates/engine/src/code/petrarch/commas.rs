//! Stretches between commas that are passed over, as PETRARCH's `comma_min` and its like ask for. Commas inside a noun
//! phrase do not count.

use super::tokens::Line;
use super::{Options, Words};

/// Opening stretch first, then the closing one, then those between.
pub(super) fn pass_over(line: &mut Line, options: &Options) {
    let commas: Vec<usize> =
        (0..line.tokens.len()).filter(|&i| line.tokens[i].is_comma() && line.nominal_at(i).is_none()).collect();
    let (Some(&first), Some(&last)) = (commas.first(), commas.last()) else { return };
    let mut gone = vec![false; line.tokens.len()];
    let fits = |range: std::ops::Range<usize>, words: Words| {
        let count = line.tokens[range].iter().filter(|t| t.text.starts_with(char::is_alphabetic)).count();
        words.most > 0 && (words.least..=words.most).contains(&count)
    };
    if fits(0..first, options.opening) {
        gone[..=first].fill(true);
    }
    let end = line.tokens.len();
    if fits(last + 1..end, options.closing) {
        gone[last..].fill(true);
    }
    for pair in commas.windows(2) {
        if fits(pair[0] + 1..pair[1], options.inner) {
            gone[pair[0]..=pair[1]].fill(true);
        }
    }
    // A comma with nothing on one side of it parts nothing.
    if commas.first().is_some_and(|&c| c == 0) {
        gone[0] = true;
    }
    if commas.last().is_some_and(|&c| c + 1 == end) {
        gone[end - 1] = true;
    }
    line.remove(&gone);
}
