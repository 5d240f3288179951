//! Row-major f32 matrices and strided views of them. Arithmetic lives in [`mm`](crate::mm) and
//! [`activation`](crate::activation).

use std::ops::Range;

/// A row-major matrix that owns its numbers. Its buffer is kept when it is resized, so workspaces do not allocate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    rows: usize,
    cols: usize,
    data: Vec<f32>,
}

impl Matrix {
    /// All zeros.
    pub fn zeros(rows: usize, cols: usize) -> Self {
        Matrix { rows, cols, data: vec![0.0; rows * cols] }
    }

    /// From numbers in row order; none when their count is not `rows * cols`.
    pub fn from_vec(rows: usize, cols: usize, data: Vec<f32>) -> Option<Self> {
        (data.len() == rows.checked_mul(cols)?).then_some(Matrix { rows, cols, data })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// All numbers in row order.
    pub fn data(&self) -> &[f32] {
        &self.data
    }

    /// All numbers in row order.
    pub fn data_mut(&mut self) -> &mut [f32] {
        &mut self.data
    }

    /// One row.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.data[i * self.cols..(i + 1) * self.cols]
    }

    /// One row.
    pub fn row_mut(&mut self, i: usize) -> &mut [f32] {
        &mut self.data[i * self.cols..(i + 1) * self.cols]
    }

    /// Changes the shape; the contents are unspecified afterwards.
    pub fn reshape(&mut self, rows: usize, cols: usize) {
        self.rows = rows;
        self.cols = cols;
        self.data.resize(rows * cols, 0.0);
    }

    /// Sets every number.
    pub fn fill(&mut self, value: f32) {
        self.data.fill(value);
    }

    /// The whole matrix as a view.
    pub fn view(&self) -> View<'_> {
        self.view_rows(0..self.rows)
    }

    /// Some rows as a view.
    pub fn view_rows(&self, rows: Range<usize>) -> View<'_> {
        let data = &self.data[rows.start * self.cols..rows.end * self.cols];
        View { data, rows: rows.len(), cols: self.cols, row_stride: self.cols, col_stride: 1 }
    }

    /// The whole matrix as a view to write to.
    pub fn view_mut(&mut self) -> ViewMut<'_> {
        self.view_rows_mut(0..self.rows)
    }

    /// Some rows as a view to write to.
    pub fn view_rows_mut(&mut self, rows: Range<usize>) -> ViewMut<'_> {
        let data = &mut self.data[rows.start * self.cols..rows.end * self.cols];
        ViewMut { data, rows: rows.len(), cols: self.cols, row_stride: self.cols }
    }

    /// Adds a row vector to every row.
    pub fn add_row(&mut self, bias: &[f32]) {
        if self.cols == 0 {
            return;
        }
        for row in self.data.chunks_exact_mut(self.cols) {
            for (x, b) in row.iter_mut().zip(bias) {
                *x += b;
            }
        }
    }

    /// Copies a matrix into the columns that start at `col`.
    pub fn set_columns(&mut self, col: usize, from: &Matrix) {
        let width = from.cols;
        for i in 0..from.rows {
            self.row_mut(i)[col..col + width].copy_from_slice(from.row(i));
        }
    }
}

/// A matrix that is looked at, perhaps transposed, perhaps a block of a larger one.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub(crate) data: &'a [f32],
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    pub(crate) row_stride: usize,
    pub(crate) col_stride: usize,
}

impl View<'_> {
    /// Rows and columns swapped; nothing is copied.
    pub fn t(self) -> Self {
        View { rows: self.cols, cols: self.rows, row_stride: self.col_stride, col_stride: self.row_stride, ..self }
    }

    /// Some columns of it.
    pub fn columns(self, cols: Range<usize>) -> Self {
        assert!(cols.end <= self.cols, "columns {cols:?} of {}", self.cols);
        let start = if self.rows == 0 { 0 } else { cols.start * self.col_stride };
        View { data: &self.data[start..], cols: cols.len(), ..self }
    }

    /// The furthest number it touches lies inside its data.
    pub(crate) fn in_bounds(&self) -> bool {
        self.rows == 0
            || self.cols == 0
            || (self.rows - 1) * self.row_stride + (self.cols - 1) * self.col_stride < self.data.len()
    }
}

/// A block of a matrix that is written to; its columns are contiguous.
#[derive(Debug)]
pub struct ViewMut<'a> {
    pub(crate) data: &'a mut [f32],
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    pub(crate) row_stride: usize,
}

impl<'a> ViewMut<'a> {
    /// Some columns of it.
    pub fn columns(self, cols: Range<usize>) -> ViewMut<'a> {
        assert!(cols.end <= self.cols, "columns {cols:?} of {}", self.cols);
        let start = if self.rows == 0 { 0 } else { cols.start };
        ViewMut { data: &mut self.data[start..], cols: cols.len(), ..self }
    }

    pub(crate) fn in_bounds(&self) -> bool {
        self.rows == 0 || self.cols == 0 || (self.rows - 1) * self.row_stride + self.cols <= self.data.len()
    }
}
