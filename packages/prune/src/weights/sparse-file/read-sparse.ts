import type { BertInferenceModel } from '@bertsmith/bert-core';
import { formatError, readSafetensors, type Tensor } from '@bertsmith/tensor';
import { openRegularFile, readExactly } from '@bertsmith/tensor/files';
import { decompress } from './compression.js';
import { decodeSparse } from './decode-sparse.js';

/**
 * What a file may become in memory: 2 GiB. BERT-large has 1.3; a compressed file of zeros could otherwise become some 30,000 times what it is on the
 * disk, a thousand by gzip and 32 by bits that stand for numbers.
 */
export const MAXIMUM_SPARSE_BYTES = 2 ** 31;

/** How {@link readSparse} reads. */
export interface ReadSparseOptions {
  /** The file itself, the same decompressed, and its dense tensors may each take as many bytes. Default {@link MAXIMUM_SPARSE_BYTES}. */
  readonly maximumBytes?: number;
}

/**
 * Reads what `saveSparse` wrote, whatever its compression: dense tensors, bit for bit those that were written.
 *
 * @throws InputError when there is no such file, FormatError when it is damaged, lies about itself, or would become larger than allowed,
 * ConfigError when it takes a later Node.js
 */
export async function readSparse(
  path: string,
  { maximumBytes = MAXIMUM_SPARSE_BYTES }: ReadSparseOptions = {},
): Promise<Map<string, Tensor<'float32'>>> {
  const content = await decompress(await readWhole(path, maximumBytes), path, maximumBytes);
  return decodeSparse(readSafetensors(content, path), { path, maximumBytes });
}

/**
 * Reads what `saveSparseWeights` wrote into a model with the same parameters. All of them or none.
 *
 * @throws InputError, FormatError, ConfigError as {@link readSparse}; FormatError too when a parameter is missing, is not the model's, or has another shape
 */
export async function loadSparseWeights(
  model: Pick<BertInferenceModel, 'arena'>,
  path: string,
  options: ReadSparseOptions = {},
): Promise<void> {
  const saved = await readSparse(path, options);
  const parts = [...model.arena.parts()];
  for (const [name, { shape }] of parts) requireShape(saved.get(name), { name, shape, path });
  const known = new Set(parts.map(([name]) => name));
  const stray = [...saved.keys()].find((name) => !known.has(name));
  if (stray !== undefined)
    throw formatError({ path, kind: 'sparse file', tensor: stray }, 'the model has no such parameter');
  for (const [name, { data }] of parts) data.set((saved.get(name) as Tensor<'float32'>).data);
}

async function readWhole(path: string, maximumBytes: number): Promise<Uint8Array> {
  await using handle = await openRegularFile(path);
  const { size } = await handle.stat();
  if (size > maximumBytes) {
    const problem = `it has ${size} bytes, allowed are ${maximumBytes}: if you trust it, raise \`maximumBytes\``;
    throw formatError({ path, kind: 'sparse file' }, problem, { expected: maximumBytes, actual: size });
  }
  const content = new Uint8Array(size);
  await readExactly(handle, content, { path, kind: 'sparse file', byteOffset: 0 });
  return content;
}

interface ExpectedParameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly path: string;
}

function requireShape(saved: Tensor | undefined, { name, shape, path }: ExpectedParameter): void {
  if (saved?.shape.join() === shape.join()) return;
  const found = saved === undefined ? 'the file has none' : `the file has [${saved.shape.join(', ')}]`;
  const problem = `the model's is float32[${shape.join(', ')}], ${found}`;
  throw formatError({ path, kind: 'sparse file', tensor: name }, problem, { expected: shape, actual: saved?.shape });
}
