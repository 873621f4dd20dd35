/**
 * Training: batches from a source, loss and gradients from the compiled step, clipping by the global norm, the optimizer, and an
 * evaluation after each epoch.
 *
 * The same options give the same parameters, bit for bit, on the same machine and for the same number of threads; also when the run was
 * stopped in between and resumed.
 */
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { type BatchSource, exampleBatches, packedBatches } from '@bertsmith/data';
import type { ParameterArena, SharedHeap } from '@bertsmith/tensor';
import { GradientAccumulator } from '../accumulation/gradient-accumulator.js';
import { averagePlugin } from '../averaging/average-plugin.js';
import { ExponentialMovingAverage } from '../averaging/exponential-moving-average.js';
import { CheckpointWriter } from '../checkpoints/checkpoint-writer.js';
import { compareSettings, type RunSettings } from '../checkpoints/run-settings.js';
import { type CheckpointedParts, readState, restoreCheckpoint } from '../checkpoints/training-checkpoint.js';
import { Evaluator } from '../evaluation/evaluator.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { createOptimizer, type OptimizerChoice } from '../optimizers/create-optimizer.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { trainableParameters } from '../parameter-groups/trainable-parameters.js';
import { type ExtendedModel, extendModel } from '../plugins/extended-model.js';
import { orderPlugins } from '../plugins/order-plugins.js';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { createSchedule } from '../schedules/create-schedule.js';
import { GradientStep } from '../step/gradient-step.js';
import { createGradientSource } from './gradient-source.js';
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

/** What a run is to do. */
type RunPlan = Pick<TrainingLoop, 'options' | 'source' | 'schedule' | 'totalSteps'>;

/** Where what an optimizer keeps can lie. */
interface OptimizerPlace {
  readonly arena: ParameterArena;
  readonly kernels: FlatKernels;
  readonly heap: SharedHeap;
}

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
  readonly #plan: RunPlan;

  /**
   * @throws ConfigError when an option is out of range, the model cannot learn from packed rows, or two plugins cannot work together
   * @throws InputError when there are no rows, or one does not fit the model
   */
  constructor(options: TrainerOptions) {
    this.#options = completeTrainerOptions(options);
    this.#plugins = orderPlugins(this.#options.plugins);
    this.#model = this.#plugins.reduce((model, plugin) => plugin.prepareModel?.(model) ?? model, this.#options.model);
    this.#source = this.#createSource();
    this.#plan = this.#makePlan();
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
    const extended = extendModel(this.#model, this.#plugins, this.#options.seed);
    try {
      return await this.#trainModel(extended);
    } finally {
      extended?.giveBack();
    }
  }

  /** @param extended the model with parameters of plugins, when they have some */
  async #trainModel(extended: ExtendedModel | undefined): Promise<TrainingResult> {
    const model = extended ?? this.#model;
    const { backend, maxLength, maxGradientNorm, threads, seed, packing } = this.#options;
    const { arena } = model;
    const withThreads = threads === undefined ? {} : { threads };
    // First, so that it is given back last, when nobody works on it any more.
    using workspace = borrowWorkspace(arena.heap);
    const { heap } = workspace;
    using kernels = new FlatKernels(arena.heap, withThreads);
    const place = { arena, kernels, heap };
    const trainable = trainableParameters(arena, this.#options.parameterGroups);
    const plugins = this.#plugins;
    const compiled = { model, backend, kernels, plugins, heap, packing, trainable: trainable.names, ...withThreads };
    await using step = await GradientStep.compile(compiled);
    await using evaluator = await Evaluator.create({ model, backend, maxLength, ...withThreads });
    const optimizer = this.#createOptimizer(place);
    const average = this.#createAverage(place);
    const kept = average === undefined ? plugins : [...plugins, averagePlugin(average)];
    const settings = settingsOf(this.#options, this.#source, plugins);
    const parts = { model: this.#model, extended, optimizer, plugins: kept };
    const { progress, warnings } = await this.#begin(parts, settings);
    const checkpoints = this.#checkpointWriter(parts, progress);
    const gradientSource = createGradientSource({ step, seed, plugins, ...this.#withAccumulator(place) });
    const updateParts = { plugins, optimizer, kernels, maxGradientNorm, trainable };
    const loop = { gradientSource, evaluator, updateParts, average };
    // Awaited here, or what is disposed of at the end of the block would be gone before the loop is.
    const result = await runTrainingLoop({ ...this.#plan, settings, progress, checkpoints, model, extended, ...loop });
    return { ...result, model: this.#model, warnings };
  }

  #createSource(): BatchSource {
    const { train, packing } = this.#options;
    if (isBatchSource(train)) return train;
    return packing ? packedBatches(train, this.#options) : exampleBatches(train, this.#options);
  }

  #createOptimizer({ arena, kernels, heap }: OptimizerPlace): Optimizer {
    const { optimizer = { name: 'adamw' }, weightDecay, parameterGroups: groups = [] } = this.#options;
    return createOptimizer({ weightDecay, groups, ...optimizer } as OptimizerChoice, arena, kernels, heap);
  }

  #createAverage({ arena, kernels, heap }: OptimizerPlace): ExponentialMovingAverage | undefined {
    const { averageDecay: decay } = this.#options;
    return decay === undefined ? undefined : new ExponentialMovingAverage(arena, kernels, { decay, heap });
  }

  #withAccumulator({ arena, kernels, heap }: OptimizerPlace): { readonly accumulator?: GradientAccumulator } {
    if (this.#options.accumulationSteps === 1) return {};
    return { accumulator: new GradientAccumulator(arena, kernels, { heap }) };
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

  #makePlan(): RunPlan {
    const { epochs, warmupRatio, accumulationSteps, maxMinutes, schedule = { name: 'linear' } } = this.#options;
    const source = this.#source;
    const stepsOf = (epoch: number) => Math.ceil(source.batchCount(epoch) / accumulationSteps);
    const totalSteps = Array.from({ length: epochs }, (_, epoch) => stepsOf(epoch)).reduce((a, b) => a + b);
    const plan = {
      totalSteps,
      warmupSteps: Math.round(warmupRatio * totalSteps),
      warmupRatio,
      ...(maxMinutes !== undefined && { budgetMs: 60_000 * maxMinutes }),
    };
    return { options: this.#options, source, schedule: createSchedule(schedule, plan), totalSteps };
  }
}
