import { ConfigError } from '@bertsmith/tensor';
import type { KeptLayer, StructurePlan } from './structure-plan.js';

/**
 * One plan for what two say, one after the other: `applyStructure(model, composePlans(first, second))` is
 * `applyStructure(applyStructure(model, first), second)`.
 *
 * @throws ConfigError when the second names a layer, head or unit that the first does not leave
 */
export function composePlans(first: StructurePlan, second: StructurePlan): StructurePlan {
  const layers = second.layers.map(({ layer, heads, units }): KeptLayer => {
    const before = first.layers[layer];
    if (before === undefined) throw missing(`layer ${layer}`, first.layers.length);
    const head = heads.find((each) => !before.heads.includes(each));
    if (head !== undefined) throw missing(`head ${head} of layer ${layer}`, before.heads.length);
    const unit = units.find((each) => before.units[each] === undefined);
    if (unit !== undefined) throw missing(`unit ${unit} of layer ${layer}`, before.units.length);
    return { layer: before.layer, heads, units: units.map((each) => before.units[each] as number) };
  });
  return { layers };
}

function missing(what: string, left: number): ConfigError {
  const message = `composing structure plans: the second keeps ${what}, which is none of the ${left} that the first leaves`;
  return new ConfigError(message, { what, left });
}
