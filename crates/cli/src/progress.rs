//! Reports read so far, on standard error when it is a terminal and the work is long.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// Work shorter than this shows nothing.
const QUIET: Duration = Duration::from_secs(2);
/// Time between two showings.
const PAUSE: Duration = Duration::from_millis(200);

/// The line that is written over and over. Failing to write it is no failure.
pub struct Progress {
    started: Instant,
    shown: Option<Instant>,
    visible: bool,
    count: usize,
    total: Option<usize>,
    terminal: bool,
}

impl Progress {
    /// Starts the clock; `total` is the number of reports, when it is known.
    pub fn new(total: Option<usize>) -> Self {
        Progress {
            started: Instant::now(),
            shown: None,
            visible: false,
            count: 0,
            total,
            terminal: stderr().is_terminal(),
        }
    }

    /// One report more.
    pub fn step(&mut self) {
        self.count += 1;
        let elapsed = self.started.elapsed();
        let due = elapsed > QUIET && self.shown.is_none_or(|s| s.elapsed() > PAUSE);
        if self.terminal && due {
            let of = self.total.map_or_else(String::new, |t| format!(" of {t}"));
            let rate = self.count as f64 / elapsed.as_secs_f64();
            let _ = write!(stderr(), "\r\x1b[K{}{of} reports, {rate:.1} a second", self.count);
            self.shown = Some(Instant::now());
            self.visible = true;
        }
    }

    /// Takes the line away, before anything else is written to the terminal.
    pub fn clear(&mut self) {
        if std::mem::take(&mut self.visible) {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}
