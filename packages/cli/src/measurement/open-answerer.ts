import { SentenceEmbedder } from '@bertsmith/bert-core';
import { describeModelDirectory } from '@bertsmith/bert-core/files';
import type { Backend } from '@bertsmith/graph';
import { trainedMaxLength } from '../model/fit-max-length.js';
import { loadEmbedder } from '../model/load-embedder.js';
import { loadModelDirectory } from '../model/load-model-directory.js';
import { loadVectorizer } from '../model/load-vectorizer.js';
import { embeddedText } from '../prediction/embedded-text.js';
import type { InputRecord } from '../prediction/input-record.js';
import { createPredictor } from '../prediction/predictors/create-predictor.js';
import type { SpeedSettings } from './speed-meter.js';

/** What a model is asked through while it is measured. */
export interface Answerer {
  answer(records: readonly InputRecord[]): Promise<unknown>;
  dispose(): Promise<void>;
}

/**
 * A model as `predict` asks it; one without a head as `embed` does.
 *
 * @throws InputError, FormatError, ConfigError for a directory whose model cannot answer
 */
export async function openAnswerer(settings: SpeedSettings, backend: Backend): Promise<Answerer> {
  const { architecture, config } = await describeModelDirectory(settings.directory);
  const maxLength = await trainedMaxLength(settings.maxLength, config, settings.directory);
  const { batchSize, threads } = settings;
  const options = { backend, maxLength, batchSize, threads, frozen: true };
  return await (architecture === 'BertModel' ? openEmbedder : openPredictor)(settings.directory, options);
}

interface AnswererOptions {
  readonly backend: Backend;
  readonly maxLength: number;
  readonly batchSize: number;
  readonly threads: number;
  readonly frozen: boolean;
}

async function openPredictor(directory: string, options: AnswererOptions): Promise<Answerer> {
  const { model, tokenizer } = await loadModelDirectory(directory);
  const vectorizer = await loadVectorizer(model, directory);
  const predictor = await createPredictor({ model, tokenizer, vectorizer, ...options });
  return { answer: (records) => predictor.predict(records, {}), dispose: () => predictor.dispose() };
}

async function openEmbedder(directory: string, options: AnswererOptions): Promise<Answerer> {
  const { model, tokenizer } = await loadEmbedder(directory);
  const embedder = await SentenceEmbedder.create({ model, tokenizer, ...options });
  return { answer: (records) => embedder.embed(records.map(embeddedText)), dispose: () => embedder.dispose() };
}
