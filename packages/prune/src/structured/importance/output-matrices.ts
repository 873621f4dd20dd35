import { type BertConfig, headSize, rankOf } from '@bertsmith/bert-core';
import type { ParameterArena, Tensor } from '@bertsmith/tensor';
import { emptyScores, type UnitScores } from './unit-scores.js';

/** The matrices whose columns are what heads and units give to the residual stream. */
export interface OutputMatrix {
  readonly kind: 'heads' | 'units';
  readonly layer: number;
  /** The parameter's name. Of a factorized matrix it is the first factor, which has the columns. */
  readonly name: string;
  /** Neighbouring columns that belong to one head or unit. */
  readonly columnsEach: number;
}

/** Both matrices of each layer, in order. */
export function outputMatrices(config: BertConfig): OutputMatrix[] {
  return Array.from({ length: config.numHiddenLayers }, (_, layer): OutputMatrix[] => {
    const nameOf = (matrix: string) => {
      const name = `bert.encoder.layer.${layer}.${matrix}`;
      return rankOf(config, name) === undefined ? `${name}.weight` : `${name}.first.weight`;
    };
    return [
      { kind: 'heads', layer, name: nameOf('attention.output.dense'), columnsEach: headSize(config) },
      { kind: 'units', layer, name: nameOf('output.dense'), columnsEach: 1 },
    ];
  }).flat();
}

/**
 * For each head and unit the sum of `a * b` over its columns of the output matrix.
 *
 * @param aOf, bOf a matrix by its parameter's name, in the layout of the parameter, `[hiddenSize, columns]`
 */
export function sumProducts(
  config: BertConfig,
  aOf: (name: string) => Float32Array,
  bOf: (name: string) => Float32Array,
): UnitScores {
  const scores = emptyScores(config);
  for (const { kind, layer, name, columnsEach } of outputMatrices(config)) {
    const sums = scores[kind][layer] as Float64Array;
    addProducts(sums, aOf(name), bOf(name), columnsEach);
  }
  return scores;
}

/** Column by column first, row after row: the order of memory, in float64. */
function addProducts(sums: Float64Array, a: Float32Array, b: Float32Array, columnsEach: number): void {
  const width = sums.length * columnsEach;
  const columns = new Float64Array(width);
  for (let start = 0; start < a.length; start += width) {
    for (let column = 0; column < width; column++) {
      columns[column] = (columns[column] as number) + (a[start + column] as number) * (b[start + column] as number);
    }
  }
  for (let column = 0; column < width; column++) {
    const owner = Math.floor(column / columnsEach);
    sums[owner] = (sums[owner] as number) + (columns[column] as number);
  }
}

/**
 * The derivative of the loss with respect to a factor of each head and unit, at 1 (P. Michel, O. Levy, G. Neubig, "Are sixteen heads really
 * better than one?", NeurIPS 2019, section 4.1). A head's part of the output is `W_h x_h`, with a mask `m W_h x_h`, so that
 * `dL/dm = sum W_h * dL/dW_h` over the head's columns: the gradients of the parameters say it, no graph is changed.
 *
 * @param gradients in the layout of the arena
 */
export function maskDerivatives(config: BertConfig, arena: ParameterArena, gradients: Float32Array): UnitScores {
  const viewOf = (buffer: Float32Array) => (name: string) =>
    (arena.view(arena.entry(name), buffer) as Tensor<'float32'>).data;
  return sumProducts(config, viewOf(arena.data), viewOf(gradients));
}
