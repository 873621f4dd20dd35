import type { BatchSource } from '@bertsmith/data';
import type { RunSettings } from '../checkpoints/run-settings.js';
import type { JsonValue, TrainingPlugin } from '../plugins/training-plugin.js';
import type { CompleteTrainerOptions } from './trainer-options.js';

/** What the checkpoints of a run say that it hangs on. */
export function settingsOf(
  options: CompleteTrainerOptions,
  source: BatchSource,
  plugins: readonly TrainingPlugin[],
): RunSettings {
  const { batchSize, batchTokens, packing, accumulationSteps, maxLength, seed, epochs } = options;
  const { learningRate, weightDecay, warmupRatio, maxGradientNorm, averageDecay } = options;
  return {
    data: source.fingerprint(),
    ...{ batchSize, batchTokens: batchTokens ?? null, packing, accumulationSteps, maxLength, seed },
    ...{ epochs, learningRate, weightDecay, warmupRatio, averageDecay: averageDecay ?? null },
    maxGradientNorm: Number.isFinite(maxGradientNorm) ? maxGradientNorm : null,
    optimizer: (options.optimizer ?? null) as JsonValue,
    schedule: (options.schedule ?? null) as JsonValue,
    parameterGroups: (options.parameterGroups ?? []) as unknown as JsonValue,
    plugins: plugins.map(({ name }) => name),
    threads: options.threads ?? null,
    evaluateEverySteps: options.evaluateEverySteps ?? null,
    maxMinutes: options.schedule?.name === 'time-budgeted' ? (options.maxMinutes ?? null) : null,
  };
}
