import type { BertNormalizerOptions } from '../normalization/bert-normalizer.js';
import { DEFAULT_SPECIAL_TOKENS, type SpecialTokenNames } from '../special-tokens.js';
import type { WordPieceTokenizerOptions } from '../tokenizer-settings.js';
import type { WordPieceTokenizer } from '../wordpiece-tokenizer.js';
import type { JsonField } from './json-field.js';
import { formatAddedToken } from './tokenizer-json-writer.js';

/** Hugging Face writes 1e30 where it knows no limit. */
const NO_LIMIT = 1e9;

/** What `tokenizer_config.json` calls the special tokens. */
export const WIRE_NAMES: Readonly<Record<keyof SpecialTokenNames, string>> = {
  unkToken: 'unk_token',
  sepToken: 'sep_token',
  padToken: 'pad_token',
  clsToken: 'cls_token',
  maskToken: 'mask_token',
};

/** What `tokenizer_config.json` adds to a `tokenizer.json`: the names of special tokens, words never split, and the longest input. */
export type TokenizerNames = Required<
  Pick<WordPieceTokenizerOptions, 'specialTokens' | 'modelMaxLength' | 'neverSplit'>
>;

/** Reads the part of a `tokenizer_config.json` that a `tokenizer.json` lacks. */
export function readTokenizerNames(config: JsonField): TokenizerNames {
  const limit = config.get('model_max_length').value;
  return {
    specialTokens: readSpecialTokens(config),
    neverSplit: config.get('never_split').or((field) => field.array().map((word) => word.string()), []),
    modelMaxLength: typeof limit === 'number' && limit < NO_LIMIT ? limit : null,
  };
}

/**
 * Reads all of a `tokenizer_config.json` but the added tokens, for a tokenizer that has a `vocab.txt` and no
 * `tokenizer.json`. Not `clean_up_tokenization_spaces`: transformers decodes a BERT `vocab.txt` with the clean-up of the
 * WordPiece decoder, whatever that flag says.
 *
 * @throws FormatError for `do_basic_tokenize: false`.
 */
export function readTokenizerConfig(config: JsonField): Omit<WordPieceTokenizerOptions, 'vocabulary'> {
  const splits = config.get('do_basic_tokenize');
  if (!splits.or((field) => field.boolean(), true)) splits.fail('true: text is always split into words first');
  return { ...readTokenizerNames(config), normalizer: readConfiguredNormalizer(config) };
}

/**
 * What a `tokenizer_config.json` says of the normalizer: in transformers (4 and 5) it counts, whatever a `tokenizer.json`
 * says, unless the file names the class that only reads a `tokenizer.json`.
 *
 * Differs from transformers in that a flag that is missing changes nothing; there it stands for its default.
 */
export function readConfiguredNormalizer(config: JsonField): Partial<BertNormalizerOptions> {
  const kind = config.get('tokenizer_class').value;
  if (kind === 'PreTrainedTokenizerFast' || kind === 'TokenizersBackend') return {};
  const lowercase = config.get('do_lower_case');
  const handleChineseChars = config.get('tokenize_chinese_chars');
  const stripAccents = config.get('strip_accents');
  return {
    ...(lowercase.isMissing ? {} : { lowercase: lowercase.boolean() }),
    ...(handleChineseChars.isMissing ? {} : { handleChineseChars: handleChineseChars.boolean() }),
    ...(stripAccents.value === undefined ? {} : { stripAccents: stripAccents.or((field) => field.boolean(), null) }),
  };
}

/** The text of a `tokenizer_config.json`. */
export function formatTokenizerConfig({ settings }: WordPieceTokenizer): string {
  const document = {
    added_tokens_decoder: Object.fromEntries(
      settings.addedTokens.map((token) => {
        const { id, ...added } = formatAddedToken(token);
        return [id, added];
      }),
    ),
    clean_up_tokenization_spaces: settings.decoder?.cleanUp ?? false,
    do_lower_case: settings.normalizer.lowercase,
    model_max_length: settings.modelMaxLength ?? 1e30,
    ...(settings.neverSplit.length > 0 ? { never_split: settings.neverSplit } : {}),
    strip_accents: settings.normalizer.stripAccents,
    tokenize_chinese_chars: settings.normalizer.handleChineseChars,
    tokenizer_class: 'BertTokenizer',
    ...formatNames(settings.specialTokens),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The text of a `special_tokens_map.json`. */
export function formatSpecialTokensMap({ settings }: WordPieceTokenizer): string {
  return `${JSON.stringify(formatNames(settings.specialTokens), null, 2)}\n`;
}

function formatNames(names: SpecialTokenNames) {
  return Object.fromEntries(namesOf(names).map((name) => [WIRE_NAMES[name], names[name]]));
}

function readSpecialTokens(config: JsonField): SpecialTokenNames {
  const entries = namesOf(DEFAULT_SPECIAL_TOKENS).map((name) => {
    const field = config.get(WIRE_NAMES[name]);
    return [name, field.or(readTokenName, DEFAULT_SPECIAL_TOKENS[name])] as const;
  });
  return Object.fromEntries(entries) as Record<keyof SpecialTokenNames, string>;
}

/** The content of a token: it is a string, or an object that says how it is matched. */
export function readTokenName(field: JsonField): string {
  return typeof field.value === 'string' ? field.value : field.get('content').string();
}

function namesOf(names: SpecialTokenNames): (keyof SpecialTokenNames)[] {
  return Object.keys(names) as (keyof SpecialTokenNames)[];
}
