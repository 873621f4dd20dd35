/** A model that answers with quantized weights. */
import { type BertInferenceModel, namedParameters } from '@bertsmith/bert-core';
import { ConfigError, type ParameterArena, type Tensor } from '@bertsmith/tensor';
import { type Formats, rewriteLayers } from '../layers/rewrite-layers.js';

/** What a quantized model has beside what it was made from. */
export interface QuantizedParts {
  readonly inferenceParameters: ReadonlyMap<string, Tensor>;
  /** How each weight that is quantized is kept, by the name of its parameter. */
  readonly formats: Formats;
  /** Of the float model: how many weights these tensors stand for. */
  readonly parameterCount: number;
}

/** A model of the same class, with quantized weights. */
export type QuantizedModel<Model extends BertInferenceModel = BertInferenceModel> = Model & QuantizedParts;

interface Evaluated {
  buildEvaluationGraph?(options?: object): ReturnType<BertInferenceModel['buildInferenceGraph']>;
}

/**
 * A model of the same class whose inference and evaluation graphs compute with these tensors. It has no arena: whoever would train, prune or save it
 * as floats is told so.
 *
 * @param model whose graphs are rewritten; its weights are not read
 * @param tensors what those graphs read: the schemes', and the parameters that stay float
 */
export function quantizedModel<Model extends BertInferenceModel>(
  model: Model,
  formats: Formats,
  tensors: ReadonlyMap<string, Tensor>,
): QuantizedModel<Model> {
  const { buildEvaluationGraph } = model as Evaluated;
  const evaluation = (options?: object) =>
    rewriteLayers(buildEvaluationGraph?.call(model, options) as never, formats, tensors);
  return Object.create(model, {
    inferenceParameters: { value: tensors, enumerable: true },
    formats: { value: formats, enumerable: true },
    parameterCount: { value: model.arena.parameterCount, enumerable: true },
    buildInferenceGraph: {
      value: (options: never) => rewriteLayers(model.buildInferenceGraph(options), formats, tensors),
    },
    ...(buildEvaluationGraph !== undefined && { buildEvaluationGraph: { value: evaluation } }),
    ...Object.fromEntries(['buildTrainingGraph', 'withConfig'].map((name) => [name, { value: refuse }])),
    arena: { get: refuse },
  }) as QuantizedModel<Model>;
}

/** Whether a model was quantized, here or in a file. */
export function isQuantized(model: BertInferenceModel): model is QuantizedModel {
  return model.inferenceParameters !== undefined;
}

/** The parameters of a model that are not quantized, as they are. */
export function floatParameters(model: BertInferenceModel, formats: Formats): Map<string, Tensor> {
  return new Map([...namedParameters(model.arena)].filter(([name]) => !formats.has(name)));
}

function refuse(): ParameterArena {
  throw new ConfigError(
    'a quantized model answers and can be exported; it has no float weights to train, prune or save: take the model that it was made from',
    {},
  );
}
