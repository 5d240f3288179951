//! Work on many inputs with several threads whose results come out in the order of the inputs. A thread that is far ahead
//! of the output waits, so that memory stays bounded.

use anyhow::Result;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};

/// Results that may wait for an earlier one, for each thread.
const AHEAD: usize = 16;

/// Places for results that are not out yet.
struct Gate {
    state: Mutex<GateState>,
    changed: Condvar,
}

struct GateState {
    free: usize,
    closed: bool,
}

impl Gate {
    fn new(places: usize) -> Self {
        Gate { state: Mutex::new(GateState { free: places, closed: false }), changed: Condvar::new() }
    }

    /// Waits for a place; false when no more work is wanted.
    fn enter(&self) -> bool {
        let state = lock(&self.state);
        let mut state =
            self.changed.wait_while(state, |s| s.free == 0 && !s.closed).unwrap_or_else(PoisonError::into_inner);
        if !state.closed {
            state.free -= 1;
        }
        !state.closed
    }

    fn leave(&self) {
        lock(&self.state).free += 1;
        self.changed.notify_one();
    }

    fn close(&self) {
        lock(&self.state).closed = true;
        self.changed.notify_all();
    }
}

/// A thread that panicked leaves nothing half-done behind these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Works on all jobs; each thread has a state of its own, and `print` gets the results in order. The first error of
/// `print` ends the work.
pub fn ordered<J, S, R: Send>(
    jobs: impl Iterator<Item = J> + Send,
    threads: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, J) -> R + Sync,
    mut print: impl FnMut(R) -> Result<()>,
) -> Result<()> {
    if threads <= 1 {
        let mut state = state();
        return jobs.into_iter().try_for_each(|job| print(work(&mut state, job)));
    }
    let jobs = Mutex::new(jobs.enumerate());
    let gate = Gate::new(threads * AHEAD);
    let (done, results) = mpsc::channel::<(usize, R)>();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (jobs, gate, state, work, done) = (&jobs, &gate, &state, &work, done.clone());
            scope.spawn(move || {
                let mut state = state();
                while gate.enter() {
                    let Some((n, job)) = lock(jobs).next() else { break };
                    if done.send((n, work(&mut state, job))).is_err() {
                        break;
                    }
                }
                // Whoever finds no more jobs lets the others go.
                gate.close();
            });
        }
        drop(done);
        let outcome = in_order(results, |result| {
            print(result)?;
            gate.leave();
            Ok(())
        });
        gate.close();
        outcome
    })
}

fn in_order<R>(results: mpsc::Receiver<(usize, R)>, mut print: impl FnMut(R) -> Result<()>) -> Result<()> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (n, result) in results {
        waiting.insert(n, result);
        while let Some(result) = waiting.remove(&next) {
            print(result)?;
            next += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Work whose length depends on the job, so that threads overtake each other.
    fn busy(n: u64) -> u64 {
        std::hint::black_box((0..(n * 7919) % 5000).fold(n, |a, b| a ^ b.rotate_left(7)));
        n
    }

    #[test]
    fn results_come_in_order() {
        for threads in [1, 2, 7] {
            let mut out = Vec::new();
            let print = |n| {
                out.push(n);
                Ok(())
            };
            ordered(0..1000, threads, || (), |(), n| busy(n), print).unwrap();
            assert_eq!(out, (0..1000).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_first_error_ends_the_work() {
        for threads in [1, 2, 7] {
            let mut seen = 0;
            let print = |n: u64| {
                seen += 1;
                if n == 20 { Err(anyhow::anyhow!("full")) } else { Ok(()) }
            };
            let outcome = ordered(0.., threads, || (), |(), n| busy(n), print);
            assert!(outcome.is_err());
            assert_eq!(seen, 21);
        }
    }

    #[test]
    fn threads_do_not_run_away() {
        let taken = std::sync::atomic::AtomicUsize::new(0);
        let jobs = (0..10_000).inspect(|_| {
            taken.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        });
        let mut printed = 0;
        let print = |_| {
            printed += 1;
            let ahead = taken.load(std::sync::atomic::Ordering::Relaxed) - printed;
            assert!(ahead <= 2 * AHEAD, "{ahead}");
            Ok(())
        };
        ordered(jobs, 2, || (), |(), n: i32| n, print).unwrap();
    }
}
