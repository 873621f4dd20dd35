import type { BertConfig, BertInferenceModel } from '@bertsmith/bert-core';
import { type NumbersByLayer, removeFromLayers } from './remove-from-layers.js';

/**
 * A new model without some feed-forward units: their rows of `intermediate.dense` and their columns of `output.dense` are gone.
 *
 * @param units by layer, and in it the rows of `intermediate.dense` as it is now: units have no other name
 * @throws ConfigError for a layer or unit that is not there or is named twice, and for all units of a layer
 * @example
 * const smaller = removeIntermediateUnits(model, { 2: [0, 5, 6] });
 */
export function removeIntermediateUnits<Model extends BertInferenceModel>(model: Model, units: NumbersByLayer): Model {
  return removeFromLayers(model, { part: 'units', removed: units, explain });
}

function explain(_config: BertConfig, layer: number, unit: number): string {
  return `layer ${layer} has no unit ${unit}`;
}
