/** Scores as tensors of a checkpoint. */
import type { BertConfig } from '@bertsmith/bert-core';
import { ConfigError, type Tensor, tensor } from '@bertsmith/tensor';
import { emptyScores, type UnitScores } from './unit-scores.js';

const KINDS = ['heads', 'units'] as const;

/** One tensor for each layer's heads and units, float64: `scores.heads.0`, `scores.units.0`, ... */
export function scoresToTensors(scores: UnitScores): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const kind of KINDS) {
    for (const [layer, values] of scores[kind].entries()) {
      tensors.set(`scores.${kind}.${layer}`, tensor('float64', [values.length], values) as Tensor);
    }
  }
  return tensors;
}

/** @throws ConfigError when they are those of another model */
export function scoresFromTensors(owner: string, tensors: ReadonlyMap<string, Tensor>, config: BertConfig): UnitScores {
  const scores = emptyScores(config);
  for (const kind of KINDS) {
    for (const [layer, values] of scores[kind].entries()) {
      const name = `scores.${kind}.${layer}`;
      const saved = tensors.get(name);
      if (saved?.dtype !== 'float64' || saved.data.length !== values.length) {
        const message = `${owner}: the saved scores are of another model: '${name}' should have ${values.length} numbers, found ${saved?.data.length ?? 'none'}`;
        throw new ConfigError(message, { name, expected: values.length, actual: saved?.data.length });
      }
      values.set(saved.data as Float64Array);
    }
  }
  return scores;
}
