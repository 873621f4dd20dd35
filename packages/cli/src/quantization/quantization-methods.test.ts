import { expect, it } from 'vitest';
import { methodSchemes, QUANTIZATION_METHODS } from './quantization-methods.js';

const table = (columns: number) => ({ kind: 'table', columns }) as const;

it('every method has schemes of its own', () => {
  const names = QUANTIZATION_METHODS.map((method) => {
    const { scheme } = methodSchemes(method, { layers: [table(384)], hasTask: true });
    return `${scheme?.name} ${JSON.stringify(scheme?.settings)}`;
  });
  expect(new Set(names).size).toBe(QUANTIZATION_METHODS.length);
});

it('4 bits are rounded for the texts of a task, where there is one', () => {
  const needs = (hasTask: boolean) => methodSchemes('weight-int4', { layers: [], hasTask }).scheme?.needs;
  expect([needs(true), needs(false)]).toEqual([{ secondMoments: true }, {}]);
});

it.each([
  [[384, 384], { block_size: 32 }],
  [[312], { block_size: 26 }],
  [[384, 40], undefined],
  [[17], undefined],
])('tables of widths %j have 4 bits where the widths have blocks for it', (widths, settings) => {
  const { tableScheme } = methodSchemes('weight-int4', { layers: widths.map(table), hasTask: false });
  expect(tableScheme?.settings).toEqual(settings);
});
