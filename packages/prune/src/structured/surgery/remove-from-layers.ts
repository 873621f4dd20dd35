import type { BertConfig, BertInferenceModel } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { applyStructure } from './apply-structure.js';
import { type KeptLayer, listNumbers, wholeStructure } from './structure-plan.js';

/** Numbers of heads or units, by the number of their layer. */
export type NumbersByLayer = Readonly<Record<number, readonly number[]>>;

/** What is taken out of layers, and how it is spoken of. */
interface Removal {
  /** `heads` or `units`. */
  readonly part: 'heads' | 'units';
  readonly removed: NumbersByLayer;
  /** What to say of one that is not there. */
  readonly explain: (config: BertConfig, layer: number, number: number) => string;
}

/** @throws ConfigError for a layer, head or unit that is not there or is named twice, and when nothing would be left of a layer */
export function removeFromLayers<Model extends BertInferenceModel>(model: Model, removal: Removal): Model {
  const { part, removed } = removal;
  const plan = wholeStructure(model.config);
  checkLayers(removal, plan.layers.length);
  const layers = plan.layers.map((kept) => {
    const numbers = removed[kept.layer] ?? [];
    checkNumbers(removal, model.config, kept, numbers);
    const gone = new Set(numbers);
    return { ...kept, [part]: kept[part].filter((each) => !gone.has(each)) };
  });
  return applyStructure(model, { layers });
}

function checkLayers({ part, removed }: Removal, numHiddenLayers: number): void {
  for (const key of Object.keys(removed)) {
    const layer = Number(key);
    if (Number.isInteger(layer) && layer >= 0 && layer < numHiddenLayers) continue;
    const message = `removing ${part}: there is no layer ${key}; layers are 0 to ${numHiddenLayers - 1}`;
    throw new ConfigError(message, { layer: key, numHiddenLayers });
  }
}

function checkNumbers(
  { part, explain }: Removal,
  config: BertConfig,
  kept: KeptLayer,
  numbers: readonly number[],
): void {
  const { layer, [part]: present } = kept;
  const known = new Set(present);
  const unknown = numbers.find((each) => !known.has(each));
  if (unknown !== undefined) {
    const message = `removing ${part}: ${explain(config, layer, unknown)}; it has ${listNumbers(present)}`;
    throw new ConfigError(message, { layer, [part]: unknown, expected: present });
  }
  const repeated = numbers.find((each, index) => numbers.indexOf(each) !== index);
  if (repeated !== undefined) {
    const message = `removing ${part}: layer ${layer} is to lose ${repeated} twice: name it once`;
    throw new ConfigError(message, { layer, [part]: repeated });
  }
  if (numbers.length < present.length) return;
  throw new ConfigError(
    `removing ${part}: these are all ${present.length} of layer ${layer}: leave one, or take the whole layer out with removeLayers`,
    { layer, [part]: numbers },
  );
}
