import { InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { DOMINANT_CLASS_CONFIG as config, dominantClassExamples, encodeRows } from '../../test/dominant-class.js';
import { checkExamples } from './check-examples.js';

const limits = { config, maxLength: 5 };
const good = [1, 4, 5, 2];

describe('checkExamples', () => {
  it('takes rows that fit', () => {
    expect(() => checkExamples('training', dominantClassExamples(50, 1), { config, maxLength: 16 })).not.toThrow();
  });

  it.each([
    ['no rows', [], [], 'there are no training rows', { what: 'training' }],
    [
      'a label too high',
      [good, good],
      [0, 4],
      'training row 1: the label is 4, the model has the classes 0 to 3',
      { row: 1, label: 4 },
    ],
    [
      'a negative label',
      [good],
      [-100],
      'training row 0: the label is -100, the model has the classes 0 to 3',
      { row: 0 },
    ],
    [
      'an id too high',
      [good, [1, 23, 2]],
      [0, 1],
      'training row 1: the token id is 23, the model has 23 words',
      { row: 1, id: 23 },
    ],
    ['a negative id', [[-1]], [0], 'training row 0: the token id is -1, the model has 23 words', { row: 0, id: -1 }],
    [
      'a long row',
      [[1, 3, 3, 3, 3, 2]],
      [0],
      'training row 0 has 6 tokens, maxLength is 5: encode it with that',
      { length: 6 },
    ],
  ])('refuses %s', (_, ids, labels, message, details) => {
    const run = () => checkExamples('training', encodeRows(ids, labels), limits);
    expect(run).toThrow(InputError);
    expect(run).toThrow(message);
    expect(run).toThrow(expect.objectContaining({ details: expect.objectContaining(details) }));
  });

  it('refuses a second text when the model has one token type', () => {
    const pairs = { ...encodeRows([good, good], [0, 1]), pairStarts: Int32Array.of(4, 2) };
    const oneType = { config: { ...config, typeVocabSize: 1 }, maxLength: 5 };
    expect(() => checkExamples('training', pairs, limits)).not.toThrow();
    expect(() => checkExamples('training', encodeRows([good], [0]), oneType)).not.toThrow();
    const run = () => checkExamples('training', pairs, oneType);
    expect(run).toThrow(InputError);
    expect(run).toThrow(/^training row 1 has a second text, .*typeVocabSize is 1/);
  });
});
