import { ConfigError } from '@bertsmith/tensor';
import type { KeptLayer, StructurePlan } from './structure-plan.js';

/**
 * One plan for what two say, one after the other: `applyStructure(model, composePlans(first, second))` is
 * `applyStructure(applyStructure(model, first), second)`.
 *
 * @throws ConfigError when the second names a layer or unit that the first does not leave
 */
export function composePlans(first: StructurePlan, second: StructurePlan): StructurePlan {
  const layers = second.layers.map(({ layer, heads, units }): KeptLayer => {
    const before = at(first.layers, layer, 'layer');
    return { layer: before.layer, heads, units: units.map((unit) => at(before.units, unit, `unit of layer ${layer}`)) };
  });
  return { layers };
}

function at<Each>(list: readonly Each[], index: number, what: string): Each {
  const found = list[index];
  if (found !== undefined) return found;
  const message = `composing structure plans: the second keeps ${what} ${index}, the first leaves ${list.length} of them`;
  throw new ConfigError(message, { index, left: list.length });
}
