import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { describe, expect, it } from 'vitest';
import { requireSameVocabulary } from './require-same-vocabulary.js';

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

describe('requireSameVocabulary', () => {
  it.each<[string, string[], RegExp | undefined]>([
    ['the same words', ['cat', 'dog'], undefined],
    ['another word', ['cat', 'cow'], /the student in a .* the teacher in b: token 6 is 'cow', not 'dog'; take care$/],
    ['another order', ['dog', 'cat'], /token 5 is 'dog', not 'cat'/],
    ['a word less', ['cat'], /6 tokens, not 7/],
    ['a word more', ['cat', 'dog', 'cow'], /8 tokens, not 7/],
  ])('of %s', (_, words, message) => {
    const named = (name: string, tokens: readonly string[]) => {
      return { name, tokenizer: new WordPieceTokenizer({ vocabulary: [...SPECIAL, ...tokens] }) };
    };
    const check = () =>
      requireSameVocabulary(named('the student in a', words), named('the teacher in b', ['cat', 'dog']), 'take care');
    if (message === undefined) expect(check).not.toThrow();
    else expect(check).toThrow(message);
  });
});
