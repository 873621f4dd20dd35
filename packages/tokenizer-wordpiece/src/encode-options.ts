import { ConfigError, InputError } from '@bertsmith/tensor';
import { checkChoice, describe } from './option-checks.js';
import { TRUNCATION_STRATEGIES, type TruncationStrategy } from './truncation.js';

/** A text, or one that is split into words already, as named-entity data is: each word is then encoded by itself. */
export type TextOrWords = string | readonly string[];

/** How to encode a text. */
export interface EncodeOptions {
  /** A second text, which gets token type 1. */
  readonly pair?: TextOrWords | undefined;
  /** Wrap the text in `[CLS]` and `[SEP]`. Default true. */
  readonly addSpecialTokens?: boolean | undefined;
  /** Keep at most this many tokens, special tokens included. Default: all. */
  readonly maxLength?: number | undefined;
  /** Which text of a pair gives way to `maxLength`. Default `longest_first`. */
  readonly truncation?: TruncationStrategy | undefined;
  /** The end of a text at which tokens are cut off. Default `right`. */
  readonly truncationSide?: Side | undefined;
}

/** An end of a text or row. */
export type Side = 'left' | 'right';

/** Both of them. */
export const SIDES: readonly Side[] = ['left', 'right'];

/** What offsets may count. */
export const OFFSET_UNITS = ['codeUnit', 'codePoint'] as const;

/** The element types of a batch. */
export const BATCH_DTYPES = ['int32', 'int64'] as const;

/** How to encode a text with offsets. */
export interface PlacedEncodeOptions extends EncodeOptions {
  /**
   * What offsets count: UTF-16 code units, which `text.slice` takes, or code points, which Python counts.
   * Default `codeUnit`.
   */
  readonly offsetUnit?: (typeof OFFSET_UNITS)[number] | undefined;
}

/** How to cut a long text into windows. */
export interface WindowOptions extends PlacedEncodeOptions {
  /** Tokens of a window at most, special tokens included. */
  readonly maxLength: number;
  /** Tokens that a window shares with the one before. Default 0. */
  readonly stride?: number | undefined;
}

/** How to pad rows to one length. */
export interface PaddingOptions {
  /** The element type of the arrays: `int64` is what most exported models take. Default `int32`. */
  readonly dtype?: (typeof BATCH_DTYPES)[number] | undefined;
  /** Pad every row to this many tokens. Default: to the longest row. A longer row stays as long as it is. */
  readonly padToLength?: number | undefined;
  /** Then to a multiple of this. Default 1. */
  readonly padToMultipleOf?: number | undefined;
  /** Where the padding goes. Default `right`. */
  readonly paddingSide?: Side | undefined;
  /** The id that pads. Default: that of `[PAD]`. */
  readonly padTokenId?: number | undefined;
  /** The token type that pads. Default 0. */
  readonly padTokenTypeId?: number | undefined;
}

/** How to encode a batch. */
export interface BatchOptions extends Omit<EncodeOptions, 'pair'>, PaddingOptions {}

/**
 * Checks what the types promise, for callers without types.
 *
 * @throws InputError for a text that is no string.
 */
export function checkText(text: unknown, what = 'text'): asserts text is string {
  if (typeof text !== 'string') throw notText(text, what, 'a string');
}

/** @throws InputError for a text that is neither a string nor an array of them. */
export function checkTextOrWords(text: unknown, what = 'text'): void {
  if (typeof text === 'string') return;
  if (Array.isArray(text) && text.every((word) => typeof word === 'string')) return;
  throw notText(text, what, 'a string or an array of words');
}

function notText(text: unknown, what: string, expected: string): InputError {
  const actual = describe(text);
  return new InputError(`tokenizer: ${what} must be ${expected}, it is ${actual}`, { expected, actual });
}

/**
 * The tokens of text that `maxLength` leaves room for beside the special tokens.
 *
 * @throws ConfigError for a `maxLength` too small for the special tokens, or an unknown strategy.
 */
export function textBudget(options: EncodeOptions, specialTokens: number): number {
  const { maxLength, truncation, truncationSide } = options;
  checkChoice('truncation', truncation, TRUNCATION_STRATEGIES);
  checkChoice('truncationSide', truncationSide, SIDES);
  if (maxLength === undefined) return Number.POSITIVE_INFINITY;
  if (!Number.isInteger(maxLength) || maxLength < specialTokens) {
    const message = `maxLength must be an integer of at least ${specialTokens}, the special tokens; it is ${maxLength}`;
    throw new ConfigError(message, { maxLength, specialTokens });
  }
  return maxLength - specialTokens;
}
