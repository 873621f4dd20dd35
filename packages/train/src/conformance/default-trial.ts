import { DOMINANT_CLASS_MAX_LENGTH, dominantClassExamples, dominantClassModel } from './dominant-class.js';
import type { PluginTrial } from './plugin-conformance-options.js';

/** Two epochs of five steps, the last of each a short one, with dropout; evaluations in and at the end of epochs. */
export function defaultTrial(): PluginTrial {
  return {
    model: dominantClassModel(),
    train: dominantClassExamples(38, 1),
    validation: dominantClassExamples(20, 2),
    maxLength: DOMINANT_CLASS_MAX_LENGTH,
    batchSize: 8,
    epochs: 2,
    evaluateEverySteps: 2,
    learningRate: 1e-2,
    seed: 3,
    threads: 1,
  };
}
