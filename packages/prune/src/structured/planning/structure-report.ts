import type { BertInferenceModel } from '@bertsmith/bert-core';
import { resizeModel } from '../surgery/resize-model.js';
import { checkStructurePlan, type StructurePlan, wholeStructure } from '../surgery/structure-plan.js';
import { structuredConfig } from '../surgery/structured-config.js';
import {
  type BatchSizes,
  BYTES_PER_PARAMETER,
  flopCosts,
  modelFlops,
  parameterCosts,
  type StructureCosts,
} from './structure-costs.js';

/** A number as it was and as it will be. */
export interface BeforeAndAfter {
  readonly before: number;
  readonly after: number;
}

/** What becomes of a layer; one that goes has 0 of all. */
export interface LayerReport {
  /** Its number in the model that the plan is for. */
  readonly layer: number;
  readonly heads: BeforeAndAfter;
  readonly units: BeforeAndAfter;
  /** Of its heads and units; biases of output matrices and normalizations, which stay as they are, are not counted. */
  readonly parameters: BeforeAndAfter;
  /** Of the same, in one run. */
  readonly flops: BeforeAndAfter;
  /** Of the same parameters, in float32. */
  readonly bytes: BeforeAndAfter;
}

/** Plain data: what went where. */
export interface StructureReport extends BatchSizes {
  readonly layers: readonly LayerReport[];
  /** Of the whole model. */
  readonly parameters: BeforeAndAfter;
  /** Of one run of the whole model, at the sizes named. */
  readonly flops: BeforeAndAfter;
  /** Of all parameters, in float32. */
  readonly bytes: BeforeAndAfter;
}

/**
 * What a plan makes of a model, layer by layer and as a whole.
 *
 * @throws ConfigError when the plan does not fit the model
 */
export function structureReport(model: BertInferenceModel, plan: StructurePlan, sizes: BatchSizes): StructureReport {
  checkStructurePlan(model.config, plan);
  return reportWithCosts(model, plan, sizes, flopCosts(model, sizes));
}

/** The same of a plan that fits, with costs that are known: to find them, models are made for each layer. */
export function reportWithCosts(
  model: BertInferenceModel,
  plan: StructurePlan,
  sizes: BatchSizes,
  flopCost: StructureCosts,
): StructureReport {
  const keptLayers = plan.layers.map(({ layer }) => layer);
  const smaller = resizeModel(model, structuredConfig(model.config, plan), keptLayers);
  const parameters = { before: model.arena.parameterCount, after: smaller.arena.parameterCount };
  const { batchSize, sequenceLength } = sizes;
  return {
    ...{ batchSize, sequenceLength },
    layers: layerReports(model, plan, flopCost),
    parameters,
    flops: { before: flopCost.total, after: modelFlops(smaller, sizes) },
    bytes: inBytes(parameters),
  };
}

function layerReports(model: BertInferenceModel, plan: StructurePlan, flopCost: StructureCosts): LayerReport[] {
  const parameterCost = parameterCosts(model);
  return wholeStructure(model.config).layers.map((whole) => {
    const { layer } = whole;
    const kept = plan.layers.find((each) => each.layer === layer);
    const heads = { before: whole.heads.length, after: kept?.heads.length ?? 0 };
    const units = { before: whole.units.length, after: kept?.units.length ?? 0 };
    const costOf = ({ perHead, perUnit }: StructureCosts) => {
      const at = (when: 'before' | 'after') =>
        heads[when] * (perHead[layer] as number) + units[when] * (perUnit[layer] as number);
      return { before: at('before'), after: at('after') };
    };
    const parameters = costOf(parameterCost);
    return { layer, heads, units, parameters, flops: costOf(flopCost), bytes: inBytes(parameters) };
  });
}

function inBytes({ before, after }: BeforeAndAfter): BeforeAndAfter {
  return { before: BYTES_PER_PARAMETER * before, after: BYTES_PER_PARAMETER * after };
}
