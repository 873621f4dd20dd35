/** Models of every class, small enough for the reference interpreter, and what is fed to them. */
import {
  type BertBase,
  type BertConfig,
  BertForMaskedLM,
  BertForPreTraining,
  BertForQuestionAnswering,
  BertForSentenceEmbedding,
  BertForSequenceClassification,
  BertForSequenceClassificationWithFeatures,
  BertForTokenClassification,
  BertModel,
  DEFAULT_BERT_CONFIG,
  namedParameters,
} from '@bertsmith/bert-core';
import { interpret } from '@bertsmith/graph';
import { type Tensor, tensor } from '@bertsmith/tensor';

/** Two layers of width 8 with two heads, without dropout. */
export const TINY_CONFIG: BertConfig = {
  ...DEFAULT_BERT_CONFIG,
  vocabSize: 12,
  hiddenSize: 8,
  numHiddenLayers: 2,
  numAttentionHeads: 2,
  intermediateSize: 10,
  maxPositionEmbeddings: 6,
  initializerRange: 0.3,
  hiddenDropoutProb: 0,
  attentionProbsDropoutProb: 0,
  labels: ['no', 'yes', 'maybe'],
};

/** A model of each class, with random parameters: biases too, so that nothing is 0 by chance. */
export const MODEL_CLASSES: Readonly<Record<string, (config: BertConfig) => BertBase>> = {
  BertModel: (config) => new BertModel(config),
  'BertModel without pooler': (config) => new BertModel(config, { hasPooler: false }),
  BertForPreTraining: (config) => new BertForPreTraining(config),
  BertForMaskedLM: (config) => new BertForMaskedLM(config),
  BertForSequenceClassification: (config) => new BertForSequenceClassification(config),
  BertForSequenceClassificationWithFeatures: (config) =>
    new BertForSequenceClassificationWithFeatures(config, { numFeatures: 3 }),
  BertForTokenClassification: (config) => new BertForTokenClassification(config),
  BertForQuestionAnswering: (config) => new BertForQuestionAnswering(config),
  BertForSentenceEmbedding: (config) => new BertForSentenceEmbedding(config, { normalize: true }),
};

/** Fills all parameters with numbers from a seed, around 0.3 large; those of normalizations around 1. */
export function fillParameters<Model extends BertBase>(model: Model, seed: number): Model {
  for (const { specification } of model.arena.entries) {
    const { name } = specification;
    const center = name.endsWith('LayerNorm.weight') ? 1 : 0;
    const { data } = model.arena.get(name);
    data.forEach((_, index) => {
      data[index] = center + 0.6 * (fraction(seed, name.length * 7919 + index) - 0.5);
    });
  }
  return model;
}

/** A number from 0 to below 1 that looks random. */
export function fraction(seed: number, index: number): number {
  const value = Math.sin((seed + 1) * 12.9898 + (index + 1) * 78.233) * 43758.5453;
  return value - Math.floor(value);
}

/** A batch of two texts, the second padded. */
export function twoTexts(vocabSize: number): Record<string, Tensor> {
  const int32 = (rows: readonly number[]): Tensor => tensor('int32', [2, 5], Int32Array.from(rows)) as Tensor;
  return {
    input_ids: int32([1, 5, 7, 2, 4, 1, 3, 2, 0, 0].map((id) => id % vocabSize)),
    attention_mask: int32([1, 1, 1, 1, 1, 1, 1, 1, 0, 0]),
    token_type_ids: int32([0, 0, 0, 1, 1, 0, 0, 0, 0, 0]),
    feature_ids: tensor('int32', [2, 1], Int32Array.of(1, 2)) as Tensor,
    feature_values: tensor('float32', [2, 1], Float32Array.of(1, -2)) as Tensor,
  };
}

/** All outputs of a model for {@link twoTexts}, end to end, computed in float64. */
export function outputsOf(model: BertBase, inputs = twoTexts(model.config.vocabSize)): number[] {
  const graph = model.buildInferenceGraph();
  const all = [...Object.entries(inputs), ...namedParameters(model.arena)];
  const fed = all.filter(([name]) => graph.inputs.has(name) || graph.parameters.has(name));
  const outputs = interpret(graph, Object.fromEntries(fed));
  return [...outputs.values()].flatMap(({ data }) => Array.from(data as ArrayLike<number>));
}

/** The largest absolute difference of two numbers in the same place; not a number when the lengths differ. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.NaN;
  return Array.from(actual, (value, index) => Math.abs(value - (expected[index] as number))).reduce(
    (largest, each) => (each > largest || Number.isNaN(each) ? each : largest),
    0,
  );
}

/** Whether two arrays are equal bit for bit. */
export function hasSameBits(a: Float32Array, b: Float32Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Float32Array) =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  return bytes(a).equals(bytes(b));
}
