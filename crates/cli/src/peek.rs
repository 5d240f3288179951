//! `sayso read --peek`: what each file would be taken for, one a line, tabs between path, kind, containers and the reason.

use crate::read::complain;
use anyhow::Result;
use sayso_intake::Intake;
use std::io::Write;
use std::path::PathBuf;

/// Prints the list; false when a file could not be opened.
pub fn run(intake: &Intake, files: Vec<PathBuf>) -> Result<bool> {
    let mut out = std::io::stdout().lock();
    let mut all_opened = true;
    for file in files.into_iter().flat_map(sayso_intake::files) {
        match file.and_then(|file| Ok((intake.sniff(&file)?, file))) {
            Ok(((kind, found, layers), file)) => {
                let packed = if layers.is_empty() { "-".to_owned() } else { layers.join("+") };
                writeln!(out, "{}\t{kind}\t{packed}\t{found}", crate::input::name(&file))?;
            }
            Err(problem) => {
                complain(&problem.to_string());
                all_opened = false;
            }
        }
    }
    out.flush()?;
    Ok(all_opened)
}
