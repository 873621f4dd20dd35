import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { type NumberRange, requireNumber } from './require-number.js';

function check(value: unknown, range: NumberRange): () => void {
  return () => requireNumber({ owner: 'AdamW', option: 'beta1', value }, range);
}

describe('requireNumber', () => {
  it('accepts what is in the range, its ends included', () => {
    for (const value of [0, 0.5, 1]) expect(check(value, { minimum: 0, maximum: 1 })).not.toThrow();
    expect(check(1e300, { minimum: 0 })).not.toThrow();
    expect(check(3, { minimum: 0, isWhole: true })).not.toThrow();
  });

  it.each<[unknown, NumberRange, string]>([
    [1, { minimum: 0, maximum: 1, isBelowMaximum: true }, 'AdamW: beta1 must be 0 to below 1, not 1'],
    [0, { minimum: 0, isAboveMinimum: true }, 'AdamW: beta1 must be above 0, not 0'],
    [-1, { minimum: 0 }, 'AdamW: beta1 must be 0 or more, not -1'],
    [Number.NaN, { minimum: 0 }, 'AdamW: beta1 must be 0 or more, not NaN'],
    [Number.POSITIVE_INFINITY, { minimum: 0 }, 'AdamW: beta1 must be 0 or more, not Infinity'],
    [1.5, { minimum: 1, isWhole: true }, 'AdamW: beta1 must be a whole number, 1 or more, not 1.5'],
    ['0.9', { minimum: 0, maximum: 1 }, 'AdamW: beta1 must be 0 to 1, not 0.9'],
    [undefined, { minimum: 0 }, 'AdamW: beta1 must be 0 or more, not undefined'],
  ])('refuses %s where %j is asked for', (value, range, message) => {
    expect(check(value, range)).toThrow(ConfigError);
    expect(check(value, range)).toThrow(message);
  });
});
