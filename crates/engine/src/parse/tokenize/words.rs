//! Where one written word ends: what holds letters and digits together across full stops, commas, hyphens and
//! apostrophes. Dividing a written word into its parts comes after.

use super::cursor::{Cursor, is_apostrophe, is_hyphen, is_invisible, is_word};
use super::lists::WordLists;

/// The longest run of digits or letters that is looked at behind a mark.
const LOOK_AHEAD: usize = 24;

/// The end of the written word that starts at `start`.
pub fn word_end(cursor: &Cursor, lists: &WordLists, start: usize) -> usize {
    let mut word = Written { cursor, lists, start, part: start, end: word_run(cursor, start) };
    while let Some(next) = word.join() {
        word.part = next;
        word.end = word_run(cursor, next);
    }
    word.end
}

/// The end of the letters and digits from an offset on, with the invisible characters between them.
pub fn word_run(cursor: &Cursor, start: usize) -> usize {
    let mut end = start;
    for (n, c) in cursor.rest(start).char_indices() {
        if is_word(c) {
            end = start + n + c.len_utf8();
        } else if !is_invisible(c) {
            break;
        }
    }
    end
}

struct Written<'c, 't> {
    cursor: &'c Cursor<'t>,
    lists: &'c WordLists,
    start: usize,
    /// Where the last run of letters and digits starts.
    part: usize,
    end: usize,
}

impl Written<'_, '_> {
    /// Where the next run starts if the mark at the end joins it to the word.
    fn join(&self) -> Option<usize> {
        let at = self.cursor.run(self.end, is_invisible);
        let mark = self.cursor.at(at)?;
        let next = at + mark.len_utf8();
        let follower = self.cursor.at(next)?;
        let joins = match mark {
            '.' | ':' | '/' if follower.is_numeric() => self.after_digit(),
            ',' if follower.is_numeric() => self.after_digit() && self.thousands(next),
            c if is_hyphen(c) => is_word(follower) && self.hyphen(next),
            '&' => self.ends_in(char::is_uppercase) && follower.is_uppercase(),
            c if is_apostrophe(c) => follower.is_alphabetic(),
            _ => false,
        };
        joins.then_some(next)
    }

    fn last_part(&self) -> &str {
        self.cursor.slice(self.part..self.end)
    }

    fn ends_in(&self, test: impl Fn(char) -> bool) -> bool {
        self.last_part().chars().next_back().is_some_and(test)
    }

    fn after_digit(&self) -> bool {
        self.ends_in(char::is_numeric)
    }

    fn digits(&self, i: usize) -> usize {
        self.cursor.run_of(i, LOOK_AHEAD, |c| c.is_ascii_digit()) - i
    }

    /// 1,500 and 1,00,000 but not the list 13,14.
    fn thousands(&self, next: usize) -> bool {
        let group = self.digits(next);
        let goes_on = self.cursor.at(next + group) == Some(',') && self.digits(next + group + 1) > 1;
        self.last_part().len() <= 3 && (group == 3 || group == 2 && goes_on)
    }

    fn hyphen(&self, next: usize) -> bool {
        let part = self.last_part();
        if part.bytes().all(|b| b.is_ascii_digit()) {
            return self.number_group(part.len(), next);
        }
        let behind = self.cursor.run_of(next, LOOK_AHEAD, is_word);
        let suffix = self.lists.is_suffix(self.cursor.slice(next..behind));
        let first = self.part == self.start && !self.cursor.before(self.start).is_some_and(is_hyphen);
        suffix || (first && self.lists.is_prefix(part))
    }

    /// 713-853-3989 and 2019-07-04 are one word, 1969-1970 and 500-1000 are ranges.
    fn number_group(&self, before: usize, next: usize) -> bool {
        let group = self.digits(next);
        let mark = next + group;
        let third = self.cursor.at(mark).is_some_and(is_hyphen) && self.digits(mark + 1) > 1;
        let round = self.cursor.slice(next..mark).ends_with("00");
        match (self.part == self.start, before, group) {
            (true, 4, 2) | (true, 1 | 3, 3) => third,
            (false, 2, 2) | (false, 3, 3 | 4) => true,
            (true, 3, 4) => !round,
            _ => false,
        }
    }
}
