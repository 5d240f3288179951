//! Quotation marks in a paragraph and what each can be by the characters around it: single marks are told from
//! apostrophes here. Which marks belong together is found in the parent module.

/// Marks that close one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// `"…"`, `“…”`, `„…“`, `''…''`
    Double,
    /// `'…'`, `‘…’`
    Single,
    /// `«…»`, `»…«`, `‹…›`
    Angle,
}

/// Words that are written with an apostrophe before them.
const ELISIONS: &[&str] = &["em", "n", "til", "tis", "twas", "cause", "bout", "round"];

/// What a mark can be by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It opens.
    Open,
    /// It closes.
    Close,
    /// One or the other.
    Either,
}

/// A mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where it starts.
    pub at: usize,
    /// Its bytes.
    pub len: usize,
    /// Its family.
    pub family: Family,
    /// What it can be.
    pub role: Role,
    /// An opening and a closing one look different, so that one within another of its kind can be told.
    pub curly: bool,
    /// A single closing mark after a letter, which may be an apostrophe.
    pub weak: bool,
}

impl Mark {
    /// Where it ends.
    pub fn end(&self) -> usize {
        self.at + self.len
    }
}

/// The marks of a stretch of text; `base` is where it starts in the whole.
pub fn marks(stretch: &str, base: usize) -> Vec<Mark> {
    let mut out = Vec::new();
    let mut chars = stretch.char_indices().peekable();
    let mut before = None;
    while let Some((i, c)) = chars.next() {
        let mut len = c.len_utf8();
        let straight = matches!(c, '\'' | '`' | '’' | '‘');
        // Two single marks are a double one, unless a third stands there and the first is single by itself.
        let doubled =
            straight && chars.peek().is_some_and(|&(_, next)| next == c) && !closes_three(stretch, i, c, before);
        if doubled {
            chars.next();
            len *= 2;
        }
        let rest = &stretch[i + len..];
        let place = Place { before, after: rest.chars().next() };
        if let Some((family, role, curly)) =
            classify(c, doubled, place).filter(|m| m.1 != Role::Open || m.0 != Family::Single || !elides(rest))
        {
            let weak =
                family == Family::Single && role == Role::Close && place.before.is_some_and(char::is_alphanumeric);
            out.push(Mark { at: base + i, len, family, role, curly, weak });
        }
        before = Some(c);
    }
    out
}

/// `'''` at the end of speech: a single mark and then a double one.
fn closes_three(stretch: &str, i: usize, c: char, before: Option<char>) -> bool {
    let next = i + c.len_utf8();
    let three = stretch[next..].chars().take(2).filter(|&x| x == c).count() == 2;
    three && !Place { before, after: None }.free_before()
}

/// The characters around a mark.
#[derive(Clone, Copy)]
struct Place {
    before: Option<char>,
    after: Option<char>,
}

impl Place {
    /// What may stand before an opening mark.
    fn free_before(self) -> bool {
        self.before.is_none_or(|c| {
            c.is_whitespace()
                || is_dash(c)
                || matches!(
                    c,
                    '(' | '['
                        | '{'
                        | '/'
                        | '“'
                        | '„'
                        | '‘'
                        | '‚'
                        | '«'
                        | '‹'
                        | '"'
                        | '\''
                        | '`'
                        | '\u{200b}'
                        | '\u{feff}'
                )
        })
    }

    /// What may stand after a closing mark.
    fn free_after(self) -> bool {
        self.after.is_none_or(|c| {
            c.is_whitespace()
                || is_dash(c)
                || matches!(
                    c,
                    '.' | ','
                        | ';'
                        | ':'
                        | '!'
                        | '?'
                        | '…'
                        | ')'
                        | ']'
                        | '}'
                        | '/'
                        | '”'
                        | '’'
                        | '»'
                        | '›'
                        | '"'
                        | '\''
                        | '\u{200b}'
                )
        })
    }

    fn within_word(self) -> bool {
        self.before.is_some_and(char::is_alphanumeric) && self.after.is_some_and(char::is_alphanumeric)
    }

    /// Told by the blanks and marks on both sides.
    fn role(self) -> Role {
        match (self.free_before(), self.free_after()) {
            (true, false) => Role::Open,
            (false, true) => Role::Close,
            _ => Role::Either,
        }
    }
}

/// `'em`, `'71`, `'90s`
fn elides(rest: &str) -> bool {
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric()).take(6).collect();
    let digits = word.strip_suffix('s').unwrap_or(&word);
    ELISIONS.contains(&word.to_ascii_lowercase().as_str())
        || (digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―')
}

fn classify(c: char, doubled: bool, place: Place) -> Option<(Family, Role, bool)> {
    let opens_oddly = place.free_before() && !place.free_after();
    Some(match c {
        '"' | '＂' => (Family::Double, place.role(), false),
        '\'' if doubled => (Family::Double, place.role(), false),
        '`' if doubled => (Family::Double, Role::Open, false),
        '“' | '‟' if opens_oddly || place.free_before() => (Family::Double, Role::Open, true),
        '“' | '‟' => (Family::Double, Role::Either, true),
        '„' => (Family::Double, Role::Open, true),
        '”' => (Family::Double, if opens_oddly { Role::Either } else { Role::Close }, true),
        '‘' | '’' if doubled => (Family::Double, place.role(), false),
        '«' | '»' | '‹' | '›' => (Family::Angle, angle(c, place), true),
        '‘' | '‚' if place.within_word() || c == '‚' && !opens_oddly => return None,
        '‘' | '‚' => (Family::Single, Role::Open, true),
        '’' | '\'' | '`' => return single(c, place),
        _ => return None,
    })
}

/// French marks point outwards, German ones inwards.
fn angle(c: char, place: Place) -> Role {
    match (place.role(), c) {
        (Role::Either, '«' | '‹') => Role::Open,
        (Role::Either, _) => Role::Close,
        (role, _) => role,
    }
}

fn single(c: char, place: Place) -> Option<(Family, Role, bool)> {
    if place.within_word() {
        return None;
    }
    let starts_word =
        place.after.is_some_and(|a| a.is_alphanumeric() || matches!(a, '“' | '"' | '‘' | '[' | '…' | '.' | '$'));
    if place.free_before() && starts_word && c != '’' {
        // After a closing mark it may close as well: "… 'no'".
        let after_mark = place.before == Some('"') && place.free_after();
        return Some((Family::Single, if after_mark { Role::Either } else { Role::Open }, false));
    }
    let closes = place.before.is_some_and(|b| !b.is_whitespace() && !matches!(b, '(' | '[' | '“' | '‘'));
    let goes_on = place.after.is_some_and(char::is_alphanumeric);
    (closes && !goes_on && c != '`').then_some((Family::Single, Role::Close, c == '’'))
}
