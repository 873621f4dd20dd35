import { InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import type { Predictions } from './outcome-collector.js';
import { predictionAgreement } from './prediction-agreement.js';

const classes = (...data: number[]): Predictions => ({ kind: 'classes', data: Int32Array.from(data) });

describe('predictionAgreement', () => {
  it('is the share of equal classes', () => {
    expect(predictionAgreement(classes(0, 1, 2, 1), classes(0, 1, 1, 1))).toBe(0.75);
  });

  it('is the share of words with the same tag', () => {
    const tags = (...data: string[][]): Predictions => ({ kind: 'tags', data });
    expect(predictionAgreement(tags(['O', 'B-PER', 'O'], ['O']), tags(['O', 'O', 'O'], ['B-LOC']))).toBe(0.5);
  });

  it('is the share of questions with the same answer, whatever their order', () => {
    const answers = (data: Record<string, string>): Predictions => ({ kind: 'answers', data });
    expect(predictionAgreement(answers({ a: 'Paris', b: '' }), answers({ b: 'one', a: 'Paris' }))).toBe(0.5);
  });

  it('is nothing of numbers, of losses and of no answers', () => {
    const numbers: Predictions = { kind: 'numbers', data: Float32Array.of(1, 2) };
    expect(predictionAgreement(numbers, numbers)).toBeUndefined();
    expect(predictionAgreement({ kind: 'none' }, { kind: 'none' })).toBeUndefined();
    expect(predictionAgreement(classes(), classes())).toBeUndefined();
  });

  it('refuses answers to other rows', () => {
    expect(() => predictionAgreement(classes(1, 2), classes(1))).toThrow(InputError);
    expect(() => predictionAgreement(classes(1, 2), classes(1))).toThrow(
      'these are not answers to the same rows: 2 classes and 1 classes',
    );
    expect(() => predictionAgreement(classes(1), { kind: 'none' })).toThrow('1 classes and none');
  });
});
