import type { BertInferenceModel } from '@bertsmith/bert-core';
import type { WeightKind } from '../schemes/quantization-scheme.js';
import { findUses } from './weight-uses.js';

/** A weight that can be quantized. */
export interface QuantizableLayer {
  /** `bert.encoder.layer.0.intermediate.dense`, `bert.embeddings.word_embeddings`. */
  readonly name: string;
  /** The parameter: the layer's name and `.weight`. */
  readonly weight: string;
  readonly kind: WeightKind;
  readonly rows: number;
  readonly columns: number;
}

/** The end of the names of weights. */
const WEIGHT = /\.weight$/;

/**
 * The matrices and tables of a model that its inference graph reads in a way that can be quantized, in the order of the graph. A table that a decoder
 * multiplies by too, as masked language models do, is none: its rows are words there and outputs here.
 */
export function quantizableLayers(model: BertInferenceModel): readonly QuantizableLayer[] {
  const layers = new Map<string, QuantizableLayer>();
  const mixed = new Set<string>();
  for (const { weight, kind, value } of findUses(model.buildInferenceGraph())) {
    const [rows, columns] = value.shape as readonly [number, number];
    const known = layers.get(weight);
    if (known !== undefined && known.kind !== kind) mixed.add(weight);
    else layers.set(weight, { name: weight.replace(WEIGHT, ''), weight, kind, rows, columns });
  }
  return [...layers.values()].filter(({ weight }) => !mixed.has(weight));
}
