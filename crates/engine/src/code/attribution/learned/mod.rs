//! The learned tagger: over the encoder's vectors of a report it finds the words of cues, and for each cue the words of
//! its source and its content. It is trained on top of the rules (their findings are among its features), so it can
//! follow them where they are right and depart from them where they are not. What its findings mean (class, stance,
//! nesting) is settled in `blend`; the network is trained in the lab.

pub mod features;

use self::features::{Sight, pair_rows, word_rows};
use super::Attribution;
use crate::parse::Parsed;
use crate::{Error, Result};
use sayso_net::lstm::Trace;
use sayso_net::{BiLstm, Linear, Matrix, Packing, Weights, activation, add_rows};
use std::ops::Range;

/// The model format this code reads.
pub const FORMAT: &str = "1";

/// Tags of a word beside a cue: outside, source (first word, further word), content (first word, further word).
pub const TAGS: usize = 5;

/// Tags of a word by itself: outside, first word of a cue, further word of one.
pub const CUE_TAGS: usize = 3;

/// Blocks that run in step.
const BATCH: usize = 32;

/// Cues looked at in one block; no real paragraph comes near.
const MOST_CUES: usize = 40;

/// What the tagger found at one cue. Ranges are word numbers of the report.
#[derive(Clone, Debug, PartialEq)]
pub struct Tagged {
    /// The cue's words.
    pub cue: Range<u32>,
    /// How sure it is that this is a cue, 0 to 1.
    pub probability: f32,
    /// The strongest rule at the cue, by its place among those given.
    pub rule: Option<usize>,
    /// The source's words.
    pub source: Vec<Range<u32>>,
    /// The content's words.
    pub content: Vec<Range<u32>>,
}

/// The weights, ready to run.
pub struct AttributionModel {
    word: Matrix,
    lstm: BiLstm,
    cue: Linear,
    pair_word: Linear,
    pair_cue: Matrix,
    pair: Matrix,
    out: Linear,
    /// Row = tag before, column = tag; the last row is the start.
    transitions: Matrix,
}

/// Buffers of one run.
#[derive(Default)]
struct Buffers {
    inputs: Matrix,
    traces: [Trace; 2],
    encoded: Matrix,
    cues: Matrix,
    of_words: Matrix,
}

impl AttributionModel {
    /// Opens a model file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let bad = |reason: String| Error::model("attribution", reason);
        let w = Weights::open(bytes).map_err(|e| bad(e.to_string()))?;
        match w.card("format") {
            Some(FORMAT) => Self::load(&w).map_err(|e| bad(e.to_string()))?.checked(),
            other => Err(bad(format!("format {} where {FORMAT} is read", other.unwrap_or("unknown")))),
        }
    }

    fn load(w: &Weights) -> sayso_net::Result<Self> {
        Ok(AttributionModel {
            word: w.matrix("word")?,
            lstm: BiLstm::load(w, "lstm")?,
            cue: Linear::load(w, "cue")?,
            pair_word: Linear::load(w, "pair_word")?,
            pair_cue: w.matrix("pair_cue")?,
            pair: w.matrix("pair")?,
            out: Linear::load(w, "out")?,
            transitions: w.matrix("transitions")?,
        })
    }

    fn checked(self) -> Result<Self> {
        let (hidden, pair) = (2 * self.lstm.forward.size(), self.pair.cols());
        let fits = [
            ("word", self.word.rows() == word_rows() && self.word.cols() < self.lstm.forward.wx.rows()),
            ("cue", self.cue.w.rows() == hidden && self.cue.w.cols() == CUE_TAGS),
            ("pair", self.pair.rows() == pair_rows()),
            ("pair_word", self.pair_word.w.rows() == hidden && self.pair_word.w.cols() == pair),
            ("pair_cue", self.pair_cue.rows() == hidden && self.pair_cue.cols() == pair),
            ("out", self.out.w.rows() == pair && self.out.w.cols() == TAGS),
            ("transitions", self.transitions.rows() == TAGS + 1 && self.transitions.cols() == TAGS),
        ];
        match fits.iter().find(|(_, ok)| !ok) {
            Some((part, _)) => Err(Error::model("attribution", format!("{part} does not fit"))),
            None => Ok(self),
        }
    }

    /// Width of the encoder's vectors that the model was trained on.
    pub fn vector_size(&self) -> usize {
        self.lstm.forward.wx.rows() - self.word.cols()
    }

    /// Tags a report. `rules` are what the rules found, all strengths; words that are surer than `least` to belong to a
    /// cue make one. A report that was parsed without vectors gets no tags.
    pub fn tag(&self, parsed: &Parsed, rules: &[Attribution], least: f32) -> Vec<Tagged> {
        if parsed.vectors.rows() != parsed.words.len() || parsed.vectors.cols() != self.vector_size() {
            return Vec::new();
        }
        let sight = Sight::new(parsed, rules);
        let blocks = sight.blocks();
        let mut order: Vec<usize> = (0..blocks.len()).collect();
        order.sort_by_key(|&b| std::cmp::Reverse(blocks[b].len()));
        let mut buffers = Buffers::default();
        let mut found: Vec<Vec<Tagged>> = vec![Vec::new(); blocks.len()];
        for batch in order.chunks(BATCH) {
            let lengths: Vec<usize> = batch.iter().map(|&b| blocks[b].len()).collect();
            let packing = Packing::new(&lengths);
            self.encode(&sight, parsed, batch.iter().map(|&b| &blocks[b]), &packing, &mut buffers);
            for (s, &b) in batch.iter().enumerate() {
                found[b] = self.decode(&sight, &blocks[b], s, &packing, &buffers, least);
            }
        }
        found.into_iter().flatten().collect()
    }

    fn encode<'b>(
        &self,
        sight: &Sight,
        parsed: &Parsed,
        blocks: impl Iterator<Item = &'b Range<u32>>,
        packing: &Packing,
        buffers: &mut Buffers,
    ) {
        let width = parsed.vectors.cols();
        buffers.inputs.reshape(packing.rows(), width + self.word.cols());
        for (s, block) in blocks.enumerate() {
            for (i, w) in block.clone().enumerate() {
                let (vector, table) = buffers.inputs.row_mut(packing.row(s, i)).split_at_mut(width);
                vector.copy_from_slice(parsed.vectors.row(w as usize));
                table.fill(0.0);
                add_rows(table, &self.word, &sight.word_ids(w, block));
            }
        }
        self.lstm.run(packing, &buffers.inputs, &mut buffers.traces, &mut buffers.encoded);
        self.cue.run(buffers.encoded.view(), &mut buffers.cues);
        self.pair_word.run(buffers.encoded.view(), &mut buffers.of_words);
    }

    fn decode(
        &self,
        sight: &Sight,
        block: &Range<u32>,
        s: usize,
        packing: &Packing,
        buffers: &Buffers,
        least: f32,
    ) -> Vec<Tagged> {
        let probabilities: Vec<[f32; CUE_TAGS]> =
            (0..block.len()).map(|i| softmax(buffers.cues.row(packing.row(s, i)))).collect();
        let cues = cue_runs(&probabilities, least);
        let mut scores = Matrix::zeros(block.len(), TAGS);
        cues.into_iter()
            .map(|(run, probability)| {
                let cue = block.start + run.start as u32..block.start + run.end as u32;
                self.score_pairs(sight, block, (s, &run), packing, buffers, &mut scores);
                let tags = self.best_tags(&scores, &run);
                let spans = |first: usize| tag_runs(&tags, first, block.start);
                Tagged { rule: sight.rule_at(&cue), cue, probability, source: spans(1), content: spans(3) }
            })
            .collect()
    }

    /// Scores of all tags of all words of a block beside one cue.
    fn score_pairs(
        &self,
        sight: &Sight,
        block: &Range<u32>,
        (s, run): (usize, &Range<usize>),
        packing: &Packing,
        buffers: &Buffers,
        scores: &mut Matrix,
    ) {
        let mut mean = vec![0.0; buffers.encoded.cols()];
        for i in run.clone() {
            let share = 1.0 / run.len() as f32;
            mean.iter_mut().zip(buffers.encoded.row(packing.row(s, i))).for_each(|(m, x)| *m += share * x);
        }
        let mut of_cue = vec![0.0; self.pair_cue.cols()];
        for (x, row) in mean.iter().zip(0..) {
            of_cue.iter_mut().zip(self.pair_cue.row(row)).for_each(|(o, w)| *o += x * w);
        }
        let cue = sight.cue(block.start + run.start as u32..block.start + run.end as u32);
        let mut hidden = Matrix::zeros(block.len(), self.pair.cols());
        for (i, w) in block.clone().enumerate() {
            let row = hidden.row_mut(i);
            row.copy_from_slice(buffers.of_words.row(packing.row(s, i)));
            row.iter_mut().zip(&of_cue).for_each(|(h, c)| *h += c);
            add_rows(row, &self.pair, &sight.pair_ids(w, &cue));
        }
        activation::leaky(hidden.data_mut());
        self.out.run(hidden.view(), scores);
    }

    /// The best row of tags; the cue's own words have none.
    fn best_tags(&self, scores: &Matrix, cue: &Range<usize>) -> Vec<usize> {
        let n = scores.rows();
        let mut best = vec![[0.0f32; TAGS]; n];
        let mut from = vec![[0usize; TAGS]; n];
        for i in 0..n {
            for tag in 0..TAGS {
                let emission = if cue.contains(&i) && tag > 0 { f32::NEG_INFINITY } else { scores.row(i)[tag] };
                let (value, before) = match i.checked_sub(1) {
                    None => (self.transitions.row(TAGS)[tag], 0),
                    Some(p) => (0..TAGS)
                        .map(|b| (best[p][b] + self.transitions.row(b)[tag], b))
                        .fold((f32::NEG_INFINITY, 0), |a, x| if x.0 > a.0 { x } else { a }),
                };
                best[i][tag] = value + emission;
                from[i][tag] = before;
            }
        }
        let mut tags = vec![0; n];
        if let Some(last) = best.last() {
            tags[n - 1] = (1..TAGS).fold(0, |a, t| if last[t] > last[a] { t } else { a });
        }
        for i in (1..n).rev() {
            tags[i - 1] = from[i][tags[i]];
        }
        tags
    }
}

/// Runs of words that belong to cues, with the mean probability of it.
fn cue_runs(probabilities: &[[f32; CUE_TAGS]], least: f32) -> Vec<(Range<usize>, f32)> {
    let mut out: Vec<(Range<usize>, f32)> = Vec::new();
    for (i, p) in probabilities.iter().enumerate() {
        let inside = p[1] + p[2];
        match out.last_mut() {
            _ if inside < least => {}
            Some((run, sum)) if run.end == i && p[2] >= p[1] => {
                run.end = i + 1;
                *sum += inside;
            }
            _ => out.push((i..i + 1, inside)),
        }
    }
    out.truncate(MOST_CUES);
    out.into_iter().map(|(run, sum)| (run.clone(), sum / run.len() as f32)).collect()
}

/// Runs of the tags `first` (a first word) and `first + 1` (a further word).
fn tag_runs(tags: &[usize], first: usize, start: u32) -> Vec<Range<u32>> {
    let mut out: Vec<Range<u32>> = Vec::new();
    for (i, &tag) in tags.iter().enumerate() {
        let at = start + i as u32;
        match out.last_mut() {
            Some(run) if run.end == at && tag == first + 1 => run.end += 1,
            _ if tag == first || tag == first + 1 => out.push(at..at + 1),
            _ => {}
        }
    }
    out
}

fn softmax(scores: &[f32]) -> [f32; CUE_TAGS] {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut out = [0.0; CUE_TAGS];
    let mut sum = 0.0;
    for (o, s) in out.iter_mut().zip(scores) {
        *o = (s - top).exp();
        sum += *o;
    }
    out.map(|o| o / sum)
}
