/**
 * Training: batches from a source, loss and gradients from the compiled step, clipping by the global norm, AdamW, and an
 * evaluation after each epoch.
 *
 * The same options give the same parameters, bit for bit, on the same machine and for the same number of threads; also when the run was
 * stopped in between and resumed.
 */
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { type BatchSource, exampleBatches } from '@bertsmith/data';
import { CheckpointWriter } from '../checkpoints/checkpoint-writer.js';
import { compareSettings, type RunSettings } from '../checkpoints/run-settings.js';
import { type CheckpointedParts, readState, restoreCheckpoint } from '../checkpoints/training-checkpoint.js';
import { Evaluator } from '../evaluation/evaluator.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { AdamW } from '../optimizers/adamw.js';
import { orderPlugins } from '../plugins/order-plugins.js';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { linearSchedule } from '../schedules/linear-schedule.js';
import { GradientStep } from '../step/gradient-step.js';
import { settingsOf } from './settings-of.js';
import { tellPlugins } from './tell-plugins.js';
import {
  type CompleteTrainerOptions,
  completeTrainerOptions,
  isBatchSource,
  type TrainerOptions,
} from './trainer-options.js';
import { runTrainingLoop, type TrainingLoop } from './training-loop.js';
import { freshProgress, type TrainingProgress } from './training-progress.js';
import type { TrainingResult } from './training-result.js';
import { borrowWorkspace } from './workspace.js';

/**
 * Trains a model; see the top of the file.
 *
 * @example
 * const trainer = new Trainer({ model, backend, train, validation, maxLength: 128, epochs: 3, seed: 1 });
 * const { evaluation } = await trainer.train();
 * console.log(evaluation.metrics.accuracy);
 */
export class Trainer {
  readonly #options: CompleteTrainerOptions;
  readonly #plugins: readonly TrainingPlugin[];
  readonly #model: BertModelWithHead;
  readonly #source: BatchSource;

  /**
   * @throws ConfigError when an option is out of range, or two plugins cannot work together
   * @throws InputError when there are no rows, or one does not fit the model
   */
  constructor(options: TrainerOptions) {
    this.#options = completeTrainerOptions(options);
    this.#plugins = orderPlugins(this.#options.plugins);
    this.#model = this.#plugins.reduce((model, plugin) => plugin.prepareModel?.(model) ?? model, this.#options.model);
    const { train } = this.#options;
    this.#source = isBatchSource(train) ? train : exampleBatches(train, this.#options);
  }

  /**
   * Trains the model's parameters in place.
   *
   * What it needs beside them stays on the model's heap and is used again by the next run of the model, which finds it as a first one.
   *
   * @throws TrainingError when the loss or the norm of the gradients is not finite; the parameters are those before that step
   * @throws InputError, FormatError, ConfigError when the checkpoint to go on from is not there, damaged, or of another run
   * @throws OutputError when a checkpoint cannot be written
   */
  async train(): Promise<TrainingResult> {
    const { backend, maxLength, maxGradientNorm, weightDecay, threads } = this.#options;
    const model = this.#model;
    const withThreads = threads === undefined ? {} : { threads };
    const plugins = this.#plugins;
    // First, so that it is given back last, when nobody works on it any more.
    using workspace = borrowWorkspace(model.arena.heap);
    const { heap } = workspace;
    using kernels = new FlatKernels(model.arena.heap, withThreads);
    await using step = await GradientStep.compile({ model, backend, kernels, plugins, heap, ...withThreads });
    await using evaluator = await Evaluator.create({ model, backend, maxLength, ...withThreads });
    const optimizer = new AdamW(model.arena, kernels, { weightDecay, heap });
    const settings = settingsOf(this.#options, this.#source, plugins);
    const { progress, warnings } = await this.#begin({ model, optimizer, plugins }, settings);
    const checkpoints = this.#checkpointWriter({ model, optimizer, plugins }, progress);
    const updateParts = { plugins, optimizer, kernels, maxGradientNorm };
    const loop = { ...this.#plan(), settings, progress, checkpoints, model, step, evaluator, updateParts };
    // Awaited here, or what is disposed of at the end of the block would be gone before the loop is.
    return { ...(await runTrainingLoop(loop)), warnings };
  }

  /** The place where the run begins: the start, or where a checkpoint was taken. */
  async #begin(
    parts: CheckpointedParts,
    settings: RunSettings,
  ): Promise<{ readonly progress: TrainingProgress; readonly warnings: readonly string[] }> {
    const { resumeFrom: path, onEvent } = this.#options;
    if (path === undefined) return { progress: freshProgress(), warnings: [] };
    const warnings = compareSettings((await readState(path)).settings, settings, path);
    const { progress } = await restoreCheckpoint(path, parts);
    const event = { kind: 'resume', step: progress.steps, epoch: progress.epoch, path } as const;
    onEvent?.(event);
    tellPlugins(parts.plugins, event);
    return { progress: { ...progress }, warnings };
  }

  #checkpointWriter(parts: CheckpointedParts, { steps }: TrainingProgress): CheckpointWriter | undefined {
    const { checkpoints } = this.#options;
    return checkpoints === undefined ? undefined : new CheckpointWriter(checkpoints, parts, steps);
  }

  #plan(): Pick<TrainingLoop, 'options' | 'source' | 'schedule' | 'totalSteps'> {
    const { epochs, warmupRatio } = this.#options;
    const source = this.#source;
    const totalSteps = Array.from({ length: epochs }, (_, epoch) => source.batchCount(epoch)).reduce((a, b) => a + b);
    const schedule = linearSchedule({ warmupSteps: Math.round(warmupRatio * totalSteps), totalSteps });
    return { options: this.#options, source, schedule, totalSteps };
  }
}
