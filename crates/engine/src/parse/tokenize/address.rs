//! Web addresses, e-mail addresses, file names and smileys: the words with marks inside. All looking ahead is bounded.

use super::cursor::{Cursor, is_word, opens};
use super::lists::WordLists;

/// An address longer than this is cut: no address is so long.
const MAX_ADDRESS: usize = 2_000;
/// The name before the @ of an e-mail address, and a host, are no longer than this.
const MAX_HOST: usize = 80;

/// The end of the address that starts here, if one does.
pub fn address(cursor: &Cursor, lists: &WordLists, i: usize) -> Option<usize> {
    if cursor.before(i).is_some_and(|b| is_word(b) || b == '@') || !cursor.at(i).is_some_and(|c| c.is_alphanumeric()) {
        return None;
    }
    if starts_web(cursor.rest(i)) {
        return Some(path(cursor, i));
    }
    mail(cursor, i).or_else(|| host(cursor, lists, i))
}

fn starts_web(rest: &str) -> bool {
    ["http://", "https://", "www.", "ftp://", "mailto:"]
        .iter()
        .any(|p| rest.get(..p.len()).is_some_and(|r| r.eq_ignore_ascii_case(p)))
}

/// Up to a blank or a quotation mark, without the marks of the sentence around.
fn path(cursor: &Cursor, i: usize) -> usize {
    let end = cursor
        .run_of(i, MAX_ADDRESS, |c| !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | '“' | '”' | '«' | '»' | '…'));
    let all = cursor.slice(i..end);
    let mut kept = all.trim_end_matches(['.', ',', ';', ':', ']', '!', '?', '\'', '’', '*']);
    if !kept.contains('(') {
        kept = kept.trim_end_matches([')', '.', ',', '!', '?']);
    }
    i + kept.len().max(1)
}

fn mail(cursor: &Cursor, i: usize) -> Option<usize> {
    let local = cursor.run_of(i, MAX_HOST, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-' | '%'));
    if cursor.at(local) != Some('@') {
        return None;
    }
    let end = cursor.run_of(local + 1, MAX_HOST, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let host = cursor.slice(local + 1..end).trim_end_matches(['.', '-', '_']);
    host.contains(|c: char| c.is_ascii_alphabetic()).then_some(local + 1 + host.len())
}

/// `example.org`, `example.org/path`, `report.pdf`: the last part tells.
fn host(cursor: &Cursor, lists: &WordLists, i: usize) -> Option<usize> {
    let end = cursor.run_of(i, MAX_HOST, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let name = cursor.slice(i..end).trim_end_matches(['.', '-', '_']);
    let (front, last) = name.rsplit_once('.')?;
    let end = i + name.len();
    if front.len() < 2 || front.ends_with('.') || cursor.at(end).is_some_and(is_word) {
        return None;
    }
    let has_path = cursor.at(end) == Some('/') && cursor.after(end).is_some_and(is_word);
    let short = (2..=4).contains(&last.len()) && last.bytes().all(|b| b.is_ascii_lowercase());
    let file = last.len() == 3 && capitals(front) && lists.is_domain(&last.to_ascii_lowercase());
    if has_path && short {
        return Some(path(cursor, i));
    }
    (lists.is_domain(last) || file).then_some(end)
}

fn capitals(s: &str) -> bool {
    !s.bytes().any(|b| b.is_ascii_lowercase())
}

/// The end of the smiley that starts here, if one does: eyes, perhaps a nose, a mouth, nothing touching.
pub fn smiley(cursor: &Cursor, i: usize) -> Option<usize> {
    let free = cursor.before(i).is_none_or(|b| b.is_whitespace() || matches!(b, '.' | '!' | '?' | ','));
    let mut chars = cursor.rest(i).chars();
    if !free || !matches!(chars.next()?, ':' | ';' | '=' | '8') {
        return None;
    }
    let mut length = 1;
    let mut mouth = chars.next()?;
    if matches!(mouth, '-' | '\'' | 'o' | '^') {
        length += 1;
        mouth = chars.next()?;
    }
    if !matches!(mouth, ')' | '(' | 'D' | 'P' | 'p' | ']' | '[' | '/' | '\\' | '|' | 'O' | '*' | '3') {
        return None;
    }
    let end = cursor.run_of(i + length, 8, |c| c == mouth);
    cursor.at(end).is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | '!' | '?') || opens(c)).then_some(end)
}
