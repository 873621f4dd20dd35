import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BertConfig } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { parse } from 'yaml';
import { DEFAULT_MAX_LENGTH } from '../options/shared-options.js';
import { RUN_CONFIG_FILE } from '../training/run-config.js';

type Positions = Pick<BertConfig, 'maxPositionEmbeddings'>;

/**
 * The length that texts are cut to, in tokens: what was asked for, or the default as far as the model takes it.
 *
 * @param asked the value of `--max-length`, if there was one
 * @throws ConfigError when it is more than the model has positions
 */
export function fitMaxLength(asked: number | undefined, { maxPositionEmbeddings }: Positions): number {
  if (asked === undefined) return Math.min(DEFAULT_MAX_LENGTH, maxPositionEmbeddings);
  if (asked <= maxPositionEmbeddings) return asked;
  throw new ConfigError(`--max-length is ${asked}, this model takes at most ${maxPositionEmbeddings} tokens`, {
    flag: '--max-length',
    expected: maxPositionEmbeddings,
    actual: asked,
  });
}

/**
 * The same for a model that was trained: without a wish it reads as much of a text as it did when it learned, where `train` says that
 * beside it.
 *
 * @throws ConfigError as {@link fitMaxLength}
 */
export async function trainedMaxLength(
  asked: number | undefined,
  config: Positions,
  directory: string,
): Promise<number> {
  if (asked !== undefined) return fitMaxLength(asked, config);
  const trained = await readMaxLength(join(directory, RUN_CONFIG_FILE));
  return fitMaxLength(trained === undefined ? undefined : Math.min(trained, config.maxPositionEmbeddings), config);
}

/** A file that is not there, or says nothing of it, is one that nobody needs to have. */
async function readMaxLength(path: string): Promise<number | undefined> {
  try {
    const settings: unknown = parse(await readFile(path, 'utf8'));
    const length = (settings as { maxLength?: unknown } | null)?.maxLength;
    return typeof length === 'number' && Number.isInteger(length) && length > 2 ? length : undefined;
  } catch {
    return undefined;
  }
}
