//! CoNLL-U out, and treebank files in for `--pretokenized`: given words and sentences are kept, the model's columns are
//! filled, everything else stays as it was. Where the bytes come from and go to is for the caller.

use super::tokenize::is_invisible;
use super::{NameTag, Parsed, SentenceId, Word, WordId};
use crate::error::{Error, Result};
use std::fmt::Write;
use std::io::BufRead;

/// Columns of a line.
const COLUMNS: usize = 10;

/// Writes a parsed report.
pub fn write(id: &str, text: &str, parsed: &Parsed, out: &mut String) {
    let _ = writeln!(out, "# newdoc id = {}", one_line(id));
    let sentence_id: String = one_line(id).replace(char::is_whitespace, "_");
    let mut paragraph = None;
    for (n, sentence) in parsed.sentences.iter().enumerate() {
        if paragraph != Some(sentence.paragraph) {
            out.push_str("# newpar\n");
            paragraph = Some(sentence.paragraph);
        }
        let words: Vec<WordId> = parsed.sentence_words(SentenceId(n as u32)).collect();
        let view = View { text, parsed, words: &words };
        let _ = writeln!(out, "# sent_id = {sentence_id}-{}", n + 1);
        let _ = writeln!(out, "# text = {}", view.running_text());
        for i in 0..words.len() {
            view.multiword(i, out);
            view.word(i, out);
        }
        out.push('\n');
    }
}

/// A sentence that is written.
struct View<'a> {
    text: &'a str,
    parsed: &'a Parsed,
    words: &'a [WordId],
}

impl View<'_> {
    fn at(&self, i: usize) -> Option<&Word> {
        self.words.get(i).map(|&w| self.parsed.word(w))
    }

    /// Whether a word and the one before belong to one token.
    fn joined(&self, i: usize) -> bool {
        i > 0 && self.at(i).is_some_and(|w| w.joined)
    }

    /// The words with the blanks between them as the columns tell them.
    fn running_text(&self) -> String {
        let mut out = String::new();
        for (i, &w) in self.words.iter().enumerate() {
            let span = self.parsed.word(w).span;
            out.push_str(&one_line(span.of(self.text)));
            if !self.joined(i + 1) && i + 1 < self.words.len() && blank_after(self.text, span.end) {
                out.push(' ');
            }
        }
        out
    }

    /// The range line before the first word of a multiword token.
    fn multiword(&self, i: usize, out: &mut String) {
        if self.joined(i) || !self.joined(i + 1) {
            return;
        }
        let end = (i + 1..self.words.len()).find(|&k| !self.joined(k)).unwrap_or(self.words.len());
        let (Some(first), Some(last)) = (self.at(i), self.at(end - 1)) else { return };
        let span = first.span.hull(last.span);
        let misc = if blank_after(self.text, span.end) { "_" } else { "SpaceAfter=No" };
        let form = one_line(span.of(self.text));
        let _ = writeln!(out, "{}-{end}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}", i + 1);
    }

    fn word(&self, i: usize, out: &mut String) {
        let (Some(word), Some(first)) = (self.at(i), self.words.first()) else { return };
        let alone = !self.joined(i) && !self.joined(i + 1);
        let mut misc = Vec::new();
        if word.name != NameTag::Outside {
            misc.push(format!("NER={}", word.name));
        }
        if alone && !blank_after(self.text, word.span.end) {
            misc.push("SpaceAfter=No".to_owned());
        }
        let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
        let form = one_line(word.span.of(self.text));
        let (lemma, head, feats) = (lemma(word), head(word, first.0), word.feats.as_str());
        let _ =
            writeln!(out, "{}\t{form}\t{lemma}\t{}\t_\t{feats}\t{head}\t{}\t_\t{misc}", i + 1, word.upos, word.deprel);
    }
}

fn lemma(word: &Word) -> String {
    if word.lemma.is_empty() { "_".to_owned() } else { one_line(&word.lemma) }
}

/// The number of the head within its sentence, 0 for the root.
fn head(word: &Word, first: u32) -> u32 {
    word.head.map_or(0, |h| (h.0 + 1).saturating_sub(first))
}

fn blank_after(text: &str, end: u32) -> bool {
    text[end as usize..].chars().find(|&c| !is_invisible(c)).is_none_or(char::is_whitespace)
}

/// Tabs and line ends would break the format.
fn one_line(s: &str) -> String {
    s.replace(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'), " ")
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
    /// A word's ten columns.
    Word(Vec<String>),
}

impl GivenSentence {
    /// The word forms, in order.
    pub fn forms(&self) -> Vec<&str> {
        self.words().map(|c| c[1].as_str()).collect()
    }

    /// True when the sentence opens a document.
    pub fn opens_document(&self) -> bool {
        self.lines.iter().any(|l| matches!(l, Line::Kept(text) if text.starts_with("# newdoc")))
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
            match line {
                Line::Kept(text) => out.push_str(text),
                Line::Word(columns) => match words.next() {
                    Some(word) => out.push_str(&filled(columns, word, first).join("\t")),
                    None => out.push_str(&columns.join("\t")),
                },
            }
            out.push('\n');
        }
        out.push('\n');
    }
}

/// The columns of a word with those of the model in their places.
fn filled(columns: &[String], word: &Word, first: u32) -> Vec<String> {
    let mut out = columns.to_vec();
    let model = [
        (2, lemma(word)),
        (3, word.upos.to_string()),
        (5, word.feats.as_str().to_owned()),
        (6, head(word, first).to_string()),
        (7, word.deprel.to_string()),
        (9, with_name(&columns[9], word.name)),
    ];
    for (column, value) in model {
        out[column] = value;
    }
    out
}

fn with_name(misc: &str, name: NameTag) -> String {
    let mut parts: Vec<String> =
        misc.split('|').filter(|m| !m.is_empty() && *m != "_" && !m.starts_with("NER=")).map(str::to_owned).collect();
    if name != NameTag::Outside {
        parts.insert(0, format!("NER={name}"));
    }
    if parts.is_empty() { "_".to_owned() } else { parts.join("|") }
}

/// Reads a whole treebank file.
pub fn read(file: &str, text: &str) -> Result<Vec<GivenSentence>> {
    Reader::new(file, text.as_bytes()).collect()
}

/// Reads a treebank file sentence by sentence, so that its size does not matter. After an error it ends.
pub struct Reader<R> {
    file: String,
    source: R,
    line: usize,
    done: bool,
}

impl<R: BufRead> Reader<R> {
    /// `file` names the source in messages.
    pub fn new(file: impl Into<String>, source: R) -> Self {
        Reader { file: file.into(), source, line: 0, done: false }
    }

    /// The next line without its end, none at the end of the file.
    fn next_line(&mut self) -> Result<Option<String>> {
        let mut bytes = Vec::new();
        self.line += 1;
        let read = self.source.read_until(b'\n', &mut bytes).map_err(|e| self.error(&e.to_string()))?;
        if read == 0 {
            return Ok(None);
        }
        let text = String::from_utf8(bytes).map_err(|_| self.error("the line is not UTF-8"))?;
        let text = text.trim_end_matches(['\n', '\r']);
        Ok(Some(if self.line == 1 { text.trim_start_matches('\u{feff}') } else { text }.to_owned()))
    }

    fn error(&self, reason: &str) -> Error {
        Error::input(format!("{}:{}", self.file, self.line), reason)
    }

    fn sentence(&mut self) -> Result<Option<GivenSentence>> {
        let mut current = GivenSentence::default();
        let mut words = 0;
        while let Some(line) = self.next_line()? {
            if line.trim().is_empty() {
                if current.lines.is_empty() {
                    continue;
                }
                return self.complete(current, words);
            }
            current.lines.push(if line.starts_with('#') { Line::Kept(line) } else { self.columns(line, &mut words)? });
        }
        self.done = true;
        if current.lines.is_empty() { Ok(None) } else { self.complete(current, words) }
    }

    fn complete(&self, sentence: GivenSentence, words: usize) -> Result<Option<GivenSentence>> {
        if words == 0 { Err(self.error("a sentence without words")) } else { Ok(Some(sentence)) }
    }

    /// A line with columns; `words` counts those before.
    fn columns(&self, line: String, words: &mut usize) -> Result<Line> {
        let columns: Vec<&str> = line.split('\t').collect();
        if columns.len() != COLUMNS {
            let reason = format!("a CoNLL-U line has {COLUMNS} columns between tabs, this has {}", columns.len());
            return Err(self.error(&reason));
        }
        let number = |s: &str| s.parse::<usize>().ok();
        if let Some((a, b)) = columns[0].split_once('-') {
            let fits = matches!((number(a), number(b)), (Some(a), Some(b)) if a == *words + 1 && a <= b);
            return if fits { Ok(Line::Kept(line)) } else { Err(self.error(&format!("bad range \"{}\"", columns[0]))) };
        }
        if columns[0].split_once('.').is_some_and(|(a, b)| number(a) == Some(*words) && number(b).is_some()) {
            return Ok(Line::Kept(line));
        }
        *words += 1;
        if number(columns[0]) != Some(*words) {
            return Err(self.error(&format!("the word is numbered \"{}\", {words} was expected", columns[0])));
        }
        if columns[1].trim().is_empty() {
            return Err(self.error("the word has no form"));
        }
        Ok(Line::Word(columns.into_iter().map(str::to_owned).collect()))
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<GivenSentence>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let next = self.sentence();
        self.done |= next.is_err();
        next.transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Deprel, Feats, NameKind, Sentence, Upos};
    use super::*;
    use crate::span::Span;
    use proptest::prelude::*;

    const TREE: &str = "# newdoc id = a\n# sent_id = 1\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n1\tdo\t_\t_\tVBP\t_\t_\t_\t_\tX=y\n2\tn't\t_\t_\tRB\t_\t_\t_\t_\t_\n2.1\tgo\t_\t_\t_\t_\t_\t_\t0:root\t_\n\n";

    fn word(start: usize, end: usize, head: Option<u32>, joined: bool) -> Word {
        Word {
            span: Span::new(start, end),
            lemma: "x".into(),
            upos: Upos::Noun,
            feats: Feats::new("Number=Sing"),
            head: head.map(WordId),
            deprel: if head.is_some() { Deprel::Nsubj } else { Deprel::Root },
            name: if head.is_some() { NameTag::Begin(NameKind::Person) } else { NameTag::Outside },
            sentence: SentenceId(0),
            joined,
        }
    }

    #[test]
    fn given_columns_are_kept() -> Result<()> {
        let sentences = read("t", TREE)?;
        assert_eq!(sentences[0].forms(), ["do", "n't"]);
        assert!(sentences[0].opens_document());
        let mut out = String::new();
        sentences[0].write(&[], 0, &mut out);
        assert_eq!(out, TREE);
        Ok(())
    }

    #[test]
    fn model_columns_are_filled() -> Result<()> {
        let sentences = read("t", TREE)?;
        let mut out = String::new();
        sentences[0].write(&[word(0, 2, Some(8), false), word(3, 6, None, false)], 7, &mut out);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines[3], "1\tdo\tx\tNOUN\tVBP\tNumber=Sing\t2\tnsubj\t_\tNER=B-PER|X=y");
        assert_eq!(lines[4], "2\tn't\tx\tNOUN\tRB\tNumber=Sing\t0\troot\t_\t_");
        Ok(())
    }

    #[test]
    fn a_report_is_written() {
        let text = "Ann’s\n\u{200b}out.";
        let words = vec![
            word(0, 3, Some(2), false),
            word(3, 7, Some(2), true),
            word(11, 14, None, false),
            word(14, 15, Some(2), false),
        ];
        let sentences = vec![Sentence { span: Span::new(0, 15), words: 0..4, paragraph: 0 }];
        let parsed = Parsed { words, sentences, ..Parsed::default() };
        let mut out = String::new();
        write("my report", text, &parsed, &mut out);
        let expected = "# newdoc id = my report\n# newpar\n# sent_id = my_report-1\n# text = Ann’s out.\n\
            1-2\tAnn’s\t_\t_\t_\t_\t_\t_\t_\t_\n\
            1\tAnn\tx\tNOUN\t_\tNumber=Sing\t3\tnsubj\t_\tNER=B-PER\n\
            2\t’s\tx\tNOUN\t_\tNumber=Sing\t3\tnsubj\t_\tNER=B-PER\n\
            3\tout\tx\tNOUN\t_\tNumber=Sing\t0\troot\t_\tSpaceAfter=No\n\
            4\t.\tx\tNOUN\t_\tNumber=Sing\t3\tnsubj\t_\tNER=B-PER\n\n";
        assert_eq!(out, expected);
        assert_eq!(read("t", &out).map(|s| s[0].forms().join(" ")).ok().as_deref(), Some("Ann ’s out ."));
    }

    #[test]
    fn broken_lines_are_named() {
        let row = |id: &str, form: &str| format!("{id}\t{form}\t_\t_\t_\t_\t_\t_\t_\t_\n");
        let cases = [
            ("# c\n1\tdo\n".to_owned(), "t:2: a CoNLL-U line has 10 columns between tabs, this has 2"),
            (row("1", "a") + &row("3", "b"), "t:2: the word is numbered \"3\", 2 was expected"),
            (row("2-3", "a"), "t:1: bad range \"2-3\""),
            (row("1", " "), "t:1: the word has no form"),
            ("# c\n\n".to_owned(), "t:2: a sentence without words"),
        ];
        for (text, expected) in cases {
            assert_eq!(read("t", &text).unwrap_err().to_string(), expected);
        }
        let bytes: &[u8] = b"# \xff\n";
        let error = Reader::new("t", bytes).next().and_then(|r| r.err()).map(|e| e.to_string());
        assert_eq!(error.as_deref(), Some("t:1: the line is not UTF-8"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(1|2|1-2|1\\.1|#|\t|_|a|\n|\r\n|\u{feff}){0,60}") {
            if let Ok(sentences) = read("t", &text) {
                let mut out = String::new();
                sentences.iter().for_each(|s| s.write(&[], 0, &mut out));
                prop_assert_eq!(read("t", &out).ok(), Some(sentences));
            }
        }
    }
}
