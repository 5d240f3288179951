//! The parser: segmentation, the network, lemmas and quotations in one call. Reusable buffers belong to a
//! [`Workspace`], one a thread.

use super::conllu::GivenSentence;
use super::lemma::Lemmatizer;
use super::model::{ParserModel, Workspace};
use super::quote::quotations;
use super::segment::{Segmented, Segmenter};
use super::{Deprel, Feats, NameTag, Parsed, Sentence, SentenceId, Upos, Word};
use crate::error::Result;
use crate::read::Report;
use crate::span::Span;

/// Words read of one report: no report is longer, and what comes after has bounds whatever comes in.
const MAX_WORDS: usize = 20_000;

/// The texts of the lists that the parser needs.
pub struct ParserTexts<'a> {
    /// `abbreviations.tsv`
    pub abbreviations: &'a str,
    /// `contractions.tsv`
    pub contractions: &'a str,
    /// `lemma_exceptions.tsv`
    pub lemma_exceptions: &'a str,
}

/// Turns reports into trees.
pub struct Parser {
    segmenter: Segmenter,
    lemmatizer: Lemmatizer,
    model: ParserModel,
}

impl Parser {
    /// From the lists and the bytes of a model file.
    pub fn load(texts: &ParserTexts, model: &[u8]) -> Result<Self> {
        Ok(Parser {
            segmenter: Segmenter::load(texts.abbreviations, texts.contractions)?,
            lemmatizer: Lemmatizer::load(texts.lemma_exceptions)?,
            model: ParserModel::from_bytes(model)?,
        })
    }

    /// The network.
    pub fn model(&self) -> &ParserModel {
        &self.model
    }

    /// Paragraphs, sentences and words only.
    pub fn segment(&self, report: &Report) -> Segmented {
        self.segmenter.segment(&report.text, &unspoken(report))
    }

    /// Parses a report; boilerplate has no words.
    pub fn parse(&self, ws: &mut Workspace, report: &Report) -> Parsed {
        let mut segmented = self.segment(report);
        let cut = cut_after(&mut segmented, MAX_WORDS);
        let mut parsed = bare(&segmented);
        if cut {
            parsed.notes.push(format!("longer than any report: only the first {MAX_WORDS} words were read"));
        }
        self.model.fill(ws, &report.text, &mut parsed);
        self.lemmas(&report.text, &mut parsed);
        parsed.quotations = quotations(&report.text, &segmented.paragraphs);
        parsed
    }

    fn lemmas(&self, text: &str, parsed: &mut Parsed) {
        for word in &mut parsed.words {
            word.lemma = self.lemmatizer.lemma(word.span.of(text), word.upos, &word.feats);
        }
    }

    /// Parses sentences whose words are given; returns the text that the words' spans point into.
    pub fn parse_given(&self, ws: &mut Workspace, sentences: &[GivenSentence]) -> (String, Parsed) {
        let mut text = String::new();
        let mut segmented = Segmented::default();
        for sentence in sentences {
            let first = segmented.words.len() as u32;
            for form in sentence.forms() {
                let start = text.len();
                text.push_str(form);
                segmented.words.push((Span::new(start, text.len()), false));
                text.push(' ');
            }
            segmented.sentences.push((first..segmented.words.len() as u32, 0));
        }
        let mut parsed = bare(&segmented);
        self.model.fill(ws, &text, &mut parsed);
        self.lemmas(&text, &mut parsed);
        (text, parsed)
    }
}

/// Leaves whole sentences of at most so many words; true when something was cut.
fn cut_after(segmented: &mut Segmented, words: usize) -> bool {
    if segmented.words.len() <= words {
        return false;
    }
    let sentences = segmented.sentences.partition_point(|(range, _)| range.end as usize <= words);
    segmented.sentences.truncate(sentences);
    let end = segmented.sentences.last().map_or(0, |(range, _)| range.end as usize);
    segmented.words.truncate(end);
    true
}

/// Boilerplate and the dateline: no sentence runs into them.
fn unspoken(report: &Report) -> Vec<Span> {
    let mut out: Vec<Span> = report.boilerplate.clone();
    if let Some(dateline) = &report.dateline
        && out.iter().all(|s| !s.overlaps(dateline.at))
    {
        out.push(dateline.at);
        out.sort_unstable();
    }
    out
}

/// Words and sentences without tags.
fn bare(segmented: &Segmented) -> Parsed {
    let mut parsed = Parsed::default();
    for (n, (words, paragraph)) in segmented.sentences.iter().enumerate() {
        let sentence = SentenceId(n as u32);
        let run = &segmented.words[words.start as usize..words.end as usize];
        let span = match (run.first(), run.last()) {
            (Some((a, _)), Some((b, _))) => a.hull(*b),
            _ => Span::default(),
        };
        parsed.words.extend(run.iter().map(|&(span, joined)| Word {
            span,
            lemma: Default::default(),
            upos: Upos::X,
            feats: Feats::default(),
            head: None,
            deprel: Deprel::Dep,
            name: NameTag::Outside,
            sentence,
            joined,
        }));
        parsed.sentences.push(Sentence { span, words: words.clone(), paragraph: *paragraph });
    }
    parsed
}
