import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { parseMethods, weightCriterion } from './pruning-methods.js';

describe('methods', () => {
  it('come in the order in which they are applied, whatever they are named in', () => {
    expect(parseMethods('magnitude, ffn,heads,layers,vocabulary')).toEqual([
      ...['vocabulary', 'layers', 'heads', 'ffn', 'magnitude'],
    ]);
  });

  it.each(['', 'heads,', 'heads,heads', 'obd,movement', 'blocks,ffn', 'blocks,random'])("refuse '%s'", (text) => {
    expect(() => parseMethods(text)).toThrow(ConfigError);
  });

  it('for single weights have a criterion each', () => {
    const names = ['magnitude', 'random', 'obd', 'surgeon', 'movement'] as const;
    expect(new Set(names.map((name) => weightCriterion(['heads', name], 1)?.name)).size).toBe(names.length);
    expect(weightCriterion(['heads', 'ffn'], 1)).toBeUndefined();
  });
});
