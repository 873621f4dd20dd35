/** Runs of a tiny classifier on the task of the conformance kit: seconds. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { type BertConfig, BertForSequenceClassification, DEFAULT_BERT_CONFIG } from '@bertsmith/bert-core';
import { type ClassifiedExamples, Xoshiro128 } from '@bertsmith/data';
import { type StepEvent, Trainer, type TrainerOptions, type TrainingResult } from '@bertsmith/train';

const LABELS = ['spring', 'summer', 'autumn', 'winter'];
const [CLS, SEP, FIRST_WORD, WORDS_PER_CLASS] = [1, 2, 3, 5];

export const MAX_LENGTH = 16;

/** Two layers of width 16: of the last, a classifier computes the first token alone. */
export const CONFIG: BertConfig = {
  ...DEFAULT_BERT_CONFIG,
  vocabSize: FIRST_WORD + LABELS.length * WORDS_PER_CLASS,
  hiddenSize: 16,
  numHiddenLayers: 2,
  numAttentionHeads: 2,
  intermediateSize: 32,
  maxPositionEmbeddings: MAX_LENGTH,
  initializerRange: 0.1,
  labels: LABELS,
};

export const backend = createOnnxRuntimeBackend();

export function tinyModel(overrides: Partial<BertConfig> = {}): BertForSequenceClassification {
  return BertForSequenceClassification.initialize({ ...CONFIG, ...overrides }, { seed: 7 });
}

/** Rows of mixed lengths, each of the class that most of its words are of; another seed draws others. */
export function taskRows(rows: number, seed: number): ClassifiedExamples {
  const generator = Xoshiro128.fromSeed(seed, 0);
  const draw = (bound: number) => generator.nextBelow(bound);
  const labels = Int32Array.from({ length: rows }, () => draw(LABELS.length));
  const ids = Array.from(labels, (label) => {
    const words = Array.from({ length: 3 + draw(MAX_LENGTH - 5) }, () => {
      const wordClass = draw(10) < 7 ? label : draw(LABELS.length);
      return FIRST_WORD + wordClass * WORDS_PER_CLASS + draw(WORDS_PER_CLASS);
    });
    return [CLS, ...words, SEP];
  });
  let end = 0;
  return {
    inputIds: Int32Array.from(ids.flat()),
    offsets: Int32Array.from([0, ...ids.map((row) => (end += row.length))]),
    pairStarts: Int32Array.from(ids, (row) => row.length),
    targets: { labels: { per: 'row', dtype: 'int32', data: labels } },
    padTokenId: 0,
  };
}

export const TRAIN = taskRows(38, 1);
export const VALIDATION = taskRows(40, 2);

/** Two epochs of five steps, the last of each a short one; evaluations in and at the end of epochs. */
export function tinyTrial() {
  const rows = { train: TRAIN, validation: VALIDATION, maxLength: MAX_LENGTH };
  return {
    ...rows,
    model: tinyModel(),
    epochs: 2,
    batchSize: 8,
    evaluateEverySteps: 2,
    learningRate: 1e-2,
    seed: 3,
    threads: 1,
  };
}

/** A run that is over. */
export interface FinishedRun {
  readonly model: BertForSequenceClassification;
  readonly result: TrainingResult;
  readonly steps: readonly StepEvent[];
}

/** {@link tinyTrial}, with other options. */
export async function train(overrides: Partial<TrainerOptions> = {}): Promise<FinishedRun> {
  const steps: StepEvent[] = [];
  const trainer = new Trainer({
    ...{ ...tinyTrial(), backend, ...overrides },
    onEvent: (event) => {
      if (event.kind === 'step') steps.push(event);
      overrides.onEvent?.(event);
    },
  });
  const result = await trainer.train();
  return { model: result.model as BertForSequenceClassification, result, steps };
}
