//! The linear layer.

use crate::matrix::{Matrix, View};
use crate::mm::mm;
use crate::weights::Weights;
use crate::{Error, Result};

/// `y = x · w + b`.
#[derive(Clone, Debug)]
pub struct Linear {
    /// Inputs down, outputs across.
    pub w: Matrix,
    /// One row.
    pub b: Matrix,
}

impl Linear {
    /// Reads `NAME.w` and `NAME.b`.
    pub fn load(weights: &Weights, name: &str) -> Result<Self> {
        let w = weights.matrix(&format!("{name}.w"))?;
        let b = weights.matrix(&format!("{name}.b"))?;
        if b.rows() != 1 || b.cols() != w.cols() {
            return Err(Error::new(format!("{name}: bias does not fit")));
        }
        Ok(Linear { w, b })
    }

    /// Applies the layer to every row.
    pub fn run(&self, x: View<'_>, out: &mut Matrix) {
        out.reshape(x.rows, self.w.cols());
        for i in 0..out.rows() {
            out.row_mut(i).copy_from_slice(self.b.row(0));
        }
        mm(out.view_mut(), x, self.w.view(), true);
    }
}
