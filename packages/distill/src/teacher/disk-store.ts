/**
 * A teacher's outputs on disk: a safetensors file for each, `logits.safetensors`, `hidden_states.3.safetensors`.
 *
 * | tensor | dtype, shape | what it is |
 * |---|---|---|
 * | `values` | float32 or float16 `[rows, width]`, or `[tokens, width]` for an output that has numbers for each token | in the order of `row_numbers` |
 * | `row_numbers` | int32 `[rows]` | which of the training rows each is, from 0 |
 * | `row_ends` | int64 `[rows]` | where each row ends in `values` |
 *
 * The metadata has `format` and a `fingerprint` of the teacher, the rows and all else that the numbers hang on. A file of another fingerprint is not used and
 * written anew; one that is damaged or says what cannot be is an error. A file is there when it is whole.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeFloat16, formatError, InputError } from '@bertsmith/tensor';
import { makeDirectory, openSafetensors, type SafetensorsFile, SafetensorsWriter } from '@bertsmith/tensor/files';
import type { CacheDType } from '../distillation-options.js';
import { entryCount } from './memory-store.js';
import type { OutputStore } from './output-store.js';
import type { RowPlaces } from './row-places.js';
import type { OutputLayout } from './teacher-outputs.js';

const FORMAT = 'bertsmith teacher outputs, 1';
const [VALUES, ROW_NUMBERS, ROW_ENDS] = ['values', 'row_numbers', 'row_ends'];

/** What {@link openDiskStore} is given. */
export interface DiskStoreOptions {
  readonly directory: string;
  readonly layouts: readonly OutputLayout[];
  readonly places: RowPlaces;
  readonly dtype: CacheDType;
  /** Of an output, by name. */
  readonly fingerprint: (name: string) => string;
  readonly onNote?: ((note: string) => void) | undefined;
}

/**
 * Opens what a directory has; what it has not, or of another teacher or other rows, is `missing`.
 *
 * @throws FormatError for a damaged file; InputError, OutputError when the system refuses
 */
export async function openDiskStore(options: DiskStoreOptions): Promise<OutputStore> {
  const { directory, layouts } = options;
  await makeDirectory(directory);
  const files = new Map<string, SafetensorsFile>();
  const close = async () => {
    for (const file of files.values()) await file.close();
    files.clear();
  };
  try {
    for (const layout of layouts) await openIfUsable(layout, options, files);
  } catch (error) {
    await close();
    throw error;
  }
  const writers = new Map<string, SafetensorsWriter>();
  const missing = layouts.filter(({ name }) => !files.has(name));
  return {
    missing,
    async append(name, data) {
      const writer = writers.get(name) ?? (await createWriter(name, options));
      writers.set(name, writer);
      await writer.append(VALUES, options.dtype === 'float16' ? narrowed(name, data) : data);
    },
    async finish() {
      for (const [name, writer] of writers) await commit(name, writer, options);
      writers.clear();
      for (const layout of missing) await openIfUsable(layout, options, files);
    },
    async discard() {
      for (const writer of writers.values()) await writer.discard();
      await close();
    },
    read: async (name, start, target) => await readFinite(files.get(name) as SafetensorsFile, start, target),
    close,
  };
}

const pathOf = (directory: string, name: string) => join(directory, `${name}.safetensors`);

async function openIfUsable(
  layout: OutputLayout,
  { directory, places, dtype, fingerprint, onNote }: DiskStoreOptions,
  files: Map<string, SafetensorsFile>,
): Promise<void> {
  const path = pathOf(directory, layout.name);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  const file = await openSafetensors(path);
  try {
    requireFormat(file);
    if (file.metadata.get('fingerprint') === fingerprint(layout.name)) {
      await checkContents(file, layout, places, dtype);
      files.set(layout.name, file);
      return;
    }
    onNote?.(`${path}: of another teacher or other rows: it is not used, and written anew`);
  } finally {
    if (files.get(layout.name) !== file) await file.close();
  }
}

function requireFormat({ path, metadata }: SafetensorsFile): void {
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

async function checkContents(
  file: SafetensorsFile,
  layout: OutputLayout,
  places: RowPlaces,
  dtype: CacheDType,
): Promise<void> {
  const count = entryCount(layout, places);
  requireTensor(file, VALUES as string, dtype, [count, layout.width]);
  const rows = places.order.length;
  requireTensor(file, ROW_NUMBERS as string, 'int32', [rows]);
  requireTensor(file, ROW_ENDS as string, 'int64', [rows]);
  const { data: numbers } = await file.read(ROW_NUMBERS as string);
  const { data: ends } = await file.read(ROW_ENDS as string);
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

async function createWriter(
  name: string,
  { directory, layouts, dtype, fingerprint }: DiskStoreOptions,
): Promise<SafetensorsWriter> {
  const { width } = layouts.find((each) => each.name === name) as OutputLayout;
  const tensors = [
    { name: VALUES as string, dtype, rowShape: [width] },
    { name: ROW_NUMBERS as string, dtype: 'int32', rowShape: [] },
    { name: ROW_ENDS as string, dtype: 'int64', rowShape: [] },
  ] as const;
  const metadata = { format: FORMAT, fingerprint: fingerprint(name) };
  return await SafetensorsWriter.create(pathOf(directory, name), tensors, metadata);
}

/** The largest float16. */
const LARGEST_FLOAT16 = 65_504;

/** @throws InputError for a number beyond float16 */
function narrowed(name: string, data: Float32Array): Uint16Array {
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

async function commit(name: string, writer: SafetensorsWriter, { layouts, places }: DiskStoreOptions): Promise<void> {
  const layout = layouts.find((each) => each.name === name) as OutputLayout;
  await writer.append(ROW_NUMBERS as string, places.order);
  await writer.append(ROW_ENDS as string, rowEnds(layout, places));
  await writer.commit();
}

function rowEnds({ per }: OutputLayout, { order, lengths }: RowPlaces): BigInt64Array {
  let end = 0;
  return BigInt64Array.from(order, (row) => {
    end += per === 'row' ? 1 : (lengths[row] as number);
    return BigInt(end);
  });
}

async function readFinite(file: SafetensorsFile, start: number, target: Float32Array): Promise<void> {
  await file.readRows(VALUES as string, start, target);
  if (target.every(Number.isFinite)) return;
  const problem = `a number from row ${start} on is not finite: the file is damaged; remove it`;
  throw formatError({ path: file.path, tensor: VALUES as string }, problem, { start });
}
