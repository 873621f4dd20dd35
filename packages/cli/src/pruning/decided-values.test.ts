import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import { wholeStructure } from '@bertsmith/prune';
import { expect, it } from 'vitest';
import { isDensity, isListOfNumbers, isStructurePlan } from './decided-values.js';

it('takes what is decided, as JSON brings it back', () => {
  const { config } = BertForSequenceClassification.initialize(
    presetConfig('tiny', { vocabSize: 50, labels: ['a', 'b'] }),
    { seed: 1 },
  );
  expect(isStructurePlan(JSON.parse(JSON.stringify(wholeStructure(config))))).toBe(true);
  expect([isListOfNumbers([]), isListOfNumbers([1, 4]), isDensity(1), isDensity(1 / 32)]).not.toContain(false);
});

it.each([null, 5, 'x', {}, [null], { layers: 5 }, { layers: [null] }, { layers: [{ layer: 0, heads: [0] }] }])(
  'takes no %j',
  (value) => {
    expect([isStructurePlan(value), isListOfNumbers(value), isDensity(value)]).toEqual([false, false, false]);
  },
);

it('takes no share of 0 and no half head', () => {
  expect([isDensity(0), isListOfNumbers([0.5]), isListOfNumbers([-1])]).toEqual([false, false, false]);
});
