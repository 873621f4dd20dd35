import { BertModel } from '@bertsmith/bert-core';
import { multiply } from '@bertsmith/graph';
import { ConfigError, InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { backend, classifier, fill, labelledRows, runModel, TINY_CONFIG, tokenRows } from '../../test/tiny-models.js';
import { quantizableLayers } from '../layers/quantizable-layers.js';
import { calibrationRows } from '../observation/calibration-rows.js';
import { blockWeights } from '../schemes/block-weights.js';
import { dynamicInt8 } from '../schemes/dynamic-int8.js';
import { int8Table } from '../schemes/int8-table.js';
import type { QuantizationScheme } from '../schemes/quantization-scheme.js';
import { smoothed } from '../schemes/smoothed.js';
import { staticInt8 } from '../schemes/static-int8.js';
import { quantize } from './quantize.js';
import type { QuantizeOptions } from './quantize-options.js';

const model = classifier();
const quick = { backend, measure: false } as const;
const run = (options: Partial<QuantizeOptions> = {}) => quantize(model, { ...quick, ...options });

/** Labels that the float model gives itself, so that its accuracy is 1. */
async function ownLabels(count: number) {
  const rows = labelledRows(count, () => 0);
  const { Evaluator } = await import('@bertsmith/train');
  await using evaluator = await Evaluator.create({ model, backend, maxLength: 16 });
  const { predictions } = await evaluator.evaluate(rows);
  const data = predictions.kind === 'classes' ? predictions.data : new Int32Array(0);
  return { ...rows, targets: { labels: { per: 'row', dtype: 'int32', data } } } as const;
}

/** Everything that a layer computes is nothing, or thrown far off. */
const scaledBy = (factor: number): QuantizationScheme => {
  const scheme = dynamicInt8();
  return { ...scheme, name: 'wrong', rewrite: (use) => multiply(scheme.rewrite(use) as never, factor) };
};

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
    expect(report.layers.at(-1)).toMatchObject({ name: 'classifier', format: 'float32' });
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
  });
});

describe('maxDrop', () => {
  it('leaves nothing in float when the score does not drop', async () => {
    const { report } = await run({ validation: await ownLabels(24), metric: 'accuracy', maxDrop: 0.2 });
    expect(report.score).toMatchObject({ metric: 'accuracy', before: 1, isMet: true });
    expect(report.layersInFloat).toEqual(['classifier']);
    expect(report.score?.agreement).toBe(report.score?.after);
  });

  it('leaves the layer in float that does the harm', async () => {
    const [good, bad] = [dynamicInt8(), scaledBy(-3)];
    const culprit = 'bert.encoder.layer.1.output.dense.weight';
    const mixed: QuantizationScheme = {
      ...good,
      choose: (weight) =>
        ({ ...good.choose(weight), ...(weight.name === culprit && { bad: good.choose(weight).scale }) }) as never,
      rewrite: (use) => {
        try {
          use.tensor('bad');
          return bad.rewrite(use);
        } catch {
          return good.rewrite(use);
        }
      },
    };
    const { report } = await run({ scheme: mixed, validation: await ownLabels(24), metric: 'accuracy', maxDrop: 0.05 });
    expect(report.score?.isMet).toBe(true);
    expect(report.layersInFloat).toEqual(['bert.encoder.layer.1.output.dense', 'classifier']);
  });

  it('says that it cannot, and what the best was', async () => {
    const options = {
      scheme: scaledBy(-2),
      tableScheme: null,
      metric: 'accuracy',
      maxDrop: 0,
      validation: await ownLabels(24),
    };
    const { report, model: best } = await run(options);
    expect(report.score?.isMet).toBe(false);
    expect(report.warnings.join()).toMatch(
      /^accuracy drops by more than 0 as long as any layer is quantized: the best is 0\.\d+, of 1/,
    );
    expect(best.formats.size).toBeGreaterThan(0);
  });
});

describe('what cannot be', () => {
  const rejects = async (
    options: Partial<QuantizeOptions>,
    type: typeof ConfigError | typeof InputError,
    text: string | RegExp,
  ) => {
    const error = await run(options).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toMatch(text);
  };

  it.each([0, 1])('is calibration with %s rows', async (count) => {
    const calibration = tokenRows(count);
    for (const scheme of [staticInt8(), dynamicInt8({ rounding: 'gptq' }), smoothed(dynamicInt8())]) {
      await rejects({ scheme, calibration }, ConfigError, `looks at what the layer reads, and got ${count} rows`);
    }
  });

  it('is no calibration at all, where a scheme needs it', async () => {
    await rejects(
      { scheme: staticInt8(), validation: labelledRows(4, () => 0), metric: 'accuracy' },
      ConfigError,
      'got 0 rows',
    );
  });

  it('is a score without rows, without labels, without a metric, or of another name', async () => {
    await rejects({ maxDrop: 0.1 }, ConfigError, 'maxDrop needs validation rows');
    const rows = labelledRows(4, () => 0);
    await rejects(
      { maxDrop: 0.1, validation: { ...rows, targets: {} }, metric: 'accuracy' },
      InputError,
      'have no labels',
    );
    await rejects({ validation: rows }, ConfigError, 'need a metric');
    await rejects(
      { validation: rows, metric: 'f2' },
      ConfigError,
      "there is no metric 'f2'; the evaluation gives accuracy",
    );
    await rejects(
      { maxDrop: -1, validation: rows, metric: 'accuracy' },
      ConfigError,
      'maxDrop: expected a number from 0, found -1',
    );
  });

  it('is a layer that there is not, or a scheme for something else', async () => {
    await rejects(
      { keepFloat: ['bert.encoder.layer.7'] },
      ConfigError,
      "the model has no layer 'bert.encoder.layer.7'",
    );
    await rejects({ scheme: int8Table() }, ConfigError, "the scheme 'int8-table' is not for a matrix");
    await rejects({ tableScheme: dynamicInt8() }, ConfigError, "the scheme 'dynamic-int8' is not for a table");
  });

  it('is an encoder with a score', async () => {
    const encoder = fill(new BertModel(TINY_CONFIG));
    const options = { ...quick, validation: labelledRows(4, () => 0), metric: 'accuracy' };
    await expect(quantize(encoder, options)).rejects.toThrow('a BertModel has no head that labels could score');
  });

  it('is a model that is quantized already', async () => {
    const { model: quantized } = await run();
    await expect(quantize(quantized, quick)).rejects.toThrow('the model is quantized already');
    expect(() => quantized.arena).toThrow('it has no float weights to train, prune or save');
    expect(() => quantized.buildTrainingGraph()).toThrow(ConfigError);
    expect(() => quantized.withConfig(TINY_CONFIG)).toThrow(ConfigError);
  });

  it('is a weight that is not finite, or an activation: the layer is named', async () => {
    const broken = classifier();
    const name = 'bert.encoder.layer.1.intermediate.dense';
    broken.arena.get(`${name}.weight`).data[5] = Number.NaN;
    await expect(quantize(broken, quick)).rejects.toThrow(`${name}.weight: element 5 is NaN`);
    const overflowing = classifier();
    overflowing.arena.get('bert.encoder.layer.0.intermediate.dense.bias').data[3] = Number.POSITIVE_INFINITY;
    const options = { ...quick, scheme: staticInt8(), calibration: tokenRows(4) };
    const error = await quantize(overflowing, options).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(
      /^calibration: bert\.encoder\.layer\.0\.output\.dense\.weight is given (Infinity|NaN)/,
    );
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
