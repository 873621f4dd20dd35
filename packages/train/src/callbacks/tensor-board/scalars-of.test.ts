import { expect, it } from 'vitest';
import { evaluationEvent, stepEvent } from '../../../test/training-events.js';
import { scalarsOf } from './scalars-of.js';

it('a step has its figures, and the tokens of a second', () => {
  expect(scalarsOf(stepEvent(4))).toEqual([
    { tag: 'train/loss', simpleValue: 0.25 },
    { tag: 'train/learningRate', simpleValue: 1e-3 },
    { tag: 'train/gradientNorm', simpleValue: 2 },
    { tag: 'train/tokensPerSecond', simpleValue: 200 },
  ]);
});

it('a vetoed step has no norm', () => {
  const tags = scalarsOf(stepEvent(1, { gradientNorm: Number.NaN, isVetoed: true })).map(({ tag }) => tag);
  expect(tags).toEqual(['train/loss', 'train/learningRate', 'train/tokensPerSecond']);
});

it('an evaluation has its loss and metrics, a checkpoint nothing', () => {
  expect(scalarsOf(evaluationEvent(5))).toEqual([
    { tag: 'evaluation/loss', simpleValue: 0.5 },
    { tag: 'evaluation/accuracy', simpleValue: 0.75 },
  ]);
  expect(scalarsOf({ kind: 'checkpoint', step: 1, epoch: 0, path: 'x' })).toEqual([]);
});
