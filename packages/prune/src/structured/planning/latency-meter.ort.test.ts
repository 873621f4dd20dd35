import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertModel } from '@bertsmith/bert-core';
import { expect, it } from 'vitest';
import { MODEL_CLASSES, TINY_CONFIG } from '../../../test/structured/tiny-models.js';
import { createLatencyMeter } from './latency-meter.js';
import { measureLatencyTable } from './latency-table.js';

const backend = createOnnxRuntimeBackend();
const WIDE = {
  ...TINY_CONFIG,
  hiddenSize: 128,
  numAttentionHeads: 4,
  intermediateSize: 512,
  maxPositionEmbeddings: 64,
};

it('measures that eight layers take longer than one', async () => {
  const meter = createLatencyMeter({ backend, batchSize: 4, sequenceLength: 64, repetitions: 7, threads: 1 });
  const models = [1, 8].map((numHiddenLayers) => new BertModel({ ...WIDE, numHiddenLayers }));
  const [one, eight] = await meter.measure(models);
  // Eight times the work; other programs on the machine strike both.
  expect(eight as number).toBeGreaterThan(2 * (one as number));
});

it('feeds models of every class', async () => {
  const meter = createLatencyMeter({ backend, batchSize: 2, sequenceLength: 5, repetitions: 1, warmup: 0 });
  const times = await meter.measure(Object.values(MODEL_CLASSES).map((create) => create(TINY_CONFIG)));
  expect(times.every((time) => time > 0)).toBe(true);
});

it('makes a table of a few shapes that never falls', async () => {
  const meter = createLatencyMeter({ backend, batchSize: 1, sequenceLength: 16, repetitions: 3, threads: 1 });
  const { heads, units } = await measureLatencyTable(WIDE, meter, { units: 512, unitMultiple: 32 });
  expect(heads.counts).toEqual([1, 2, 3, 4]);
  expect(units.counts).toEqual([32, 128, 256, 384, 512]);
  for (const { milliseconds } of [heads, units]) {
    expect(milliseconds.toSorted((a, b) => a - b)).toEqual(milliseconds);
    expect(milliseconds[0]).toBeGreaterThan(0);
  }
});
