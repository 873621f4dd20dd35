import type { TruncationStrategy } from './truncation.js';

/**
 * The truncation that a `tokenizer.json` carries. Kept when the tokenizer is written again, never applied unasked: to
 * apply it, pass it on, as in `encode(text, { ...tokenizer.settings.storedTruncation })`.
 */
export interface StoredTruncation {
  readonly maxLength: number;
  readonly truncation: TruncationStrategy;
  /** Tokens that windows over a long text share. */
  readonly stride: number;
  readonly truncationSide: 'left' | 'right';
}

/**
 * The padding that a `tokenizer.json` carries; kept and not applied, like {@link StoredTruncation}. To apply it:
 * `encodeBatch(texts, { ...tokenizer.settings.storedPadding })`.
 */
export interface StoredPadding {
  /** Left out: pad to the longest row of the batch. */
  readonly padToLength?: number;
  readonly padToMultipleOf?: number;
  readonly paddingSide: 'left' | 'right';
  readonly padTokenId: number;
  readonly padTokenTypeId: number;
  readonly padToken: string;
}
