//! The LSTM, one direction and both, over packed sequences. The trace it leaves (gates, cells, outputs) is what a backward
//! pass needs; the backward pass itself lives with the trainer.

use crate::activation::lstm_cell;
use crate::matrix::Matrix;
use crate::mm::mm;
use crate::packed::Packing;
use crate::weights::Weights;
use crate::{Error, Result};

/// Weights of one direction. Gates stand in the order input, forget, candidate, output.
#[derive(Clone, Debug)]
pub struct Lstm {
    /// Inputs down, the four gates across.
    pub wx: Matrix,
    /// Own output down, the four gates across.
    pub wh: Matrix,
    /// One row.
    pub b: Matrix,
}

/// What one run of one direction computed, row by row of the packing.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Before the run: input projections with bias. After it: gate values.
    pub gates: Matrix,
    /// Cells.
    pub c: Matrix,
    /// Outputs.
    pub h: Matrix,
}

impl Lstm {
    /// Reads `NAME.wx`, `NAME.wh` and `NAME.b`.
    pub fn load(weights: &Weights, name: &str) -> Result<Self> {
        let [wx, wh, b] = ["wx", "wh", "b"].map(|part| weights.matrix(&format!("{name}.{part}")));
        let lstm = Lstm { wx: wx?, wh: wh?, b: b? };
        let gates = 4 * lstm.wh.rows();
        if lstm.wh.cols() != gates || lstm.wx.cols() != gates || lstm.b.cols() != gates || lstm.b.rows() != 1 {
            return Err(Error::new(format!("{name}: gates do not fit")));
        }
        Ok(lstm)
    }

    /// Size of the output.
    pub fn size(&self) -> usize {
        self.wh.rows()
    }

    /// Projects inputs into `trace.gates`.
    pub fn project(&self, x: &Matrix, trace: &mut Trace) {
        trace.gates.reshape(x.rows(), self.wx.cols());
        for i in 0..x.rows() {
            trace.gates.row_mut(i).copy_from_slice(self.b.row(0));
        }
        mm(trace.gates.view_mut(), x.view(), self.wx.view(), true);
    }
}

/// Runs the recurrence over projections that are already in `trace.gates`; `backwards` walks from the last position to
/// the first.
pub fn recur(wh: &Matrix, packing: &Packing, backwards: bool, trace: &mut Trace) {
    let size = wh.rows();
    let Trace { gates, c, h } = trace;
    c.reshape(packing.rows(), size);
    h.reshape(packing.rows(), size);
    let steps = packing.steps();
    let mut before = 0..0;
    for k in 0..steps {
        let rows = packing.step(if backwards { steps - 1 - k } else { k });
        // Sequences that are already under way: walking forwards some have ended, walking backwards some begin here.
        let carried = before.len().min(rows.len());
        if carried > 0 {
            let from = before.start..before.start + carried;
            let to = rows.start..rows.start + carried;
            mm(gates.view_rows_mut(to), h.view_rows(from), wh.view(), true);
        }
        for (j, row) in rows.clone().enumerate() {
            let (c_row, c_prev) = if j < carried {
                let (a, b) = two_rows(c, row, before.start + j);
                (a, Some(b))
            } else {
                (c.row_mut(row), None)
            };
            lstm_cell(gates.row_mut(row), c_prev, c_row, h.row_mut(row));
        }
        before = rows;
    }
}

/// One row to write and another to read.
fn two_rows(m: &mut Matrix, write: usize, read: usize) -> (&mut [f32], &[f32]) {
    let n = m.cols();
    if read < write {
        let (a, b) = m.data_mut().split_at_mut(write * n);
        (&mut b[..n], &a[read * n..(read + 1) * n])
    } else {
        let (a, b) = m.data_mut().split_at_mut(read * n);
        (&mut a[write * n..(write + 1) * n], &b[..n])
    }
}

/// Both directions.
#[derive(Clone, Debug)]
pub struct BiLstm {
    /// First position to last.
    pub forward: Lstm,
    /// Last position to first.
    pub backward: Lstm,
}

impl BiLstm {
    /// Reads `NAME.f` and `NAME.b`.
    pub fn load(weights: &Weights, name: &str) -> Result<Self> {
        let forward = Lstm::load(weights, &format!("{name}.fwd"))?;
        let backward = Lstm::load(weights, &format!("{name}.bwd"))?;
        if forward.wx.rows() != backward.wx.rows() || forward.size() != backward.size() {
            return Err(Error::new(format!("{name}: directions do not fit")));
        }
        Ok(BiLstm { forward, backward })
    }

    /// Runs both directions over packed rows; each output row is forward then backward.
    pub fn run(&self, packing: &Packing, x: &Matrix, traces: &mut [Trace; 2], out: &mut Matrix) {
        let [fwd, bwd] = traces;
        self.forward.project(x, fwd);
        self.backward.project(x, bwd);
        self.run_projected(packing, traces, out);
    }

    /// As [`Self::run`], over projections already in the traces' gates.
    pub fn run_projected(&self, packing: &Packing, traces: &mut [Trace; 2], out: &mut Matrix) {
        let [fwd, bwd] = traces;
        recur(&self.forward.wh, packing, false, fwd);
        recur(&self.backward.wh, packing, true, bwd);
        let size = self.forward.size();
        out.reshape(packing.rows(), 2 * size);
        out.set_columns(0, &fwd.h);
        out.set_columns(size, &bwd.h);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(rows: usize, cols: usize, phase: f32) -> Matrix {
        let data = (0..rows * cols).map(|k| (k as f32 * 0.37 + phase).sin() * 0.8).collect();
        Matrix::from_vec(rows, cols, data).unwrap_or_default()
    }

    fn lstm(phase: f32) -> Lstm {
        Lstm { wx: wave(4, 12, phase), wh: wave(3, 12, phase + 1.0), b: wave(1, 12, phase + 2.0) }
    }

    #[test]
    fn a_batch_equals_one_sequence_at_a_time() {
        let net = BiLstm { forward: lstm(0.0), backward: lstm(5.0) };
        let lengths = [2, 6, 1, 4, 6];
        let packing = Packing::new(&lengths);
        let mut x = Matrix::zeros(packing.rows(), 4);
        for (s, &n) in lengths.iter().enumerate() {
            for i in 0..n {
                let row = wave(1, 4, (10 * s + i) as f32);
                x.row_mut(packing.row(s, i)).copy_from_slice(row.row(0));
            }
        }
        let mut together = Matrix::default();
        net.run(&packing, &x, &mut Default::default(), &mut together);
        for (s, &n) in lengths.iter().enumerate() {
            let alone = Packing::new(&[n]);
            let mut xs = Matrix::zeros(n, 4);
            for i in 0..n {
                xs.row_mut(i).copy_from_slice(x.row(packing.row(s, i)));
            }
            let mut out = Matrix::default();
            net.run(&alone, &xs, &mut Default::default(), &mut out);
            for i in 0..n {
                let (a, b) = (together.row(packing.row(s, i)), out.row(i));
                assert!(a.iter().zip(b).all(|(p, q)| (p - q).abs() < 1e-5), "sequence {s}, position {i}");
            }
        }
    }
}
