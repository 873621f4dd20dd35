import { type BertConfig, headSize, rankOf } from '@bertsmith/bert-core';
import type { ParameterArena } from '@bertsmith/tensor';
import type { UnitCriterion } from './unit-criterion.js';
import { emptyScores, type UnitScores } from './unit-scores.js';

/**
 * The Euclidean norm of all weights of a head (its rows of query, key and value with their biases, and its columns of the projection) or of
 * a unit (its row with its bias, and its column): what magnitude pruning is for single weights, for groups of them (H. Li et al., "Pruning
 * filters for efficient ConvNets", ICLR 2017, there with the sum of magnitudes). It needs no data, and knows nothing of the task.
 *
 * Of a factorized matrix it is the factor that has its rows or columns.
 *
 * Heads have more weights than units, so the two are not comparable: prune one kind after the other, or choose another criterion.
 */
export function unitMagnitude(): UnitCriterion {
  return {
    specificationVersion: 'v1',
    name: 'magnitude',
    score: ({ model: { config, arena } }) => squareRoots(sumsOfSquares(config, arena)),
  };
}

function sumsOfSquares(config: BertConfig, arena: ParameterArena): UnitScores {
  const scores = emptyScores(config);
  const size = headSize(config);
  for (let layer = 0; layer < config.numHiddenLayers; layer++) {
    const prefix = `bert.encoder.layer.${layer}.`;
    const data = (name: string) => arena.get(`${prefix}${name}`).data;
    const weight = (name: string, factor: 'first' | 'second') =>
      data(rankOf(config, `${prefix}${name}`) === undefined ? `${name}.weight` : `${name}.${factor}.weight`);
    const heads = scores.heads[layer] as Float64Array;
    const units = scores.units[layer] as Float64Array;
    const stacked = 3 * heads.length * size;
    const headOfRow = (row: number) => Math.floor(row / size) % heads.length;
    for (const part of ['weight', 'bias']) addRows(heads, data(`attention.self.qkv.${part}`), stacked, headOfRow);
    for (const rows of [weight('intermediate.dense', 'second'), data('intermediate.dense.bias')]) {
      addRows(units, rows, units.length, (row) => row);
    }
    addColumns(heads, weight('attention.output.dense', 'first'), heads.length * size, headOfRow);
    addColumns(units, weight('output.dense', 'first'), units.length, (column) => column);
  }
  return scores;
}

function addRows(sums: Float64Array, data: Float32Array, rows: number, ownerOf: (row: number) => number): void {
  const width = data.length / rows;
  for (const [at, value] of data.entries()) addSquare(sums, ownerOf(Math.floor(at / width)), value);
}

function addColumns(sums: Float64Array, data: Float32Array, width: number, ownerOf: (column: number) => number): void {
  for (const [at, value] of data.entries()) addSquare(sums, ownerOf(at % width), value);
}

function addSquare(sums: Float64Array, owner: number, value: number): void {
  sums[owner] = (sums[owner] as number) + value * value;
}

function squareRoots({ heads, units }: UnitScores): UnitScores {
  return { heads: heads.map((each) => each.map(Math.sqrt)), units: units.map((each) => each.map(Math.sqrt)) };
}
