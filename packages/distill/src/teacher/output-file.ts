/**
 * A file with one of a teacher's outputs, of safetensors: `logits.safetensors`, `hidden_states.3.safetensors`.
 *
 * | tensor | dtype, shape | what it is |
 * |---|---|---|
 * | `values` | float32 or float16 `[rows, width]`, or `[tokens, width]` for an output that has numbers for each token | in the order of `row_numbers` |
 * | `row_numbers` | int32 `[rows]` | which of the training rows each is, from 0 |
 * | `row_ends` | int64 `[rows]` | where each row ends in `values` |
 *
 * The metadata has `format` and a `fingerprint` of the teacher, the rows and all else that the numbers hang on.
 */
import { allFinite, encodeFloat16, formatError, InputError } from '@bertsmith/tensor';
import type { SafetensorsFile } from '@bertsmith/tensor/files';
import type { CacheDType } from '../distillation-options.js';
import { entryCount } from './memory-store.js';
import type { RowPlaces } from './row-places.js';
import type { OutputLayout } from './teacher-outputs.js';

export const FORMAT = 'bertsmith teacher outputs, 1';

/** Names of tensors. */
export const [VALUES, ROW_NUMBERS, ROW_ENDS] = ['values', 'row_numbers', 'row_ends'] as const;

/** @throws FormatError when it says that it is something else */
export function requireFormat({ path, metadata }: SafetensorsFile): void {
  const format = metadata.get('format');
  if (format === FORMAT && metadata.has('fingerprint')) return;
  const found = format === undefined ? 'it says none' : `it says '${format}'`;
  throw formatError(
    { path },
    `expected the format '${FORMAT}' and a fingerprint in the metadata, ${found}: it is no file of a teacher's outputs; remove it, or take another cacheDirectory`,
    {
      expected: FORMAT,
      actual: format,
    },
  );
}

/** @throws FormatError when its tensors are not those of an output of these rows */
export async function checkContents(
  file: SafetensorsFile,
  layout: OutputLayout,
  places: RowPlaces,
  dtype: CacheDType,
): Promise<void> {
  const count = entryCount(layout, places);
  requireTensor(file, VALUES, dtype, [count, layout.width]);
  const rows = places.order.length;
  requireTensor(file, ROW_NUMBERS, 'int32', [rows]);
  requireTensor(file, ROW_ENDS, 'int64', [rows]);
  const { data: numbers } = await file.read(ROW_NUMBERS);
  const { data: ends } = await file.read(ROW_ENDS);
  const expected = rowEnds(layout, places);
  for (const [place, row] of places.order.entries()) {
    if (numbers[place] === row && ends[place] === expected[place]) continue;
    const problem = `place ${place} is row ${numbers[place]} and ends at ${ends[place]}, expected row ${row} and ${expected[place]}: the file is damaged; remove it`;
    throw formatError({ path: file.path }, problem, { place, expected: row, actual: numbers[place] });
  }
}

function requireTensor(file: SafetensorsFile, name: string, dtype: string, shape: readonly number[]): void {
  const entry = file.entry(name);
  if (entry.dtype === dtype && entry.shape.join() === shape.join()) return;
  const problem = `expected ${dtype}[${shape.join(', ')}], found ${entry.dtype}[${entry.shape.join(', ')}]: the file is damaged; remove it`;
  throw formatError({ path: file.path, tensor: name }, problem, { expected: shape, actual: entry.shape });
}

/** Where each row ends. */
export function rowEnds({ per }: OutputLayout, { order, lengths }: RowPlaces): BigInt64Array {
  let end = 0;
  return BigInt64Array.from(order, (row) => {
    end += per === 'row' ? 1 : (lengths[row] as number);
    return BigInt(end);
  });
}

/** Fills `target` from the `start`th row or token on. @throws FormatError for a number that is not finite */
export async function readFinite(file: SafetensorsFile, start: number, target: Float32Array): Promise<void> {
  await file.readRows(VALUES, start, target);
  if (allFinite(target)) return;
  const problem = `a number from row ${start} on is not finite: the file is damaged; remove it`;
  throw formatError({ path: file.path, tensor: VALUES }, problem, { start });
}

/** The largest float16. */
const LARGEST_FLOAT16 = 65_504;

/** Numbers as float16. @throws InputError for one beyond it */
export function narrowed(name: string, data: Float32Array): Uint16Array {
  const beyond = data.find((value) => Math.abs(value) > LARGEST_FLOAT16);
  if (beyond !== undefined) {
    throw new InputError(
      `distillation: the teacher's '${name}' has ${beyond}, a float16 at most ${LARGEST_FLOAT16}: keep it as float32 (cacheDType)`,
      { name, value: beyond, maximum: LARGEST_FLOAT16 },
    );
  }
  const bits = new Uint16Array(data.length);
  encodeFloat16(data, bits);
  return bits;
}
