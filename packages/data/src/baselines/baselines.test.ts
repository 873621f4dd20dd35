import { InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import type { Example } from '../examples/example.js';
import { loadWordnetNoun } from '../wordnet/wordnet-noun.js';
import { majorityClass } from './majority-class.js';
import { trainTfidfClassifier } from './tfidf-classifier.js';

/** Training takes about 14 s on one core of a 2024 server; leave room for a busy machine. */
const TIMEOUT_MS = 180_000;

function accuracy(predictions: ArrayLike<number>, examples: readonly Example[]): number {
  return examples.filter(({ label }, row) => predictions[row] === label).length / examples.length;
}

describe('the baselines of wordnet-noun', () => {
  it(
    'are 0.133 for the commonest class, and 0.83 for TF-IDF with a linear model',
    async () => {
      const { train, validation } = await loadWordnetNoun();
      const majority = majorityClass(train.map(({ label }) => label));
      const constant = new Int32Array(validation.length).fill(majority);
      expect(accuracy(constant, validation)).toBeCloseTo(0.1326, 4);
      const classifier = trainTfidfClassifier(train, 26);
      expect(classifier.warnings).toEqual([]);
      expect(accuracy(classifier.predict(validation), validation)).toBeGreaterThan(0.829);
    },
    TIMEOUT_MS,
  );
});

describe('trainTfidfClassifier', () => {
  it('reads both texts of a pair', () => {
    const examples = [
      { text: 'same', pair: 'rain cloud', label: 0 },
      { text: 'same', pair: 'bright sun', label: 1 },
    ];
    const classifier = trainTfidfClassifier(examples, 2);
    expect([...classifier.predict([{ text: 'same', pair: 'sun' }, { text: 'rain' }])]).toEqual([1, 0]);
  });
});

describe('majorityClass', () => {
  it('is the commonest label, of several the smallest', () => {
    expect(majorityClass([2, 1, 2])).toBe(2);
    expect(majorityClass(Int32Array.of(3, 1, 3, 1))).toBe(1);
    expect(() => majorityClass([])).toThrow(InputError);
  });
});
