import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789'];

/** A tokenizer with 5 special tokens, letters and digits that begin a word, those that go on with one, and points. */
export const letterTokenizer = new WordPieceTokenizer({
  vocabulary: [
    '[PAD]',
    '[UNK]',
    '[CLS]',
    '[SEP]',
    '[MASK]',
    ...LETTERS,
    ...LETTERS.map((letter) => `##${letter}`),
    '.',
    '?',
    '!',
  ],
});
