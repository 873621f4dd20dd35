/** A directory of sentence-transformers: an encoder, and files that say what to make of its hidden states. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import type { SentencePooling } from '../layers/sentence-pooling.js';
import { BertForSentenceEmbedding, type SentenceEmbeddingOptions } from '../models/bert-for-sentence-embedding.js';
import { type LoadedModel, refuseQuantized } from './load-model.js';
import { loadWeights } from './loading/load-weights.js';
import { loadConfig } from './model-directory.js';
import { readJsonFile } from './read-json-file.js';
import { MODULES_FILE, readSentenceModules } from './sentence-modules.js';

/** What sentence-transformers calls the ways of pooling that there are here. */
const POOLING_FIELDS: Readonly<Record<string, SentencePooling>> = {
  pooling_mode_cls_token: 'cls',
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_max_tokens: 'max',
};

/** An embedder, and the longest text that it was trained on. */
export interface LoadedSentenceEmbedder extends LoadedModel<BertForSentenceEmbedding> {
  /** Tokens, special tokens included: `max_seq_length` of `sentence_bert_config.json`, or what the model takes. */
  readonly maxLength: number;
}

/** What the files of sentence-transformers in a directory say; what they do not is left out. */
export interface SentenceEmbedderDescription extends SentenceEmbeddingOptions {
  /** As of {@link LoadedSentenceEmbedder}. */
  readonly maxLength: number;
}

/**
 * What {@link loadSentenceEmbedder} goes by, for weights that come from elsewhere.
 *
 * @throws InputError, FormatError, ConfigError as that
 */
export async function describeSentenceEmbedder(directory: string): Promise<SentenceEmbedderDescription> {
  const { maxPositionEmbeddings } = await loadConfig(directory);
  const maxLength = Math.min(await readMaxLength(directory), maxPositionEmbeddings);
  return { ...(await readModules(directory)), maxLength };
}

/**
 * The sentence embedder of a directory: an encoder of any head, pooled as `modules.json` and `1_Pooling/config.json` say where they are
 * there, and as `options` say where those do; without either by the mean, not normalized.
 *
 * @throws InputError, FormatError, ConfigError as `loadModel`; ConfigError for modules that there are not here
 */
export async function loadSentenceEmbedder(
  directory: string,
  options: SentenceEmbeddingOptions = {},
): Promise<LoadedSentenceEmbedder> {
  const { maxLength, ...described } = await describeSentenceEmbedder(directory);
  const config = await loadConfig(directory);
  refuseQuantized(config, directory);
  const model = new BertForSentenceEmbedding(config, { ...described, ...options });
  const isOfHead = (name: string) => !/^(bert\.)?(embeddings|encoder)\./.test(name);
  const loaded = await loadWeights(directory, model.arena, { allowUnexpected: isOfHead });
  return { model, maxLength, ...loaded };
}

async function readModules(directory: string): Promise<SentenceEmbeddingOptions> {
  const path = join(directory, MODULES_FILE);
  const options: { pooling?: SentencePooling; normalize?: boolean } = {};
  for (const { type, path: folder } of await readSentenceModules(directory)) {
    const kind = String(type).split('.').at(-1);
    if (kind === 'Pooling') options.pooling = await readPooling(join(directory, String(folder), 'config.json'));
    else if (kind === 'Normalize') options.normalize = true;
    else if (kind !== 'Transformer') {
      const message = `${path}: there is no module '${String(type)}' here; there are Transformer, Pooling and Normalize`;
      throw new ConfigError(message, { path, type });
    }
  }
  return options;
}

async function readPooling(path: string): Promise<SentencePooling> {
  const json = (await readJsonFile(path)) as Readonly<Record<string, unknown>>;
  const chosen = Object.keys(json).filter((field) => field.startsWith('pooling_mode_') && json[field] === true);
  const pooling = chosen.length === 1 ? POOLING_FIELDS[chosen[0] as string] : undefined;
  // Newer versions write one name.
  const named = typeof json.pooling_mode === 'string' ? json.pooling_mode : undefined;
  if (pooling !== undefined) return pooling;
  if (named !== undefined && Object.values<string>(POOLING_FIELDS).includes(named)) return named as SentencePooling;
  const message = `${path}: expected one of ${Object.keys(POOLING_FIELDS).join(', ')} to be true, found ${named ?? (chosen.join(', ') || 'none')}`;
  throw new ConfigError(message, { path, found: chosen });
}

async function readMaxLength(directory: string): Promise<number> {
  const path = join(directory, 'sentence_bert_config.json');
  if (!existsSync(path)) return Number.POSITIVE_INFINITY;
  const { max_seq_length: length } = (await readJsonFile(path)) as { max_seq_length?: unknown };
  return typeof length === 'number' && Number.isSafeInteger(length) && length > 2 ? length : Number.POSITIVE_INFINITY;
}
