//! How deep a page's elements stand within each other, and to how many elements unclosed formatting would multiply,
//! told from its tags before any tree is built: the builders of trees have no bounds of their own.

use crate::options::Limits;

/// Elements without an end.
const VOID: [&str; 15] = [
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Elements whose end need not be written, so that counting their tags says nothing; they stand in others that are counted.
const OPTIONAL: [&str; 20] = [
    "body", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc", "tbody",
    "td", "tfoot", "th", "thead", "tr",
];
/// Elements that are opened again in every block until they are closed.
const FORMATTING: [&str; 13] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "u"];
/// Elements that hold characters only.
const RAW: [&str; 9] = ["iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp"];

/// What is wrong with a page's nesting, if anything.
pub(crate) fn fault(html: &str, limits: &Limits) -> Option<String> {
    let (mut depth, mut formatting, mut elements) = (0usize, 0usize, 0usize);
    for tag in (Tags { html, at: 0 }) {
        let name = tag.name.as_str();
        let counted = !VOID.contains(&name) && !OPTIONAL.contains(&name) && !RAW.contains(&name);
        let formats = FORMATTING.contains(&name);
        if tag.closes {
            depth -= usize::from(counted && depth > 0);
            formatting -= usize::from(formats && formatting > 0);
            continue;
        }
        depth += usize::from(counted && !tag.closed);
        elements += 1 + formatting;
        formatting += usize::from(formats);
        if depth > limits.depth {
            return Some(format!(
                "its elements stand more than {} deep within each other, as in no page of news",
                limits.depth
            ));
        }
        if elements > limits.elements {
            return Some(format!("it has more than {} elements, or formatting that is never closed", limits.elements));
        }
    }
    None
}

/// The tags of a page, roughly as browsers find them.
struct Tags<'a> {
    html: &'a str,
    at: usize,
}

/// One tag.
struct Tag {
    name: String,
    /// `</b>`
    closes: bool,
    /// `<b/>`, which ends only foreign elements; those of pages stay open.
    closed: bool,
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        loop {
            self.at += self.html.get(self.at..)?.find('<')? + 1;
            let rest = &self.html[self.at..];
            if let Some(comment) = rest.strip_prefix("!--") {
                self.at += comment.find("-->").map_or(rest.len(), |i| i + 6);
                continue;
            }
            let closes = rest.starts_with('/');
            let name_at = usize::from(closes);
            let length = rest[name_at..]
                .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
                .unwrap_or(rest.len() - name_at);
            let name = rest[name_at..name_at + length].to_ascii_lowercase();
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let end = tag_end(rest.as_bytes());
            let closed = rest.as_bytes().get(end.wrapping_sub(2)) == Some(&b'/') && FOREIGN.contains(&name.as_str());
            self.at += end;
            if !closes && RAW.contains(&name.as_str()) {
                self.at += raw_end(&self.html[self.at..], &name);
            }
            return Some(Tag { name, closes, closed });
        }
    }
}

/// Drawings and formulas, in which `/>` ends an element.
const FOREIGN: [&str; 12] =
    ["circle", "defs", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "stop", "svg", "use"];

/// The byte after a tag's `>`, which does not count inside quotation marks of attributes.
fn tag_end(tag: &[u8]) -> usize {
    let (mut quote, mut value) = (None, false);
    for (i, b) in tag.iter().enumerate() {
        match (quote, b) {
            (Some(q), b) if *b == q => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return i + 1,
            (None, b'"' | b'\'') if value => quote = Some(*b),
            (None, b'=') => value = true,
            (None, b) => value = value && b.is_ascii_whitespace(),
        }
    }
    tag.len()
}

/// Where the characters of a raw element end.
fn raw_end(rest: &str, name: &str) -> usize {
    let mut at = 0;
    while let Some(i) = rest[at..].find("</") {
        at += i;
        let after = rest.as_bytes().get(at + 2..at + 2 + name.len());
        if after.is_some_and(|a| a.eq_ignore_ascii_case(name.as_bytes())) {
            return at;
        }
        at += 2;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_sound(html: &str) -> bool {
        fault(html, &Limits { depth: 50, elements: 1000, ..Limits::default() }).is_none()
    }

    #[test]
    fn endless_nesting_is_found() {
        for sound in [
            "<p>a".repeat(500),
            "<div><b>a</b></div>".repeat(100),
            format!("<script>{}</script>", "<div>".repeat(100)),
            format!("<!--{}-->", "<div>".repeat(100)),
            format!("<p title=\"{}\">", "<div>".repeat(100)),
            "<br><img src=x>".repeat(100),
            "<path d=1 />".repeat(100),
            "< div >".repeat(100),
        ] {
            assert!(is_sound(&sound), "{sound:.60}");
        }
        for bad in [
            "<div>".repeat(60),
            "<DIV\n class='a>b'>".repeat(60),
            "<ul><li>".repeat(60),
            "<div/>".repeat(60),
            format!("{}{}", "<b>".repeat(40), "<p>a</p>".repeat(40)),
        ] {
            assert!(!is_sound(&bad), "{bad:.60}");
        }
    }
}
