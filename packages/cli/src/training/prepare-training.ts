import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import { type EncodedExamples, type Example, encodeExamples } from '@bertsmith/data';
import { trainWordPiece, WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { formatCount } from '../report/number-format.js';
import type { LoadedTask } from '../task/load-task.js';
import { MAX_POSITIONS, type TrainOptions } from './train-options.js';

/** All that a training run starts from. */
export interface PreparedTraining {
  readonly tokenizer: WordPieceTokenizer;
  readonly model: BertForSequenceClassification;
  readonly train: EncodedExamples;
  readonly validation: EncodedExamples;
}

/**
 * Trains the vocabulary, tokenizes the rows and makes a fresh model. All of it blocks the event loop, seconds at a time.
 *
 * @param note told what comes next before it blocks
 */
export async function prepareTraining(
  { labels, train, validation }: LoadedTask,
  options: Pick<TrainOptions, 'preset' | 'vocabSize' | 'maxLength' | 'seed'>,
  note: (line: string) => void,
): Promise<PreparedTraining> {
  const { preset, vocabSize, maxLength, seed } = options;
  note(`training a vocabulary of ${formatCount(vocabSize)} word pieces on ${formatCount(train.length)} texts`);
  const tokenizer = await trainTokenizer(train, vocabSize);
  note(`tokenizing ${formatCount(train.length + validation.length)} texts`);
  const encoding = { maxLength, numLabels: labels.length };
  const config = presetConfig(preset, {
    vocabSize: tokenizer.vocabulary.size,
    maxPositionEmbeddings: MAX_POSITIONS,
    padTokenId: tokenizer.padTokenId,
    labels,
  });
  return {
    tokenizer,
    model: BertForSequenceClassification.initialize(config, { seed }),
    train: encodeExamples(train, tokenizer, encoding),
    validation: encodeExamples(validation, tokenizer, encoding),
  };
}

/** The tokenizer's files say what the model takes, so that other programs cut texts in time. */
async function trainTokenizer(examples: readonly Example[], vocabSize: number): Promise<WordPieceTokenizer> {
  const { settings } = await trainWordPiece(
    examples.flatMap(({ text, pair }) => (pair === undefined ? text : [text, pair])),
    { vocabSize },
  );
  return new WordPieceTokenizer({ ...settings, modelMaxLength: MAX_POSITIONS });
}
