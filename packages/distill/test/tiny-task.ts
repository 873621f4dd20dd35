/** Runs of a tiny student, and its teacher, on the task of the conformance kit of plugins: seconds. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { type BertConfig, BertForSequenceClassification, type BertModelWithHead } from '@bertsmith/bert-core';
import { type StepEvent, Trainer, type TrainerOptions, type TrainingResult } from '@bertsmith/train';
import {
  DOMINANT_CLASS_CONFIG,
  DOMINANT_CLASS_MAX_LENGTH,
  dominantClassExamples,
  dominantClassModel,
} from '@bertsmith/train/conformance';

export const MAX_LENGTH = DOMINANT_CLASS_MAX_LENGTH;

/** One layer of width 16, with dropout. */
export const STUDENT_CONFIG = DOMINANT_CLASS_CONFIG;

/** Two layers of width 24. */
export const TEACHER_CONFIG: BertConfig = {
  ...STUDENT_CONFIG,
  hiddenSize: 24,
  numHiddenLayers: 2,
  intermediateSize: 48,
};

export const WITHOUT_DROPOUT = { hiddenDropoutProb: 0, attentionProbsDropoutProb: 0 };

export const backend = createOnnxRuntimeBackend();

export const studentModel = dominantClassModel;

/** A model with other parameters, which knows nothing: what it says is still something to learn. */
export function teacherModel(overrides: Partial<BertConfig> = {}): BertForSequenceClassification {
  return BertForSequenceClassification.initialize({ ...TEACHER_CONFIG, ...overrides }, { seed: 8 });
}

export const taskRows = dominantClassExamples;

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
