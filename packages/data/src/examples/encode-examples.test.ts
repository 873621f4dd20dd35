import { InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { encodeExamples } from './encode-examples.js';
import { encodeScoredExamples } from './encode-scored-examples.js';
import { rowLengths } from './encoded-examples.js';
import type { Example } from './example.js';
import type { SequenceEncoder } from './sequence-encoder.js';

/** Makes the length of each word its id, and a 0 at the end of each text. */
const wordLengths: SequenceEncoder = {
  padTokenId: 99,
  encodeIds: (text, { maxLength }) => idsOf(text).subarray(0, maxLength),
  encode: (text, { pair, maxLength }) => {
    const [first, second] = [idsOf(text), idsOf(pair)];
    const inputIds = Int32Array.from([...first, ...second]).subarray(0, maxLength);
    return { inputIds, tokenTypeIds: inputIds.map((_, index) => (index < first.length ? 0 : 1)) };
  },
};

function idsOf(text: string): Int32Array {
  return Int32Array.from([...text.split(' ').map((word) => word.length), 0]);
}

const options = { maxLength: 6, numLabels: 3 };

describe('encodeExamples', () => {
  it('puts rows into columns', () => {
    const examples = [
      { text: 'a big cat', label: 2 },
      { text: 'one', pair: 'or two', label: 0 },
    ];
    const encoded = encodeExamples(examples, wordLengths, options);
    expect(encoded).toEqual({
      inputIds: Int32Array.of(1, 3, 3, 0, 3, 0, 2, 3, 0),
      offsets: Int32Array.of(0, 4, 9),
      pairStarts: Int32Array.of(4, 2),
      targets: { labels: { per: 'row', dtype: 'int32', data: Int32Array.of(2, 0) } },
      padTokenId: 99,
    });
    expect([...rowLengths(encoded)]).toEqual([4, 5]);
  });

  it('cuts long texts, and a pair that is cut away altogether is none', () => {
    const long = { text: 'a a a a a a a a a', label: 1 };
    const encoded = encodeExamples([long, { ...long, pair: 'b' }], wordLengths, options);
    expect([...rowLengths(encoded)]).toEqual([6, 6]);
    expect([...encoded.pairStarts]).toEqual([6, 6]);
  });

  it('takes many rows', () => {
    const examples = Array.from({ length: 5000 }, (_, row) => ({ text: 'some words', label: row % 3 }));
    const encoded = encodeExamples(examples, wordLengths, options);
    expect(encoded.inputIds).toHaveLength(15_000);
    expect(encoded.inputIds.subarray(-3)).toEqual(Int32Array.of(4, 5, 0));
  });

  const good = { text: 'good', label: 0 };
  const refused: [string, Example, string][] = [
    ['an empty text', { text: '', label: 0 }, 'row 1: the text is empty'],
    ['white space', { text: ' \n', label: 0 }, 'row 1: the text is empty'],
    ['an empty second text', { text: 'a', pair: '', label: 0 }, 'row 1: the second text is empty'],
    [
      'a label that is too large',
      { text: 'a', label: 3 },
      'row 1: the label is 3, expected a whole number from 0 to 2',
    ],
    ['a negative label', { text: 'a', label: -1 }, 'row 1: the label is -1'],
    ['a label that is no number', { text: 'a', label: Number.NaN }, 'row 1: the label is NaN'],
  ];

  it.each(refused)('refuses %s', (_, example, message) => {
    expect(() => encodeExamples([good, example], wordLengths, options)).toThrow(InputError);
    expect(() => encodeExamples([good, example], wordLengths, options)).toThrow(message);
  });
});

describe('encodeScoredExamples', () => {
  it('keeps the scores as float32', () => {
    const { targets, offsets } = encodeScoredExamples([{ text: 'a b', pair: 'c', score: 3.8 }], wordLengths, options);
    expect(targets.labels.data).toEqual(Float32Array.of(3.8));
    expect([...offsets]).toEqual([0, 5]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses the score %d', (score) => {
    const encode = () =>
      encodeScoredExamples(
        [
          { text: 'a', score: 1 },
          { text: 'a', score },
        ],
        wordLengths,
        options,
      );
    expect(encode).toThrow(InputError);
    expect(encode).toThrow(`row 1: the score is ${score}, expected a finite number`);
  });
});
