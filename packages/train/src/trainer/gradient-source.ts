import type { Batch } from '@bertsmith/data';
import type { GradientAccumulator } from '../accumulation/gradient-accumulator.js';
import { pluginFeeds } from '../plugins/plugin-feeds.js';
import type { BatchState, TrainingPlugin } from '../plugins/training-plugin.js';
import { weighPairs } from '../step/batch-feeds.js';
import type { GradientStep, GradientStepResult } from '../step/gradient-step.js';

/**
 * The loss of the batches of one step taken as one batch, and its gradients.
 *
 * @param firstBatch batches of the run before these: with the seed it says what dropout drops
 * @param state where the run is, for plugins that feed something
 */
export type GradientSource = (
  batches: readonly Batch[],
  firstBatch: number,
  state: BatchState,
) => Promise<GradientStepResult>;

/** What a {@link GradientSource} is made of. */
export interface GradientSourceParts {
  readonly step: GradientStep;
  readonly seed: number;
  readonly plugins: readonly TrainingPlugin[];
  /** For steps of several batches. */
  readonly accumulator?: GradientAccumulator;
}

/** Computes one batch after the other, and adds up what they are the mean of. */
export function createGradientSource(parts: GradientSourceParts): GradientSource {
  const { step, seed, plugins, accumulator } = parts;
  const run = async (batch: Batch, number: number, state: BatchState) =>
    await step.run(batch, { seed, step: number }, await pluginFeeds(plugins, batch, state));
  return async (batches, firstBatch, state) => {
    const [only] = batches;
    if (accumulator === undefined || (batches.length === 1 && only !== undefined)) {
      return await run(only as Batch, firstBatch, state);
    }
    const total = Math.max(
      1,
      batches.reduce((sum, { lossWeight }) => sum + lossWeight, 0),
    );
    accumulator.reset();
    let loss = 0;
    for (const [index, batch] of weighPairs(batches).entries()) {
      const result = await run(batch, firstBatch + index, state);
      const share = batch.lossWeight / total;
      loss += share * result.loss;
      if (!Number.isFinite(loss)) return { loss, gradients: result.gradients };
      await accumulator.add(result.gradients, share);
    }
    return { loss, gradients: accumulator.gradients() };
  };
}

/** The batches of a step together; the last group of an epoch may have fewer. */
export async function* inGroups(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  size: number,
): AsyncGenerator<readonly Batch[]> {
  let group: Batch[] = [];
  for await (const batch of batches) {
    group.push(batch);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
