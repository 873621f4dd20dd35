import { ConfigError, InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { truncatedLengths } from './truncation.js';
import { WordPieceTokenizer } from './wordpiece-tokenizer.js';

describe('truncatedLengths', () => {
  it('cuts nothing that fits', () => {
    expect(truncatedLengths([3, 4], 7, 'only_second')).toEqual([3, 4]);
    expect(truncatedLengths([3, undefined], Number.POSITIVE_INFINITY)).toEqual([3, 0]);
  });

  it('cuts the longer text first, then both alike', () => {
    expect(truncatedLengths([10, 3], 8)).toEqual([5, 3]);
    expect(truncatedLengths([3, 10], 8)).toEqual([3, 5]);
    expect(truncatedLengths([10, 9], 7)).toEqual([4, 3]);
    expect(truncatedLengths([9, 10], 7)).toEqual([3, 4]);
    expect(truncatedLengths([10, undefined], 4)).toEqual([4, 0]);
  });

  it('cuts the text that is named', () => {
    expect(truncatedLengths([5, 5], 7, 'only_first')).toEqual([2, 5]);
    expect(truncatedLengths([5, 5], 7, 'only_second')).toEqual([5, 2]);
  });

  it('refuses to cut a text away', () => {
    expect(() => truncatedLengths([5, 5], 5, 'only_first')).toThrow(InputError);
    expect(() => truncatedLengths([5, 5], 5, 'only_first')).toThrow(
      'the first text has 5 tokens and would have to lose 5',
    );
    expect(() => truncatedLengths([9, undefined], 5, 'only_second')).toThrow(ConfigError);
  });

  it('leaves nothing where there is room for nothing', () => {
    expect(truncatedLengths([5, 5], 0, 'only_first')).toEqual([0, 0]);
  });
});

describe('a text that the strategy does not name', () => {
  const tokenizer = new WordPieceTokenizer({ vocabulary: ['[UNK]', '[CLS]', '[SEP]', ...'abcde'] });
  const bare = { addSpecialTokens: false, maxLength: 2 } as const;

  it.each(['left', 'right'] as const)('is not cut, with or without special tokens, on the %s', (truncationSide) => {
    for (const options of [
      { ...bare, truncationSide },
      { maxLength: 4, truncationSide },
    ] as const) {
      const encode = (strategy: 'only_first' | 'only_second', text: string, pair?: string) => () =>
        tokenizer.encodeIds(text, { ...options, truncation: strategy, pair });
      expect(encode('only_second', 'a b c d e')).toThrow(ConfigError);
      expect(encode('only_second', 'a b c d e', '')).toThrow(InputError);
      expect(encode('only_first', '', 'a b c d e')).toThrow(InputError);
      expect(encode('only_second', '', 'b')).not.toThrow();
    }
  });
});
