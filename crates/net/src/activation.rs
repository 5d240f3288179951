//! Activations over whole slices: a rational tanh that the compiler vectorises, the logistic function on top of it, and
//! the LSTM cell. On x86-64 the loops are compiled three times (AVX-512, AVX2, baseline) and the widest one the processor has is run.

/// tanh as a quotient of polynomials (the one Eigen uses), exact to a few units in the last place.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let x = x.clamp(-7.905_311, 7.905_311);
    let x2 = x * x;
    let mut p = -2.760_768_5e-16f32;
    p = p * x2 + 2.000_188e-13;
    p = p * x2 - 8.604_672e-11;
    p = p * x2 + 5.122_297e-8;
    p = p * x2 + 1.485_722_4e-5;
    p = p * x2 + 6.372_619_3e-4;
    p = p * x2 + 4.893_525e-3;
    let mut q = 1.198_258_4e-6f32;
    q = q * x2 + 1.185_347_1e-4;
    q = q * x2 + 2.268_434_6e-3;
    q = q * x2 + 4.893_525e-3;
    x * p / q
}

/// The logistic function.
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    0.5 * tanh(0.5 * x) + 0.5
}

/// Slope of [`leaky`] left of zero.
pub const LEAK: f32 = 0.1;

/// Leaky rectifier, in place.
pub fn leaky(xs: &mut [f32]) {
    for x in xs {
        *x = if *x > 0.0 { *x } else { LEAK * *x };
    }
}

#[inline(always)]
fn cell_body(gates: &mut [f32], c_prev: Option<&[f32]>, c: &mut [f32], h: &mut [f32]) {
    let n = c.len();
    let (i, rest) = gates.split_at_mut(n);
    let (f, rest) = rest.split_at_mut(n);
    let (g, o) = rest.split_at_mut(n);
    let (o, h) = (&mut o[..n], &mut h[..n]);
    for k in 0..n {
        i[k] = sigmoid(i[k]);
        f[k] = sigmoid(f[k]);
        g[k] = tanh(g[k]);
        o[k] = sigmoid(o[k]);
    }
    match c_prev {
        Some(c_prev) => {
            let c_prev = &c_prev[..n];
            for k in 0..n {
                c[k] = f[k] * c_prev[k] + i[k] * g[k];
            }
        }
        None => {
            for k in 0..n {
                c[k] = i[k] * g[k];
            }
        }
    }
    for k in 0..n {
        h[k] = o[k] * tanh(c[k]);
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")]
fn cell_avx512(gates: &mut [f32], c_prev: Option<&[f32]>, c: &mut [f32], h: &mut [f32]) {
    cell_body(gates, c_prev, c, h);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn cell_avx2(gates: &mut [f32], c_prev: Option<&[f32]>, c: &mut [f32], h: &mut [f32]) {
    cell_body(gates, c_prev, c, h);
}

/// One LSTM cell: turns the sums in `gates` (input, forget, candidate, output; each as long as `c`) into gate values, in
/// place, and writes the new cell and output.
#[allow(unsafe_code)]
pub fn lstm_cell(gates: &mut [f32], c_prev: Option<&[f32]>, c: &mut [f32], h: &mut [f32]) {
    assert!(gates.len() == 4 * c.len() && h.len() == c.len() && c_prev.is_none_or(|p| p.len() == c.len()));
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("fma")
        {
            // SAFETY: the features were detected.
            return unsafe { cell_avx512(gates, c_prev, c, h) };
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // SAFETY: the features were detected.
            return unsafe { cell_avx2(gates, c_prev, c, h) };
        }
    }
    cell_body(gates, c_prev, c, h);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_to_the_exact_functions() {
        for k in -2000..2000 {
            let x = k as f32 / 100.0;
            assert!((tanh(x) - x.tanh()).abs() < 1e-6, "tanh {x}");
            assert!((sigmoid(x) - 1.0 / (1.0 + (-x).exp())).abs() < 1e-6, "sigmoid {x}");
        }
    }

    #[test]
    fn wide_and_plain_cells_agree() {
        let n = 37;
        let sums: Vec<f32> = (0..4 * n).map(|k| (k as f32 * 0.7).sin() * 3.0).collect();
        let before: Vec<f32> = (0..n).map(|k| (k as f32).cos()).collect();
        let (mut g1, mut c1, mut h1) = (sums.clone(), vec![0.0; n], vec![0.0; n]);
        let (mut g2, mut c2, mut h2) = (sums, vec![0.0; n], vec![0.0; n]);
        lstm_cell(&mut g1, Some(&before), &mut c1, &mut h1);
        cell_body(&mut g2, Some(&before), &mut c2, &mut h2);
        assert!(h1.iter().zip(&h2).all(|(a, b)| (a - b).abs() < 1e-5));
    }
}
