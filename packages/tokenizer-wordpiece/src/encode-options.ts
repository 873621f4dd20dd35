import { ConfigError, InputError } from '@bertsmith/tensor';
import { TRUNCATION_STRATEGIES, type TruncationStrategy } from './truncation.js';

/** How to encode a text. */
export interface EncodeOptions {
  /** A second text, which gets token type 1. */
  readonly pair?: string | undefined;
  /** Wrap the text in `[CLS]` and `[SEP]`. Default true. */
  readonly addSpecialTokens?: boolean | undefined;
  /** Keep at most this many tokens, special tokens included. Default: all. */
  readonly maxLength?: number | undefined;
  /** Which text of a pair gives way to `maxLength`. Default `longest_first`. */
  readonly truncation?: TruncationStrategy | undefined;
}

/** How to encode a batch. */
export interface BatchOptions extends Omit<EncodeOptions, 'pair'> {
  /** Pad every row to this many tokens. Default: to the longest row. A longer row stays as long as it is. */
  readonly padToLength?: number | undefined;
  /** Then to a multiple of this. Default 1. */
  readonly padToMultipleOf?: number | undefined;
  /** Where the padding goes. Default `right`. */
  readonly paddingSide?: 'left' | 'right' | undefined;
}

/**
 * Checks what the types promise, for callers without types.
 *
 * @throws InputError for a text that is no string.
 */
export function checkText(text: unknown, what = 'text'): void {
  if (typeof text === 'string') return;
  const actual = text === null ? 'null' : Array.isArray(text) ? 'an array' : typeof text;
  throw new InputError(`tokenizer: ${what} must be a string, it is ${actual}`, { actual });
}

/**
 * The tokens of text that `maxLength` leaves room for beside the special tokens.
 *
 * @throws ConfigError for a `maxLength` too small for the special tokens, or an unknown strategy.
 */
export function textBudget(options: EncodeOptions, specialTokens: number): number {
  const { maxLength, truncation } = options;
  if (truncation !== undefined) checkStrategy(truncation);
  if (maxLength === undefined) return Number.POSITIVE_INFINITY;
  if (!Number.isInteger(maxLength) || maxLength < specialTokens) {
    const message = `maxLength must be an integer of at least ${specialTokens}, the special tokens; it is ${maxLength}`;
    throw new ConfigError(message, { maxLength, specialTokens });
  }
  return maxLength - specialTokens;
}

function checkStrategy(truncation: TruncationStrategy): void {
  if (TRUNCATION_STRATEGIES.includes(truncation)) return;
  const message = `truncation must be one of ${TRUNCATION_STRATEGIES.join(', ')}, it is ${JSON.stringify(truncation)}`;
  throw new ConfigError(message, { truncation });
}
