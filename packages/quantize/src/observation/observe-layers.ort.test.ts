import { expect, it } from 'vitest';
import { backend, classifier } from '../../test/tiny-models.js';
import { observeLayers } from './observe-layers.js';

it.each([1, 3])('shows rows in the order in which they are given, with %i threads', async (threads) => {
  const weight = 'bert.encoder.layer.0.intermediate.dense.weight';
  const lengths = [3, 12, 5, 16, 2, 9, 7, 4];
  const rows = lengths.map((length) => ({ ids: new Int32Array(length).fill(5) }));
  const seen: number[] = [];
  const run = { model: classifier(), backend, rows, threads };
  await observeLayers(run, new Set([weight]), (_, inputs) => void seen.push(inputs.length / 32));
  expect(seen).toEqual(lengths);
});
