/**
 * Output matrices of which some columns are held at 0, and the values that these columns have in secret. The optimizer works on the secret
 * values, forward and backward pass see the zeros: the straight-through estimator (Y. Bengio, N. Léonard, A. Courville, 2013), by which
 * what is masked goes on learning, and may come back.
 */
import type { BertConfig } from '@bertsmith/bert-core';
import { ConfigError, type ParameterArena, type Tensor } from '@bertsmith/tensor';
import { type OutputMatrix, outputMatrices } from '../importance/output-matrices.js';

/** Which heads and units of each layer are there. */
export interface KeptUnits {
  readonly heads: readonly (readonly number[])[];
  readonly units: readonly (readonly number[])[];
}

/** See the top of the file. */
export class MaskedOutputs {
  readonly #matrices: readonly OutputMatrix[];
  /** Whole matrices, by the parameters' names; none before the first step. */
  readonly #secret = new Map<string, Float32Array>();

  constructor(config: BertConfig) {
    this.#matrices = outputMatrices(config);
  }

  /** A matrix as the optimizer sees it. */
  valuesOf(name: string, arena: ParameterArena): Float32Array {
    return this.#secret.get(name) ?? arena.get(name).data;
  }

  /** Puts all values into the arena, those that are masked too. */
  reveal(arena: ParameterArena): void {
    for (const [name, values] of this.#secret) arena.get(name).data.set(values);
  }

  /** Keeps the arena's values, and sets those of the columns that are not kept to 0 there. */
  mask(arena: ParameterArena, kept: KeptUnits): void {
    for (const { name } of this.#matrices) {
      const { data } = arena.get(name);
      const secret = this.#secret.get(name);
      if (secret === undefined) this.#secret.set(name, data.slice());
      else secret.set(data);
    }
    this.clear(arena, kept);
  }

  /** Sets columns that are not kept to 0, and forgets what was there. @returns whether one was something else */
  clear(arena: ParameterArena, kept: KeptUnits): boolean {
    const changed = this.#matrices.map((matrix) => {
      const { data, shape } = arena.get(matrix.name);
      return clearColumns(data, shape[1] as number, matrix, kept[matrix.kind][matrix.layer] as number[]);
    });
    return changed.includes(true);
  }

  /** Of a checkpoint: `secret.<parameter>`, none before the first step. */
  toTensors(arena: ParameterArena): Map<string, Tensor> {
    const tensors = new Map<string, Tensor>();
    for (const [name, data] of this.#secret) {
      tensors.set(`secret.${name}`, { dtype: 'float32', shape: arena.get(name).shape, data });
    }
    return tensors;
  }

  /** @throws ConfigError when they are those of another model */
  fromTensors(tensors: ReadonlyMap<string, Tensor>, arena: ParameterArena): void {
    const pairs = this.#matrices.map(({ name }) => [name, tensors.get(`secret.${name}`)] as const);
    const misfit = pairs.find(([name, saved]) => saved?.data.length !== arena.get(name).data.length);
    if (misfit !== undefined) {
      const message = `block pruning: the checkpoint is of another model: 'secret.${misfit[0]}' does not fit`;
      throw new ConfigError(message, { name: misfit[0] });
    }
    for (const [name, saved] of pairs) this.#secret.set(name, (saved as Tensor<'float32'>).data.slice());
  }
}

/** Row after row: the order of memory. @returns whether one was not 0 */
function clearColumns(
  data: Float32Array,
  width: number,
  { columnsEach }: OutputMatrix,
  kept: readonly number[],
): boolean {
  const stays = new Set(kept);
  const cleared = Array.from({ length: width }, (_, column) => column).filter((column) => {
    return !stays.has(Math.floor(column / columnsEach));
  });
  let isChanged = false;
  for (let row = 0; row < data.length; row += width) {
    for (const column of cleared) {
      isChanged ||= data[row + column] !== 0;
      data[row + column] = 0;
    }
  }
  return isChanged;
}
