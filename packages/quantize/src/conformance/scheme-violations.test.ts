import { multiply } from '@bertsmith/graph';
import type { Tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { EVERY_FORMAT } from '../../test/every-format.js';
import { dynamicInt8 } from '../schemes/dynamic-int8.js';
import { int4Table } from '../schemes/int4-table.js';
import { int8Table } from '../schemes/int8-table.js';
import type { QuantizationScheme } from '../schemes/quantization-scheme.js';
import { schemeViolations } from './scheme-violations.js';

const OWN: readonly (readonly [string, QuantizationScheme])[] = [
  ...EVERY_FORMAT.map(({ title, scheme }) => [title, scheme] as const),
  ['int8 table', int8Table()],
  ['int4 table', int4Table({ blockSize: 16 })],
];

it.each(OWN)('%s keeps its contract', (title, scheme) => {
  const smallestDb = title.includes('int4') ? 15 : 28;
  expect(schemeViolations(() => scheme, { smallestDb })).toEqual([]);
});

describe('a scheme that', () => {
  const broken = (change: Partial<QuantizationScheme>) =>
    schemeViolations(() => ({ ...dynamicInt8(), ...change })).join('\n');

  it('has no version, name or kinds', () => {
    const said = broken({ specificationVersion: 'v2' as 'v1', name: ' ', kinds: [] });
    for (const part of ['contract: specificationVersion is v2', 'contract: it has no name', 'contract: kinds are']) {
      expect(said).toContain(part);
    }
  });

  it('has settings that JSON loses', () => {
    expect(broken({ settings: { size: Number.NaN } })).toContain('contract: JSON loses its settings');
  });

  it('changes the weight', () => {
    const choose: QuantizationScheme['choose'] = (weight) => {
      weight.data[0] = 9;
      return dynamicInt8().choose(weight);
    };
    expect(broken({ choose })).toContain('inputs: matrix, usual: it changes the weight');
  });

  it('draws lots', () => {
    let calls = 0;
    const choose: QuantizationScheme['choose'] = (weight) => {
      const chosen = dynamicInt8().choose(weight);
      const scales = (chosen.scale as Tensor<'float32'>).data.map((each) => each + calls++);
      return { ...chosen, scale: { ...(chosen.scale as Tensor), data: scales } };
    };
    expect(broken({ choose })).toContain("tensors: matrix, usual: tensor 'scale' is another at the second call");
  });

  it('computes something else', () => {
    const rewrite: QuantizationScheme['rewrite'] = (use) => multiply(dynamicInt8().rewrite(use) as never, 3);
    expect(broken({ rewrite })).toMatch(/error: matrix, usual: its outputs are within -6\.\d dB, expected 20/);
  });

  it('computes something of another type', () => {
    expect(broken({ rewrite: ({ x }) => x })).toContain(
      "types: it ended in 'ConfigError: the scheme 'dynamic-int8' computes",
    );
  });
});
