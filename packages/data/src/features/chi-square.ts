/**
 * Chi-square scores: how far the occurrences of a feature in the classes are from what its total and the sizes of the classes let expect.
 *
 *     observed(c, f) = sum of x(d, f) over the rows d of class c
 *     expected(c, f) = (rows of c / rows) * sum of x(d, f) over all rows
 *     score(f)       = sum_c (observed - expected)^2 / expected
 *
 * Source: Y. Yang and J. O. Pedersen, "A comparative study on feature selection in text categorization", ICML 1997; in the form of
 * scikit-learn's `chi2`, whose scores these are to 1e-9.
 */
import { InputError, ShapeError } from '@bertsmith/tensor';
import { chiSquareTail } from './chi-square-tail.js';
import type { SparseMatrix } from './sparse-matrix.js';

/** What {@link chiSquare} found, for each column. */
export interface ChiSquareScores {
  /** `[columns]`, from 0; not a number for a feature that no row has. */
  readonly scores: Float64Array;
  /** `[columns]`: the probability of such a score or a higher one for a feature that has nothing to do with the class. */
  readonly pValues: Float64Array;
}

/**
 * Scores of features against the class of each row; see the top of the file. Takes `classes * columns` numbers of memory.
 *
 * @param features values from 0, such as counts or TF-IDF
 * @param labels `[rows]`: whole numbers from 0; classes without a row do not count
 * @throws ShapeError when there is not one label for each row, and at least one
 * @throws InputError when a value is negative or not a number, a label is negative, or all rows have the same label
 * @example
 * const { scores, pValues } = chiSquare(vectorizer.fitTransform(texts), labels);
 */
export function chiSquare(features: SparseMatrix, labels: Int32Array): ChiSquareScores {
  checkRows(features, labels);
  const rowsOfClass = countRows(labels);
  const columns = features.shape[1];
  const observed = sumByClass(features, labels, rowsOfClass.length);
  const totals = new Float64Array(columns);
  observed.forEach((sum, cell) => {
    totals[cell % columns] = (totals[cell % columns] as number) + sum;
  });
  const scores = new Float64Array(columns);
  rowsOfClass.forEach((rows, label) => {
    if (rows > 0)
      addTerms(scores, observed.subarray(label * columns, (label + 1) * columns), totals, rows / labels.length);
  });
  const degreesOfFreedom = rowsOfClass.filter((rows) => rows > 0).length - 1;
  return { scores, pValues: scores.map((score) => chiSquareTail(score, degreesOfFreedom)) };
}

/** Adds the terms of one class. */
function addTerms(scores: Float64Array, observed: Float64Array, totals: Float64Array, share: number): void {
  observed.forEach((sum, column) => {
    const expected = share * (totals[column] as number);
    scores[column] = (scores[column] as number) + (sum - expected) ** 2 / expected;
  });
}

/** `[classes, columns]`, row-major. */
function sumByClass(features: SparseMatrix, labels: Int32Array, classes: number): Float64Array {
  const { shape, rowOffsets, columnIndices, values } = features;
  const sums = new Float64Array(classes * shape[1]);
  labels.forEach((label, row) => {
    const end = rowOffsets[row + 1] as number;
    for (let entry = rowOffsets[row] as number; entry < end; entry++) {
      const cell = label * shape[1] + (columnIndices[entry] as number);
      sums[cell] = (sums[cell] as number) + (values[entry] as number);
    }
  });
  return sums;
}

/** `[classes]`. */
function countRows(labels: Int32Array): Int32Array {
  const counts = new Int32Array(labels.reduce((a, b) => Math.max(a, b), 0) + 1);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  return counts;
}

function checkRows({ shape, values, rowOffsets }: SparseMatrix, labels: Int32Array): void {
  if (labels.length !== shape[0] || labels.length === 0) {
    throw new ShapeError(
      `chi-square: ${shape[0]} rows of features, ${labels.length} labels; give one for each row, and at least one`,
      { rows: shape[0], labels: labels.length },
    );
  }
  const negative = labels.findIndex((label) => label < 0);
  if (negative >= 0) {
    const details = { row: negative, label: labels[negative] };
    throw new InputError(`chi-square: row ${negative}: the label is ${labels[negative]}, expected 0 or more`, details);
  }
  if (labels.every((label) => label === labels[0])) {
    throw new InputError(
      `chi-square: all ${labels.length} rows have the label ${labels[0]}, expected two or more labels`,
      {
        label: labels[0],
      },
    );
  }
  const entry = values.findIndex((value) => !(value >= 0));
  if (entry < 0) return;
  const row = rowOffsets.findIndex((offset) => offset > entry) - 1;
  throw new InputError(`chi-square: row ${row} has the value ${values[entry]}, expected 0 or more`, {
    row,
    value: values[entry],
  });
}
