import { ConfigError } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { checkLayerCount } from './check-layer-count.js';

it.each([
  [7, 6, /--keep-layers is 7, and the model has 6 layers: none would go/],
  [1, 1, /the model has one layer, and one stays: leave layers out of --method/],
  [undefined, 1, /the model has one layer/],
])('that %s layers stay of %i is refused', (keepLayers, numHiddenLayers, message) => {
  const check = () =>
    checkLayerCount({ method: ['layers'], ...(keepLayers !== undefined && { keepLayers }) }, { numHiddenLayers });
  expect(check).toThrow(ConfigError);
  expect(check).toThrow(message);
});

it('so many as there are, or fewer, may stay; without the method nothing is said', () => {
  for (const keepLayers of [1, 6]) checkLayerCount({ method: ['layers'], keepLayers }, { numHiddenLayers: 6 });
  checkLayerCount({ method: ['heads'] }, { numHiddenLayers: 1 });
});
