import { ConfigError, FormatError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { checkBertConfig, formatBertConfig, parseBertConfig } from './bert-config-json.js';
import { attentionWidthOf, intermediateSizeOf, numHeadsOf } from './layer-sizes.js';

const parse = (fields: object) =>
  parseBertConfig(JSON.stringify({ ...JSON.parse(formatBertConfig(TINY_CONFIG)), ...fields }));

it('is read and written back, and not written where it says nothing', () => {
  const fields = { problem_type: 'regression', pruned_heads: { 1: [0] }, intermediate_sizes: [10, 7] };
  const config = parse(fields);
  expect(config).toMatchObject({ problemType: 'regression', prunedHeads: { 1: [0] }, intermediateSizes: [10, 7] });
  expect(JSON.parse(formatBertConfig(config))).toMatchObject(fields);
  for (const field of Object.keys(fields)) expect(JSON.parse(formatBertConfig(TINY_CONFIG))).not.toHaveProperty(field);
});

it('gives each layer its own sizes', () => {
  const config = { ...TINY_CONFIG, prunedHeads: { 1: [0, 0] }, intermediateSizes: [10, 7] };
  expect([0, 1].map((layer) => numHeadsOf(config, layer))).toEqual([2, 1]);
  expect([0, 1].map((layer) => attentionWidthOf(config, layer))).toEqual([8, 4]);
  expect([0, 1].map((layer) => intermediateSizeOf(config, layer))).toEqual([10, 7]);
  expect(intermediateSizeOf(TINY_CONFIG, 1)).toBe(TINY_CONFIG.intermediateSize);
});

describe('refuses', () => {
  it.each([
    [
      { problem_type: 'ranking' },
      /problem_type: expected null or one of single_label_classification, .* found "ranking"/,
    ],
    [{ pruned_heads: [[0]] }, /pruned_heads: expected lists of heads by the number of their layer/],
    [{ pruned_heads: { first: [0] } }, /pruned_heads/],
    [{ pruned_heads: { 0: [-1] } }, /pruned_heads/],
    [{ intermediate_sizes: [0, 1] }, /intermediate_sizes: expected a list of whole numbers from 1/],
  ])('%j', (fields, message) => {
    expect(() => parse(fields)).toThrow(FormatError);
    expect(() => parse(fields)).toThrow(message);
  });

  it.each([
    [
      { prunedHeads: { 2: [0] } },
      'expected layers 0 to 1, and of the heads 0 to 1 not all of a layer, found {"2":[0]}',
    ],
    [{ prunedHeads: { 0: [2] } }, 'found {"0":[2]}'],
    [{ prunedHeads: { 0: [0, 1] } }, 'found {"0":[0,1]}'],
    [{ intermediateSizes: [3] }, 'intermediate_sizes: expected one for each of 2 layers, found 1'],
  ])('%j, which no model can have', (fields, message) => {
    expect(() => checkBertConfig({ ...TINY_CONFIG, ...fields })).toThrow(ConfigError);
    expect(() => checkBertConfig({ ...TINY_CONFIG, ...fields })).toThrow(message);
  });
});
