//! Readers of the data packs: CoNLL-U treebanks and two-column name files, both gzipped. What a label means to a model
//! is decided by the trainers, not here.

use anyhow::{Context, Result, bail};
use std::io::Read;
use std::path::{Path, PathBuf};

/// A word line of a treebank.
#[derive(Clone, Debug)]
pub struct TreeWord {
    pub form: String,
    pub upos: String,
    pub feats: String,
    /// 0 is the root, 1 the first word.
    pub head: usize,
    pub deprel: String,
}

/// A sentence of a treebank.
#[derive(Clone, Debug, Default)]
pub struct TreeSentence {
    pub id: String,
    pub document: String,
    pub words: Vec<TreeWord>,
}

/// A sentence of a name file; tags are the file's own, IOB2.
#[derive(Clone, Debug, Default)]
pub struct NameSentence {
    pub id: String,
    pub forms: Vec<String>,
    pub tags: Vec<String>,
}

/// The directory with the packs: the argument, or `SAYSO_SHARED`, or `../shared` beside the checkout.
pub fn shared(argument: Option<PathBuf>) -> Result<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let dir = argument.or_else(|| std::env::var_os("SAYSO_SHARED").map(PathBuf::from)).unwrap_or(beside);
    if !dir.join("data").is_dir() {
        bail!("{} has no data packs; name their directory with --shared", dir.display());
    }
    Ok(dir)
}

/// A gzipped text file.
pub fn read_gz(path: &Path) -> Result<String> {
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).with_context(|| path.display().to_string())?;
    Ok(text)
}

/// Reads a treebank. Multiword tokens and empty nodes are skipped; their words are not.
pub fn read_trees(path: &Path) -> Result<Vec<TreeSentence>> {
    let mut sentences = Vec::new();
    let mut current = TreeSentence::default();
    let mut document = String::new();
    for (number, line) in read_gz(path)?.lines().enumerate() {
        if let Some(id) = line.strip_prefix("# sent_id = ") {
            current.id = id.to_owned();
        } else if let Some(id) = line.strip_prefix("# newdoc id = ") {
            document = id.to_owned();
        } else if line.is_empty() {
            current.document.clone_from(&document);
            sentences.push(std::mem::take(&mut current));
        } else if !line.starts_with('#') {
            let cells: Vec<&str> = line.split('\t').collect();
            let [id, form, _, upos, _, feats, head, deprel, ..] = cells[..] else {
                bail!("{}:{}: too few columns", path.display(), number + 1);
            };
            if id.contains(['-', '.']) {
                continue;
            }
            let head = head.parse().with_context(|| format!("{}:{}: head", path.display(), number + 1))?;
            let [form, upos, feats, deprel] = [form, upos, feats, deprel].map(str::to_owned);
            current.words.push(TreeWord { form, upos, feats, head, deprel });
        }
    }
    Ok(sentences)
}

/// Reads a name file.
pub fn read_names(path: &Path) -> Result<Vec<NameSentence>> {
    let mut sentences = Vec::new();
    let mut current = NameSentence::default();
    for line in read_gz(path)?.lines().chain([""]) {
        if let Some(id) = line.strip_prefix("# id = ") {
            current.id = id.to_owned();
        } else if let Some((form, tag)) = line.split_once('\t') {
            current.forms.push(form.to_owned());
            current.tags.push(tag.to_owned());
        } else if line.is_empty() && !current.forms.is_empty() {
            sentences.push(std::mem::take(&mut current));
        }
    }
    Ok(sentences)
}

/// Documents of GUM whose text may be used for anything.
pub fn free_documents(shared: &Path) -> Result<Vec<String>> {
    let path = shared.join("data/ud/gum-documents.tsv");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let rows = text.lines().skip(1).map(|l| l.split('\t').collect::<Vec<_>>());
    Ok(rows.filter(|r| r.last() == Some(&"yes")).map(|r| r[0].to_owned()).collect())
}
