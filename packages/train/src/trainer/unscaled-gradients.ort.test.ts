/** What becomes of steps that are computed with another loss than they report, and of numbers that are not finite in them. */
import { createGraph, exponential, type Graph, multiply, scalar, type Value } from '@bertsmith/graph';
import { TrainingError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { trainDominantClass } from '../../test/train-dominant-class.js';
import type { StepVerdict, TrainingPlugin } from '../plugins/training-plugin.js';

const plugin = (name: string, hooks: Partial<TrainingPlugin>): TrainingPlugin => ({
  specificationVersion: 'v1',
  name,
  ...hooks,
});

/** A loss with `e^(factor * loss)` beside it, which is infinite. */
const explosive = (factor: number) =>
  plugin('explosive', {
    rewriteForward: (graph: Graph) => {
      const loss = graph.outputs.get('loss') as Value<'float32'>;
      const exploded = exponential(multiply(loss, scalar('float32', factor) as never) as Value<'float32'>);
      return createGraph(new Map([...graph.outputs, ['loss', exploded as Value]]));
    },
  });

/** Says what is called, and judges alike. */
function recorder(calls: string[], name: string, verdict: StepVerdict): TrainingPlugin {
  const record = (call: string) => () => {
    calls.push(`${name} ${call}`);
    return verdict;
  };
  return plugin(name, { unscaleGradients: record('unscales'), transformGradients: record('transforms') });
}

describe('gradients', () => {
  it('are unscaled before anybody transforms them, by the last plugin first', async () => {
    const calls: string[] = [];
    await trainDominantClass({
      maxSteps: 1,
      plugins: [recorder(calls, 'a', 'proceed'), recorder(calls, 'b', 'proceed')],
    });
    expect(calls).toEqual(['b unscales', 'a unscales', 'a transforms', 'b transforms']);
  });

  it('of a step that is vetoed while they are unscaled are not transformed', async () => {
    const calls: string[] = [];
    const { steps } = await trainDominantClass({ maxSteps: 1, plugins: [recorder(calls, 'a', 'veto')] });
    expect(calls).toEqual(['a unscales']);
    expect(steps.map(({ isVetoed }) => isVetoed)).toEqual([true]);
  });
});

describe('a loss that is not finite', () => {
  it('is left out by a plugin that vetoes it while it unscales gradients', async () => {
    const calls: string[] = [];
    const plugins = [explosive(1000), recorder(calls, 'a', 'veto')];
    const { steps } = await trainDominantClass({ maxSteps: 2, plugins });
    expect(steps.map(({ loss, isVetoed }) => [loss, isVetoed])).toEqual([
      [Number.POSITIVE_INFINITY, true],
      [Number.POSITIVE_INFINITY, true],
    ]);
  });

  it.each([1, 2])(
    'ends the run when nobody vetoes it, and the value where it began is named: %i batches a step',
    async (accumulationSteps) => {
      const calls: string[] = [];
      const plugins = [explosive(1000), recorder(calls, 'a', 'proceed')];
      const failure = await trainDominantClass({ plugins, accumulationSteps }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(TrainingError);
      expect((failure as TrainingError).message).toMatch(
        /^step 1: the loss is Infinity, the first tensor that is not finite is 'loss'; rows/,
      );
      expect(calls).toEqual(['a unscales']);
    },
  );
});
