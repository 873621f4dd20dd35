/** What every pipeline is made of: a model, its tokenizer, and a backend to run it. */
import type { Backend } from '@bertsmith/graph';
import { ConfigError, InputError } from '@bertsmith/tensor';
import type { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import type { BertInferenceModel, InferenceGraphOptions } from '../models/bert-model-with-head.js';
import { type BatchLimits, EncoderRunner, type TokenRow } from './encoder-runner.js';

/** What pipelines ask of a tokenizer. */
export type PipelineTokenizer = Pick<
  WordPieceTokenizer,
  'padTokenId' | 'maskTokenId' | 'vocabulary' | 'encodeIds' | 'encode' | 'encodeWindows' | 'decode'
>;

/** What a pipeline is created with. */
export interface PipelineOptions<Model extends BertInferenceModel> extends BatchLimits {
  readonly model: Model;
  /** The one that the model was trained with. */
  readonly tokenizer: PipelineTokenizer;
  readonly backend: Backend;
  /** Tokens of a text at most, special tokens included, from 3 to the model's `maxPositionEmbeddings`, which is the default. */
  readonly maxLength?: number | undefined;
}

/** A text, or two that belong together. */
export type TextOrPair = string | { readonly text: string; readonly pair?: string | undefined };

/** `[CLS]`, one token, `[SEP]`. */
const MINIMUM_LENGTH = 3;

/** The longest row of a pipeline. @throws ConfigError when it is not what the model can take */
export function resolveMaxLength({ model, maxLength }: PipelineOptions<BertInferenceModel>): number {
  const longest = model.config.maxPositionEmbeddings;
  const wanted = maxLength ?? longest;
  if (Number.isSafeInteger(wanted) && wanted >= MINIMUM_LENGTH && wanted <= longest) return wanted;
  const message = `maxLength is ${wanted}, expected a whole number from ${MINIMUM_LENGTH} to ${longest}, the model's positions`;
  throw new ConfigError(message, { maxLength: wanted });
}

/** The runner of a pipeline. @throws ConfigError when an option is out of range, before anything is compiled */
export async function createRunner(
  options: PipelineOptions<BertInferenceModel>,
  graph?: InferenceGraphOptions,
): Promise<EncoderRunner> {
  resolveMaxLength(options);
  const { model, tokenizer, backend, batchSize, batchTokens, threads, frozen } = options;
  const { padTokenId } = tokenizer;
  return await EncoderRunner.create({ model, backend, padTokenId, batchSize, batchTokens, threads, frozen, graph });
}

/** Token ids of a text or pair, cut to `maxLength`. @throws InputError for an empty text, by its place among the texts */
export function encodeText(
  input: TextOrPair,
  position: number,
  tokenizer: PipelineTokenizer,
  maxLength: number,
): TokenRow {
  const { text, pair } = typeof input === 'string' ? { text: input, pair: undefined } : input;
  requireText(text, position);
  if (pair === undefined) return { ids: tokenizer.encodeIds(text, { maxLength }) };
  requireText(pair, position);
  const { inputIds, tokenTypeIds } = tokenizer.encode(text, { pair, maxLength });
  return { ids: inputIds, tokenTypeIds };
}

/** @throws InputError for a text that is no string or has nothing in it */
export function requireText(text: unknown, position: number): asserts text is string {
  if (typeof text !== 'string') {
    throw new InputError(`text ${position + 1} must be a string, it is ${text === null ? 'null' : typeof text}`, {
      position,
    });
  }
  if (text.trim() === '') throw new InputError(`text ${position + 1} is empty; leave it out`, { position });
}
