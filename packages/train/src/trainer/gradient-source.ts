import type { Batch } from '@bertsmith/data';
import type { GradientAccumulator } from '../accumulation/gradient-accumulator.js';
import { pluginFeeds } from '../plugins/plugin-feeds.js';
import type { BatchState, TrainingPlugin } from '../plugins/training-plugin.js';
import { weighPairs } from '../step/batch-feeds.js';
import type { GradientStep, GradientStepResult } from '../step/gradient-step.js';

/** What the batches of one step gave. */
export interface SourcedGradients extends GradientStepResult {
  /** Computes them once more, and describes the first value that is not finite. */
  findNonFinite(): Promise<string | undefined>;
}

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
) => Promise<SourcedGradients>;

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
  const inspect = async (batch: Batch, number: number, state: BatchState) =>
    await step.findNonFinite(batch, { seed, step: number }, await pluginFeeds(plugins, batch, state));
  return async (batches, firstBatch, state) => {
    const findNonFinite = async () => {
      for (const [index, batch] of weighPairs(batches).entries()) {
        const found = await inspect(batch, firstBatch + index, state);
        if (found !== undefined) return found;
      }
    };
    const [only] = batches;
    if (accumulator === undefined || (batches.length === 1 && only !== undefined)) {
      return { ...(await run(only as Batch, firstBatch, state)), findNonFinite };
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
      if (!Number.isFinite(loss)) return { loss, gradients: result.gradients, findNonFinite };
      await accumulator.add(result.gradients, share);
    }
    return { loss, gradients: accumulator.gradients(), findNonFinite };
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
