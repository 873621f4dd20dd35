import { type ActivationBudget, type EveryLayers, gradientCheckpointing, type TrainingPlugin } from '@bertsmith/train';
import type { StepSizes } from '../training-step/bert-case.js';

/** The model and batch of both benchmarks of gradient checkpointing, with BERT's dropout. */
export const CHECKPOINTED: StepSizes = {
  layers: 12,
  width: 384,
  heads: 12,
  intermediate: 1536,
  vocabulary: 30_522,
  batch: 16,
  sequence: 128,
};
export const DROPOUT = 0.1;

/** About half of what the activations of {@link CHECKPOINTED} take. */
const HALF_BYTES = 540e6;

/** What is measured, by name: options of the plugin, or none for a step without it. */
export const CHOICES: Readonly<Record<string, EveryLayers | ActivationBudget | undefined>> = {
  none: undefined,
  'every half layer': { every: 0.5 },
  'every layer': { every: 1 },
  'every 2 layers': { every: 2 },
  'every 3 layers': { every: 3 },
  [`budget ${HALF_BYTES / 1e6} MB`]: {
    budgetBytes: HALF_BYTES,
    batchSize: CHECKPOINTED.batch,
    sequenceLength: CHECKPOINTED.sequence,
  },
};

/** The choice that is `ours` in the results; the others are its peers. */
export const OURS = 'every layer';

/** The plugins of a choice. */
export function pluginsOf(choice: string): readonly TrainingPlugin[] {
  const options = CHOICES[choice];
  return options === undefined ? [] : [gradientCheckpointing(options)];
}
