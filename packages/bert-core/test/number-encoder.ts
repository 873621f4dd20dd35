import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';

/** As many words as the tiny configuration has. */
const WORDS = 12;

/**
 * A tokenizer for texts of numbers, each of which is its own id: '7 8' is [CLS] 7 8 [SEP]. What it does not know has an id that the tiny
 * model does not have.
 */
export const NUMBER_ENCODER = new WordPieceTokenizer({
  vocabulary: [
    '[PAD]',
    '[CLS]',
    '[SEP]',
    ...Array.from({ length: WORDS - 3 }, (_, index) => `${index + 3}`),
    '[UNK]',
    '[MASK]',
  ],
});
