/**
 * Which rows go together in a batch, and in what order.
 *
 * Rows of similar length share a batch, so that little is padding (the idea is as old as recurrent translation
 * models; see V. Khomenko et al., "Accelerating recurrent neural network training using sequence bucketing", 2016).
 * An epoch shuffles all rows, sorts them by bucket (rows of one bucket stay in random order), cuts the list into
 * batches, and shuffles these. The plan is a pure function of its arguments: whoever knows seed, epoch and the number
 * of batches that are done can go on in the middle of an epoch.
 */
import { ConfigError, InputError } from '@bertsmith/tensor';
import { shuffle, shuffledRows } from '../random/shuffle.js';
import { Xoshiro128 } from '../random/xoshiro128.js';
import { assignBuckets, lengthBuckets } from './length-buckets.js';

/** What batches are made of. */
export interface BatchPlanOptions {
  /** Tokens of each row, special tokens included. */
  readonly lengths: ArrayLike<number>;
  /** Rows of a batch; the last one may have fewer. */
  readonly batchSize: number;
  /** Tokens of a batch at most, padding included, but for a single row that has more. Default: no limit. */
  readonly batchTokens?: number;
  /** The longest sequence there can be: no batch is padded beyond it. */
  readonly maxLength: number;
}

/** What the order of a training epoch hangs on, beside the rows. */
export interface TrainingPlanOptions extends BatchPlanOptions {
  /** Whole number from 0. */
  readonly seed: number;
  /** Whole number from 0; another epoch has another order. */
  readonly epoch: number;
}

/** One batch to come. */
export interface PlannedBatch {
  /** Rows, by their position in `lengths`. */
  readonly rowNumbers: Int32Array;
  /** The length that all of them are padded to: one of {@link lengthBuckets}. */
  readonly sequenceLength: number;
}

/**
 * The batches of a training epoch: every row once, similar lengths together, everything else in random order.
 *
 * When the rows do not divide evenly, the last batch is the short one: a random choice of rows, of all lengths.
 *
 * @throws InputError when there are no rows, or one is longer than `maxLength`
 * @throws ConfigError when a number is out of range
 * @example
 * planTrainingBatches({ lengths: [3, 9, 4, 8], batchSize: 2, maxLength: 128, seed: 1, epoch: 0 });
 * // rows 0 and 2 padded to 4, rows 1 and 3 padded to 12, in one order or the other
 */
export function planTrainingBatches(options: TrainingPlanOptions): PlannedBatch[] {
  const { lengths, batchSize, batchTokens, maxLength, seed, epoch } = checkPlanOptions(options);
  const generator = Xoshiro128.fromSeed(seed, epoch);
  const buckets = lengthBuckets(maxLength);
  const bucketOf = assignBuckets(lengths, buckets);
  const rows = shuffledRows(lengths.length, generator);
  const fullRows = rows.length - (batchTokens === undefined ? rows.length % batchSize : 0);
  const sorted = sortRows(rows.subarray(0, fullRows), bucketOf);
  const paddedLengthOf = (row: number) => buckets[bucketOf[row] as number] as number;
  const batches = shuffle(cutBatches(sorted, options, paddedLengthOf), generator);
  if (fullRows < rows.length) batches.push(rows.slice(fullRows));
  return batches.map((rowNumbers) => ({ rowNumbers, sequenceLength: longest(rowNumbers, paddedLengthOf) }));
}

/**
 * The batches of an evaluation: every row once, sorted by length and within a length by row, nothing random.
 *
 * @throws InputError when there are no rows, or one is longer than `maxLength`
 * @throws ConfigError when a number is out of range
 */
export function planEvaluationBatches(options: BatchPlanOptions): PlannedBatch[] {
  const { lengths, maxLength } = checkPlanOptions(options);
  const buckets = lengthBuckets(maxLength);
  const bucketOf = assignBuckets(lengths, buckets);
  const rows = Int32Array.from(lengths, (_, row) => row);
  const paddedLengthOf = (row: number) => buckets[bucketOf[row] as number] as number;
  return cutBatches(sortRows(rows, lengths), options, paddedLengthOf).map((rowNumbers) => ({
    rowNumbers,
    sequenceLength: longest(rowNumbers, paddedLengthOf),
  }));
}

/** Sorts in place by a key of each row; rows with the same key keep their order. */
function sortRows(rows: Int32Array, keys: ArrayLike<number>): Int32Array {
  return rows.sort((a, b) => (keys[a] as number) - (keys[b] as number));
}

/** @param rows by ascending padded length */
function cutBatches(
  rows: Int32Array,
  { batchSize, batchTokens = Number.POSITIVE_INFINITY }: Pick<BatchPlanOptions, 'batchSize' | 'batchTokens'>,
  paddedLengthOf: (row: number) => number,
): Int32Array[] {
  const batches: Int32Array[] = [];
  let start = 0;
  for (const [end, row] of rows.entries()) {
    const isFull = end - start === batchSize || (end - start + 1) * paddedLengthOf(row) > batchTokens;
    if (!isFull || end === start) continue;
    batches.push(rows.slice(start, end));
    start = end;
  }
  if (start < rows.length) batches.push(rows.slice(start));
  return batches;
}

function longest(rows: Int32Array, paddedLengthOf: (row: number) => number): number {
  return rows.reduce((length, row) => Math.max(length, paddedLengthOf(row)), 0);
}

/** @throws ConfigError when a number is out of range, InputError when there are no rows */
export function checkPlanOptions<Options extends BatchPlanOptions>(options: Options): Options {
  const { batchSize, batchTokens, lengths } = options;
  for (const [name, value] of Object.entries({ batchSize, ...(batchTokens !== undefined && { batchTokens }) })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new ConfigError(`${name} is ${value}, expected a whole number from 1`, { [name]: value });
  }
  if (lengths.length === 0) throw new InputError('there are no rows to make batches of', { rows: 0 });
  return options;
}
