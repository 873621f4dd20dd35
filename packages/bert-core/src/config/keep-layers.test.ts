import { expect, it } from 'vitest';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { keepLayers } from './keep-layers.js';

const config = {
  ...TINY_CONFIG,
  numHiddenLayers: 4,
  prunedHeads: { 1: [0], 3: [1] },
  intermediateSizes: [4, 5, 6, 7],
  matrixRanks: { 0: { 'output.dense': 2 }, 3: { 'intermediate.dense': 3 } },
};

it('numbers what single layers have anew', () => {
  expect(keepLayers(config, [2, 3])).toEqual({
    ...config,
    numHiddenLayers: 2,
    prunedHeads: { 1: [1] },
    intermediateSizes: [6, 7],
    matrixRanks: { 1: { 'intermediate.dense': 3 } },
  });
});

it('all layers are the same configuration', () => {
  expect(keepLayers(config, [0, 1, 2, 3])).toEqual(config);
  expect(keepLayers(TINY_CONFIG, [0, 1])).toEqual(TINY_CONFIG);
});
