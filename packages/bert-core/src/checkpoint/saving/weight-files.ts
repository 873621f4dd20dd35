import { join } from 'node:path';
import { bytesPerElement } from '@bertsmith/tensor';
import type { FileContent } from '@bertsmith/tensor/files';
import { type SaveWeightsOptions, serializeWeights, WEIGHTS_FILE } from '../weights-file.js';
import { type Shard, splitIntoShards } from './split-into-shards.js';

/** How a model directory is saved. */
export interface SaveModelOptions extends SaveWeightsOptions {
  /**
   * The most bytes of elements in one file. A larger model is written as `model-00001-of-00003.safetensors`, ..., with
   * `model.safetensors.index.json`. Default: no limit, one file.
   */
  readonly maxShardBytes?: number;
}

/** What the index of several files is called. */
export const INDEX_FILE = `${WEIGHTS_FILE}.index.json`;

/** The files of weights with their contents; the index comes last. */
export function weightFiles(
  parameters: Shard,
  directory: string,
  { dtype = 'float32', maxShardBytes = Number.POSITIVE_INFINITY }: SaveModelOptions = {},
): (readonly [path: string, data: FileContent])[] {
  const shards = splitIntoShards(parameters, dtype, maxShardBytes);
  if (shards.length <= 1) return [[join(directory, WEIGHTS_FILE), serializeWeights(parameters, dtype)]];
  const names = shards.map((_, index) => shardName(index + 1, shards.length));
  const files = shards.map((shard, index): readonly [string, FileContent] => {
    return [join(directory, names[index] as string), serializeWeights(shard, dtype)];
  });
  const elements = parameters.reduce((sum, [, { data }]) => sum + data.length, 0);
  const totalSize = elements * bytesPerElement(dtype);
  return [...files, [join(directory, INDEX_FILE), formatIndex(shards, names, totalSize)]];
}

/** True for the name of a file that {@link weightFiles} may have written at another time. */
export function isWeightsFileName(name: string): boolean {
  return name === WEIGHTS_FILE || name === INDEX_FILE || /^model-\d{5}-of-\d{5}\.safetensors$/.test(name);
}

function shardName(number: number, count: number): string {
  const [a, b] = [number, count].map((each) => String(each).padStart(5, '0'));
  return `model-${a}-of-${b}.safetensors`;
}

function formatIndex(shards: readonly Shard[], names: readonly string[], totalSize: number): string {
  const places = shards.flatMap((shard, index) => shard.map(([name]) => [name, names[index]] as const));
  const weightMap = Object.fromEntries(places.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ metadata: { total_size: totalSize }, weight_map: weightMap }, null, 2)}\n`;
}
