import { type BertConfig, keepLayers } from '@bertsmith/bert-core';
import type { StructurePlan } from './structure-plan.js';

/**
 * The configuration of what a plan leaves. Layers are numbered anew; heads keep their numbers, and those that are gone, before or now, are
 * in `prunedHeads`. Where all layers are equally wide, that is the `intermediateSize`, which Hugging Face knows too.
 */
export function structuredConfig(config: BertConfig, { layers }: StructurePlan): BertConfig {
  const sizes = layers.map(({ units }) => units.length);
  const isUniform = sizes.every((size) => size === sizes[0]);
  return {
    ...keepLayers(
      config,
      layers.map(({ layer }) => layer),
    ),
    prunedHeads: Object.fromEntries(layers.flatMap(({ heads }, layer) => prunedHeadsOf(config, heads, layer))),
    intermediateSize: isUniform ? (sizes[0] as number) : config.intermediateSize,
    intermediateSizes: isUniform ? null : sizes,
  };
}

function prunedHeadsOf({ numAttentionHeads }: BertConfig, kept: readonly number[], layer: number) {
  if (kept.length === numAttentionHeads) return [];
  const stays = new Set(kept);
  const gone = Array.from({ length: numAttentionHeads }, (_, head) => head).filter((head) => !stays.has(head));
  return [[layer, gone] as const];
}
