import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import {
  type BertConfig,
  BertForMaskedLM,
  BertForQuestionAnswering,
  BertForSentenceEmbedding,
  BertForSequenceClassification,
  BertForTokenClassification,
  type BertInferenceModel,
  BertModel,
  DEFAULT_BERT_CONFIG,
  inferenceParameters,
  initializeParameters,
  type TokenRow,
} from '@bertsmith/bert-core';
import { type ClassifiedExamples, Xoshiro128 } from '@bertsmith/data';
import { type Tensor, tensor } from '@bertsmith/tensor';
import { encodeRows } from '@bertsmith/train/conformance';

export const MAX_LENGTH = 16;

/** Two layers of width 32, without dropout; weights large enough that hidden states are of all sizes. */
export const TINY_CONFIG: BertConfig = {
  ...DEFAULT_BERT_CONFIG,
  vocabSize: 40,
  hiddenSize: 32,
  numHiddenLayers: 2,
  numAttentionHeads: 4,
  intermediateSize: 64,
  maxPositionEmbeddings: MAX_LENGTH,
  initializerRange: 0.2,
  hiddenDropoutProb: 0,
  attentionProbsDropoutProb: 0,
  labels: ['no', 'yes', 'maybe'],
};

export const backend = createOnnxRuntimeBackend();

/** Every class of model that has no features. */
export const MODEL_CLASSES: Readonly<Record<string, (config: BertConfig) => BertInferenceModel>> = {
  BertModel: (config) => new BertModel(config),
  BertForSequenceClassification: (config) => new BertForSequenceClassification(config),
  BertForTokenClassification: (config) => new BertForTokenClassification(config),
  BertForQuestionAnswering: (config) => new BertForQuestionAnswering(config),
  BertForMaskedLM: (config) => new BertForMaskedLM(config),
  BertForSentenceEmbedding: (config) => new BertForSentenceEmbedding(config),
};

/** The same model with parameters drawn by a seed, biases included. */
export function fill<Model extends BertInferenceModel>(model: Model, seed = 1): Model {
  initializeParameters(model.arena, seed);
  for (const { specification } of model.arena.entries) {
    if (!specification.name.endsWith('.bias')) continue;
    const { data } = model.arena.get(specification.name);
    for (let index = 0; index < data.length; index++) data[index] = 0.1 * Math.sin(index + seed);
  }
  return model;
}

export function classifier(overrides: Partial<BertConfig> = {}): BertForSequenceClassification {
  return fill(new BertForSequenceClassification({ ...TINY_CONFIG, ...overrides }));
}

/** Rows of mixed lengths, drawn by a seed. */
export function tokenRows(count: number, seed = 5): TokenRow[] {
  const generator = Xoshiro128.fromSeed(seed, 0);
  return Array.from({ length: count }, () => {
    const length = 3 + generator.nextBelow(MAX_LENGTH - 3);
    return { ids: Int32Array.from({ length }, () => 1 + generator.nextBelow(TINY_CONFIG.vocabSize - 1)) };
  });
}

/** The same as examples with labels: what `label` says of a row. */
export function labelledRows(count: number, label: (row: number) => number, seed = 5): ClassifiedExamples {
  const ids = tokenRows(count, seed).map((row) => Array.from(row.ids));
  return encodeRows(
    ids,
    Array.from(ids, (_, row) => label(row)),
  );
}

/** What a model is fed with, `[rows, sequence]`, as numbers, for whoever runs it. */
export interface TextFeeds {
  readonly input_ids: readonly (readonly number[])[];
  readonly attention_mask: readonly (readonly number[])[];
  readonly token_type_ids: readonly (readonly number[])[];
}

/** A batch of two rows, the second padded. */
export const TWO_TEXTS: TextFeeds = {
  input_ids: [
    [1, 5, 7, 11, 2, 9],
    [1, 8, 2, 0, 0, 0],
  ],
  attention_mask: [
    [1, 1, 1, 1, 1, 1],
    [1, 1, 1, 0, 0, 0],
  ],
  token_type_ids: [
    [0, 0, 0, 0, 1, 1],
    [0, 0, 0, 0, 0, 0],
  ],
};

/** Batches of two texts, both padded, with tokens of both types. */
export const BATCHES: readonly TextFeeds[] = Array.from({ length: 9 }, (_, batch) => {
  const texts = tokenRows(2, 9 + batch);
  const padded = (of: (id: number, place: number) => number) =>
    texts.map(({ ids }) =>
      Array.from({ length: MAX_LENGTH }, (_, place) => (place < ids.length ? of(ids[place] as number, place) : 0)),
    );
  return {
    input_ids: padded((id) => id),
    attention_mask: padded(() => 1),
    token_type_ids: padded((_, place) => Number(place > 2)),
  };
});

/** All outputs of a model, by name, as our own runtime computes them. */
export async function runModel(
  model: BertInferenceModel,
  texts: TextFeeds = TWO_TEXTS,
): Promise<Record<string, number[]>> {
  const graph = model.buildInferenceGraph();
  const frozenParameters = model.inferenceParameters !== undefined;
  const parameters = inferenceParameters(model);
  await using executable = await backend.compile({ graph, parameters, frozenParameters, threads: 1 });
  const outputs = await executable.run(asTensors(texts));
  return Object.fromEntries([...outputs].map(([name, { data }]) => [name, Array.from(data as Float32Array)]));
}

function asTensors(texts: TextFeeds): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, rows]: [string, TextFeeds['input_ids']]) => {
      return [name, tensor('int32', [rows.length, rows[0]?.length ?? 0], Int32Array.from(rows.flat())) as Tensor];
    }),
  );
}
