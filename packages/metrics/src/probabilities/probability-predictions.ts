import { InputError } from '@bertsmith/tensor';

/** The outcome of a classification, with how likely each class seemed. */
export interface ProbabilityPredictions {
  /**
   * Probabilities by `[example, class]`, row-major, each row adding up to 1; {@link softmaxRows} makes them of logits.
   */
  readonly probabilities: ArrayLike<number>;
  /** True class of each example, whole numbers from 0 to `numLabels - 1`. */
  readonly labels: ArrayLike<number>;
  /** Number of classes, at least 2. */
  readonly numLabels: number;
}

/** What float32 probabilities of thousands of classes may add up to besides 1. Logits are further off. */
const SUM_TOLERANCE = 1e-3;

/**
 * Checks the outcome.
 *
 * @throws InputError when there are no examples, the lists do not fit each other, a label is no class, a number is no
 *   probability, or a row does not add up to 1
 */
export function checkProbabilities(input: ProbabilityPredictions): void {
  const { labels, numLabels } = input;
  if (!Number.isInteger(numLabels) || numLabels < 2) {
    throw new InputError(`scoring: numLabels is ${numLabels}, expected a whole number from 2`, { numLabels });
  }
  checkRows(input.probabilities, labels.length, numLabels);
  for (let row = 0; row < labels.length; row++) {
    checkLabel(row, labels[row], numLabels);
    checkSum(input, row);
  }
}

/** @throws InputError when there are no rows, or not `numLabels` numbers in each */
export function checkRows(numbers: ArrayLike<number>, rows: number, numLabels: number): void {
  if (rows > 0 && numbers.length === rows * numLabels) return;
  throw new InputError(
    `scoring: ${numbers.length} numbers for ${rows} examples of ${numLabels} classes; give one of each class for every example, and at least one example`,
    { numbers: numbers.length, rows, numLabels },
  );
}

/** @throws InputError when a label is no class */
export function checkLabel(row: number, label: number | undefined, numLabels: number): void {
  if (label !== undefined && Number.isInteger(label) && label >= 0 && label < numLabels) return;
  throw new InputError(`scoring: labels[${row}] is ${label}, expected a class from 0 to ${numLabels - 1}`, {
    row,
    label,
  });
}

function checkSum({ probabilities, numLabels }: ProbabilityPredictions, row: number): void {
  let sum = 0;
  for (let label = 0; label < numLabels; label++) {
    const probability = probabilities[row * numLabels + label] as number;
    if (!(probability >= 0 && probability <= 1)) {
      throw new InputError(
        `scoring: the probability of class ${label} for example ${row} is ${probability}, expected 0 to 1; make probabilities of logits with softmaxRows`,
        { row, label, probability },
      );
    }
    sum += probability;
  }
  if (Math.abs(sum - 1) <= SUM_TOLERANCE) return;
  throw new InputError(
    `scoring: the probabilities for example ${row} add up to ${sum}, expected 1; make probabilities of logits with softmaxRows`,
    { row, sum },
  );
}
