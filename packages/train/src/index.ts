// Training a model.
export { Trainer } from './trainer/trainer.js';
export type { TrainerOptions } from './trainer/trainer-options.js';
export type { TrainingEvent } from './trainer/training-event.js';
export type { TrainingResult } from './trainer/training-result.js';
export { type LearningRateSchedule, type LinearScheduleOptions, linearSchedule } from './schedules/linear-schedule.js';
export { type EvaluationResult, Evaluator, type EvaluatorOptions } from './evaluation/evaluator.js';

// What acts during training.
export { type ActivationBudget, type EveryLayers, gradientCheckpointing } from './plugins/gradient-checkpointing.js';
export { orderPlugins } from './plugins/order-plugins.js';
export type { PluginOrder, StepVerdict, TrainingPlugin, TrainingState } from './plugins/training-plugin.js';

// A step in its parts, for loops of your own.
export { GradientStep, type GradientStepOptions, type GradientStepResult } from './step/gradient-step.js';
export { encoderFeeds, labelledFeeds } from './step/batch-feeds.js';
export { AdamW, type AdamWOptions } from './optimizers/adamw.js';
export { globalGradientNorm } from './optimizers/global-gradient-norm.js';
export type { Gradients, RowGradient } from './optimizers/gradients.js';
export type { Optimizer, OptimizerState, OptimizerStep } from './optimizers/optimizer.js';
export { FlatKernels, type FlatKernelsOptions } from './flat-kernels/flat-kernels.js';
