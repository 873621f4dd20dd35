/**
 * Surgery: a smaller model from a plan of what stays. What a head or a feed-forward unit adds to the residual stream is a product of its own
 * columns of `output.dense`, so that leaving it out is leaving out rows here and columns there, and the arithmetic is really gone.
 */
import { type BertConfig, type BertInferenceModel, headSize } from '@bertsmith/bert-core';
import { copySelected, type Selection } from './copy-selected.js';
import { presentHeads } from './present-heads.js';
import { resizeModel } from './resize-model.js';
import { checkStructurePlan, type KeptLayer, type StructurePlan } from './structure-plan.js';
import { structuredConfig } from './structured-config.js';

const LAYER_PARAMETER = /^(bert\.encoder\.layer\.)(\d+)\.(.+)$/;

/**
 * A new model of the same class with the layers, heads and units that a plan keeps; the weights that stay are copied bit for bit. The
 * given model stays as it is.
 *
 * Outputs are those of the given model with the same heads and units multiplied by 0, but for the order of sums. A layer that is left out
 * hands its input on.
 *
 * @throws ConfigError when the plan does not fit the model, the model is of a class without `withConfig`, or that makes a parameter that is none of the encoder's
 *   in another shape
 * @example
 * const smaller = applyStructure(model, { layers: [{ layer: 0, heads: [1, 3], units: [0, 1, 2, 3] }] });
 */
export function applyStructure<Model extends BertInferenceModel>(model: Model, plan: StructurePlan): Model {
  const { config, arena } = model;
  checkStructurePlan(config, plan);
  const keptLayers = plan.layers.map(({ layer }) => layer);
  const smaller = resizeModel(model, structuredConfig(config, plan), keptLayers);
  for (const { specification } of smaller.arena.entries) {
    const { name } = specification;
    const { source, selection } = originOf(name, config, plan);
    copySelected({ name, source: arena.get(source), target: smaller.arena.get(name) }, selection);
  }
  return smaller;
}

/** From which parameter of the whole model one of the smaller comes, and which part of it that is. */
function originOf(
  name: string,
  config: BertConfig,
  { layers }: StructurePlan,
): { readonly source: string; readonly selection: Selection } {
  const [, prefix, number, rest] = LAYER_PARAMETER.exec(name) ?? [];
  if (number === undefined) return { source: name, selection: {} };
  const kept = layers[Number(number)] as KeptLayer;
  return { source: `${prefix}${kept.layer}.${rest}`, selection: selectionOf(rest as string, config, kept) };
}

function selectionOf(parameter: string, config: BertConfig, { layer, heads, units }: KeptLayer): Selection {
  switch (parameter) {
    case 'attention.self.qkv.weight':
    case 'attention.self.qkv.bias':
      return { rows: stackedRows(config, layer, heads) };
    case 'attention.output.dense.weight':
    case 'attention.output.dense.first.weight':
      return { columns: headColumns(config, layer, heads) };
    case 'intermediate.dense.weight':
    case 'intermediate.dense.second.weight':
    case 'intermediate.dense.bias':
      return { rows: units };
    case 'output.dense.weight':
    case 'output.dense.first.weight':
      return { columns: units };
    default:
      return {};
  }
}

/** The columns of `attention.output.dense` that belong to heads: those of each side by side. */
function headColumns(config: BertConfig, layer: number, heads: readonly number[]): number[] {
  const size = headSize(config);
  const present = presentHeads(config, layer);
  return heads.flatMap((head) => {
    const first = present.indexOf(head) * size;
    return Array.from({ length: size }, (_, index) => first + index);
  });
}

/** The rows of the query, key and value matrices, which lie one behind the other. */
function stackedRows(config: BertConfig, layer: number, heads: readonly number[]): number[] {
  const columns = headColumns(config, layer, heads);
  const width = presentHeads(config, layer).length * headSize(config);
  return [0, 1, 2].flatMap((part) => columns.map((column) => part * width + column));
}
