import type { BertConfig } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { DEFAULT_MAX_LENGTH } from '../options/shared-options.js';

/**
 * The length that texts are cut to, in tokens: what was asked for, or the default as far as the model takes it.
 *
 * @param asked the value of `--max-length`, if there was one
 * @throws ConfigError when it is more than the model has positions
 */
export function fitMaxLength(asked: number | undefined, { maxPositionEmbeddings }: BertConfig): number {
  if (asked === undefined) return Math.min(DEFAULT_MAX_LENGTH, maxPositionEmbeddings);
  if (asked <= maxPositionEmbeddings) return asked;
  throw new ConfigError(`--max-length is ${asked}, this model takes at most ${maxPositionEmbeddings} tokens`, {
    flag: '--max-length',
    expected: maxPositionEmbeddings,
    actual: asked,
  });
}
