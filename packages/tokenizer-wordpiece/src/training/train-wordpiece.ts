import { ConfigError } from '@bertsmith/tensor';
import { specialToken } from '../added-token.js';
import type { BertNormalizerOptions } from '../normalization/bert-normalizer.js';
import { checkInteger, checkList, checkString, withDefaults } from '../option-checks.js';
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
  checkList('trainWordPiece: texts', texts);
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
  const settings = withDefaults<{ [K in keyof TrainWordPieceOptions]-?: NonNullable<TrainWordPieceOptions[K]> }>(
    DEFAULTS,
    options,
  );
  for (const name of ['vocabSize', 'minFrequency', 'limitAlphabet', 'maxInputCharsPerWord'] as const) {
    checkInteger(`trainWordPiece: ${name}`, settings[name], 0);
  }
  checkString('trainWordPiece: continuingSubwordPrefix', settings.continuingSubwordPrefix);
  checkStrings('specialTokens', settings.specialTokens);
  checkStrings('initialAlphabet', settings.initialAlphabet);
  checkSpecialTokens(settings.specialTokens);
  return settings;
}

/** Each a string of at least one character: of `initialAlphabet`, the first one counts, as in Hugging Face's trainer. */
function checkStrings(option: string, values: readonly string[]): void {
  if (Array.isArray(values) && values.every((value) => typeof value === 'string' && value !== '')) return;
  const message = `trainWordPiece: ${option} must be an array of strings that are not empty, it is ${JSON.stringify(values)}`;
  throw new ConfigError(message, { [option]: values });
}

function checkSpecialTokens(specialTokens: readonly string[]): void {
  for (const token of [unkToken, clsToken, sepToken]) {
    if (specialTokens.includes(token)) continue;
    const message = `trainWordPiece: specialTokens must have ${token}, they are ${specialTokens.join(', ') || 'none'}`;
    throw new ConfigError(message, { token, specialTokens });
  }
  const twice = specialTokens.find((token, index) => specialTokens.indexOf(token) !== index);
  if (twice === undefined) return;
  const message = `trainWordPiece: specialTokens must be different from each other: ${JSON.stringify(twice)}`;
  throw new ConfigError(message, { token: twice });
}
