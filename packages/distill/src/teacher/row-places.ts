/**
 * Where the rows of a cache are: in the order of an evaluation, by length, so that the teacher sees little padding. It hangs on the rows alone, so that
 * whoever opens a cache again computes the same places.
 */
import { type EncodedExamples, type PlannedBatch, planEvaluationBatches, rowLengths } from '@bertsmith/data';

/** As evaluations have it. */
const BATCH_SIZE = 32;

/** See the top of the file. */
export interface RowPlaces {
  readonly batches: readonly PlannedBatch[];
  /** Row numbers in their order, `[rows]`. */
  readonly order: Int32Array;
  /** `[rows]`, by row number: rows before it. */
  readonly rowStarts: Int32Array;
  /** `[rows]`, by row number: tokens of the rows before it. */
  readonly tokenStarts: Float64Array;
  /** Tokens of each row, `[rows]`. */
  readonly lengths: Int32Array;
  /** Of all rows. */
  readonly tokens: number;
}

/** @throws InputError when there are no rows */
export function rowPlaces(rows: EncodedExamples): RowPlaces {
  const lengths = rowLengths(rows);
  const maxLength = lengths.reduce((longest, length) => Math.max(longest, length), 2);
  const batches = planEvaluationBatches({ lengths, batchSize: BATCH_SIZE, maxLength });
  const order = Int32Array.from(batches.flatMap(({ rowNumbers }) => [...rowNumbers]));
  const rowStarts = new Int32Array(lengths.length);
  const tokenStarts = new Float64Array(lengths.length);
  let tokens = 0;
  for (const [place, row] of order.entries()) {
    rowStarts[row] = place;
    tokenStarts[row] = tokens;
    tokens += lengths[row] as number;
  }
  return { batches, order, rowStarts, tokenStarts, lengths, tokens };
}
