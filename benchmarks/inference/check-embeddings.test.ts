import { expect, it } from 'vitest';
import { checkEmbeddings } from './check-embeddings.js';

const ours = [Float32Array.of(1, 2), Float32Array.of(3, 4)];

it('accepts vectors that differ by rounding', () => {
  expect(() => checkEmbeddings('peer', ours, [Float32Array.of(1.00005, 2), Float32Array.of(3, 4)])).not.toThrow();
});

it.each([
  ['differs', [Float32Array.of(1, 2), Float32Array.of(3, 4.001)]],
  ['is missing', [Float32Array.of(1, 2)]],
  ['is no number', [Float32Array.of(1, 2), Float32Array.of(Number.NaN, 4)]],
])('refuses a vector that %s', (_, theirs) => {
  expect(() => checkEmbeddings('peer', ours, theirs)).toThrow('peer: the vector of text 2 differs from ours');
});
