/** A random split in which each class has the same share of both sides. */
import { ConfigError, InputError } from '@bertsmith/tensor';
import { shuffle } from '../random/shuffle.js';
import { Xoshiro128 } from '../random/xoshiro128.js';

/** How rows are split. */
export interface StratifiedSplitOptions {
  /** Share of the rows that go to the validation side, above 0 and below 1. */
  readonly validationShare: number;
  /** What the choice is drawn from: a whole number from 0. */
  readonly seed: number;
}

/** Numbers of rows, ascending. */
export interface SplitRows {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  /** Classes that are on one side only, in words. */
  readonly warnings: readonly string[];
}

/**
 * Splits rows at random, class by class. The validation side has `round(validationShare rows)` rows in all, at least one; of each
 * class its share, rounded down, and one more for the classes that lost most by rounding (the method of largest remainders, the
 * smaller class number first among equals).
 *
 * @param labels `[rows]`: the class of each
 * @throws ConfigError for a share out of range; InputError for fewer than 2 rows
 * @example
 * const { train, validation } = stratifiedSplit(examples.map(({ label }) => label), { validationShare: 0.1, seed: 42 });
 */
export function stratifiedSplit(
  labels: ArrayLike<number>,
  { validationShare, seed }: StratifiedSplitOptions,
): SplitRows {
  if (!(validationShare > 0 && validationShare < 1)) {
    throw new ConfigError(`validationShare is ${validationShare}, expected more than 0 and less than 1`, {
      validationShare,
    });
  }
  if (labels.length < 2)
    throw new InputError(`a split needs at least 2 rows, there are ${labels.length}`, { rows: labels.length });
  const classes = rowsOfClasses(labels);
  const wanted = Math.min(labels.length - 1, Math.max(1, Math.round(labels.length * validationShare)));
  const counts = shareOut(
    wanted,
    [...classes.values()].map(({ length }) => length),
    labels.length,
  );
  const generator = Xoshiro128.fromSeed(seed);
  const [train, validation, warnings]: [number[][], number[][], string[]] = [[], [], []];
  for (const [index, [label, rows]] of [...classes].entries()) {
    const count = counts[index] as number;
    shuffle(rows, generator);
    validation.push(rows.slice(0, count));
    train.push(rows.slice(count));
    const empty = count === 0 ? 'validation' : 'training';
    if (count === 0 || count === rows.length)
      warnings.push(`class ${label} has ${rows.length} rows, none for ${empty}`);
  }
  return { train: ascending(train), validation: ascending(validation), warnings };
}

/** The rows of each class, by class number. */
function rowsOfClasses(labels: ArrayLike<number>): Map<number, number[]> {
  const classes = new Map<number, number[]>();
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    const rows = classes.get(label);
    if (rows === undefined) classes.set(label, [row]);
    else rows.push(row);
  }
  return new Map([...classes].sort(([a], [b]) => a - b));
}

/** Whole numbers that add up to `wanted`, in proportion to the sizes. */
function shareOut(wanted: number, sizes: readonly number[], total: number): number[] {
  const exact = sizes.map((size) => (wanted * size) / total);
  const counts = exact.map(Math.floor);
  const missing = wanted - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = [...counts.keys()].sort((a, b) => remainder(exact, b) - remainder(exact, a));
  for (const index of byRemainder.slice(0, missing)) counts[index]!++;
  return counts;
}

function remainder(exact: readonly number[], index: number): number {
  return (exact[index] as number) % 1;
}

function ascending(rows: number[][]): Int32Array {
  return Int32Array.from(rows.flat()).sort();
}
