//! The one matrix product. Everything the network multiplies goes through [`mm`].
//!
//! `matrixmultiply` was picked over `gemm` 0.19 by measurement (one core, AVX-512; GFLOP/s, mm against gemm): 32×160·160×640
//! 168 : 128, 600×224·224×640 231 : 139, transposed 320×600·600×640 244 : 134, 25×128·128×26 65 : 67.

use crate::few;
use crate::matrix::{View, ViewMut};

/// `out = a · b`, or `out += a · b` when `accumulate` is set. Panics when shapes disagree, which is a bug in the caller.
#[allow(unsafe_code)]
pub fn mm(out: ViewMut<'_>, a: View<'_>, b: View<'_>, accumulate: bool) {
    assert!(
        a.cols == b.rows && out.rows == a.rows && out.cols == b.cols,
        "shapes disagree: {}×{} · {}×{} → {}×{}",
        a.rows,
        a.cols,
        b.rows,
        b.cols,
        out.rows,
        out.cols
    );
    assert!(a.in_bounds() && b.in_bounds() && out.in_bounds());
    if out.rows == 0 || out.cols == 0 {
        return;
    }
    if few::fits(&out, &b) {
        return few::product(out, a, b, accumulate);
    }
    let beta = if accumulate { 1.0 } else { 0.0 };
    // SAFETY: the three blocks were checked to lie inside their slices, and `out` is borrowed mutably, so it overlaps
    // neither operand.
    unsafe {
        matrixmultiply::sgemm(
            a.rows,
            a.cols,
            b.cols,
            1.0,
            a.data.as_ptr(),
            a.row_stride as isize,
            a.col_stride as isize,
            b.data.as_ptr(),
            b.row_stride as isize,
            b.col_stride as isize,
            beta,
            out.data.as_mut_ptr(),
            out.row_stride as isize,
            1,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Matrix;

    fn check(a: View<'_>, b: View<'_>, rows: usize, cols: usize, expected: &[f32]) {
        let mut out = Matrix::zeros(rows, cols);
        mm(out.view_mut(), a, b, false);
        assert_eq!(out.data(), expected);
        mm(out.view_mut(), a, b, true);
        assert!(out.data().iter().zip(expected).all(|(x, y)| *x == 2.0 * y));
    }

    #[test]
    fn products_and_transposes() {
        let a = Matrix::from_vec(2, 3, vec![1., 2., 3., 4., 5., 6.]).unwrap_or_default();
        let b = Matrix::from_vec(3, 2, vec![1., 0., 0., 1., 1., 1.]).unwrap_or_default();
        check(a.view(), b.view(), 2, 2, &[4., 5., 10., 11.]);
        check(a.view(), a.view().t(), 2, 2, &[14., 32., 32., 77.]);
        check(a.view().t(), a.view(), 3, 3, &[17., 22., 27., 22., 29., 36., 27., 36., 45.]);
        check(a.view_rows(1..2).columns(1..3), b.view_rows(1..3), 1, 2, &[6., 11.]);
    }
}
