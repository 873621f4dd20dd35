import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { Trainer } from '../src/trainer/trainer.js';
import type { TrainerOptions } from '../src/trainer/trainer-options.js';
import type { TrainingEvent } from '../src/trainer/training-event.js';
import type { TrainingResult } from '../src/trainer/training-result.js';
import { DOMINANT_CLASS_MAX_LENGTH, dominantClassExamples, dominantClassModel } from './dominant-class.js';

export type StepEvent = Extract<TrainingEvent, { kind: 'step' }>;

/** A run that is over. */
export interface FinishedRun {
  readonly model: TrainerOptions['model'];
  readonly result: TrainingResult;
  readonly events: readonly TrainingEvent[];
  readonly steps: readonly StepEvent[];
}

/** Few rows, the last batch of an epoch a short one: 70 rows are 5 batches of 16, the last of 6. */
const DEFAULTS = {
  train: dominantClassExamples(70, 1),
  validation: dominantClassExamples(40, 2),
  maxLength: DOMINANT_CLASS_MAX_LENGTH,
  batchSize: 16,
  epochs: 2,
  learningRate: 1e-2,
  seed: 3,
  threads: 2,
};

/** Options of a small run, with events that are kept. */
export function dominantClassRun(overrides: Partial<TrainerOptions> = {}): [TrainerOptions, TrainingEvent[]] {
  const events: TrainingEvent[] = [];
  const backend = createOnnxRuntimeBackend();
  const options = { ...DEFAULTS, model: dominantClassModel(), backend, ...overrides };
  const onEvent = (event: TrainingEvent) => {
    events.push(event);
    overrides.onEvent?.(event);
  };
  return [{ ...options, onEvent }, events];
}

/** Trains a tiny model on the task. */
export async function trainDominantClass(overrides: Partial<TrainerOptions> = {}): Promise<FinishedRun> {
  const [options, events] = dominantClassRun(overrides);
  const result = await new Trainer(options).train();
  return { model: options.model, result, events, steps: events.filter((event) => event.kind === 'step') };
}
