// Training a model.
export { Trainer } from './trainer/trainer.js';
export type { TrainerOptions } from './trainer/trainer-options.js';
export type { CheckpointEvent, EvaluationEvent, StepEvent, TrainingEvent } from './trainer/training-event.js';
export { latestCheckpoint, listCheckpoints } from './checkpoints/checkpoint-directory.js';
export type { CheckpointOptions } from './checkpoints/checkpoint-writer.js';
export type { FurtherFiles } from './checkpoints/training-checkpoint.js';
export type { TrainingResult } from './trainer/training-result.js';
export { type EvaluationResult, Evaluator, type EvaluatorOptions } from './evaluation/evaluator.js';
export { type Outcome, predictedClasses, type Predictions } from './evaluation/outcomes/outcome-collector.js';
export { predictionAgreement } from './evaluation/outcomes/prediction-agreement.js';

// Tasks and the heads that learn them.
export { type EncodeTaskOptions, TASK_HEADS, type TaskHead, type TaskRows, taskHead } from './tasks/task-heads.js';

// The learning rate from step to step.
export type { LearningRateSchedule } from './schedules/learning-rate-schedule.js';
export type { WarmupOptions } from './schedules/warmup.js';
export { type LinearScheduleOptions, linearSchedule } from './schedules/linear-schedule.js';
export { type CosineScheduleOptions, cosineSchedule } from './schedules/cosine-schedule.js';
export { type PolynomialScheduleOptions, polynomialSchedule } from './schedules/polynomial-schedule.js';
export { type ConstantScheduleOptions, constantSchedule } from './schedules/constant-schedule.js';
export { type OneCycleScheduleOptions, oneCycleSchedule } from './schedules/one-cycle-schedule.js';
export { type TimeBudgetedScheduleOptions, timeBudgetedSchedule } from './schedules/time-budgeted-schedule.js';
export {
  createSchedule,
  type ScheduleChoice,
  type ScheduleName,
  type ScheduleOptionsByName,
  type SchedulePlan,
} from './schedules/create-schedule.js';

// Which parameters are trained, and how much.
export type { ParameterGroup } from './parameter-groups/parameter-group.js';
export { type LayeredModel, layerwiseDecay } from './parameter-groups/layerwise-decay.js';
export {
  type ElementRange,
  type TrainableParameters,
  trainableParameters,
} from './parameter-groups/trainable-parameters.js';

// What acts during training.
export { type ActivationBudget, type EveryLayers, gradientCheckpointing } from './plugins/gradient-checkpointing.js';
export { orderPlugins } from './plugins/order-plugins.js';
export { transformGradients } from './plugins/transform-gradients.js';
export { pluginFeeds } from './plugins/plugin-feeds.js';
export type {
  BatchState,
  JsonValue,
  PluginFeeds,
  PluginOrder,
  PluginState,
  RunVerdict,
  StepVerdict,
  TrainingPlugin,
  TrainingState,
  WorkingPlace,
} from './plugins/training-plugin.js';

// Callbacks: plugins that watch.
export { type EarlyStoppingOptions, earlyStopping } from './callbacks/early-stopping.js';
export { type BestEvaluation, type BestKeeper, keepBest } from './callbacks/keep-best.js';
export { jsonlLog } from './callbacks/jsonl-log.js';
export { tensorBoard } from './callbacks/tensor-board/tensor-board.js';
export type { WatchedMetric } from './callbacks/watched-metric.js';

// A step in its parts, for loops of your own.
export { GradientStep, type GradientStepOptions, type GradientStepResult } from './step/gradient-step.js';
export { buildStepGraph, type StepGraphParts } from './step/step-graph.js';
export { encoderFeeds, labelledFeeds } from './step/batch-feeds.js';
export { AdamW, type AdamWOptions } from './optimizers/adamw.js';
export { LAMB, type LAMBOptions } from './optimizers/lamb.js';
export { Adafactor, type AdafactorOptions } from './optimizers/adafactor.js';
export {
  createOptimizer,
  type OptimizerChoice,
  type OptimizerName,
  type OptimizerOptionsByName,
} from './optimizers/create-optimizer.js';
export { SGD, type SGDOptions } from './optimizers/sgd.js';
export type { OptimizerOptions } from './optimizers/optimizer-options.js';
export { globalGradientNorm } from './optimizers/global-gradient-norm.js';
export { scaleGradients } from './optimizers/scale-gradients.js';
export type { Gradients, RowGradient } from './optimizers/gradients.js';
export type { Optimizer, OptimizerState, OptimizerStep } from './optimizers/optimizer.js';
export { GradientAccumulator } from './accumulation/gradient-accumulator.js';
export {
  ExponentialMovingAverage,
  type ExponentialMovingAverageOptions,
} from './averaging/exponential-moving-average.js';
export { FlatKernels, type FlatKernelsOptions } from './flat-kernels/flat-kernels.js';
export { keepByBits, type MaskedNumbers } from './flat-kernels/keep-by-bits.js';
export { type MovedScores, moveScores, type ScoreStep } from './flat-kernels/move-scores.js';
export { type NarrowedNumbers, narrowNumbers } from './flat-kernels/narrow-numbers.js';
export { type QuantizedMatrix, quantizeMatrices } from './flat-kernels/quantize-matrices.js';
export { type SignSums, subtractSigns } from './flat-kernels/subtract-signs.js';
export { borrowWorkspace, type Workspace } from './trainer/workspace.js';
