/** Runs of a tiny classifier on the task of the conformance kit: seconds. */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertConfig, BertForSequenceClassification } from '@bertsmith/bert-core';
import { type StepEvent, Trainer, type TrainerOptions, type TrainingResult } from '@bertsmith/train';
import { DOMINANT_CLASS_MAX_LENGTH, dominantClassExamples, dominantClassModel } from '@bertsmith/train/conformance';

export const MAX_LENGTH = DOMINANT_CLASS_MAX_LENGTH;

export const backend = createOnnxRuntimeBackend();

/** Two layers of width 16: of the last, a classifier computes the first token alone. */
export function tinyModel(overrides: Partial<BertConfig> = {}): BertForSequenceClassification {
  return dominantClassModel({ numHiddenLayers: 2, ...overrides });
}

export const TRAIN = dominantClassExamples(38, 1);
export const VALIDATION = dominantClassExamples(40, 2);

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
