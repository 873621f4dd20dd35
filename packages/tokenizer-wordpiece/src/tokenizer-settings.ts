import { ConfigError } from '@bertsmith/tensor';
import type { AddedToken } from './added-token.js';
import type { DecoderOptions } from './decode-tokens.js';
import { type BertNormalizerOptions, resolveNormalizer } from './normalization/bert-normalizer.js';
import { checkInteger, checkList, checkString, withDefaults } from './option-checks.js';
import { addedSpecialTokens, DEFAULT_SPECIAL_TOKENS, requireToken, type SpecialTokenNames } from './special-tokens.js';
import type { StoredPadding, StoredTruncation } from './stored-parameters.js';
import { BARE_TEMPLATE, bertTemplate, checkTemplate, type Template } from './template.js';
import { Vocabulary } from './vocabulary.js';

/** Everything that a tokenizer is: what its files hold. */
export interface TokenizerSettings {
  /** The tokens that words are cut into, without those that `addedTokens` adds behind them. */
  readonly vocabulary: Vocabulary;
  readonly normalizer: BertNormalizerOptions;
  /** What a continuing piece begins with in the vocabulary. Default `##`. */
  readonly continuingSubwordPrefix: string;
  /** A word of more characters (code points) than this becomes `[UNK]`. Default 100. */
  readonly maxInputCharsPerWord: number;
  readonly specialTokens: SpecialTokenNames;
  /** What is found in raw text. Default: the special tokens. */
  readonly addedTokens: readonly AddedToken[];
  /** Words that are neither normalized nor split, where they stand between spaces: Google's `never_split`. Default none. */
  readonly neverSplit: readonly string[];
  /** What texts are wrapped in; `null` for nothing. Default: `[CLS] A [SEP]` and `[CLS] A [SEP] B [SEP]`. */
  readonly template: Template | null;
  /** How tokens become text again; `null` puts spaces between them. */
  readonly decoder: DecoderOptions | null;
  readonly storedTruncation: StoredTruncation | null;
  readonly storedPadding: StoredPadding | null;
  /** The longest input that the model takes, in tokens; kept for whoever feeds the model. Default `null`, unknown. */
  readonly modelMaxLength: number | null;
}

/** What a tokenizer is made from: a vocabulary, and whatever differs from `bert-base-uncased`. */
export interface WordPieceTokenizerOptions
  extends Partial<Omit<TokenizerSettings, 'vocabulary' | 'normalizer' | 'specialTokens' | 'decoder'>> {
  /** The tokens in the order of their ids. */
  readonly vocabulary: Iterable<string>;
  readonly normalizer?: Partial<BertNormalizerOptions>;
  readonly specialTokens?: Partial<SpecialTokenNames>;
  readonly decoder?: Partial<DecoderOptions> | null;
}

/**
 * Fills in the defaults and checks that the parts fit together.
 *
 * @throws ConfigError for a vocabulary without a token that the settings need, or an added token with a wrong id.
 */
export function resolveSettings(options: WordPieceTokenizerOptions): TokenizerSettings {
  checkList('tokenizer: vocabulary', options?.vocabulary);
  const vocabulary = options.vocabulary instanceof Vocabulary ? options.vocabulary : new Vocabulary(options.vocabulary);
  const specialTokens = withDefaults(DEFAULT_SPECIAL_TOKENS, options.specialTokens);
  const { continuingSubwordPrefix = '##', maxInputCharsPerWord = 100 } = options;
  checkString('tokenizer: continuingSubwordPrefix', continuingSubwordPrefix);
  checkInteger('tokenizer: maxInputCharsPerWord', maxInputCharsPerWord, 0);
  requireToken(vocabulary, specialTokens.unkToken, 'stands for unknown words');
  const addedTokens = options.addedTokens ?? addedSpecialTokens(vocabulary, specialTokens);
  checkAddedTokens(addedTokens);
  const template = options.template === undefined ? defaultTemplate(vocabulary, specialTokens) : options.template;
  checkTemplate(template ?? BARE_TEMPLATE);
  return Object.freeze({
    vocabulary,
    normalizer: resolveNormalizer(options.normalizer),
    continuingSubwordPrefix,
    maxInputCharsPerWord,
    specialTokens,
    addedTokens,
    neverSplit: options.neverSplit ?? [],
    template,
    decoder:
      options.decoder === null
        ? null
        : withDefaults({ prefix: continuingSubwordPrefix, cleanUp: true }, options.decoder),
    storedTruncation: options.storedTruncation ?? null,
    storedPadding: options.storedPadding ?? null,
    modelMaxLength: options.modelMaxLength ?? null,
  });
}

/**
 * The vocabulary with the added tokens that are not in it: they follow it, in the order of their ids.
 *
 * @throws ConfigError for an added token whose id is another token's, or leaves a gap.
 */
export function extendVocabulary(vocabulary: Vocabulary, addedTokens: readonly AddedToken[]): Vocabulary {
  const more: string[] = [];
  for (const { content, id } of addedTokens.toSorted((a, b) => a.id - b.id)) {
    const known = vocabulary.tokenToId(content);
    const expected = known ?? vocabulary.size + more.length;
    if (id !== expected) {
      const message = `tokenizer: the added token ${JSON.stringify(content)} must have id ${expected}, it has ${id}`;
      throw new ConfigError(message, { token: content, expected, actual: id });
    }
    if (known === undefined) more.push(content);
  }
  return more.length === 0 ? vocabulary : new Vocabulary([...vocabulary, ...more]);
}

function checkAddedTokens(addedTokens: readonly AddedToken[]): void {
  for (const { content } of addedTokens) checkString('tokenizer: the content of an added token', content, 1);
}

function defaultTemplate(vocabulary: Vocabulary, { clsToken, sepToken }: SpecialTokenNames): Template {
  const cls = { token: clsToken, id: requireToken(vocabulary, clsToken, 'begins every input') };
  return bertTemplate(cls, { token: sepToken, id: requireToken(vocabulary, sepToken, 'ends every text') });
}
