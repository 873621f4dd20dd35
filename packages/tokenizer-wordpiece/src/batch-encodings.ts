import { type BatchEncoding, padRows } from './batch-encoding.js';
import type { PaddingOptions } from './encode-options.js';
import type { Encoding } from './encoding.js';
import { checkList } from './option-checks.js';

/**
 * Encodings in rows of one length, such as the windows of one text or of several.
 *
 * @param options - `padTokenId` is required: `tokenizer.padTokenId`.
 * @throws ConfigError for a padding length or multiple that is not a positive integer.
 * @example
 * const windows = tokenizer.encodeWindows(question, { pair: paragraph, maxLength: 384, stride: 128 });
 * batchEncodings(windows, { padTokenId: tokenizer.padTokenId, dtype: 'int64' });
 */
export function batchEncodings(
  encodings: Iterable<Encoding>,
  options: PaddingOptions & { padTokenId: number; dtype: 'int64' },
): BatchEncoding<BigInt64Array>;
export function batchEncodings(
  encodings: Iterable<Encoding>,
  options: PaddingOptions & { padTokenId: number; dtype?: 'int32' | undefined },
): BatchEncoding;
export function batchEncodings(encodings: Iterable<Encoding>, options: PaddingOptions & { padTokenId: number }) {
  checkList('batchEncodings: encodings', encodings);
  return padRows([...encodings], options.padTokenId, options);
}
