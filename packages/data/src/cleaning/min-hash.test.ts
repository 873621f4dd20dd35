import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { Xoshiro128 } from '../random/xoshiro128.js';
import { estimateResemblance, MinHash } from './min-hash.js';
import { chooseRowsPerBand, NearDuplicateIndex, sharesBand } from './near-duplicate-index.js';

const words = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `word${from + index}`).join(' ');

/** Jaccard's resemblance of two runs of different words, in shingles of `size` words. */
function resemblance([a, b]: [number, number], [c, d]: [number, number], size: number): number {
  const [first, second] = [b - a - size + 1, d - c - size + 1];
  const common = Math.max(0, Math.min(b, d) - Math.max(a, c) - size + 1);
  return common / (first + second - common);
}

describe('MinHash', () => {
  it('estimates the resemblance within its standard deviation, and without bias', () => {
    for (const shift of [0, 10, 25, 50, 100, 200, 400]) {
      const expected = resemblance([0, 400], [shift, 400 + shift], 3);
      const deviation = Math.sqrt((expected * (1 - expected)) / 128);
      const errors = Array.from({ length: 100 }, (_, seed) => {
        const minHash = new MinHash({ shingleWords: 3, seed });
        return estimateResemblance(minHash.sign(words(0, 400)), minHash.sign(words(shift, 400 + shift))) - expected;
      });
      // Five standard deviations, of one estimate and of the mean of a hundred.
      for (const error of errors) expect(Math.abs(error)).toBeLessThanOrEqual(5 * deviation);
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      expect(Math.abs(mean)).toBeLessThanOrEqual((5 * deviation) / 10);
    }
  });

  it('is a function of text and seed, without case, punctuation and white space', () => {
    const [one, same, other] = [new MinHash({ seed: 1 }), new MinHash({ seed: 1 }), new MinHash({ seed: 2 })];
    const text = 'The quick brown fox jumps over the lazy dog.';
    expect(one.sign(text)).toEqual(same.sign('the QUICK, brown fox\njumps over  the lazy dog'));
    expect(one.sign(text)).not.toEqual(other.sign(text));
    expect(estimateResemblance(one.sign(text), one.sign('Nothing of that is in this other text at all.'))).toBe(0);
  });

  it('signs texts that are shorter than a shingle', () => {
    const minHash = new MinHash();
    expect(estimateResemblance(minHash.sign('two words'), minHash.sign('Two words!'))).toBe(1);
    expect(estimateResemblance(minHash.sign('two words'), minHash.sign('two others'))).toBe(0);
    expect(minHash.sign('')).toEqual(minHash.sign('?!'));
  });

  it.each([{ shingleWords: 0 }, { signatureSize: 1.5 }, { seed: -1 }])('refuses %j', (options) => {
    expect(() => new MinHash(options)).toThrow(ConfigError);
  });
});

describe('NearDuplicateIndex', () => {
  it('has bands that find 95 % at the threshold', () => {
    for (const threshold of [0.5, 0.7, 0.8, 0.9, 1]) {
      const rows = chooseRowsPerBand(128, threshold);
      expect(sharesBand(threshold, rows, Math.floor(128 / rows))).toBeGreaterThanOrEqual(0.95);
    }
    // b = 16 bands of r = 8: 1 - (1 - 0.8^8)^16 = 0.947; 18 of 7 are enough.
    expect(chooseRowsPerBand(128, 0.8)).toBe(7);
  });

  it('finds what is alike with the probability that the formula says, and compares with nothing else', () => {
    const generator = Xoshiro128.fromSeed(3);
    const index = new NearDuplicateIndex(128, 0.8);
    const signature = () => Uint32Array.from({ length: 128 }, () => generator.nextUint32());
    const [equal, trials] = [108, 2000]; // An estimate of 0.84.
    let found = 0;
    for (let trial = 0; trial < trials; trial++) {
      const one = signature();
      expect(index.findOrAdd(one)).toBeUndefined();
      const other = signature();
      const order = Int32Array.from({ length: 128 }, (_, at) => at).sort(() => generator.nextBelow(3) - 1);
      for (const at of order.subarray(0, equal)) other[at] = one[at] as number;
      const number = index.findOrAdd(other);
      if (number !== undefined) found++;
      if (number !== undefined) expect(number).toBe(index.size - 1);
    }
    const expected = sharesBand(equal / 128, index.rowsPerBand, Math.floor(128 / index.rowsPerBand));
    expect(found / trials).toBeGreaterThan(expected - 0.03);
  });

  it('does not find what only shares a band', () => {
    const index = new NearDuplicateIndex(128, 0.8);
    const one = new Uint32Array(128).map((_, at) => at);
    const other = one.map((value, at) => (at < 64 ? value : value + 1000));
    expect(index.findOrAdd(one)).toBeUndefined();
    expect(index.findOrAdd(other)).toBeUndefined();
    expect(index.findOrAdd(other.slice())).toBe(1);
    expect(index.findOrAdd(one.slice())).toBe(0);
    expect(index.size).toBe(2);
  });

  it.each([0, -1, 1.1, Number.NaN])('refuses a threshold of %s', (threshold) => {
    expect(() => new NearDuplicateIndex(128, threshold)).toThrow(ConfigError);
  });
});
