import {
  type BertInferenceModel,
  FACTORIZABLE_MATRICES,
  type FactorizableMatrix,
  type MatrixRanks,
  rankOf,
} from '@bertsmith/bert-core';
import { ConfigError, formatShape, type ParameterArena } from '@bertsmith/tensor';
import { resizeModel } from '../surgery/resize-model.js';
import { truncatedFactors } from './truncated-factors.js';

/** A model with thinner matrices. */
export interface FactorizedModel<Model> {
  readonly model: Model;
  /** For each matrix, by the name of its linear layer, how much of its norm is missing, 0 to 1. */
  readonly relativeErrors: ReadonlyMap<string, number>;
}

/**
 * A new model in which some matrices are a product of two thinner ones, the best there is of their rank: `rank * (outputs + inputs)` weights in
 * place of `outputs * inputs`. All else is copied bit for bit. The ranks are in `config.matrixRanks` from then on, which only this library reads;
 * `exportOnnx` makes a file of it that any runtime takes.
 *
 * @param ranks by layer, and in it by the end of the matrix's name: `attention.output.dense`, `intermediate.dense`, `output.dense`
 * @throws ConfigError for a layer or matrix that is not there or is factorized already, or a rank that saves nothing
 * @example
 * const { model: thinner } = factorizeMatrices(model, { 0: { 'intermediate.dense': 96, 'output.dense': 96 } });
 */
export function factorizeMatrices<Model extends BertInferenceModel>(
  model: Model,
  ranks: MatrixRanks,
): FactorizedModel<Model> {
  const { config, arena } = model;
  const wanted = listMatrices(model, ranks);
  const layers = [...new Set([...Object.keys(config.matrixRanks), ...Object.keys(ranks)])].map(Number);
  const merged = layers.map((layer) => [layer, { ...config.matrixRanks[layer], ...ranks[layer] }]);
  const smaller = resizeModel(model, { ...config, matrixRanks: Object.fromEntries(merged) });
  const relativeErrors = new Map<string, number>();
  for (const { name, rank } of wanted) {
    const { first, second, relativeError } = truncatedFactors(arena.get(`${name}.weight`), rank);
    smaller.arena.get(`${name}.first.weight`).data.set(first);
    smaller.arena.get(`${name}.second.weight`).data.set(second);
    relativeErrors.set(name, relativeError);
  }
  copyOthers(
    arena,
    smaller.arena,
    new Set(wanted.flatMap(({ name }) => [`${name}.first.weight`, `${name}.second.weight`])),
  );
  return { model: smaller, relativeErrors };
}

interface WantedMatrix {
  /** Of the linear layer. */
  readonly name: string;
  readonly rank: number;
}

function listMatrices({ config, arena }: BertInferenceModel, ranks: MatrixRanks): WantedMatrix[] {
  return Object.entries(ranks).flatMap(([layer, matrices]) => {
    if (!(Number.isInteger(Number(layer)) && Number(layer) >= 0 && Number(layer) < config.numHiddenLayers)) {
      const message = `factorizing: there is no layer ${layer}; layers are 0 to ${config.numHiddenLayers - 1}`;
      throw new ConfigError(message, { layer, numHiddenLayers: config.numHiddenLayers });
    }
    return Object.entries(matrices).map(([matrix, rank]) => {
      const name = `bert.encoder.layer.${layer}.${matrix}`;
      if (!FACTORIZABLE_MATRICES.includes(matrix as FactorizableMatrix)) {
        const known = FACTORIZABLE_MATRICES.join(', ');
        throw new ConfigError(`factorizing: '${matrix}' cannot be factorized; matrices are ${known}`, { matrix });
      }
      if (rankOf(config, name) !== undefined) {
        throw new ConfigError(`factorizing: '${name}' is factorized already: begin with the whole model`, { name });
      }
      requireThin(name, arena.get(`${name}.weight`).shape as readonly [number, number], rank as number);
      return { name, rank: rank as number };
    });
  });
}

function requireThin(name: string, [outputs, inputs]: readonly [number, number], rank: number): void {
  const largest = Math.ceil((outputs * inputs) / (outputs + inputs)) - 1;
  if (Number.isInteger(rank) && rank >= 1 && rank <= largest) return;
  throw new ConfigError(
    `factorizing: the rank of '${name}' is ${rank}, expected a whole number from 1 to ${largest}: with more its factors have no fewer weights than ${formatShape([outputs, inputs])}`,
    { name, rank, largest },
  );
}

function copyOthers(from: ParameterArena, to: ParameterArena, filled: ReadonlySet<string>): void {
  for (const { specification } of to.entries) {
    const { name } = specification;
    if (!filled.has(name)) to.get(name).data.set(from.get(name).data);
  }
}
