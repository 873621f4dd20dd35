import { describe, expect, it } from 'vitest';
import { backend, classifier, labelledRows, runModel, tokenRows } from '../../test/tiny-models.js';
import { quantizableLayers } from '../layers/quantizable-layers.js';
import { calibrationRows } from '../observation/calibration-rows.js';
import { blockWeights } from '../schemes/block-weights.js';
import { dynamicInt8 } from '../schemes/dynamic-int8.js';
import { quantize } from './quantize.js';
import type { QuantizeOptions } from './quantize-options.js';

const model = classifier();
const quick = { backend, measure: false } as const;
const run = (options: Partial<QuantizeOptions> = {}) => quantize(model, { ...quick, ...options });

it('makes the same model of the same rows, whichever thread is done first', async () => {
  // More tokens than are kept, so that it matters which come when.
  const calibration = tokenRows(300);
  const scheme = dynamicInt8({ rounding: 'gptq' });
  const make = async (threads: number) => {
    const { model: quantized } = await run({ scheme, calibration, threads });
    return (await runModel(quantized)).logits;
  };
  expect(await make(4)).toEqual(await make(1));
});

describe('the report', () => {
  it('says of every layer what became of it', async () => {
    const { report } = await quantize(model, { backend, calibration: tokenRows(8) });
    expect(report.layers.map(({ name }) => name)).toEqual(quantizableLayers(model).map(({ name }) => name));
    const [words] = report.layers;
    expect(words).toMatchObject({
      kind: 'table',
      format: 'int8-table',
      bytes: 40 * 32 + 40 * 4,
      floatBytes: 40 * 32 * 4,
    });
    const quantized = report.layers.filter(({ format }) => format !== 'float32');
    for (const { signalToNoiseDb, milliseconds, floatMilliseconds } of quantized) {
      expect(signalToNoiseDb).toBeGreaterThan(30);
      expect(milliseconds).toBeGreaterThan(0);
      expect(floatMilliseconds).toBeGreaterThan(0);
    }
    expect(report.layers.at(-1)).toMatchObject({ name: 'classifier', format: 'float32', whyFloat: 'narrow' });
    expect(report.bytes).toBeLessThan(0.35 * report.floatBytes);
    expect(report.warnings).toEqual([]);
    expect(report.score).toBeUndefined();
  });

  it('of compensated rounding has less error than of the nearest', async () => {
    const of = async (rounding: 'gptq' | 'nearest') => {
      const scheme = blockWeights({ bits: 4, blockSize: 16, rounding });
      const { report } = await quantize(model, { backend, scheme, calibration: tokenRows(24) });
      const matrices = report.layers.filter(({ format }) => format === 'block-weights');
      return matrices.reduce((sum, { signalToNoiseDb = 0 }) => sum + signalToNoiseDb, 0) / matrices.length;
    };
    expect(await of('gptq')).toBeGreaterThan((await of('nearest')) + 3);
  });

  it('has layers in float that are to be kept', async () => {
    const { report } = await run({ keepFloat: ['bert.encoder.layer.0', 'bert.pooler.dense'], tableScheme: null });
    expect(report.layersInFloat.some((name) => name.startsWith('bert.encoder.layer.0.'))).toBe(true);
    expect(report.layersInFloat).toContain('bert.embeddings.word_embeddings');
    expect(report.layersInFloat).toContain('bert.pooler.dense');
    expect(report.layersInFloat.some((name) => name.startsWith('bert.encoder.layer.1.'))).toBe(false);
    const whyFloat = new Map(report.layers.map((layer) => [layer.name, layer.whyFloat]));
    expect(['bert.embeddings.word_embeddings', 'bert.pooler.dense', 'classifier'].map((n) => whyFloat.get(n))).toEqual([
      'asked',
      'asked',
      'narrow',
    ]);
  });
});

it('composes with what pruning leaves: layers of different widths, and matrices of low rank', async () => {
  const pruned = classifier({
    prunedHeads: { 0: [1, 3] },
    intermediateSizes: [24, 64],
    matrixRanks: { 1: { 'output.dense': 4, 'intermediate.dense': 20 } },
  });
  const { model: quantized, report } = await quantize(pruned, { backend, calibration: tokenRows(8) });
  expect(report.layers.map(({ name }) => name)).toContain('bert.encoder.layer.1.intermediate.dense.first');
  const [exact, ours] = [(await runModel(pruned)).logits ?? [], (await runModel(quantized)).logits ?? []];
  const norm = Math.hypot(...exact);
  expect(Math.hypot(...exact.map((value, index) => value - (ours[index] as number)))).toBeLessThan(0.1 * norm);
});

it('rows of examples are text to calibrate with, evenly spread', () => {
  const rows = calibrationRows(
    labelledRows(10, () => 0),
    5,
  );
  expect(rows).toHaveLength(5);
  const all = tokenRows(10);
  expect(rows.map(({ ids }) => [...ids])).toEqual([0, 2, 4, 6, 8].map((row) => [...(all[row]?.ids ?? [])]));
});
