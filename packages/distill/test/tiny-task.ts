/** A task that tiny models learn in seconds: words are of four classes, and a row is of the class that most of its words are of. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import {
  type BertConfig,
  BertForSequenceClassification,
  type BertModelWithHead,
  DEFAULT_BERT_CONFIG,
} from '@bertsmith/bert-core';
import { type ClassifiedExamples, Xoshiro128 } from '@bertsmith/data';
import { type StepEvent, Trainer, type TrainerOptions, type TrainingResult } from '@bertsmith/train';

const LABELS = ['spring', 'summer', 'autumn', 'winter'];
const [CLS, SEP, FIRST_WORD, WORDS_PER_CLASS] = [1, 2, 3, 5];

export const MAX_LENGTH = 16;

/** One layer of width 16, with dropout. */
export const STUDENT_CONFIG: BertConfig = {
  ...DEFAULT_BERT_CONFIG,
  vocabSize: FIRST_WORD + LABELS.length * WORDS_PER_CLASS,
  hiddenSize: 16,
  numHiddenLayers: 1,
  numAttentionHeads: 2,
  intermediateSize: 32,
  maxPositionEmbeddings: MAX_LENGTH,
  initializerRange: 0.1,
  labels: LABELS,
};

/** Two layers of width 24. */
export const TEACHER_CONFIG: BertConfig = {
  ...STUDENT_CONFIG,
  hiddenSize: 24,
  numHiddenLayers: 2,
  intermediateSize: 48,
};

export const WITHOUT_DROPOUT = { hiddenDropoutProb: 0, attentionProbsDropoutProb: 0 };

export const backend = createOnnxRuntimeBackend();

export function studentModel(overrides: Partial<BertConfig> = {}): BertForSequenceClassification {
  return BertForSequenceClassification.initialize({ ...STUDENT_CONFIG, ...overrides }, { seed: 7 });
}

/** A model with other parameters, which knows nothing: what it says is still something to learn. */
export function teacherModel(overrides: Partial<BertConfig> = {}): BertForSequenceClassification {
  return BertForSequenceClassification.initialize({ ...TEACHER_CONFIG, ...overrides }, { seed: 8 });
}

/** Rows of mixed lengths; another seed draws others. */
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
  return encodeRows(ids, labels);
}

function encodeRows(ids: readonly (readonly number[])[], labels: Int32Array): ClassifiedExamples {
  const lengths = ids.map((row) => row.length);
  let end = 0;
  return {
    inputIds: Int32Array.from(ids.flat()),
    offsets: Int32Array.from([0, ...lengths.map((length) => (end += length))]),
    pairStarts: Int32Array.from(lengths),
    targets: { labels: { per: 'row', dtype: 'int32', data: labels } },
    padTokenId: 0,
  };
}

export const TRAIN = taskRows(38, 1);
export const VALIDATION = taskRows(40, 2);

/** A run that is over. */
export interface FinishedRun {
  readonly model: BertModelWithHead;
  readonly result: TrainingResult;
  readonly steps: readonly StepEvent[];
}

/** Two epochs of five steps, the last of each a short one. */
export async function train(overrides: Partial<TrainerOptions> = {}): Promise<FinishedRun> {
  const steps: StepEvent[] = [];
  const options = { epochs: 2, batchSize: 8, learningRate: 1e-2, seed: 3, threads: 1, maxLength: MAX_LENGTH, backend };
  const rows = { train: TRAIN, validation: VALIDATION };
  const trainer = new Trainer({
    ...{ ...options, ...rows, model: studentModel(), ...overrides },
    onEvent: (event) => {
      if (event.kind === 'step') steps.push(event);
      overrides.onEvent?.(event);
    },
  });
  const result = await trainer.train();
  return { model: result.model, result, steps };
}
