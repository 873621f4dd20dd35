/**
 * The training loop: batches from the data's plan, loss and gradients from the compiled step, clipping by the global norm, AdamW,
 * and an evaluation after each epoch.
 *
 * The same options give the same parameters, bit for bit, on the same machine and for the same number of threads.
 */
import { collate, type PlannedBatch, planTrainingBatches, rowLengths } from '@bertsmith/data';
import { median } from '@bertsmith/metrics';
import { TrainingError } from '@bertsmith/tensor';
import { type EvaluationResult, Evaluator } from '../evaluation/evaluator.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { AdamW } from '../optimizers/adamw.js';
import { globalGradientNorm } from '../optimizers/global-gradient-norm.js';
import type { Gradients } from '../optimizers/gradients.js';
import { orderPlugins } from '../plugins/order-plugins.js';
import type { TrainingPlugin, TrainingState } from '../plugins/training-plugin.js';
import { type LearningRateSchedule, linearSchedule } from '../schedules/linear-schedule.js';
import { GradientStep } from '../step/gradient-step.js';
import { type CompleteTrainerOptions, completeTrainerOptions, type TrainerOptions } from './trainer-options.js';

/** What a finished run can say of itself. */
export interface TrainingResult {
  /** Of the model as it is at the end. */
  readonly evaluation: EvaluationResult;
  readonly steps: number;
  /** The loop with its evaluations, without compiling. */
  readonly seconds: number;
  /** The median time of a step, in milliseconds. */
  readonly stepMsMedian: number;
  /** Training rows and their tokens (no padding) that were seen, each as often as it was. */
  readonly trainedExamples: number;
  readonly trainedTokens: number;
  /** Whether the signal ended it. */
  readonly isAborted: boolean;
}

/** What the loop works with while it runs. */
interface Loop {
  readonly options: CompleteTrainerOptions;
  readonly plugins: readonly TrainingPlugin[];
  readonly step: GradientStep;
  readonly evaluator: Evaluator;
  readonly optimizer: AdamW;
  readonly kernels: FlatKernels;
  readonly schedule: LearningRateSchedule;
  readonly totalSteps: number;
}

/** What it counts. */
interface Progress {
  steps: number;
  trainedExamples: number;
  trainedTokens: number;
  readonly stepMs: number[];
}

/** Trains a model; see the top of the file. */
export class Trainer {
  readonly #options: CompleteTrainerOptions;
  readonly #plugins: readonly TrainingPlugin[];

  /** @throws ConfigError when an option is out of range, or two plugins cannot work together */
  constructor(options: TrainerOptions) {
    this.#options = completeTrainerOptions(options);
    this.#plugins = orderPlugins(this.#options.plugins);
  }

  /**
   * Trains the model's parameters in place.
   *
   * @throws TrainingError when the loss is not a number
   */
  async train(): Promise<TrainingResult> {
    const { model, backend, maxLength, threads } = this.#options;
    const withThreads = threads === undefined ? {} : { threads };
    using kernels = new FlatKernels(model.arena.heap, withThreads);
    const plugins = this.#plugins;
    await using step = await GradientStep.compile({ model, backend, kernels, plugins, ...withThreads });
    await using evaluator = await Evaluator.create({ model, backend, maxLength, ...withThreads });
    const optimizer = new AdamW(model.arena, kernels, { weightDecay: this.#options.weightDecay });
    // Awaited here, or what is disposed of at the end of the block would be gone before the loop is.
    return await runLoop({ ...this.#plan(), plugins, step, evaluator, optimizer, kernels });
  }

  #plan(): Pick<Loop, 'options' | 'schedule' | 'totalSteps'> {
    const { train, batchSize, epochs, warmupRatio } = this.#options;
    const totalSteps = epochs * Math.ceil(train.labels.length / batchSize);
    const schedule = linearSchedule({ warmupSteps: Math.round(warmupRatio * totalSteps), totalSteps });
    return { options: this.#options, schedule, totalSteps };
  }
}

async function runLoop(loop: Loop): Promise<TrainingResult> {
  const { epochs } = loop.options;
  const progress: Progress = { steps: 0, trainedExamples: 0, trainedTokens: 0, stepMs: [] };
  const started = performance.now();
  let evaluation: EvaluationResult | undefined;
  for (let epoch = 0; epoch < epochs && !isFinished(loop, progress); epoch++) {
    await runEpoch(loop, progress, epoch);
    evaluation = await evaluate(loop, progress, epoch);
  }
  return {
    evaluation: evaluation ?? (await evaluate(loop, progress, 0)),
    steps: progress.steps,
    seconds: (performance.now() - started) / 1000,
    stepMsMedian: progress.stepMs.length === 0 ? 0 : median(progress.stepMs),
    trainedExamples: progress.trainedExamples,
    trainedTokens: progress.trainedTokens,
    isAborted: loop.options.signal?.aborted ?? false,
  };
}

function isFinished({ options: { maxSteps, signal } }: Loop, { steps }: Progress): boolean {
  return (signal?.aborted ?? false) || (maxSteps !== undefined && steps >= maxSteps);
}

async function runEpoch(loop: Loop, progress: Progress, epoch: number): Promise<void> {
  const { train, batchSize, maxLength, seed } = loop.options;
  const lengths = rowLengths(train);
  for (const planned of planTrainingBatches({ lengths, batchSize, maxLength, seed, epoch })) {
    if (isFinished(loop, progress)) return;
    await runStep(loop, progress, planned, epoch);
  }
}

async function runStep(loop: Loop, progress: Progress, planned: PlannedBatch, epoch: number): Promise<void> {
  const { options, step, totalSteps } = loop;
  const started = performance.now();
  const batch = collate(options.train, planned);
  const number = progress.steps;
  const { loss, gradients } = await step.run(batch, { seed: options.seed, step: number });
  const state = { step: number, totalSteps, epoch, arena: options.model.arena, loss };
  requireFinite('the loss', loss, state, batch.rowNumbers);
  const outcome = await update(loop, gradients, state, batch.rowNumbers);
  progress.steps++;
  progress.trainedExamples += batch.rowNumbers.length;
  progress.trainedTokens += batch.realTokens;
  const stepMs = performance.now() - started;
  progress.stepMs.push(stepMs);
  const { realTokens } = batch;
  options.onEvent?.({ kind: 'step', step: progress.steps, totalSteps, epoch, loss, stepMs, realTokens, ...outcome });
}

interface UpdateOutcome {
  readonly learningRate: number;
  readonly gradientNorm: number;
  readonly isVetoed: boolean;
}

async function update(
  loop: Loop,
  gradients: Gradients,
  state: TrainingState,
  rowNumbers: Int32Array,
): Promise<UpdateOutcome> {
  const { options, plugins, optimizer, kernels, schedule } = loop;
  const learningRate = options.learningRate * schedule(state.step);
  for (const plugin of plugins) {
    const verdict = await plugin.transformGradients?.(gradients, state);
    if (verdict === 'veto') return { learningRate, gradientNorm: Number.NaN, isVetoed: true };
  }
  const gradientNorm = await globalGradientNorm(gradients, kernels);
  requireFinite('the norm of the gradients', gradientNorm, state, rowNumbers);
  await optimizer.step({ gradients, learningRate, gradientScale: clipScale(gradientNorm, options.maxGradientNorm) });
  for (const plugin of plugins) await plugin.afterUpdate?.(state);
  return { learningRate, gradientNorm, isVetoed: false };
}

/** As PyTorch's `clip_grad_norm_`, its small number included. */
function clipScale(norm: number, maximum: number): number {
  return Math.min(1, maximum / (norm + 1e-6));
}

function requireFinite(what: string, value: number, { step }: TrainingState, rowNumbers: Int32Array): void {
  if (Number.isFinite(value)) return;
  throw new TrainingError(
    `step ${step + 1}: ${what} is ${value}; rows of the batch: ${rowNumbers.join(', ')}. Try a lower learning rate, or look at these rows`,
    { step: step + 1, value, rowNumbers: [...rowNumbers] },
  );
}

async function evaluate(loop: Loop, progress: Progress, epoch: number): Promise<EvaluationResult> {
  const { options, plugins, evaluator, totalSteps } = loop;
  const result = await evaluator.evaluate(options.validation);
  const state = { step: progress.steps, totalSteps, epoch, arena: options.model.arena, loss: result.loss };
  for (const plugin of plugins) await plugin.onEvaluate?.(result, state);
  options.onEvent?.({ kind: 'evaluation', step: progress.steps, epoch, result });
  return result;
}
