/** Which packed rows go together in a batch, and in what order: for packed rows what `planTrainingBatches` is for others. */
import { shuffle } from '../random/shuffle.js';
import { Xoshiro128 } from '../random/xoshiro128.js';
import { packExamples } from './pack-examples.js';
import { checkPlanOptions, type TrainingPlanOptions } from './plan-batches.js';

/** `batchSize` and `batchTokens` are of examples and their tokens, as for batches that are not packed. */
export type PackedPlanOptions = TrainingPlanOptions;

/** One packed batch to come. */
export interface PlannedPackedBatch {
  /** The examples of each row, by their position in `lengths`. */
  readonly rows: readonly Int32Array[];
  /** Tokens of a row, padding included. */
  readonly rowLength: number;
}

/** Rows are as long as the longest example, up to the next multiple of this. */
const LENGTH_MULTIPLE = 8;

/**
 * The batches of a training epoch: every example once, in rows of several, of one length throughout the run.
 *
 * A batch has as many rows as hold `batchSize` examples on average, so that a learning rate goes on to fit; fewer when `batchTokens` says
 * so, and one at least. Rows of few long examples and rows of many short ones are in every batch in like proportion, so batches have about
 * the same number of examples: rows are sorted by it, cut into as many strata as a batch has rows, and a batch draws one of each. When rows do not
 * divide evenly, the last batch is the short one: a random choice of rows.
 *
 * @throws InputError when there are no rows, or one has no tokens or more than `maxLength`; ConfigError when a number is out of range
 * @example
 * planPackedBatches({ lengths: [3, 9, 4, 8], batchSize: 4, maxLength: 12, seed: 1, epoch: 0 });
 * // one batch of two rows: examples 1 and 0, and 3 and 2
 */
export function planPackedBatches(options: PackedPlanOptions): PlannedPackedBatch[] {
  const { lengths, seed, epoch } = checkPlanOptions(options);
  const generator = Xoshiro128.fromSeed(seed, epoch);
  const rowLength = chooseRowLength(options);
  const rows = shuffle(packExamples({ lengths, rowLength, generator }), generator);
  const rowsOfBatch = countRows(options, rows.length, rowLength);
  const fullRows = rows.length - (rows.length % rowsOfBatch);
  const batches = drawFromStrata(rows.slice(0, fullRows), rowsOfBatch, generator);
  if (fullRows < rows.length) batches.push(rows.slice(fullRows));
  return batches.map((rows) => ({ rows, rowLength }));
}

function chooseRowLength({ lengths, maxLength }: PackedPlanOptions): number {
  const longest = Array.from(lengths).reduce((longest, length) => Math.max(longest, length), 1);
  return Math.min(maxLength, Math.ceil(longest / LENGTH_MULTIPLE) * LENGTH_MULTIPLE);
}

function countRows({ lengths, batchSize, batchTokens }: PackedPlanOptions, rows: number, rowLength: number): number {
  const byExamples = Math.round((batchSize * rows) / lengths.length);
  const byTokens = Math.floor((batchTokens ?? Number.POSITIVE_INFINITY) / rowLength);
  return Math.max(1, Math.min(byExamples, byTokens, rows));
}

/** @param rows in random order, a multiple of `size` of them */
function drawFromStrata(rows: Int32Array[], size: number, generator: Xoshiro128): Int32Array[][] {
  const sorted = rows.sort((a, b) => a.length - b.length);
  const count = rows.length / size;
  const strata = Array.from({ length: size }, (_, index) =>
    shuffle(sorted.slice(index * count, (index + 1) * count), generator),
  );
  return Array.from({ length: count }, (_, batch) => strata.map((stratum) => stratum[batch] as Int32Array));
}
