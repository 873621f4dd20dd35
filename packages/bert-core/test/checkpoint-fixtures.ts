import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ParameterArena, readSafetensors, type Tensor } from '@bertsmith/tensor';

/** Where a file or directory of `fixtures/checkpoints/` is. */
export function checkpointPath(name: string): string {
  return fileURLToPath(new URL(`./fixtures/checkpoints/${name}`, import.meta.url));
}

/** The float32 tensors of a safetensors fixture. */
export function readExpected(name: string): ReadonlyMap<string, Tensor<'float32'>> {
  return readSafetensors(readFileSync(checkpointPath(name))).tensors as ReadonlyMap<string, Tensor<'float32'>>;
}

/** What is in an arena before weights are loaded. */
export const BEFORE = 7;

/** An arena of parameters with the names and shapes of some tensors. */
export function arenaFor(tensors: ReadonlyMap<string, Tensor>): ParameterArena {
  const specifications = Array.from(tensors, ([name, { shape }]) => {
    return { name, shape, initialization: { constant: 0 }, weightDecay: false };
  });
  const arena = new ParameterArena(specifications);
  arena.data.fill(BEFORE);
  return arena;
}
