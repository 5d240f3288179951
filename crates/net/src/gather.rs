//! Sums of a table's rows: what a layer over categories amounts to, since its input is nothing but ones.

use crate::matrix::Matrix;

/// Adds the given rows of a table to a vector as wide as the table.
#[allow(unsafe_code)]
pub fn add_rows(to: &mut [f32], table: &Matrix, rows: &[u32]) {
    assert!(to.len() == table.cols(), "a vector of {} for rows of {}", to.len(), table.cols());
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: the feature was detected.
            return unsafe { wide(to, table, rows) };
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the feature was detected.
            return unsafe { middle(to, table, rows) };
        }
    }
    body(to, table, rows);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx2")]
fn wide(to: &mut [f32], table: &Matrix, rows: &[u32]) {
    body(to, table, rows);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn middle(to: &mut [f32], table: &Matrix, rows: &[u32]) {
    body(to, table, rows);
}

#[inline(always)]
fn body(to: &mut [f32], table: &Matrix, rows: &[u32]) {
    let pairs = rows.chunks_exact(2);
    if let [last] = pairs.remainder() {
        to.iter_mut().zip(table.row(*last as usize)).for_each(|(t, x)| *t += x);
    }
    for pair in pairs {
        let (a, b) = (&table.row(pair[0] as usize)[..to.len()], &table.row(pair[1] as usize)[..to.len()]);
        for j in 0..to.len() {
            to[j] += a[j] + b[j];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_summed_as_often_as_they_are_named() {
        let table = Matrix::from_vec(3, 2, vec![1.0, 2.0, 10.0, 20.0, 100.0, 200.0]).unwrap();
        let mut to = [0.5, 0.5];
        add_rows(&mut to, &table, &[0, 2, 2]);
        assert_eq!(to, [201.5, 402.5]);
    }
}
