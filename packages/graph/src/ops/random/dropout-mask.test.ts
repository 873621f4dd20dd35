import { tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../interpreter/interpret.js';
import { createGraph } from '../../ir/graph.js';
import { input } from '../source/source-op.js';
import { stepKey } from './counter-hash.js';
import { dropoutMask } from './dropout-mask.js';

const key = input('key', 'uint32', [2]);
const feeds = { key: tensor('uint32', [2], stepKey(7, 3)) };

function drawMask(keepProbability: number, shape: readonly number[], site = 1): Float64Array {
  const graph = createGraph({ mask: dropoutMask(key, { site, keepProbability, shape }) });
  return interpret(graph, feeds).get('mask')?.data ?? new Float64Array();
}

describe('dropoutMask', () => {
  it.each([0.1, 0.5, 0.9])('keeps a share of %f, scaled so that the mean stays 1', (keepProbability) => {
    const mask = drawMask(keepProbability, [100, 100]);
    const kept = mask.filter((element) => element > 0);
    // Five standard deviations of a binomial distribution of 10,000 draws.
    const margin = 5 * Math.sqrt((keepProbability * (1 - keepProbability)) / mask.length);
    expect(Math.abs(kept.length / mask.length - keepProbability)).toBeLessThan(margin);
    expect(new Set(kept)).toEqual(new Set([1 / keepProbability]));
  });

  it('keeps everything with probability 1', () => {
    expect(drawMask(1, [50])).toEqual(new Float64Array(50).fill(1));
  });

  it('is a function of key, site and position: rows stay when more are drawn', () => {
    expect(drawMask(0.5, [3, 40]).slice(0, 80)).toEqual(drawMask(0.5, [2, 40]));
    expect(drawMask(0.5, [2, 20])).not.toEqual(drawMask(0.5, [2, 20], 2));
    expect(drawMask(0.5, [2, 3, 10])).toEqual(drawMask(0.5, [6, 10]));
  });
});
