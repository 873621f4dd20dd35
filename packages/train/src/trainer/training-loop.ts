/** The loop itself: epochs of steps, an evaluation after each, and what is counted on the way. */
import { collate, type PlannedBatch, planTrainingBatches, rowLengths } from '@bertsmith/data';
import { median } from '@bertsmith/metrics';
import type { EvaluationResult, Evaluator } from '../evaluation/evaluator.js';
import type { LearningRateSchedule } from '../schedules/learning-rate-schedule.js';
import type { GradientStep } from '../step/gradient-step.js';
import type { CompleteTrainerOptions } from './trainer-options.js';
import type { TrainingResult } from './training-result.js';
import { requireFinite, type UpdateParts, updateParameters } from './update-parameters.js';

/** What the loop works with. */
export interface TrainingLoop {
  readonly options: CompleteTrainerOptions;
  readonly step: GradientStep;
  readonly evaluator: Evaluator;
  readonly updateParts: UpdateParts;
  readonly schedule: LearningRateSchedule;
  readonly totalSteps: number;
}

/** What it counts. */
interface Progress {
  readonly startedMs: number;
  steps: number;
  trainedExamples: number;
  trainedTokens: number;
  readonly stepMs: number[];
}

/** Runs to the end of the last epoch, to `maxSteps`, or to the signal, whichever comes first. */
export async function runTrainingLoop(loop: TrainingLoop): Promise<TrainingResult> {
  const { epochs, signal } = loop.options;
  const startedMs = performance.now();
  const progress: Progress = { startedMs, steps: 0, trainedExamples: 0, trainedTokens: 0, stepMs: [] };
  let evaluation: EvaluationResult | undefined;
  for (let epoch = 0; epoch < epochs && !isFinished(loop, progress); epoch++) {
    await runEpoch(loop, progress, epoch);
    evaluation = await evaluate(loop, progress, epoch);
  }
  const { stepMs, startedMs: _, ...counts } = progress;
  return {
    evaluation: evaluation ?? (await evaluate(loop, progress, 0)),
    ...counts,
    seconds: (performance.now() - startedMs) / 1000,
    stepMsMedian: stepMs.length === 0 ? 0 : median(stepMs),
    isAborted: (signal?.aborted ?? false) && progress.steps < lastStep(loop),
  };
}

function isFinished(loop: TrainingLoop, { steps }: Progress): boolean {
  return (loop.options.signal?.aborted ?? false) || steps >= lastStep(loop);
}

/** The steps of a run that nobody ends. */
function lastStep({ options: { maxSteps }, totalSteps }: TrainingLoop): number {
  return Math.min(totalSteps, maxSteps ?? totalSteps);
}

async function runEpoch(loop: TrainingLoop, progress: Progress, epoch: number): Promise<void> {
  const { train, batchSize, maxLength, seed } = loop.options;
  const lengths = rowLengths(train);
  for (const planned of planTrainingBatches({ lengths, batchSize, maxLength, seed, epoch })) {
    if (isFinished(loop, progress)) return;
    await runStep(loop, progress, planned, epoch);
  }
}

async function runStep(loop: TrainingLoop, progress: Progress, planned: PlannedBatch, epoch: number): Promise<void> {
  const { options, step, schedule, totalSteps, updateParts } = loop;
  const started = performance.now();
  const batch = collate(options.train, planned);
  const { realTokens, rowNumbers } = batch;
  const { loss, gradients } = await step.run(batch, { seed: options.seed, step: progress.steps });
  const state = { step: progress.steps, totalSteps, epoch, arena: options.model.arena, loss };
  requireFinite('the loss', loss, state, rowNumbers);
  const learningRate = options.learningRate * schedule(progress.steps, started - progress.startedMs);
  const outcome = await updateParameters(updateParts, { gradients, learningRate, state, rowNumbers });
  progress.steps++;
  progress.trainedExamples += rowNumbers.length;
  progress.trainedTokens += realTokens;
  const stepMs = performance.now() - started;
  progress.stepMs.push(stepMs);
  const place = { step: progress.steps, totalSteps, epoch };
  options.onEvent?.({ kind: 'step', ...place, loss, learningRate, stepMs, realTokens, ...outcome });
}

async function evaluate(loop: TrainingLoop, { steps }: Progress, epoch: number): Promise<EvaluationResult> {
  const { options, evaluator, totalSteps, updateParts } = loop;
  const result = await evaluator.evaluate(options.validation);
  const state = { step: steps, totalSteps, epoch, arena: options.model.arena, loss: result.loss };
  for (const plugin of updateParts.plugins) await plugin.onEvaluate?.(result, state);
  options.onEvent?.({ kind: 'evaluation', step: steps, epoch, result });
  return result;
}
