/** Rows of ids with what a masked language model is to learn from them. */
import { ConfigError } from '@bertsmith/tensor';
import type { Xoshiro128 } from '../random/xoshiro128.js';
import type { LanguageModelVocabulary } from './language-model-vocabulary.js';
import { type MaskingOptions, maskTokens } from './mask-tokens.js';

/** A row without padding; arrays are `[sequence]`, int32. */
export interface MaskedRow {
  /** `[CLS] ... [SEP]`, or `[CLS] ... [SEP] ... [SEP]` for a pair, with some tokens replaced. */
  readonly inputIds: Int32Array;
  /** 0, and 1 from the second segment of a pair on. */
  readonly tokenTypeIds: Int32Array;
  /** What stood in place of each token that is to be guessed, -100 elsewhere. */
  readonly labels: Int32Array;
  /** For pairs: 0 when the second segment follows the first, 1 when it comes from another document. */
  readonly nextSentenceLabel?: 0 | 1;
}

/** Three special tokens, and some that stand beside each other. */
const MINIMUM_LENGTH = 8;

/** @throws ConfigError for a length that rows cannot be cut to */
export function checkMaxLength(maxLength: number): void {
  if (Number.isSafeInteger(maxLength) && maxLength >= MINIMUM_LENGTH) return;
  throw new ConfigError(`maxLength is ${maxLength}, expected a whole number from ${MINIMUM_LENGTH}`, { maxLength });
}

/** Puts special tokens around segments and masks them. */
export function createMaskedRow(
  segments: readonly Int32Array[],
  vocabulary: LanguageModelVocabulary,
  generator: Xoshiro128,
  options: MaskingOptions,
): MaskedRow {
  const length = segments.reduce((sum, segment) => sum + segment.length + 1, 1);
  const inputIds = new Int32Array(length);
  const tokenTypeIds = new Int32Array(length);
  inputIds[0] = vocabulary.clsTokenId;
  let position = 1;
  segments.forEach((segment, index) => {
    inputIds.set(segment, position);
    inputIds[position + segment.length] = vocabulary.sepTokenId;
    tokenTypeIds.fill(index, index === 0 ? 0 : position, position + segment.length + 1);
    position += segment.length + 1;
  });
  return { inputIds, tokenTypeIds, labels: maskTokens(inputIds, vocabulary, generator, options) };
}
