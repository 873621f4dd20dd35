/** A quantized model from the directory that `saveQuantizedModel` wrote. */
import { join } from 'node:path';
import type { BertConfig, BertInferenceModel } from '@bertsmith/bert-core';
import { createStoredModel, loadConfig, QUANTIZATION_FIELD } from '@bertsmith/bert-core/files';
import { BertsmithError, FormatError, formatShape, sameShape, type Tensor } from '@bertsmith/tensor';
import type { Formats } from '../layers/rewrite-layers.js';
import { type QuantizedModel, quantizedModel } from '../model/quantized-model.js';
import { readFormats } from './format-settings.js';
import { KNOWN_SCHEMES, type SchemeFactories } from './known-schemes.js';
import { readOnnxTensors } from './read-onnx-tensors.js';
import { MODEL_FILE } from './save-quantized-model.js';

/** How a directory becomes a quantized model. */
export interface LoadQuantizedOptions<Model extends BertInferenceModel = BertInferenceModel> {
  /** Schemes of your own, by their names. */
  readonly schemes?: SchemeFactories | undefined;
  /** A model of the configuration, all parameters zero: for classes of your own, and for sentence embedders. Default: what the configuration names. */
  readonly create?: ((config: BertConfig) => Model) | undefined;
}

/**
 * See the top of the file. Pipelines, evaluations and exports take it as they take any model.
 *
 * @throws InputError when a file is missing
 * @throws FormatError when a file is damaged, or does not fit the other
 * @example
 * const model = await loadQuantizedModel('my-model-int8');
 */
export async function loadQuantizedModel<Model extends BertInferenceModel = BertInferenceModel>(
  directory: string,
  options: LoadQuantizedOptions<Model> = {},
): Promise<QuantizedModel<Model>> {
  const config = await loadConfig(directory);
  const path = join(directory, MODEL_FILE);
  const factories = { ...KNOWN_SCHEMES, ...options.schemes };
  const formats = readFormats(config.unknownFields[QUANTIZATION_FIELD], factories, join(directory, 'config.json'));
  const tensors = await readOnnxTensors(path);
  const empty = options.create?.(config) ?? (createStoredModel(config, { path, tensors }) as BertInferenceModel);
  const model = quantizedModel(empty as Model, formats, ofModel(empty, formats, tensors));
  requireFit(model, path);
  return model;
}

/** Whether the weights of a configuration are quantized, by this package or another. */
export function hasQuantizedWeights({ unknownFields }: BertConfig): boolean {
  return unknownFields[QUANTIZATION_FIELD] !== undefined;
}

/** Parameters, and what stands for some; a file also has constants of its graph, which the model's graphs have anew. */
function ofModel({ arena }: BertInferenceModel, formats: Formats, tensors: ReadonlyMap<string, Tensor>) {
  const names = new Set(arena.entries.map(({ specification }) => specification.name));
  const prefixes = [...formats.keys()].map((weight) => `${weight}.`);
  const isOfModel = (name: string) => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
  return new Map([...tensors].filter(([name]) => isOfModel(name)));
}

/** @throws FormatError when the file lacks what the configuration's graph reads */
function requireFit(model: QuantizedModel, path: string): void {
  const { parameters } = buildGraph(model, path);
  for (const [name, { dtype, shape }] of parameters) {
    const tensor = model.inferenceParameters.get(name);
    if (tensor?.dtype === dtype && sameShape(tensor.shape, shape)) continue;
    const found = tensor === undefined ? 'it is missing' : `found ${tensor.dtype}${formatShape(tensor.shape)}`;
    throw new FormatError(
      `${path}: tensor '${name}': expected ${dtype}${formatShape(shape)} by the config.json beside it, ${found}`,
      { path, name, expected: shape, actual: tensor?.shape },
    );
  }
}

/** Of weights of other sizes no graph can be built. */
function buildGraph(model: QuantizedModel, path: string) {
  try {
    return model.buildInferenceGraph();
  } catch (cause) {
    if (!BertsmithError.isInstance(cause)) throw cause;
    throw new FormatError(`${path}: its tensors do not fit the config.json beside it: ${cause.message}`, {
      path,
      cause,
    });
  }
}
