import { mix } from '@bertsmith/graph';
import type { ParameterArena } from '@bertsmith/tensor';

/**
 * Fills an arena with fresh values: normal deviates or constants, as each parameter's specification says.
 *
 * Where transformers zeroes the embedding of the padding word, it is drawn here like any other: masked as it is, nothing reads it.
 *
 * A value depends only on the seed, the name of its parameter and its position, so that a model with one layer
 * more begins like the model without it.
 *
 * @param seed a whole number below 2^32
 * @param isWanted which parameters, by name. Default all
 */
export function initializeParameters(
  arena: ParameterArena,
  seed: number,
  isWanted: (name: string) => boolean = () => true,
): void {
  for (const { specification } of arena.entries) {
    const { initialization, name } = specification;
    if (!isWanted(name)) continue;
    const { data } = arena.get(name);
    if ('constant' in initialization) data.fill(initialization.constant);
    else fillNormal(data, initialization.normal, mix(mix(seed) ^ hashName(name)));
  }
}

/** Normal deviates in pairs (Box and Muller 1958), from hashed positions. */
function fillNormal(data: Float32Array, deviation: number, key: number): void {
  for (let index = 0; index < data.length; index += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(uniform(key, index)));
    const angle = 2 * Math.PI * uniform(key, index + 1);
    data[index] = radius * Math.cos(angle);
    if (index + 1 < data.length) data[index + 1] = radius * Math.sin(angle);
  }
}

/** A number above 0 and below 1. */
function uniform(key: number, position: number): number {
  return (mix(mix(position) ^ key) + 0.5) / 2 ** 32;
}

function hashName(name: string): number {
  let hash = 0;
  for (let index = 0; index < name.length; index++) hash = mix(hash ^ name.charCodeAt(index));
  return hash;
}
