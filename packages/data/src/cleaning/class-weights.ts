import { InputError } from '@bertsmith/tensor';

/**
 * A weight for each class, so that all classes weigh the same in a loss: `rows / (numLabels * rows of the class)`, which is
 * scikit-learn's `class_weight='balanced'` (G. King and L. Zeng, "Logistic regression in rare events data", 2001). The mean weight of
 * a row is 1.
 *
 * @param labels `[rows]`: the class of each, from 0 to `numLabels - 1`
 * @returns `[numLabels]`
 * @throws InputError for a class without rows, whose weight would be infinite, or a label out of range
 * @example
 * classWeights([0, 0, 0, 1], 2); // Float64Array [0.666..., 2]
 */
export function classWeights(labels: ArrayLike<number>, numLabels: number): Float64Array {
  const counts = new Float64Array(numLabels);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    if (!Number.isInteger(label) || label < 0 || label >= numLabels) {
      const message = `class weights: row ${row} has the label ${label}, expected a whole number from 0 to ${numLabels - 1}`;
      throw new InputError(message, { row, label, numLabels });
    }
    counts[label]!++;
  }
  const absent = counts.indexOf(0);
  if (absent >= 0) {
    const message = `class weights: class ${absent} has no rows, so that no weight could make up for it; leave the class out`;
    throw new InputError(message, { label: absent, numLabels });
  }
  return counts.map((count) => labels.length / (numLabels * count));
}
