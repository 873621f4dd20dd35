/**
 * Training: batches from the data's plan, loss and gradients from the compiled step, clipping by the global norm, AdamW, and an
 * evaluation after each epoch.
 *
 * The same options give the same parameters, bit for bit, on the same machine and for the same number of threads.
 */
import { Evaluator } from '../evaluation/evaluator.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { AdamW } from '../optimizers/adamw.js';
import { orderPlugins } from '../plugins/order-plugins.js';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { linearSchedule } from '../schedules/linear-schedule.js';
import { GradientStep } from '../step/gradient-step.js';
import { type CompleteTrainerOptions, completeTrainerOptions, type TrainerOptions } from './trainer-options.js';
import { runTrainingLoop, type TrainingLoop } from './training-loop.js';
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

  /**
   * @throws ConfigError when an option is out of range, or two plugins cannot work together
   * @throws InputError when there are no rows, or one does not fit the model
   */
  constructor(options: TrainerOptions) {
    this.#options = completeTrainerOptions(options);
    this.#plugins = orderPlugins(this.#options.plugins);
  }

  /**
   * Trains the model's parameters in place.
   *
   * What it needs beside them stays on the model's heap and is used again by the next run of the model, which finds it as a first one.
   *
   * @throws TrainingError when the loss or the norm of the gradients is not finite; the parameters are those before that step
   */
  async train(): Promise<TrainingResult> {
    const { model, backend, maxLength, maxGradientNorm, weightDecay, threads } = this.#options;
    const withThreads = threads === undefined ? {} : { threads };
    const plugins = this.#plugins;
    // First, so that it is given back last, when nobody works on it any more.
    using workspace = borrowWorkspace(model.arena.heap);
    const { heap } = workspace;
    using kernels = new FlatKernels(model.arena.heap, withThreads);
    await using step = await GradientStep.compile({ model, backend, kernels, plugins, heap, ...withThreads });
    await using evaluator = await Evaluator.create({ model, backend, maxLength, ...withThreads });
    const optimizer = new AdamW(model.arena, kernels, { weightDecay, heap });
    const updateParts = { plugins, optimizer, kernels, maxGradientNorm };
    // Awaited here, or what is disposed of at the end of the block would be gone before the loop is.
    return await runTrainingLoop({ ...this.#plan(), step, evaluator, updateParts });
  }

  #plan(): Pick<TrainingLoop, 'options' | 'schedule' | 'totalSteps'> {
    const { train, batchSize, epochs, warmupRatio } = this.#options;
    const totalSteps = epochs * Math.ceil(train.labels.length / batchSize);
    const schedule = linearSchedule({ warmupSteps: Math.round(warmupRatio * totalSteps), totalSteps });
    return { options: this.#options, schedule, totalSteps };
  }
}
