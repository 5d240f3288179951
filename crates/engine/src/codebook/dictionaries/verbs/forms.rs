//! How a verb of a dictionary is written: its words, which of them is inflected, and the regular endings.

use smol_str::{SmolStr, StrExt};

/// One way to write a verb; `before` begins with the nearest word.
#[derive(Clone)]
pub(super) struct Spelling {
    pub before: Vec<SmolStr>,
    pub word: SmolStr,
    pub after: Vec<SmolStr>,
}

/// `WIRE_+TAP`: the word with a + is inflected, without one the first.
pub(super) fn spelling(text: &str) -> Option<Spelling> {
    let words: Vec<&str> = text.split(['_', ' ', '\t']).filter(|w| !w.is_empty()).collect();
    let at = words.iter().position(|w| w.starts_with('+')).unwrap_or(0);
    let word = words.get(at)?.trim_start_matches('+').to_uppercase_smolstr();
    let upper = |w: &&str| w.to_uppercase_smolstr();
    (!word.is_empty()).then(|| Spelling {
        before: words[..at].iter().rev().map(upper).collect(),
        word,
        after: words[at + 1..].iter().map(upper).collect(),
    })
}

/// The forms in -S, -ED and -ING.
pub(super) fn regular(base: &Spelling) -> Vec<Spelling> {
    let word = base.word.as_str();
    let hissing = ["S", "X", "Z", "CH", "SH"].iter().any(|end| word.ends_with(end));
    let forms = if let Some(stem) = word.strip_suffix('E') {
        [format!("{word}S"), format!("{word}D"), format!("{stem}ING")]
    } else if let Some(stem) = word.strip_suffix('Y').filter(|s| !s.ends_with(['A', 'E', 'I', 'O', 'U'])) {
        [format!("{stem}IES"), format!("{stem}IED"), format!("{word}ING")]
    } else {
        [format!("{word}{}", if hissing { "ES" } else { "S" }), format!("{word}ED"), format!("{word}ING")]
    };
    forms.into_iter().map(|form| Spelling { word: form.into(), ..base.clone() }).collect()
}
