import { InputError } from '@bertsmith/tensor';
import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { describe, expect, it } from 'vitest';
import { encodeTaggedExamples } from './encode-tagged-examples.js';
import { IGNORED_LABEL as NONE } from './encoded-examples.js';

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'ada', 'love', '##lace', 'code', '##s', '.'];
const tokenizer = new WordPieceTokenizer({ vocabulary });
const options = { maxLength: 12, numLabels: 3 };

describe('encodeTaggedExamples', () => {
  it('gives the first piece of each word its tag', () => {
    const examples = [{ words: ['Ada', 'Lovelace', 'codes', '.'], tags: [1, 2, 0, 0] }];
    const { inputIds, targets, exampleNumbers } = encodeTaggedExamples(examples, tokenizer, options);
    expect([...inputIds]).toEqual([2, 4, 5, 6, 7, 8, 9, 3]);
    expect([...targets.labels.data]).toEqual([NONE, 1, 2, NONE, 0, NONE, 0, NONE]);
    expect([...exampleNumbers]).toEqual([0]);
  });

  it('goes on in further rows, and tags each word once, also one that is cut in two', () => {
    const examples = [
      { words: ['Ada', 'Lovelace', 'codes'], tags: [1, 2, 0] },
      { words: ['codes'], tags: [0] },
    ];
    const encoded = encodeTaggedExamples(examples, tokenizer, { ...options, maxLength: 4 });
    expect([...encoded.offsets]).toEqual([0, 4, 8, 11, 15]);
    expect([...encoded.inputIds]).toEqual([2, 4, 5, 3, 2, 6, 7, 3, 2, 8, 3, 2, 7, 8, 3]);
    expect([...encoded.targets.labels.data].filter((label) => label !== NONE)).toEqual([1, 2, 0, 0]);
    expect([...encoded.targets.labels.data.subarray(4, 8)]).toEqual([NONE, NONE, 0, NONE]);
    expect([...encoded.exampleNumbers]).toEqual([0, 0, 0, 1]);
  });

  it('leaves out a word of which nothing is left, and no other', () => {
    const examples = [{ words: ['\u0000', 'Ada'], tags: [2, 1] }];
    const { inputIds, targets } = encodeTaggedExamples(examples, tokenizer, options);
    expect([...inputIds]).toEqual([2, 4, 3]);
    expect([...targets.labels.data]).toEqual([NONE, 1, NONE]);
  });

  it('leaves words out whose tag nobody knows', () => {
    const examples = [{ words: ['Ada', 'Lovelace', 'codes'], tags: [NONE, 2, NONE] }];
    const { targets } = encodeTaggedExamples(examples, tokenizer, options);
    expect([...targets.labels.data]).toEqual([NONE, NONE, 2, NONE, NONE, NONE, NONE]);
  });

  it.each([
    [{ words: [], tags: [] }, 'row 1: the sentence is empty'],
    [{ words: [' '], tags: [0] }, 'row 1: the sentence is empty'],
    [{ words: ['Ada'], tags: [0, 1] }, 'row 1: there are 1 words and 2 tags, expected one for each'],
    [{ words: ['Ada', '.'], tags: [0, 3] }, 'row 1: the tag of word 1 is 3, expected a whole number from 0 to 2'],
  ])('refuses %j', (bad, message) => {
    const encode = () => encodeTaggedExamples([{ words: ['Ada'], tags: [1] }, bad], tokenizer, options);
    expect(encode).toThrow(InputError);
    expect(encode).toThrow(message);
  });
});
