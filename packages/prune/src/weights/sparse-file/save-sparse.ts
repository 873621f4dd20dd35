import type { BertInferenceModel } from '@bertsmith/bert-core';
import { type NamedTensor, serializeSafetensors } from '@bertsmith/tensor';
import { writeFileAtomically } from '@bertsmith/tensor/files';
import { compress, type SparseCompression } from './compression.js';
import { encodeSparse } from './encode-sparse.js';

/** How {@link saveSparse} writes. */
export interface SaveSparseOptions {
  /** Default `none`. `zstd` takes Node.js 22.15 or later, to write and to read. */
  readonly compression?: SparseCompression;
}

/** What came of it, in bytes. */
export interface SparseSizes {
  /** Of the tensors themselves, as they are in memory and in a dense file. */
  readonly denseBytes: number;
  /** Of the file. */
  readonly fileBytes: number;
}

/**
 * Writes float32 tensors with their zeros left out; `encode-sparse.ts` says how the file is made up. The whole file is built in memory.
 *
 * @param path its directory must exist; an old file is replaced when the new one is complete
 * @throws DTypeError for a tensor that is not float32, ConfigError for an unknown compression, OutputError when the system refuses
 * @example
 * const { denseBytes, fileBytes } = await saveSparse('model.sparse.safetensors', model.arena.parts(), { compression: 'gzip' });
 */
export async function saveSparse(
  path: string,
  tensors: Iterable<NamedTensor>,
  { compression = 'none' }: SaveSparseOptions = {},
): Promise<SparseSizes> {
  const all = [...tensors];
  const content = encodeSparse(all);
  const plain = Buffer.concat([...serializeSafetensors(content.tensors, content.metadata)]);
  const packed = await compress(plain, compression);
  await writeFileAtomically(path, packed);
  const denseBytes = all.reduce((sum, [, { data }]) => sum + data.byteLength, 0);
  return { denseBytes, fileBytes: packed.byteLength };
}

/** The same of all parameters of a model, under the names that files have for them. */
export async function saveSparseWeights(
  model: Pick<BertInferenceModel, 'arena'>,
  path: string,
  options: SaveSparseOptions = {},
): Promise<SparseSizes> {
  return await saveSparse(path, model.arena.parts(), options);
}
