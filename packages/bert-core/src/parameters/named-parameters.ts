import type { ParameterArena, Tensor } from '@bertsmith/tensor';

/** Every parameter by its name, as a view of the arena: what a backend compiles a model's graphs with. */
export function namedParameters(arena: ParameterArena): Map<string, Tensor<'float32'>> {
  return new Map(arena.entries.map(({ specification: { name } }) => [name, arena.get(name)]));
}
