/**
 * A validation part for data that comes without one: so many of each class, drawn by a seed, and equal texts on one
 * side, so that nothing that was learned is asked again.
 */
import { ConfigError, FormatError } from '@bertsmith/tensor';
import { shuffle } from '../random/shuffle.js';
import { Xoshiro128 } from '../random/xoshiro128.js';

/** How rows are held out. */
export interface HoldOutOptions<Row> {
  /** Rows with the same key stay together: the text. */
  readonly keyOf: (row: Row) => string;
  /** The class, whose share is the same on both sides; of rows with one key, the first one's. Default: all are of one. */
  readonly classOf?: ((row: Row) => number | string) | undefined;
  /** The part to hold out, between 0 and 1. Default 0.1. */
  readonly share?: number | undefined;
  /** A whole number from 0. Default 0. */
  readonly seed?: number | undefined;
  /** The file, for messages. */
  readonly path: string;
}

const DEFAULT_SHARE = 0.1;

/**
 * Divides rows into those to learn from and those to judge by, both in the order in which they came.
 *
 * @throws ConfigError for a share or seed out of range, FormatError when there are too few rows for both
 */
export function holdOut<Row>(
  rows: readonly Row[],
  options: HoldOutOptions<Row>,
): { readonly train: Row[]; readonly validation: Row[] } {
  const { keyOf, share = DEFAULT_SHARE, path } = options;
  if (!(share > 0 && share < 1)) {
    throw new ConfigError(`the share to hold out is ${share}, expected a number between 0 and 1`, { share });
  }
  const held = drawKeys(rows, options);
  const validation = rows.filter((row) => held.has(keyOf(row)));
  const train = rows.filter((row) => !held.has(keyOf(row)));
  if (train.length > 0 && validation.length > 0) return { train, validation };
  throw new FormatError(
    `${path}: ${rows.length} rows are too few to hold ${share} of each class out; give a file to judge by, or more rows`,
    { path, rows: rows.length, share },
  );
}

function drawKeys<Row>(rows: readonly Row[], options: HoldOutOptions<Row>): ReadonlySet<string> {
  const { share = DEFAULT_SHARE, seed = 0 } = options;
  const generator = Xoshiro128.fromSeed(seed);
  return new Set(
    groupKeys(rows, options).flatMap((keys) => shuffle(keys, generator).slice(0, Math.round(keys.length * share))),
  );
}

/** The distinct keys of each class. */
function groupKeys<Row>(rows: readonly Row[], { keyOf, classOf = () => 0 }: HoldOutOptions<Row>): string[][] {
  const seen = new Set<string>();
  const keysOfClass = new Map<number | string, string[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (seen.has(key)) continue;
    seen.add(key);
    const keys = keysOfClass.get(classOf(row));
    if (keys === undefined) keysOfClass.set(classOf(row), [key]);
    else keys.push(key);
  }
  return [...keysOfClass.values()];
}
