/** Models that criteria for units are tried on, with gradients that nobody computed. */
import { type BertConfig, BertForSequenceClassification, DEFAULT_BERT_CONFIG } from '@bertsmith/bert-core';
import { Xoshiro128 } from '@bertsmith/data';
import type { Gradients } from '@bertsmith/train';

/** A model, and the gradients of some batches, in the layout of its arena. */
export interface TrialModel {
  readonly name: string;
  readonly model: BertForSequenceClassification;
  /** Its parameters, which a criterion must leave as they are. */
  readonly parameters: Float32Array;
  /** By batch, `[arena.denseLength]`. */
  readonly gradients: readonly Float32Array[];
}

const BATCHES = 3;

const CONFIG: BertConfig = {
  ...DEFAULT_BERT_CONFIG,
  vocabSize: 8,
  hiddenSize: 16,
  numHiddenLayers: 2,
  numAttentionHeads: 4,
  intermediateSize: 12,
  maxPositionEmbeddings: 4,
  initializerRange: 0.2,
  labels: ['first', 'second'],
};

/** By name: how a configuration is changed, and what numbers there are. */
const TRIALS: Readonly<Record<string, readonly [changes: Partial<BertConfig>, change: (drawn: number) => number]>> = {
  'a model of two layers': [{}, (drawn) => drawn],
  'a model with layers of other sizes': [
    { prunedHeads: { 0: [0, 2], 1: [1, 2, 3] }, intermediateSizes: [5, 1] },
    (drawn) => drawn,
  ],
  'a model with factorized matrices': [
    { matrixRanks: { 0: { 'intermediate.dense': 2, 'attention.output.dense': 3 }, 1: { 'output.dense': 2 } } },
    (drawn) => drawn,
  ],
  'a model of zeros': [{}, () => 0],
  'a model whose heads and units are all the same': [{}, () => 0.25],
};

/** Made once: each has a shared memory, of which a system has not many to give. */
let made: readonly TrialModel[] | undefined;

/** All of them, with the parameters that they had at first. */
export function trialModels(): readonly TrialModel[] {
  made ??= Object.entries(TRIALS).map(([name, [changes, change]]) => trialModel(name, changes, change));
  for (const { model, parameters } of made) model.arena.data.set(parameters);
  return made;
}

function trialModel(name: string, changes: Partial<BertConfig>, change: (drawn: number) => number): TrialModel {
  const model = new BertForSequenceClassification({ ...CONFIG, ...changes });
  const { arena } = model;
  const generator = Xoshiro128.fromSeed(model.arena.data.length, 0);
  const draw = () => change(generator.nextBelow(2 ** 20) / 2 ** 20 - 0.5);
  const parameters = Float32Array.from(arena.data, draw);
  const gradients = Array.from({ length: BATCHES }, () => Float32Array.from({ length: arena.denseLength }, draw));
  return { name, model, parameters, gradients };
}

/** The gradients of a trial, batch after batch, as they come in training: all in one buffer, overwritten by the next. */
export async function* inOneBuffer({ gradients }: TrialModel): AsyncGenerator<Gradients> {
  const dense = new Float32Array(gradients[0]?.length ?? 0);
  for (const each of gradients) {
    dense.set(each);
    yield { dense, rows: [] };
  }
  dense.fill(Number.NaN);
}

/** The same, each in memory of its own. */
export async function* inOwnBuffers({ gradients }: TrialModel): AsyncGenerator<Gradients> {
  for (const each of gradients) yield { dense: each.slice(), rows: [] };
}
