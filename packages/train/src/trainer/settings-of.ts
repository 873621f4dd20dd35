import type { BatchSource } from '@bertsmith/data';
import type { RunSettings } from '../checkpoints/run-settings.js';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import type { CompleteTrainerOptions } from './trainer-options.js';

/** What the checkpoints of a run say that it hangs on. */
export function settingsOf(
  options: CompleteTrainerOptions,
  source: BatchSource,
  plugins: readonly TrainingPlugin[],
): RunSettings {
  const { batchSize, batchTokens, maxLength, seed, epochs, learningRate, weightDecay, warmupRatio } = options;
  return {
    data: source.fingerprint(),
    ...{ batchSize, batchTokens: batchTokens ?? null, accumulationSteps: 1, maxLength, seed },
    ...{ epochs, learningRate, weightDecay, warmupRatio },
    maxGradientNorm: Number.isFinite(options.maxGradientNorm) ? options.maxGradientNorm : null,
    plugins: plugins.map(({ name }) => name),
  };
}
