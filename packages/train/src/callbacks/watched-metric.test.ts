import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { isImprovement, readMetric } from './watched-metric.js';

describe('readMetric', () => {
  const result = { loss: 0.5, metrics: { accuracy: 0.75 } };

  it('knows the metrics and the loss', () => {
    expect(readMetric(result, 'accuracy')).toBe(0.75);
    expect(readMetric(result, 'loss')).toBe(0.5);
  });

  it('refuses others, and says which there are', () => {
    expect(() => readMetric(result, 'f1')).toThrow(ConfigError);
    expect(() => readMetric(result, 'f1')).toThrow(`the evaluation has no 'f1'; it has loss, accuracy`);
  });
});

describe('isImprovement', () => {
  it.each([
    [{ metric: 'accuracy' }, 0.8, 0.7, 0, true],
    [{ metric: 'accuracy' }, 0.7, 0.7, 0, false],
    [{ metric: 'accuracy' }, 0.6, 0.7, 0, false],
    [{ metric: 'accuracy' }, 0.75, 0.7, 0.1, false],
    [{ metric: 'accuracy' }, 0.85, 0.7, 0.1, true],
    [{ metric: 'loss' }, 0.6, 0.7, 0, true],
    [{ metric: 'loss' }, 0.7, 0.7, 0, false],
    [{ metric: 'loss' }, 0.65, 0.7, 0.1, false],
    [{ metric: 'perplexity' }, 8, 9, 0, true],
    [{ metric: 'mine', higherIsBetter: false }, 1, 2, 0, true],
    [{ metric: 'loss', higherIsBetter: true }, 1, 2, 0, false],
    [{ metric: 'accuracy' }, 0, undefined, 0.5, true],
    [{ metric: 'accuracy' }, Number.NaN, undefined, 0, false],
    [{ metric: 'perplexity' }, Number.POSITIVE_INFINITY, undefined, 0, false],
  ])('of %j: %d after %d, by more than %d: %s', (watched, score, best, minDelta, expected) => {
    expect(isImprovement(watched, score, best, minDelta)).toBe(expected);
  });
});
