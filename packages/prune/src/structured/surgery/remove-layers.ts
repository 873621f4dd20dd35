import type { BertInferenceModel } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { applyStructure } from './apply-structure.js';
import { chooseLayers, type LayerChoice } from './choose-layers.js';
import { listNumbers, wholeStructure } from './structure-plan.js';

/**
 * A new model without some layers; those that stay are numbered anew, with their `prunedHeads` and `intermediateSizes`.
 *
 * @param layers their numbers, or how they are chosen
 * @throws ConfigError for a layer that is not there or is named twice, and for all of them
 * @example
 * const half = removeLayers(model, { choice: 'every-other' });
 * const shallow = removeLayers(model, [4, 5]);
 */
export function removeLayers<Model extends BertInferenceModel>(
  model: Model,
  layers: readonly number[] | LayerChoice,
): Model {
  const whole = wholeStructure(model.config).layers;
  const removed = 'choice' in layers ? chooseLayers(whole.length, layers) : layers;
  checkNumbers(removed, whole.length);
  return applyStructure(model, { layers: whole.filter(({ layer }) => !removed.includes(layer)) });
}

function checkNumbers(removed: readonly number[], numHiddenLayers: number): void {
  const unknown = removed.find((layer) => !Number.isInteger(layer) || layer < 0 || layer >= numHiddenLayers);
  if (unknown !== undefined) {
    const message = `removing layers: there is no layer ${unknown}; layers are 0 to ${numHiddenLayers - 1}`;
    throw new ConfigError(message, { layer: unknown, numHiddenLayers });
  }
  const repeated = removed.find((layer, index) => removed.indexOf(layer) !== index);
  if (repeated !== undefined) {
    throw new ConfigError(
      `removing layers: layer ${repeated} is named twice in ${listNumbers(removed)}: name it once`,
      {
        layer: repeated,
      },
    );
  }
  if (removed.length < numHiddenLayers) return;
  throw new ConfigError(`removing layers: these are all ${numHiddenLayers} layers: leave one`, { layers: removed });
}
