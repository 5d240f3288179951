//! The network part of a parse: word forms in; parts of speech, features, trees and name tags out, many sentences in
//! step. It finds neither words nor sentences, and it writes no lemmas.

use super::decode::{best_names, best_tree};
use super::features::{AFFIXES, PREFIX_ROWS, SHAPE_ROWS, SUFFIX_ROWS, Vocabulary};
use super::labels::{Deprel, Feats, NameKind, NameTag, Upos};
use super::{Name, Parsed, WordId};
use crate::{Error, Result};
use rustc_hash::FxHashMap;
use sayso_net::lstm::Trace;
use sayso_net::weights::QuantisedTable;
use sayso_net::{BiLstm, Linear, Matrix, Packing, Weights, activation, mm};
use smol_str::SmolStr;
use std::ops::Range;

/// The model format this code reads.
pub const FORMAT: &str = "1";

/// A longer sentence is parsed in pieces of at most this many words; the later pieces hang on the first one's root.
pub const SENTENCE_LIMIT: usize = 200;

/// Sentences that run in step.
const BATCH: usize = 32;

/// Forms whose input projections are kept; a full cache is emptied.
const CACHED_FORMS: usize = 6000;

/// What the network says of one word.
#[derive(Clone, Debug, PartialEq)]
pub struct WordParse {
    /// Part of speech.
    pub upos: Upos,
    /// Morphological features, as an index for [`ParserModel::feats`].
    pub feats: u16,
    /// Position of the head in the sentence, none for the root.
    pub head: Option<u32>,
    /// Relation to the head.
    pub deprel: Deprel,
    /// Part in a name.
    pub name: NameTag,
}

/// What the network says of one sentence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SentenceParse {
    /// One entry for each word.
    pub words: Vec<WordParse>,
    /// The encoder's output, one row for each word; empty unless [`Workspace::keep_vectors`] is set.
    pub vectors: Matrix,
}

/// Blocks of columns in the output of the shared hidden layer.
#[derive(Clone, Debug)]
struct Blocks {
    tags: Range<usize>,
    names: Range<usize>,
    arc_dependent: Range<usize>,
    arc_head: Range<usize>,
    label_dependent: Range<usize>,
    label_head: Range<usize>,
}

/// Widths of the hidden layer's blocks, in their order; training lays them out alike.
pub fn blocks(tags: usize, names: usize, arc: usize, label: usize) -> [Range<usize>; 6] {
    let mut start = 0;
    [tags, names, arc, arc, label, label].map(|width| {
        start += width;
        start - width..start
    })
}

/// The weights, ready to run. It is read-only; each thread brings its own [`Workspace`].
pub struct ParserModel {
    vocabulary: Vocabulary,
    pretrained: QuantisedTable,
    words: QuantisedTable,
    prefixes: QuantisedTable,
    suffixes: QuantisedTable,
    shapes: QuantisedTable,
    /// Both directions' input weights of the first layer side by side, and their biases.
    first_wx: Matrix,
    first_b: Vec<f32>,
    first: BiLstm,
    second: BiLstm,
    hidden: Linear,
    blocks: Blocks,
    tags: Linear,
    names: Linear,
    arc: Linear,
    label: Linear,
    root_arc: Matrix,
    root_label: Matrix,
    feats: Vec<Feats>,
}

/// One thread's buffers and its cache of input projections. A workspace belongs to one model.
#[derive(Default)]
pub struct Workspace {
    /// Also hand out the encoder's vectors.
    pub keep_vectors: bool,
    cache: FxHashMap<SmolStr, u32>,
    projections: Vec<f32>,
    inputs: Matrix,
    fresh: Matrix,
    traces: [Trace; 2],
    middle: Matrix,
    encoded: Matrix,
    hidden: Matrix,
    tags: Matrix,
    names: Matrix,
    arc: Matrix,
    heads: Matrix,
    dependents: Matrix,
    scores: Matrix,
    pairs: Matrix,
    labels: Matrix,
}

impl ParserModel {
    /// Opens a model file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let weights = Weights::open(bytes).map_err(bad)?;
        match weights.card("format") {
            Some(FORMAT) => Self::load(&weights).map_err(bad)?.checked(),
            other => Err(bad(format!("format {} where {FORMAT} is read", other.unwrap_or("unknown")))),
        }
    }

    fn load(w: &Weights) -> sayso_net::Result<Self> {
        let text = |name: &str| w.bytes(name).map(String::from_utf8_lossy);
        let (pretrained_words, trained_words) = (text("vocabulary.pretrained")?, text("vocabulary.words")?);
        let first = BiLstm::load(w, "first")?;
        let (tags, names) = (Linear::load(w, "tags")?, Linear::load(w, "names")?);
        let (arc, root_label) = (Linear::load(w, "arc")?, w.matrix("root.label")?);
        let [b0, b1, b2, b3, b4, b5] = blocks(tags.w.rows(), names.w.rows(), arc.w.rows(), root_label.cols());
        let mut first_wx = Matrix::zeros(first.forward.wx.rows(), 2 * first.forward.wx.cols());
        first_wx.set_columns(0, &first.forward.wx);
        first_wx.set_columns(first.forward.wx.cols(), &first.backward.wx);
        Ok(ParserModel {
            vocabulary: Vocabulary::new(pretrained_words.lines(), trained_words.lines()),
            pretrained: w.table("pretrained")?,
            words: w.table("words")?,
            prefixes: w.table("prefixes")?,
            suffixes: w.table("suffixes")?,
            shapes: w.table("shapes")?,
            first_wx,
            first_b: [first.forward.b.row(0), first.backward.b.row(0)].concat(),
            first,
            second: BiLstm::load(w, "second")?,
            hidden: Linear::load(w, "hidden")?,
            blocks: Blocks {
                tags: b0,
                names: b1,
                arc_dependent: b2,
                arc_head: b3,
                label_dependent: b4,
                label_head: b5,
            },
            tags,
            names,
            arc,
            label: Linear::load(w, "label")?,
            root_arc: w.matrix("root.arc")?,
            root_label,
            feats: text("labels.feats")?.lines().map(Feats::new).collect(),
        })
    }

    /// Every shape fits the next, so that running cannot go out of bounds.
    fn checked(self) -> Result<Self> {
        let inputs = self.pretrained.cols()
            + [&self.words, &self.prefixes, &self.suffixes, &self.shapes].iter().map(|m| m.cols()).sum::<usize>();
        let encoded = 2 * self.second.forward.size();
        let label = self.root_label.cols();
        let fits = [
            ("prefixes", self.prefixes.rows() == PREFIX_ROWS),
            ("suffixes", self.suffixes.rows() == SUFFIX_ROWS),
            ("shapes", self.shapes.rows() == SHAPE_ROWS),
            ("first", self.first.forward.wx.rows() == inputs),
            ("second", self.second.forward.wx.rows() == 2 * self.first.forward.size()),
            ("hidden", self.hidden.w.rows() == encoded && self.hidden.w.cols() == self.blocks.label_head.end),
            ("tags", self.tags.w.cols() == Upos::ALL.len() + self.feats.len() && !self.feats.is_empty()),
            ("names", self.names.w.cols() == NameTag::COUNT),
            ("arc", self.arc.w.cols() == self.arc.w.rows() && self.root_arc.cols() == self.arc.w.rows()),
            ("label", self.label.w.rows() == 3 * label && self.label.w.cols() == Deprel::ALL.len()),
            ("root", self.root_arc.rows() == 1 && self.root_label.rows() == 1),
            ("vocabulary", self.vocabulary.fits(self.pretrained.rows(), self.words.rows())),
        ];
        match fits.iter().find(|(_, ok)| !ok) {
            Some((part, _)) => Err(bad(format!("{part} does not fit"))),
            None => Ok(self),
        }
    }

    /// The morphological features behind an index.
    pub fn feats(&self, index: u16) -> Feats {
        self.feats.get(index as usize).cloned().unwrap_or_default()
    }

    /// Width of a row of [`SentenceParse::vectors`].
    pub fn vector_size(&self) -> usize {
        2 * self.second.forward.size()
    }

    /// Width of a pretrained word vector.
    pub fn lexical_size(&self) -> usize {
        self.pretrained.cols()
    }

    /// Writes a form's pretrained vector, zeros when it has none.
    pub fn lexical_vector(&self, form: &str, out: &mut [f32]) {
        out.fill(0.0);
        if let Some(row) = self.vocabulary.rows(form).pretrained
            && out.len() == self.pretrained.cols()
        {
            self.pretrained.read_row(row as usize, out);
        }
    }

    /// Fills the network's part of a segmented report: parts of speech, features, heads, relations, names and the child
    /// lists. `text` is what the words' spans point into.
    pub fn fill(&self, workspace: &mut Workspace, text: &str, parsed: &mut Parsed) {
        let forms: Vec<Vec<&str>> = parsed
            .sentences
            .iter()
            .map(|s| s.words.clone().map(|w| parsed.words[w as usize].span.of(text)).collect())
            .collect();
        let slices: Vec<&[&str]> = forms.iter().map(Vec::as_slice).collect();
        let parses = self.annotate(workspace, &slices);
        for (sentence, parse) in parsed.sentences.iter().zip(&parses) {
            let start = sentence.words.start;
            for (word, found) in parsed.words[start as usize..].iter_mut().zip(&parse.words) {
                word.upos = found.upos;
                word.feats = self.feats(found.feats);
                word.head = found.head.map(|h| WordId(start + h));
                word.deprel = found.deprel;
                word.name = found.name;
            }
        }
        let long = parsed.sentences.iter().filter(|s| s.words.len() > SENTENCE_LIMIT);
        let notes: Vec<String> =
            long.map(|s| format!("a sentence of {} words was parsed in pieces", s.words.len())).collect();
        parsed.notes.extend(notes);
        if workspace.keep_vectors {
            let data = parses.iter().flat_map(|p| p.vectors.data().iter().copied()).collect();
            parsed.vectors = Matrix::from_vec(parsed.words.len(), self.vector_size(), data).unwrap_or_default();
        }
        parsed.names = names_of(parsed);
        parsed.index_children();
    }

    /// Parses sentences given as word forms. The order of the answer is the order of the question, and each sentence's
    /// parse does not depend on its neighbours.
    pub fn annotate(&self, workspace: &mut Workspace, sentences: &[&[&str]]) -> Vec<SentenceParse> {
        let pieces: Vec<(usize, Range<usize>)> = sentences
            .iter()
            .enumerate()
            .flat_map(|(s, words)| pieces_of(words).into_iter().map(move |piece| (s, piece)))
            .collect();
        let mut order: Vec<usize> = (0..pieces.len()).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(pieces[i].1.len()));
        let mut parses: Vec<SentenceParse> = vec![SentenceParse::default(); pieces.len()];
        for batch in order.chunks(BATCH) {
            let forms: Vec<&[&str]> = batch.iter().map(|&i| &sentences[pieces[i].0][pieces[i].1.clone()]).collect();
            for (parse, &i) in self.run(workspace, &forms).into_iter().zip(batch) {
                parses[i] = parse;
            }
        }
        let mut joined: Vec<SentenceParse> = vec![SentenceParse::default(); sentences.len()];
        for ((s, _), parse) in pieces.into_iter().zip(parses) {
            append_piece(&mut joined[s], parse);
        }
        joined
    }

    /// One batch.
    fn run(&self, ws: &mut Workspace, forms: &[&[&str]]) -> Vec<SentenceParse> {
        let lengths: Vec<usize> = forms.iter().map(|f| f.len()).collect();
        let packing = Packing::new(&lengths);
        self.project_forms(ws, forms, &packing);
        self.first.run_projected(&packing, &mut ws.traces, &mut ws.middle);
        self.second.run(&packing, &ws.middle, &mut ws.traces, &mut ws.encoded);
        self.hidden.run(ws.encoded.view(), &mut ws.hidden);
        activation::leaky(ws.hidden.data_mut());
        self.tags.run(ws.hidden.view().columns(self.blocks.tags.clone()), &mut ws.tags);
        self.names.run(ws.hidden.view().columns(self.blocks.names.clone()), &mut ws.names);
        self.arc.run(ws.hidden.view().columns(self.blocks.arc_dependent.clone()), &mut ws.arc);
        let heads: Vec<Vec<usize>> = (0..forms.len()).map(|s| self.heads(ws, &packing, s)).collect();
        self.score_labels(ws, &packing, &heads);
        heads.iter().enumerate().map(|(s, heads)| self.collect(ws, &packing, s, heads)).collect()
    }

    /// Input projections of the first layer, from the cache where the form was met before.
    fn project_forms(&self, ws: &mut Workspace, forms: &[&[&str]], packing: &Packing) {
        let words: usize = forms.iter().map(|f| f.len()).sum();
        if ws.cache.len() + words > CACHED_FORMS {
            ws.cache.clear();
            ws.projections.clear();
        }
        let known = ws.cache.len();
        let mut fresh: Vec<&str> = Vec::new();
        for &form in forms.iter().copied().flatten() {
            if !ws.cache.contains_key(form) {
                ws.cache.insert(form.into(), (known + fresh.len()) as u32);
                fresh.push(form);
            }
        }
        self.embed(&fresh, &mut ws.inputs);
        ws.fresh.reshape(fresh.len(), self.first_wx.cols());
        mm(ws.fresh.view_mut(), ws.inputs.view(), self.first_wx.view(), false);
        ws.fresh.add_row(&self.first_b);
        ws.projections.extend_from_slice(ws.fresh.data());
        let width = self.first.forward.wx.cols();
        for trace in &mut ws.traces {
            trace.gates.reshape(packing.rows(), width);
        }
        for (s, words) in forms.iter().enumerate() {
            for (i, &form) in words.iter().enumerate() {
                let start = ws.cache.get(form).copied().unwrap_or(0) as usize * 2 * width;
                for (d, trace) in ws.traces.iter_mut().enumerate() {
                    let from = start + d * width;
                    trace.gates.row_mut(packing.row(s, i)).copy_from_slice(&ws.projections[from..from + width]);
                }
            }
        }
    }

    /// Input vectors of forms: pretrained, word, prefixes, suffixes, shape.
    fn embed(&self, forms: &[&str], out: &mut Matrix) {
        let tables = [&self.words, &self.prefixes, &self.suffixes, &self.shapes];
        let width = self.first_wx.rows();
        out.reshape(forms.len(), width);
        out.fill(0.0);
        for (i, form) in forms.iter().enumerate() {
            let rows = self.vocabulary.rows(form);
            let (head, mut rest) = out.row_mut(i).split_at_mut(self.pretrained.cols());
            if let Some(r) = rows.pretrained {
                self.pretrained.read_row(r as usize, head);
            }
            let picks: [&[u32]; 4] =
                [&[rows.word], &rows.prefixes[..AFFIXES], &rows.suffixes[..AFFIXES], &[rows.shape]];
            for (table, picks) in tables.iter().zip(picks) {
                let (block, next) = rest.split_at_mut(table.cols());
                for &r in picks {
                    table.add_row(r as usize, block);
                }
                rest = next;
            }
        }
    }

    /// The tree of one sentence: head columns, 0 for the root.
    fn heads(&self, ws: &mut Workspace, packing: &Packing, s: usize) -> Vec<usize> {
        let n = packing.len_of(s);
        let width = self.arc.w.rows();
        ws.heads.reshape(n + 1, width);
        ws.dependents.reshape(n, width);
        ws.heads.row_mut(0).copy_from_slice(self.root_arc.row(0));
        for i in 0..n {
            let row = packing.row(s, i);
            ws.heads.row_mut(i + 1).copy_from_slice(&ws.hidden.row(row)[self.blocks.arc_head.clone()]);
            ws.dependents.row_mut(i).copy_from_slice(ws.arc.row(row));
        }
        ws.scores.reshape(n, n + 1);
        mm(ws.scores.view_mut(), ws.dependents.view(), ws.heads.view().t(), false);
        best_tree(ws.scores.data(), n)
    }

    /// Label scores of all chosen arcs.
    fn score_labels(&self, ws: &mut Workspace, packing: &Packing, heads: &[Vec<usize>]) {
        let width = self.root_label.cols();
        ws.pairs.reshape(packing.rows(), 3 * width);
        for (s, heads) in heads.iter().enumerate() {
            for (i, &head) in heads.iter().enumerate() {
                let row = packing.row(s, i);
                let dependent = &ws.hidden.row(row)[self.blocks.label_dependent.clone()];
                let head = match head.checked_sub(1) {
                    Some(h) => &ws.hidden.row(packing.row(s, h))[self.blocks.label_head.clone()],
                    None => self.root_label.row(0),
                };
                pair(dependent, head, ws.pairs.row_mut(row));
            }
        }
        self.label.run(ws.pairs.view(), &mut ws.labels);
    }

    fn collect(&self, ws: &Workspace, packing: &Packing, s: usize, heads: &[usize]) -> SentenceParse {
        let n = heads.len();
        let tags = best_names((0..n).map(|i| ws.names.row(packing.row(s, i))));
        let words = (0..n)
            .map(|i| {
                let row = packing.row(s, i);
                let (upos, feats) = ws.tags.row(row).split_at(Upos::ALL.len());
                let head = heads[i].checked_sub(1).map(|h| h as u32);
                WordParse {
                    upos: Upos::ALL[argmax(upos)],
                    feats: argmax(feats) as u16,
                    head,
                    deprel: if head.is_none() { Deprel::Root } else { best_label(ws.labels.row(row)) },
                    name: tags[i],
                }
            })
            .collect();
        let mut vectors = Matrix::default();
        if ws.keep_vectors {
            vectors.reshape(n, ws.encoded.cols());
            (0..n).for_each(|i| vectors.row_mut(i).copy_from_slice(ws.encoded.row(packing.row(s, i))));
        }
        SentenceParse { words, vectors }
    }
}

fn bad(reason: impl ToString) -> Error {
    Error::model("parser", reason.to_string())
}

/// What the label layer sees of an arc: the elementwise product, then both ends.
pub fn pair(dependent: &[f32], head: &[f32], out: &mut [f32]) {
    let n = dependent.len();
    for k in 0..n {
        out[k] = dependent[k] * head[k];
    }
    out[n..2 * n].copy_from_slice(dependent);
    out[2 * n..].copy_from_slice(head);
}

fn argmax(scores: &[f32]) -> usize {
    (1..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best })
}

/// The best label of a word that has a head, so not `root`.
fn best_label(scores: &[f32]) -> Deprel {
    let labels = Deprel::ALL.iter().filter(|&&d| d != Deprel::Root);
    labels
        .fold((Deprel::Dep, f32::NEG_INFINITY), |best, &d| {
            let score = scores[d.index()];
            if score > best.1 { (d, score) } else { best }
        })
        .0
}

/// Cuts a sentence that is too long, after a mark of punctuation if there is one in the second half of a piece.
fn pieces_of(words: &[&str]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while words.len() - start > SENTENCE_LIMIT {
        let window = start + SENTENCE_LIMIT / 2..start + SENTENCE_LIMIT;
        let is_mark = |w: &str| !w.is_empty() && w.chars().all(|c| c.is_ascii_punctuation());
        let cut = window.clone().rev().find(|&i| is_mark(words[i])).map_or(window.end, |i| i + 1);
        pieces.push(start..cut);
        start = cut;
    }
    if start < words.len() {
        pieces.push(start..words.len());
    }
    pieces
}

/// Joins a later piece to the sentence: its root becomes a parataxis of the first root.
fn append_piece(sentence: &mut SentenceParse, piece: SentenceParse) {
    if sentence.words.is_empty() {
        *sentence = piece;
        return;
    }
    let shift = sentence.words.len() as u32;
    let root = sentence.words.iter().position(|w| w.head.is_none()).unwrap_or(0) as u32;
    sentence.words.extend(piece.words.into_iter().map(|word| match word.head {
        Some(h) => WordParse { head: Some(h + shift), ..word },
        None => WordParse { head: Some(root), deprel: Deprel::Parataxis, ..word },
    }));
    let rows = sentence.vectors.rows() + piece.vectors.rows();
    let cols = sentence.vectors.cols();
    let data = [sentence.vectors.data(), piece.vectors.data()].concat();
    sentence.vectors = Matrix::from_vec(rows, cols, data).unwrap_or_default();
}

/// The names that the words' tags spell.
fn names_of(parsed: &Parsed) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for sentence in &parsed.sentences {
        let mut open: Option<(u32, NameKind)> = None;
        for w in sentence.words.clone() {
            let tag = parsed.words[w as usize].name;
            if let (Some((_, kind)), NameTag::Inside(k)) = (open, tag)
                && k == kind
            {
                continue;
            }
            names.extend(open.take().map(|(start, kind)| Name { words: start..w, kind }));
            if let NameTag::Begin(kind) | NameTag::Inside(kind) = tag {
                open = Some((w, kind));
            }
        }
        names.extend(open.map(|(start, kind)| Name { words: start..sentence.words.end, kind }));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(head: Option<u32>) -> WordParse {
        let deprel = if head.is_none() { Deprel::Root } else { Deprel::Dep };
        WordParse { upos: Upos::X, feats: 0, head, deprel, name: NameTag::Outside }
    }

    fn sentence(heads: &[Option<u32>]) -> SentenceParse {
        SentenceParse { words: heads.iter().copied().map(word).collect(), vectors: Matrix::zeros(heads.len(), 2) }
    }

    #[test]
    fn long_sentences_are_cut_at_marks() {
        let mut words = vec!["word"; 450];
        words[150] = ",";
        words[60] = ";";
        assert_eq!(pieces_of(&words), [0..151, 151..351, 351..450]);
        assert_eq!(pieces_of(&words[..SENTENCE_LIMIT]), vec![0..SENTENCE_LIMIT]);
        assert!(pieces_of(&[]).is_empty());
    }

    #[test]
    fn later_pieces_hang_on_the_first_root() {
        let mut joined = SentenceParse::default();
        append_piece(&mut joined, sentence(&[Some(1), None]));
        append_piece(&mut joined, sentence(&[None, Some(0)]));
        let heads: Vec<_> = joined.words.iter().map(|w| w.head).collect();
        assert_eq!(heads, [Some(1), None, Some(1), Some(2)]);
        assert_eq!((joined.words[2].deprel, joined.vectors.rows()), (Deprel::Parataxis, 4));
    }

    #[test]
    fn a_file_that_is_no_model_is_an_error() {
        assert!(ParserModel::from_bytes(b"").is_err());
        let other = sayso_net::WeightsBuilder::default().finish(1).unwrap();
        assert!(ParserModel::from_bytes(&other).is_err());
    }
}
