import { type BertInferenceModel, namedParameters } from '@bertsmith/bert-core';
import type { Tensor } from '@bertsmith/tensor';
import type { QuantizableLayer } from '../layers/quantizable-layers.js';
import { type Formats, tensorName } from '../layers/rewrite-layers.js';
import type { LayerWeight, ObservedInputs } from '../schemes/quantization-scheme.js';
import { floatParameters, type QuantizedModel, quantizedModel } from './quantized-model.js';

/** A layer's weight as schemes see it. */
export function layerWeight(
  model: BertInferenceModel,
  { weight, kind, rows, columns }: QuantizableLayer,
  observed: ObservedInputs = {},
): LayerWeight {
  const { data } = model.arena.get(weight);
  return { name: weight, kind, rows, columns, data, observed };
}

/** The tensors that each layer's scheme makes of its weight, under the names that they are kept in. */
export type LayerTensors = ReadonlyMap<string, Tensor>;

/** Lets a scheme choose. @throws InputError for weights that are not finite */
export function chooseTensors(formats: Formats, weight: LayerWeight): LayerTensors {
  const chosen = formats.get(weight.name)?.choose(weight) ?? {};
  return new Map(Object.entries(chosen).map(([name, tensor]) => [tensorName(weight.name, name), tensor] as const));
}

/** A quantized model of tensors that were chosen; parameters without a format stay as they are. */
export function assembleModel<Model extends BertInferenceModel>(
  model: Model,
  formats: Formats,
  chosen: ReadonlyMap<string, LayerTensors>,
): QuantizedModel<Model> {
  const tensors = [...formats.keys()].flatMap((weight) => [...(chosen.get(weight) ?? [])]);
  return quantizedModel(model, formats, new Map([...floatParameters(model, formats), ...tensors]));
}

/** Bytes of tensors. */
export function bytesOf(tensors: Iterable<Tensor>): number {
  let bytes = 0;
  for (const { data } of tensors) bytes += data.byteLength;
  return bytes;
}

/** Bytes of a float weight. */
export function floatBytes(model: BertInferenceModel, weight: string): number {
  return namedParameters(model.arena).get(weight)?.data.byteLength ?? 0;
}
