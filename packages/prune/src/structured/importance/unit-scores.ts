import { type BertConfig, intermediateSizeOf, numHeadsOf } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';

/**
 * How much each head and each feed-forward unit matters: the higher, the more is lost without it. Scores of one criterion are comparable
 * with one another, across layers, and no further.
 */
export interface UnitScores {
  /** By layer, `[heads]`: of the heads that the layer has now, ascending. */
  readonly heads: readonly Float64Array[];
  /** By layer, `[units]`: of the rows of its `intermediate.dense`. */
  readonly units: readonly Float64Array[];
}

/** Scores of 0 for a model's heads and units. */
export function emptyScores(config: BertConfig): UnitScores {
  const layers = Array.from({ length: config.numHiddenLayers }, (_, layer) => layer);
  return {
    heads: layers.map((layer) => new Float64Array(numHeadsOf(config, layer))),
    units: layers.map((layer) => new Float64Array(intermediateSizeOf(config, layer))),
  };
}

/** Adds `weight(score)` of each score to sums in the same places. */
export function addScores(sums: UnitScores, scores: UnitScores, weight: (score: number) => number): void {
  for (const kind of ['heads', 'units'] as const) {
    for (const [layer, values] of scores[kind].entries()) {
      const target = sums[kind][layer] as Float64Array;
      for (let index = 0; index < values.length; index++) {
        target[index] = (target[index] as number) + weight(values[index] as number);
      }
    }
  }
}

/** The same scores, each changed by itself. */
export function mapScores(scores: UnitScores, change: (values: Float64Array) => Float64Array): UnitScores {
  return { heads: scores.heads.map(change), units: scores.units.map(change) };
}

/**
 * Scores of each layer's heads, and of its units, divided by their Euclidean norm, as P. Michel et al. do it: heads of layers where all
 * derivatives are large do not push out those of others. A layer of zeros stays one.
 */
export function normalizeScores(scores: UnitScores): UnitScores {
  return mapScores(scores, (values) => {
    const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    return norm === 0 ? values.slice() : values.map((value) => value / norm);
  });
}

/** @throws ConfigError when scores are not those of a model's heads and units, or one is not a finite number */
export function checkScores(config: BertConfig, scores: UnitScores, origin: string): void {
  const expected = emptyScores(config);
  for (const kind of ['heads', 'units'] as const) {
    const [wanted, found] = [expected[kind], scores[kind]].map((each) => each.map(({ length }) => length));
    if (wanted?.join() !== found?.join()) {
      const message = `${origin}: expected scores of [${wanted}] ${kind} in the layers, found [${found}]: score the model as it is now`;
      throw new ConfigError(message, { origin, kind, expected: wanted, actual: found });
    }
    const layer = scores[kind].findIndex((values) => !values.every(Number.isFinite));
    if (layer < 0) continue;
    const index = (scores[kind][layer] as Float64Array).findIndex((value) => !Number.isFinite(value));
    const value = scores[kind][layer]?.[index];
    throw new ConfigError(`${origin}: the score of ${kind} ${index} of layer ${layer} is ${value}, expected a number`, {
      origin,
      kind,
      layer,
      index,
      value,
    });
  }
}
