import { ConfigError, type Tensor } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { movingAverage } from '../observation/extremes.js';
import { blockWeights } from './block-weights.js';
import { dynamicInt8 } from './dynamic-int8.js';
import { type HalfDType, halfStorage } from './half-storage.js';
import { int4Table } from './int4-table.js';
import { smoothed } from './smoothed.js';

it.each([
  ['momentum', () => movingAverage({ momentum: 1 })],
  ['momentum', () => movingAverage({ momentum: Number.NaN })],
  ['blockSize', () => int4Table({ blockSize: 1.5 })],
  ['blockSize', () => int4Table({ blockSize: 0 })],
  ["'float16' or 'bfloat16'", () => halfStorage('float8' as HalfDType)],
  ['rounds activations', () => smoothed(halfStorage('float16'))],
  ['rounds activations', () => smoothed(blockWeights({ bits: 8 }))],
  ['moments', () => smoothed(dynamicInt8({ rounding: 'gptq' }))],
])('refuses at once: %s', (message, create) => {
  expect(create).toThrow(ConfigError);
  expect(create).toThrow(message);
});

it('bfloat16 ends at its largest number and not at infinity', () => {
  const data = Float32Array.of(3.4028234663852886e38, -3.4028234663852886e38, 1, 0);
  const weight = { name: 'w', kind: 'matrix', rows: 2, columns: 2, data, observed: {} } as const;
  const { bfloat16 } = halfStorage('bfloat16').choose(weight) as Record<string, Tensor>;
  expect([...(bfloat16 as Tensor).data]).toEqual([0x7f7f, 0xff7f, 0x3f80, 0]);
});
