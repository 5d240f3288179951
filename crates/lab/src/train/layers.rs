//! Backward passes of the network's layers. Every one is checked against finite differences below.

use sayso_net::activation::LEAK;
use sayso_net::lstm::Trace;
use sayso_net::{Matrix, Packing, View, mm};

/// Adds the column sums of `d` to a bias gradient.
pub fn add_column_sums(d: &Matrix, bias: &mut Matrix) {
    let sums = bias.row_mut(0);
    for row in d.data().chunks_exact(d.cols().max(1)) {
        sums.iter_mut().zip(row).for_each(|(s, x)| *s += x);
    }
}

/// Gradient of `y = x · w + b` with respect to `w` and `b`, added to `dw` and `db`.
pub fn linear_weights(x: View<'_>, dy: &Matrix, dw: &mut Matrix, db: &mut Matrix) {
    mm(dw.view_mut(), x.t(), dy.view(), true);
    add_column_sums(dy, db);
}

/// Turns the gradient after a leaky rectifier (and its dropout mask) into the one before; `y` is its output.
pub fn leaky_backward(y: &Matrix, mask: &Matrix, d: &mut Matrix) {
    for ((d, y), m) in d.data_mut().iter_mut().zip(y.data()).zip(mask.data()) {
        *d *= if *y > 0.0 { *m } else { LEAK * m };
    }
}

/// Cross entropy of a softmax row against one right answer: writes `weight * (p - onehot)` over the scores and returns
/// the weighted loss.
pub fn softmax_loss(scores: &mut [f32], gold: usize, weight: f32) -> f64 {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for s in scores.iter_mut() {
        *s = (*s - top).exp();
        sum += *s;
    }
    let p = scores[gold] / sum;
    scores.iter_mut().for_each(|s| *s *= weight / sum);
    scores[gold] -= weight;
    -f64::from(weight) * f64::from(p.max(1e-30)).ln()
}

/// Gradients of one LSTM direction.
pub struct LstmGrads<'a> {
    pub wx: &'a mut Matrix,
    pub wh: &'a mut Matrix,
    pub b: &'a mut Matrix,
}

/// Buffers of [`lstm_backward`].
#[derive(Default)]
pub struct LstmScratch {
    d_gates: Matrix,
    d_h: Matrix,
    d_c: Matrix,
    h_before: Matrix,
}

/// Back through one direction. `d_out` is the gradient of its outputs (a block of columns of a wider matrix, given by
/// its first column); the gradient of its inputs is added to `d_x`.
#[allow(clippy::too_many_arguments)]
pub fn lstm_backward(
    wx: &Matrix,
    wh: &Matrix,
    packing: &Packing,
    backwards: bool,
    x: &Matrix,
    trace: &Trace,
    d_out: (&Matrix, usize),
    grads: LstmGrads<'_>,
    scratch: &mut LstmScratch,
    d_x: &mut Matrix,
) {
    let size = wh.rows();
    let LstmScratch { d_gates, d_h, d_c, h_before } = scratch;
    d_gates.reshape(packing.rows(), 4 * size);
    h_before.reshape(packing.rows(), size);
    h_before.fill(0.0);
    // Row j belongs to the sequence in place j; it holds what flows back from the step that was run after this one.
    d_h.reshape(packing.sequences(), size);
    d_c.reshape(packing.sequences(), size);
    d_h.fill(0.0);
    d_c.fill(0.0);
    let steps = packing.steps();
    for k in (0..steps).rev() {
        let at = |k: usize| packing.step(if backwards { steps - 1 - k } else { k });
        let rows = at(k);
        let before = if k > 0 { at(k - 1) } else { 0..0 };
        let carried = before.len().min(rows.len());
        for (j, row) in rows.clone().enumerate() {
            let c_before = (j < carried).then(|| trace.c.row(before.start + j));
            if j < carried {
                h_before.row_mut(row).copy_from_slice(trace.h.row(before.start + j));
            }
            let d_out = &d_out.0.row(row)[d_out.1..d_out.1 + size];
            let gates = trace.gates.row(row);
            cell_backward(gates, c_before, trace.c.row(row), d_out, d_h.row(j), d_c.row_mut(j), d_gates.row_mut(row));
        }
        if carried > 0 {
            let d = d_gates.view_rows(rows.start..rows.start + carried);
            mm(d_h.view_rows_mut(0..carried), d, wh.view().t(), false);
        }
        for j in carried..rows.len() {
            d_h.row_mut(j).fill(0.0);
            d_c.row_mut(j).fill(0.0);
        }
    }
    mm(grads.wx.view_mut(), x.view().t(), d_gates.view(), true);
    mm(grads.wh.view_mut(), h_before.view().t(), d_gates.view(), true);
    add_column_sums(d_gates, grads.b);
    mm(d_x.view_mut(), d_gates.view(), wx.view().t(), true);
}

/// Back through one cell: `d_c` comes in as the gradient from the next step and goes out as the one for the step before.
fn cell_backward(
    gates: &[f32],
    c_before: Option<&[f32]>,
    c: &[f32],
    d_out: &[f32],
    d_h: &[f32],
    d_c: &mut [f32],
    d_gates: &mut [f32],
) {
    let n = c.len();
    let (i, f, g, o) = (&gates[..n], &gates[n..2 * n], &gates[2 * n..3 * n], &gates[3 * n..4 * n]);
    let (d_i, rest) = d_gates.split_at_mut(n);
    let (d_f, rest) = rest.split_at_mut(n);
    let (d_g, d_o) = rest.split_at_mut(n);
    let (d_out, d_h, d_c, d_o) = (&d_out[..n], &d_h[..n], &mut d_c[..n], &mut d_o[..n]);
    for k in 0..n {
        let t = sayso_net::activation::tanh(c[k]);
        let dh = d_out[k] + d_h[k];
        let dc = d_c[k] + dh * o[k] * (1.0 - t * t);
        let before = c_before.map_or(0.0, |c| c[k]);
        d_i[k] = dc * g[k] * i[k] * (1.0 - i[k]);
        d_f[k] = dc * before * f[k] * (1.0 - f[k]);
        d_g[k] = dc * i[k] * (1.0 - g[k] * g[k]);
        d_o[k] = dh * t * o[k] * (1.0 - o[k]);
        d_c[k] = dc * f[k];
    }
}

/// Gradient of [`pair`](sayso::parse::model::pair), added to the gradients of both ends.
pub fn pair_backward(dependent: &[f32], head: &[f32], d: &[f32], d_dependent: &mut [f32], d_head: &mut [f32]) {
    let n = dependent.len();
    for k in 0..n {
        d_dependent[k] += d[k] * head[k] + d[n + k];
        d_head[k] += d[k] * dependent[k] + d[2 * n + k];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_net::{Linear, Lstm, lstm};

    fn wave(rows: usize, cols: usize, phase: f32) -> Matrix {
        let data = (0..rows * cols).map(|k| (k as f32 * 0.71 + phase).sin() * 0.6).collect();
        Matrix::from_vec(rows, cols, data).unwrap()
    }

    fn dot(a: &Matrix, b: &Matrix) -> f64 {
        a.data().iter().zip(b.data()).map(|(x, y)| f64::from(x * y)).sum()
    }

    /// Compares a gradient with the slope of `loss` when each number of `m` is moved a little.
    fn check(name: &str, m: &Matrix, gradient: &Matrix, loss: impl Fn(&Matrix) -> f64) {
        for k in 0..m.data().len() {
            let step = 1e-2;
            let mut moved = m.clone();
            moved.data_mut()[k] += step;
            let up = loss(&moved);
            moved.data_mut()[k] -= 2.0 * step;
            let slope = (up - loss(&moved)) / f64::from(2.0 * step);
            let found = f64::from(gradient.data()[k]);
            assert!((slope - found).abs() < 2e-3 * (1.0 + slope.abs()), "{name}[{k}]: slope {slope}, gradient {found}");
        }
    }

    #[test]
    fn lstm_gradients() {
        for backwards in [false, true] {
            let packing = Packing::new(&[2, 4, 1, 3]);
            let (x, want) = (wave(10, 3, 0.3), wave(10, 2, 1.0));
            let net = Lstm { wx: wave(3, 8, 2.0), wh: wave(2, 8, 3.0), b: wave(1, 8, 4.0) };
            let run = |net: &Lstm, x: &Matrix| {
                let mut trace = Trace::default();
                net.project(x, &mut trace);
                lstm::recur(&net.wh, &packing, backwards, &mut trace);
                trace
            };
            let trace = run(&net, &x);
            let [mut wx, mut wh, mut b, mut dx] = [(3, 8), (2, 8), (1, 8), (10, 3)].map(|(r, c)| Matrix::zeros(r, c));
            let grads = LstmGrads { wx: &mut wx, wh: &mut wh, b: &mut b };
            let scratch = &mut LstmScratch::default();
            lstm_backward(&net.wx, &net.wh, &packing, backwards, &x, &trace, (&want, 0), grads, scratch, &mut dx);
            let loss = |net: &Lstm, x: &Matrix| dot(&run(net, x).h, &want);
            check("x", &x, &dx, |x| loss(&net, x));
            check("wx", &net.wx, &wx, |m| loss(&Lstm { wx: m.clone(), ..net.clone() }, &x));
            check("wh", &net.wh, &wh, |m| loss(&Lstm { wh: m.clone(), ..net.clone() }, &x));
            check("b", &net.b, &b, |m| loss(&Lstm { b: m.clone(), ..net.clone() }, &x));
        }
    }

    #[test]
    fn linear_and_leaky_gradients() {
        let (x, want, mask) = (wave(5, 3, 0.1), wave(5, 4, 0.9), wave(5, 4, 7.0));
        let net = Linear { w: wave(3, 4, 2.0), b: wave(1, 4, 5.0) };
        let run = |net: &Linear| {
            let mut y = Matrix::default();
            net.run(x.view(), &mut y);
            sayso_net::activation::leaky(y.data_mut());
            y
        };
        let loss = |net: &Linear| {
            let y = run(net);
            y.data().iter().zip(mask.data()).zip(want.data()).map(|((y, m), w)| f64::from(y * m * w)).sum()
        };
        let mut d = want.clone();
        leaky_backward(&run(&net), &mask, &mut d);
        let (mut dw, mut db) = (Matrix::zeros(3, 4), Matrix::zeros(1, 4));
        linear_weights(x.view(), &d, &mut dw, &mut db);
        check("w", &net.w, &dw, |m| loss(&Linear { w: m.clone(), ..net.clone() }));
        check("b", &net.b, &db, |m| loss(&Linear { b: m.clone(), ..net.clone() }));
    }

    #[test]
    fn softmax_and_pair_gradients() {
        let scores = wave(1, 5, 0.4);
        let mut d = scores.clone();
        softmax_loss(d.row_mut(0), 2, 0.7);
        check("scores", &scores, &d, |m| softmax_loss(m.clone().row_mut(0), 2, 0.7));

        let (a, b, want) = (wave(1, 3, 0.2), wave(1, 3, 1.2), wave(1, 9, 2.2));
        let value = |a: &Matrix, b: &Matrix| {
            let mut out = Matrix::zeros(1, 9);
            sayso::parse::model::pair(a.row(0), b.row(0), out.row_mut(0));
            dot(&out, &want)
        };
        let (mut da, mut db) = (Matrix::zeros(1, 3), Matrix::zeros(1, 3));
        pair_backward(a.row(0), b.row(0), want.row(0), da.row_mut(0), db.row_mut(0));
        check("dependent", &a, &da, |m| value(m, &b));
        check("head", &b, &db, |m| value(&a, m));
    }
}
