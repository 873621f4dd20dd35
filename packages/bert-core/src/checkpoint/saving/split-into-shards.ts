/** Which parameters go into which file, when one would be too large: as transformers divides them. */
import { bytesPerElement, ConfigError, type Tensor } from '@bertsmith/tensor';
import type { WeightsDType } from '../weights-file.js';

/** The parameters of one file, by name. */
export type Shard = readonly (readonly [name: string, parameter: Tensor<'float32'>])[];

/**
 * The parameters in their order, each in the last shard unless that would then have more than `maxShardBytes` of elements. A parameter that
 * is larger by itself has a shard of its own.
 *
 * @throws ConfigError when `maxShardBytes` is no positive number
 */
export function splitIntoShards(parameters: Shard, dtype: WeightsDType, maxShardBytes: number): readonly Shard[] {
  if (!(maxShardBytes > 0)) {
    throw new ConfigError(`maxShardBytes: expected a number of bytes above 0, found ${maxShardBytes}`, {
      actual: maxShardBytes,
    });
  }
  const shards: (readonly [string, Tensor<'float32'>])[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const part of parameters) {
    const bytes = part[1].data.length * bytesPerElement(dtype);
    if (size + bytes > maxShardBytes) {
      shards.push([]);
      size = 0;
    }
    shards.at(-1)?.push(part);
    size += bytes;
  }
  return shards;
}
