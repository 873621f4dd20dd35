/**
 * A teacher's outputs on disk, a file for each. One of another fingerprint is not used and written anew, one that is damaged is an error. A file is there when it
 * is whole: several processes may write the same, and each reads what was last put in its place.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@bertsmith/tensor';
import { makeDirectory, openSafetensors, type SafetensorsFile, SafetensorsWriter } from '@bertsmith/tensor/files';
import type { CacheDType } from '../distillation-options.js';
import {
  checkContents,
  FORMAT,
  narrowed,
  ROW_ENDS,
  ROW_NUMBERS,
  readFinite,
  requireFormat,
  rowEnds,
  VALUES,
} from './output-file.js';
import type { OutputStore } from './output-store.js';
import type { RowPlaces } from './row-places.js';
import type { OutputLayout } from './teacher-outputs.js';

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
    const open = [...files.values()];
    files.clear();
    // All of them, also when one of them fails.
    await Promise.all(open.map((file) => file.close()));
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
      const replaced = missing.find(({ name }) => !files.has(name));
      if (replaced !== undefined) throw writtenByOthers(pathOf(directory, replaced.name));
    },
    async discard() {
      for (const writer of writers.values()) await writer.discard();
      await close();
    },
    read: async (name, start, target) => await readFinite(files.get(name) as SafetensorsFile, start, target),
    close,
  };
}

function writtenByOthers(path: string): InputError {
  return new InputError(
    `distillation: '${path}' was written, and is not there any more, or is of another teacher or other rows: another process works in this directory; give each its own cacheDirectory`,
    { path },
  );
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

async function createWriter(
  name: string,
  { directory, layouts, dtype, fingerprint }: DiskStoreOptions,
): Promise<SafetensorsWriter> {
  const { width } = layouts.find((each) => each.name === name) as OutputLayout;
  const tensors = [
    { name: VALUES, dtype, rowShape: [width] },
    { name: ROW_NUMBERS, dtype: 'int32', rowShape: [] },
    { name: ROW_ENDS, dtype: 'int64', rowShape: [] },
  ] as const;
  const metadata = { format: FORMAT, fingerprint: fingerprint(name) };
  return await SafetensorsWriter.create(pathOf(directory, name), tensors, metadata);
}

async function commit(name: string, writer: SafetensorsWriter, { layouts, places }: DiskStoreOptions): Promise<void> {
  const layout = layouts.find((each) => each.name === name) as OutputLayout;
  await writer.append(ROW_NUMBERS, places.order);
  await writer.append(ROW_ENDS, rowEnds(layout, places));
  await writer.commit();
}
