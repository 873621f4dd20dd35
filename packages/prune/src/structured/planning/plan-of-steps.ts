import type { BertConfig } from '@bertsmith/bert-core';
import { presentHeads } from '../surgery/present-heads.js';
import type { KeptLayer, StructurePlan } from '../surgery/structure-plan.js';
import { keptPlaces, type RemovalChain } from './removal-chain.js';

/** What is left when so many steps of each chain are taken. */
export function planOfSteps(
  config: BertConfig,
  chains: readonly RemovalChain[],
  steps: readonly number[],
): StructurePlan {
  const kept = chains.map((chain, index) => ({ ...chain, places: keptPlaces(chain, steps[index] as number) }));
  const placesOf = (layer: number, kind: 'heads' | 'units') =>
    kept.find((each) => each.layer === layer && each.kind === kind)?.places ?? [];
  const layers = Array.from({ length: config.numHiddenLayers }, (_, layer): KeptLayer => {
    const present = presentHeads(config, layer);
    const heads = placesOf(layer, 'heads').map((place) => present[place] as number);
    return { layer, heads, units: placesOf(layer, 'units') };
  });
  return { layers };
}
