import { BertModel } from '@bertsmith/bert-core';
import { ConfigError, InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { backend, classifier, fill, labelledRows, TINY_CONFIG, tokenRows } from '../../test/tiny-models.js';
import { dynamicInt8 } from '../schemes/dynamic-int8.js';
import { int8Table } from '../schemes/int8-table.js';
import { smoothed } from '../schemes/smoothed.js';
import { staticInt8 } from '../schemes/static-int8.js';
import { quantize } from './quantize.js';
import type { QuantizeOptions } from './quantize-options.js';

const model = classifier();
const quick = { backend, measure: false } as const;
const run = (options: Partial<QuantizeOptions> = {}) => quantize(model, { ...quick, ...options });

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
