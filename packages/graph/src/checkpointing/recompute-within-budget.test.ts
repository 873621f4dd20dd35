import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { gradients } from '../autodiff/gradients.js';
import { createGraph } from '../ir/graph.js';
import { graphCost } from '../ir/graph-cost.js';
import { peakActivationBytes } from '../ir/peak-activation-bytes.js';
import type { Value } from '../ir/value.js';
import { hyperbolicTangent } from '../ops/elementwise/hyperbolic-tangent.js';
import { matmul } from '../ops/matmul/matmul.js';
import { reduceSum } from '../ops/reduce/reduce-sum.js';
import { input, parameter } from '../ops/source/source-op.js';
import { recomputeSegments } from './recompute-segments.js';
import { recomputeWithinBudget } from './recompute-within-budget.js';

const LAYERS = 16;
const sizes = { batch: 100 };

/** Layers of `tanh(tanh(x W) V)`, wide inside. */
function buildChain() {
  const boundaries: Value[] = [];
  let state: Value<'float32'> = input('x', 'float32', ['batch', 4]) as Value<'float32'>;
  for (let layer = 0; layer < LAYERS; layer++) {
    const wide = parameter(`w${layer}`, 'float32', [4, 16]) as Value<'float32'>;
    const narrow = parameter(`v${layer}`, 'float32', [16, 4]) as Value<'float32'>;
    const inner: Value<'float32'> = hyperbolicTangent(matmul(state, wide));
    state = hyperbolicTangent(matmul(inner, narrow));
    boundaries.push(state);
  }
  return { graph: gradients(createGraph({ loss: reduceSum(state) })).graph, boundaries };
}

const { graph, boundaries } = buildChain();
const none = peakActivationBytes(graph, sizes);
const flopsOf = (each: typeof graph) => graphCost(each, sizes).flops;
const within = (share: number) => recomputeWithinBudget(graph, boundaries, { budgetBytes: share * none, sizes });

describe('recomputeWithinBudget', () => {
  it('leaves a graph alone that fits', () => {
    expect(within(1)).toBe(graph);
  });

  it.each([0.9, 0.7, 0.5, 0.4])('keeps to %f of the memory', (share) => {
    const smaller = within(share);
    expect(peakActivationBytes(smaller, sizes)).toBeLessThanOrEqual(share * none);
    expect([...smaller.outputs.keys()]).toEqual([...graph.outputs.keys()]);
  });

  it('computes the less, the more memory it may take', () => {
    const flops = [1, 0.8, 0.6, 0.4].map((share) => flopsOf(within(share)));
    expect(flops).toEqual([...flops].sort((a, b) => a - b));
    expect(new Set(flops).size).toBe(4);
  });

  it('computes no more than keeping every layer or every other one, where these fit', () => {
    for (const every of [1, 2]) {
      const kept = boundaries.slice(0, -1).filter((_, index) => index % every === 0);
      const plain = recomputeSegments(graph, kept);
      const budgetBytes = peakActivationBytes(plain, sizes);
      expect(flopsOf(recomputeWithinBudget(graph, boundaries, { budgetBytes, sizes }))).toBeLessThanOrEqual(
        flopsOf(plain),
      );
    }
  });

  it('says what the smallest would take when nothing fits', () => {
    const failure = (budgetBytes: number) => {
      try {
        recomputeWithinBudget(graph, boundaries, { budgetBytes, sizes });
      } catch (error) {
        return error as ConfigError;
      }
      throw new Error('it fitted');
    };
    const error = failure(100);
    expect(error).toBeInstanceOf(ConfigError);
    const { smallestBytes } = error.details as { smallestBytes: number };
    expect(error.message).toBe(
      'no choice of recomputed segments takes 0.01 MB or less of activations at batch 100; ' +
        `the smallest takes ${Math.ceil(smallestBytes / 1e4) / 100} MB: allow that, or make the batch smaller`,
    );
    const smallest = recomputeWithinBudget(graph, boundaries, { budgetBytes: smallestBytes, sizes });
    expect(peakActivationBytes(smallest, sizes)).toBe(smallestBytes);
    expect((failure(smallestBytes - 1).details as { smallestBytes: number }).smallestBytes).toBe(smallestBytes);
  });
});
