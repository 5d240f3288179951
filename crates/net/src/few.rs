//! The matrix product for a handful of rows. A general product first copies the right-hand side into another order, which
//! pays only when many rows use it; the last steps of a recurrence have one row or two.

use crate::matrix::{View, ViewMut};

/// Up to so many rows this is quicker than the general product (measured at 192×768 and 96×384 on AVX-512).
pub const ROWS: usize = 16;

/// Rows of the right-hand side that one pass over a row of the result takes in.
const STEP: usize = 4;

/// True when [`product`] can do it: few rows, and the right-hand side and the result lie row by row.
pub fn fits(out: &ViewMut<'_>, b: &View<'_>) -> bool {
    out.rows <= ROWS && b.col_stride == 1 && b.rows >= STEP
}

/// `out = a · b`, or `out += a · b`. The caller has checked shapes and bounds.
#[allow(unsafe_code)]
pub fn product(out: ViewMut<'_>, a: View<'_>, b: View<'_>, accumulate: bool) {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("fma") {
            // SAFETY: the features were detected.
            return unsafe { wide(out, a, b, accumulate) };
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // SAFETY: the features were detected.
            return unsafe { middle(out, a, b, accumulate) };
        }
    }
    body::<false>(out, a, b, accumulate);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx2,fma")]
fn wide(out: ViewMut<'_>, a: View<'_>, b: View<'_>, accumulate: bool) {
    body::<true>(out, a, b, accumulate);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn middle(out: ViewMut<'_>, a: View<'_>, b: View<'_>, accumulate: bool) {
    body::<true>(out, a, b, accumulate);
}

#[inline(always)]
fn body<const FUSED: bool>(out: ViewMut<'_>, a: View<'_>, b: View<'_>, accumulate: bool) {
    let (rows, cols, stride) = (out.rows, out.cols, out.row_stride);
    let data = out.data;
    if !accumulate {
        (0..rows).for_each(|r| data[r * stride..r * stride + cols].fill(0.0));
    }
    let line = |k: usize| &b.data[k * b.row_stride..k * b.row_stride + cols];
    let factor = |r: usize, k: usize| a.data[r * a.row_stride + k * a.col_stride];
    let mut k = 0;
    while k + STEP <= a.cols {
        let lines: [&[f32]; STEP] = std::array::from_fn(|s| line(k + s));
        for r in 0..rows {
            let factors: [f32; STEP] = std::array::from_fn(|s| factor(r, k + s));
            add_lines::<FUSED>(&mut data[r * stride..r * stride + cols], factors, lines);
        }
        k += STEP;
    }
    for k in k..a.cols {
        for r in 0..rows {
            let to = data[r * stride..r * stride + cols].iter_mut();
            to.zip(line(k)).for_each(|(o, y)| *o = fused::<FUSED>(factor(r, k), *y, *o));
        }
    }
}

/// Adds four lines, each with its factor.
#[inline(always)]
fn add_lines<const FUSED: bool>(to: &mut [f32], x: [f32; STEP], lines: [&[f32]; STEP]) {
    let n = to.len();
    let [p, q, s, t] = lines.map(|l| &l[..n]);
    for j in 0..n {
        let sum = fused::<FUSED>(x[0], p[j], to[j]);
        let sum = fused::<FUSED>(x[1], q[j], sum);
        let sum = fused::<FUSED>(x[2], s[j], sum);
        to[j] = fused::<FUSED>(x[3], t[j], sum);
    }
}

#[inline(always)]
fn fused<const FUSED: bool>(x: f32, y: f32, sum: f32) -> f32 {
    if FUSED { x.mul_add(y, sum) } else { x * y + sum }
}

#[cfg(test)]
mod tests {
    use crate::{Matrix, mm};

    #[test]
    fn agrees_with_the_plain_sum() {
        for (rows, inner, cols) in [(1, 5, 32), (3, 7, 40), (4, 96, 384), (7, 33, 65), (8, 2, 95)] {
            let wave = |r: usize, c: usize, p: f32| {
                Matrix::from_vec(r, c, (0..r * c).map(|k| (k as f32 * 0.37 + p).sin()).collect()).unwrap()
            };
            let (a, b) = (wave(rows, inner, 0.1), wave(inner, cols, 0.7));
            let mut out = wave(rows, cols, 2.0);
            let before = out.clone();
            mm(out.view_mut(), a.view(), b.view(), true);
            for i in 0..rows {
                for j in 0..cols {
                    let sum: f32 = (0..inner).map(|k| a.row(i)[k] * b.row(k)[j]).sum();
                    assert!((out.row(i)[j] - before.row(i)[j] - sum).abs() < 1e-4, "{rows}×{inner}×{cols} at {i}, {j}");
                }
            }
        }
    }
}
