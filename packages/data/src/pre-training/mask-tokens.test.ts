import { ConfigError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterTokenizer } from '../../test/letter-tokenizer.js';
import { IGNORED_LABEL } from '../examples/encoded-examples.js';
import { Xoshiro128 } from '../random/xoshiro128.js';
import { describeVocabulary } from './language-model-vocabulary.js';
import { type MaskingOptions, maskTokens } from './mask-tokens.js';

const vocabulary = describeVocabulary(letterTokenizer);
const { clsTokenId, sepTokenId, maskTokenId, unkTokenId, padTokenId } = vocabulary;
/** A token that begins a word, and one that goes on with it. */
const [A, MORE] = ['a', '##b'].map((token) => letterTokenizer.vocabulary.tokenToId(token) as number) as [
  number,
  number,
];

function mask(ids: readonly number[], seed: number, options?: MaskingOptions) {
  const inputIds = Int32Array.from(ids);
  const labels = maskTokens(inputIds, vocabulary, Xoshiro128.fromSeed(seed), options);
  return { inputIds: [...inputIds], labels: [...labels] };
}

const asked = (labels: readonly number[]) => labels.flatMap((label, index) => (label === IGNORED_LABEL ? [] : [index]));
const ids = fc.array(fc.integer({ min: 0, max: vocabulary.size - 1 }), { minLength: 1, maxLength: 100 });
const options = fc.record({ maskProbability: fc.double({ min: 0.01, max: 1, noNaN: true }), wholeWords: fc.boolean() });

describe('maskTokens', () => {
  it('asks for what was there, changes nothing else, and leaves special tokens alone', () => {
    fc.assert(
      fc.property(ids, fc.nat(), options, (row, seed, masking) => {
        const { inputIds, labels } = mask(row, seed, masking);
        row.forEach((id, index) => {
          if (labels[index] === IGNORED_LABEL) expect(inputIds[index]).toBe(id);
          else expect(labels[index]).toBe(id);
          if ([clsTokenId, sepTokenId, maskTokenId, unkTokenId, padTokenId].includes(id)) {
            expect(labels[index]).toBe(IGNORED_LABEL);
          }
        });
      }),
    );
  });

  it('is a function of the generator', () => {
    const row = Array(100).fill(A) as number[];
    expect(mask(row, 1)).toEqual(mask(row, 1));
    expect(mask(row, 2)).not.toEqual(mask(row, 1));
  });

  it('chooses the rounded share of the tokens that are not special, and at least one', () => {
    const row = (length: number) => [clsTokenId, ...(Array(length).fill(A) as number[]), sepTokenId];
    const count = (length: number, maskProbability?: number) =>
      asked(mask(row(length), 3, { maskProbability }).labels).length;
    expect([1, 3, 9, 10, 16, 17, 100, 126].map((length) => count(length))).toEqual([1, 1, 1, 2, 2, 3, 15, 19]);
    expect(count(10, 1)).toBe(10);
    expect(count(0)).toBe(0);
  });

  it('chooses each position about equally often, and replaces 80 : 10 : 10', () => {
    const length = 40;
    const rows = 10_000;
    const positions = new Int32Array(length);
    const kinds = { masked: 0, changed: 0, same: 0 };
    const replacements = new Set<number>();
    for (let seed = 0; seed < rows; seed++) {
      const { inputIds, labels } = mask(Array(length).fill(A) as number[], seed);
      for (const position of asked(labels)) {
        positions[position]!++;
        const id = inputIds[position] as number;
        kinds[id === maskTokenId ? 'masked' : id === A ? 'same' : 'changed']++;
        replacements.add(id);
      }
    }
    // Five standard deviations: of a binomial with n = 10,000 and p = 0.15: 179; with n = 60,000 and p = 0.8: 490, p = 0.1: 368. Of the
    // 10 % that are random, one in 75 is the token itself.
    for (const count of positions) expect(Math.abs(count - 0.15 * rows)).toBeLessThan(179);
    const own = 6000 / (vocabulary.size - 5);
    expect(Math.abs(kinds.masked - 48_000)).toBeLessThan(490);
    expect(Math.abs(kinds.changed - (6000 - own))).toBeLessThan(368);
    expect(Math.abs(kinds.same - (6000 + own))).toBeLessThan(368);
    // Every token but the special ones takes the place of another; [MASK] is among what is found for the 80 %.
    expect(replacements.size).toBe(vocabulary.size - 5 + 1);
  });

  it('takes whole words: all tokens or none, within the number', () => {
    const words = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.nat(), (sizes, seed) => {
        const row = sizes.flatMap((size) => [A, ...(Array(size - 1).fill(MORE) as number[])]);
        const { labels } = mask(row, seed);
        let start = 0;
        for (const size of sizes) {
          const inWord = asked(labels.slice(start, start + size)).length;
          expect([0, size]).toContain(inWord);
          start += size;
        }
        const budget = Math.max(1, Math.round(row.length * 0.15));
        const count = asked(labels).length;
        expect(count).toBeGreaterThan(0);
        // One word is taken even when each is longer than the number.
        if (Math.min(...sizes) <= budget) expect(count).toBeLessThanOrEqual(budget);
      }),
    );
  });

  it('takes tokens by themselves when told to', () => {
    const row = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? A : MORE));
    const broken = [1, 2, 3].some((seed) => {
      const chosen = asked(mask(row, seed, { wholeWords: false }).labels);
      return chosen.some((position) => !chosen.includes(position - (position % 3)));
    });
    expect(broken).toBe(true);
  });

  it.each([0, -0.1, 1.1, Number.NaN])('refuses a probability of %s', (maskProbability) => {
    expect(() => mask([A], 0, { maskProbability })).toThrow(ConfigError);
  });
});
