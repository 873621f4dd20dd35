import { type BertModelWithHead, presetConfig } from '@bertsmith/bert-core';
import { loadModel } from '@bertsmith/bert-core/files';
import type { EncodedExamples } from '@bertsmith/data';
import { trainWordPiece, WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { fitMaxLength } from '../model/fit-max-length.js';
import { withTokenizer } from '../model/load-model-directory.js';
import { formatCount } from '../report/number-format.js';
import type { LoadedTask } from '../task/load-task.js';
import { MAX_POSITIONS, type TrainOptions } from './train-options.js';

/** All that a training run starts from. */
export interface PreparedTraining {
  readonly tokenizer: WordPieceTokenizer;
  readonly model: BertModelWithHead;
  readonly train: EncodedExamples;
  readonly validation: EncodedExamples;
  /** What texts were cut to, in tokens. */
  readonly maxLength: number;
}

type StartOptions = Pick<TrainOptions, 'model' | 'preset' | 'vocabSize' | 'maxLength' | 'seed'>;

/**
 * Makes the model (a fresh one with its vocabulary, or the one of a directory with the head of the task) and tokenizes the rows. All of it
 * blocks the event loop, seconds at a time.
 *
 * @param note told what comes next before it blocks
 * @throws InputError, FormatError, ConfigError for a directory that holds no model, or none that fits
 */
export async function prepareTraining(
  loaded: LoadedTask,
  options: StartOptions,
  note: (line: string) => void,
): Promise<PreparedTraining> {
  const { head, labels, train, validation } = loaded;
  const started =
    options.model === undefined ? await startAfresh(loaded, options, note) : await startFrom(loaded, options, note);
  note(`tokenizing ${formatCount(train.length + validation.length)} rows`);
  const maxLength = fitMaxLength(options.maxLength, started.model.config);
  const encode = (rows: readonly unknown[]) => head.encode(rows, started.tokenizer, { maxLength, labels });
  return { ...started, maxLength, train: encode(train), validation: encode(validation) };
}

type Start = Pick<PreparedTraining, 'model' | 'tokenizer'>;

async function startAfresh(
  { head, labels, train }: LoadedTask,
  { preset, vocabSize, seed }: StartOptions,
  note: (line: string) => void,
): Promise<Start> {
  const texts = train.flatMap((row) => head.texts(row));
  note(`training a vocabulary of ${formatCount(vocabSize)} word pieces on ${formatCount(train.length)} rows`);
  const tokenizer = await trainTokenizer(texts, vocabSize);
  const config = presetConfig(preset, {
    vocabSize: tokenizer.vocabulary.size,
    maxPositionEmbeddings: MAX_POSITIONS,
    padTokenId: tokenizer.padTokenId,
    ...head.config(labels),
  });
  return { tokenizer, model: head.initialize(config, { seed }) };
}

/** The tokenizer's files say what the model takes, so that other programs cut texts in time. */
async function trainTokenizer(texts: readonly string[], vocabSize: number): Promise<WordPieceTokenizer> {
  const { settings } = await trainWordPiece(texts, { vocabSize });
  return new WordPieceTokenizer({ ...settings, modelMaxLength: MAX_POSITIONS });
}

async function startFrom(
  { head, labels }: LoadedTask,
  { model: directory = '', seed }: StartOptions,
  note: (line: string) => void,
): Promise<Start> {
  const { architecture } = head;
  const { model, warnings } = await loadModel(directory, { architecture, ...head.config(labels), seed });
  for (const warning of warnings) note(warning);
  return await withTokenizer(model, directory);
}
