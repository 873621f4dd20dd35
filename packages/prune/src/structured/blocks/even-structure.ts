import type { BertConfig } from '@bertsmith/bert-core';
import type { StructurePlan } from '../surgery/structure-plan.js';
import { wholeStructure } from '../surgery/structure-plan.js';
import { type BlockPruningOptions, completeBlockPruningOptions } from './block-pruning-options.js';
import { keepBestUnits } from './keep-best-units.js';

/**
 * What `blockPruning` would leave of a model if no layer mattered more than another: as many heads and units in all as it will leave, wherever
 * these come to be. So a size, which hangs on nothing else, is known before the training. Among equal heads and units the first stay.
 *
 * @throws ConfigError when an option is out of range
 */
export function evenStructure(config: BertConfig, options: BlockPruningOptions): StructurePlan {
  const { headDensity, unitDensity, scope, unitMultiple } = completeBlockPruningOptions(options);
  const { layers } = wholeStructure(config);
  const kept = (part: 'heads' | 'units', density: number, multiple: number) => {
    // The first of all layers before the second ones.
    const scores = layers.map((layer) => Float64Array.from(layer[part].keys(), (index) => -index));
    return keepBestUnits(scores, { density, scope, multiple });
  };
  const [heads, units] = [kept('heads', headDensity, 1), kept('units', unitDensity, unitMultiple)];
  const these = (all: readonly number[], places: readonly number[] = []) => places.map((place) => all[place] as number);
  return {
    layers: layers.map((each, index) => ({
      layer: each.layer,
      heads: these(each.heads, heads[index]),
      units: these(each.units, units[index]),
    })),
  };
}
