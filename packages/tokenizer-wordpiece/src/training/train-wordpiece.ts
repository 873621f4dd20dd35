import { ConfigError, InputError } from '@bertsmith/tensor';
import { specialToken } from '../added-token.js';
import type { BertNormalizerOptions } from '../normalization/bert-normalizer.js';
import { DEFAULT_SPECIAL_TOKENS } from '../special-tokens.js';
import { WordPieceTokenizer } from '../wordpiece-tokenizer.js';
import { countWords } from './count-words.js';
import { createInitialVocabulary } from './initial-vocabulary.js';
import { learnMerges } from './merge-learner.js';

/** How to train a vocabulary. */
export interface TrainWordPieceOptions {
  /** Tokens in the vocabulary, at most: fewer if the texts have no more pairs to merge. Default 30,522. */
  readonly vocabSize?: number | undefined;
  /** Merge only pairs that occur this often. Default 2. */
  readonly minFrequency?: number | undefined;
  /** The first tokens. Default `[PAD]`, `[UNK]`, `[CLS]`, `[SEP]`, `[MASK]`. */
  readonly specialTokens?: readonly string[] | undefined;
  /** Keep only so many different characters, the most frequent ones. Default 1,000. */
  readonly limitAlphabet?: number | undefined;
  /** Characters that are in the alphabet whether they occur or not. Default none. */
  readonly initialAlphabet?: readonly string[] | undefined;
  /** What a continuing piece begins with. Default `##`. */
  readonly continuingSubwordPrefix?: string | undefined;
  /** Words of more characters than this, which would be unknown anyway, are left out. Default 100. */
  readonly maxInputCharsPerWord?: number | undefined;
  /** How text is normalized, now and when encoding. Default as `bert-base-uncased`. */
  readonly normalizer?: Partial<BertNormalizerOptions> | undefined;
}

const { padToken, unkToken, clsToken, sepToken, maskToken } = DEFAULT_SPECIAL_TOKENS;

const DEFAULTS = {
  vocabSize: 30_522,
  minFrequency: 2,
  specialTokens: [padToken, unkToken, clsToken, sepToken, maskToken],
  limitAlphabet: 1000,
  initialAlphabet: [],
  continuingSubwordPrefix: '##',
  maxInputCharsPerWord: 100,
  normalizer: {},
} satisfies TrainWordPieceOptions;

/**
 * Trains a WordPiece vocabulary: the special tokens, the alphabet, and then the merges of the most frequent pairs, see
 * `merge-learner.ts`. The same texts and options give the same vocabulary, in whatever order the texts come.
 *
 * @param texts - Read once. Only the distinct words are kept.
 * @throws ConfigError for a `vocabSize` too small for special tokens and alphabet, or special tokens that BERT needs and
 *   `specialTokens` lacks.
 * @throws InputError for a text that is no string.
 * @example
 * const tokenizer = await trainWordPiece(['low lower lowest', 'new newer newest'], { vocabSize: 30, minFrequency: 1 });
 */
export async function trainWordPiece(
  texts: Iterable<string> | AsyncIterable<string>,
  options: TrainWordPieceOptions = {},
): Promise<WordPieceTokenizer> {
  const settings = resolve(options);
  if (typeof texts === 'string') throw new InputError('trainWordPiece: give a list of texts, not one string');
  const table = await countWords(texts, settings.normalizer, settings.maxInputCharsPerWord);
  const { tokens, words } = createInitialVocabulary(table, settings);
  if (tokens.length > settings.vocabSize) {
    const message =
      `trainWordPiece: vocabSize is ${settings.vocabSize}, but special tokens and alphabet alone are ${tokens.length}; ` +
      'raise vocabSize or lower limitAlphabet';
    throw new ConfigError(message, { vocabSize: settings.vocabSize, needed: tokens.length });
  }
  learnMerges(tokens, words, settings);
  return new WordPieceTokenizer({
    vocabulary: tokens,
    normalizer: settings.normalizer,
    continuingSubwordPrefix: settings.continuingSubwordPrefix,
    maxInputCharsPerWord: settings.maxInputCharsPerWord,
    addedTokens: settings.specialTokens.map((token, id) => specialToken(token, id)),
  });
}

function resolve(options: TrainWordPieceOptions) {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const settings: Required<{ [K in keyof TrainWordPieceOptions]: NonNullable<TrainWordPieceOptions[K]> }> = {
    ...DEFAULTS,
    ...given,
  };
  for (const name of ['vocabSize', 'minFrequency', 'limitAlphabet', 'maxInputCharsPerWord'] as const) {
    const value = settings[name];
    if (Number.isInteger(value) && value >= 0) continue;
    throw new ConfigError(`trainWordPiece: ${name} must be an integer of at least 0, it is ${value}`, {
      [name]: value,
    });
  }
  checkSpecialTokens(settings.specialTokens);
  return settings;
}

function checkSpecialTokens(specialTokens: readonly string[]): void {
  for (const token of [unkToken, clsToken, sepToken]) {
    if (specialTokens.includes(token)) continue;
    const message = `trainWordPiece: specialTokens must have ${token}, they are ${specialTokens.join(', ') || 'none'}`;
    throw new ConfigError(message, { token, specialTokens });
  }
  const twice = specialTokens.find((token, index) => specialTokens.indexOf(token) !== index || token === '');
  if (twice === undefined) return;
  const message = `trainWordPiece: specialTokens must be different from each other and not empty: ${JSON.stringify(twice)}`;
  throw new ConfigError(message, { token: twice });
}
