//! CoNLL-U out, and treebank files in for `--pretokenized`: given words and sentences are kept, the model's columns are
//! filled, everything else stays as it was.

use super::{NameTag, Parsed, SentenceId, Word, WordId};
use crate::error::{Error, Result};
use std::fmt::Write;

/// Writes a parsed report.
pub fn write(id: &str, text: &str, parsed: &Parsed, out: &mut String) {
    let _ = writeln!(out, "# newdoc id = {}", one_line(id));
    let mut paragraph = None;
    for (n, sentence) in parsed.sentences.iter().enumerate() {
        if paragraph != Some(sentence.paragraph) {
            out.push_str("# newpar\n");
            paragraph = Some(sentence.paragraph);
        }
        let _ = writeln!(out, "# sent_id = {}-{}", one_line(id), n + 1);
        let _ = writeln!(out, "# text = {}", one_line(sentence.span.of(text)));
        let words: Vec<WordId> = parsed.sentence_words(SentenceId(n as u32)).collect();
        for (i, &w) in words.iter().enumerate() {
            multiword(text, parsed, &words, i, out);
            word_line(text, parsed, sentence.words.start, i, w, out);
        }
        out.push('\n');
    }
}

/// The range line before the first word of a multiword token.
fn multiword(text: &str, parsed: &Parsed, words: &[WordId], i: usize, out: &mut String) {
    let joined = |k: usize| words.get(k).is_some_and(|&w| parsed.word(w).joined);
    if joined(i) || !joined(i + 1) {
        return;
    }
    let end = (i + 1..words.len()).find(|&k| !joined(k)).unwrap_or(words.len());
    let span = parsed.word(words[i]).span.hull(parsed.word(words[end - 1]).span);
    let space = if followed_by_space(text, span.end) { "_" } else { "SpaceAfter=No" };
    let form = one_line(span.of(text));
    let _ = writeln!(out, "{}-{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{space}", i + 1, end);
}

fn word_line(text: &str, parsed: &Parsed, first: u32, i: usize, w: WordId, out: &mut String) {
    let word = parsed.word(w);
    let head = word.head.map_or(0, |h| h.0 - first + 1);
    let next_joined = parsed.words.get(w.index() + 1).is_some_and(|n| n.joined);
    let mut misc = Vec::new();
    if word.name != NameTag::Outside {
        misc.push(format!("NER={}", word.name));
    }
    if !word.joined && !next_joined && !followed_by_space(text, word.span.end) {
        misc.push("SpaceAfter=No".to_owned());
    }
    let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
    let form = one_line(word.span.of(text));
    let lemma = if word.lemma.is_empty() { "_" } else { word.lemma.as_str() };
    let lemma = one_line(lemma);
    let feats = word.feats.as_str();
    let _ = writeln!(out, "{}\t{form}\t{lemma}\t{}\t_\t{feats}\t{head}\t{}\t_\t{misc}", i + 1, word.upos, word.deprel);
}

fn followed_by_space(text: &str, end: u32) -> bool {
    text[end as usize..].chars().next().is_none_or(char::is_whitespace)
}

/// Tabs and line ends would break the format.
fn one_line(s: &str) -> String {
    s.replace(['\t', '\n', '\r'], " ")
}

/// One sentence of a treebank file, as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GivenSentence {
    lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq)]
enum Line {
    /// Comments, multiword ranges and empty nodes: kept.
    Kept(String),
    /// A word.
    Word(Vec<String>),
}

impl GivenSentence {
    /// The word forms, in order.
    pub fn forms(&self) -> Vec<&str> {
        self.words().map(|c| c[1].as_str()).collect()
    }

    fn words(&self) -> impl Iterator<Item = &Vec<String>> {
        self.lines.iter().filter_map(|l| match l {
            Line::Word(columns) => Some(columns),
            Line::Kept(_) => None,
        })
    }

    /// Writes the sentence with the model's columns filled; `words` has one entry a word, heads within the sentence
    /// counted from `first`.
    pub fn write(&self, words: &[Word], first: u32, out: &mut String) {
        let mut words = words.iter();
        for line in &self.lines {
            match (line, line_word(line, &mut words)) {
                (Line::Word(c), Some(word)) => {
                    let head = word.head.map_or(0, |h| h.0 - first + 1);
                    let misc = with_name(&c[9], word.name);
                    let _ = writeln!(
                        out,
                        "{}\t{}\t{}\t{}\t{}\t{}\t{head}\t{}\t{}\t{misc}",
                        c[0], c[1], word.lemma, word.upos, c[4], word.feats.as_str(), word.deprel, c[8]
                    );
                }
                (Line::Word(c), None) => {
                    let _ = writeln!(out, "{}", c.join("\t"));
                }
                (Line::Kept(text), _) => {
                    let _ = writeln!(out, "{text}");
                }
            }
        }
        out.push('\n');
    }
}

fn line_word<'w>(line: &Line, words: &mut impl Iterator<Item = &'w Word>) -> Option<&'w Word> {
    match line {
        Line::Word(_) => words.next(),
        Line::Kept(_) => None,
    }
}

fn with_name(misc: &str, name: NameTag) -> String {
    let mut parts: Vec<String> =
        misc.split('|').filter(|m| !m.is_empty() && *m != "_" && !m.starts_with("NER=")).map(str::to_owned).collect();
    if name != NameTag::Outside {
        parts.insert(0, format!("NER={name}"));
    }
    if parts.is_empty() { "_".to_owned() } else { parts.join("|") }
}

/// Reads a treebank file.
pub fn read(file: &str, text: &str) -> Result<Vec<GivenSentence>> {
    let mut out = Vec::new();
    let mut current = GivenSentence::default();
    for (i, line) in text.lines().enumerate() {
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            if !current.lines.is_empty() {
                out.push(std::mem::take(&mut current));
            }
            continue;
        }
        if line.starts_with('#') {
            current.lines.push(Line::Kept(line.to_owned()));
            continue;
        }
        let columns: Vec<String> = line.split('\t').map(str::to_owned).collect();
        if columns.len() != 10 {
            let reason = format!("a CoNLL-U line has 10 columns between tabs, this has {}", columns.len());
            return Err(Error::input(format!("{file}:{}", i + 1), reason));
        }
        let plain = columns[0].bytes().all(|b| b.is_ascii_digit());
        current.lines.push(if plain { Line::Word(columns) } else { Line::Kept(line.to_owned()) });
    }
    if !current.lines.is_empty() {
        out.push(current);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_columns_are_kept() -> Result<()> {
        let text = "# sent_id = 1\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n1\tdo\t_\t_\tVBP\t_\t_\t_\t_\tX=y\n2\tn't\t_\t_\tRB\t_\t_\t_\t_\t_\n\n";
        let sentences = read("t", text)?;
        assert_eq!(sentences[0].forms(), ["do", "n't"]);
        let mut out = String::new();
        sentences[0].write(&[], 0, &mut out);
        assert_eq!(out, text);
        Ok(())
    }

    #[test]
    fn a_short_line_is_named() {
        let error = read("t.conllu", "# c\n1\tdo\n").unwrap_err().to_string();
        assert!(error.starts_with("t.conllu:2: "), "{error}");
    }
}
