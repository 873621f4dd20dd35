import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { BertForMaskedLM, BertForPreTraining, type BertModelWithHead, presetConfig } from '@bertsmith/bert-core';
import { loadModel } from '@bertsmith/bert-core/files';
import {
  type BatchSource,
  type Corpus,
  describeVocabulary,
  type EncodedExamples,
  holdOutDocuments,
  MaskedLanguageModelRows,
  maskedExamples,
  openTokenizedCorpus,
  preTrainingBatches,
  writeTokenizedCorpus,
} from '@bertsmith/data';
import { InputError } from '@bertsmith/tensor';
import { makeDirectory } from '@bertsmith/tensor/files';
import { trainWordPiece, WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { loadTokenizer, saveTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { fitMaxLength } from '../model/fit-max-length.js';
import { withTokenizer } from '../model/load-model-directory.js';
import { formatCount } from '../report/number-format.js';
import { CORPUS_FOLDER } from '../training/finished-run.js';
import type { SettledOptions } from '../training/run-options.js';
import { MAX_POSITIONS } from '../training/train-options.js';
import type { PretrainOptions } from './pretrain-options.js';
import { CORPUS_FORMATS } from './read-corpus.js';

/** All that pre-training starts from. */
export interface PreparedPretraining {
  readonly model: BertModelWithHead;
  readonly tokenizer: WordPieceTokenizer;
  readonly train: BatchSource;
  readonly validation: EncodedExamples;
  /** Tokens of a row. */
  readonly maxLength: number;
  /** Closes the files that batches are read from. */
  close(): void;
}

type Note = (line: string) => void;

/**
 * Makes the model with its tokenizer, and tokenizes the corpus to files in the output directory, unless a run that is resumed did.
 *
 * @throws InputError for a corpus with too few documents; whatever reading it throws
 */
export async function preparePretraining(asked: PretrainOptions, note: Note): Promise<PreparedPretraining> {
  const corpus = CORPUS_FORMATS[asked.format](asked.corpus);
  const tokenizer = await chooseTokenizer(asked, corpus, note);
  const model = await createModel(asked, tokenizer, note);
  const options = { ...asked, maxLength: fitMaxLength(asked.maxLength, model.config) };
  const parts = holdOutDocuments(corpus, options.holdout);
  const [train, validation] = [
    await tokenizedRows('train', parts.train, tokenizer, options, note),
    await tokenizedRows('validation', parts.validation, tokenizer, options, note),
  ];
  const { batchSize, seed, maxLength, maxExamples: maxRows } = options;
  return {
    model,
    tokenizer,
    maxLength,
    train: preTrainingBatches(train.rows, { batchSize, seed }),
    validation: maskedExamples(validation.rows, { maxRows }),
    close: () => {
      train.close();
      validation.close();
    },
  };
}

/** That of the model to go on with, of the run to resume, or a new one. */
async function chooseTokenizer(options: PretrainOptions, corpus: Corpus, note: Note): Promise<WordPieceTokenizer> {
  const { model, resume, output, vocabSize } = options;
  if (model !== undefined) return await loadTokenizer(model);
  // A tokenizer alone may be that of a model that is to be replaced.
  if (resume && (await isThere(join(output, CORPUS_FOLDER, 'train.tokens')))) return await loadTokenizer(output);
  note(`training a vocabulary of ${formatCount(vocabSize)} word pieces on ${options.corpus}`);
  const { settings } = await trainWordPiece(paragraphsOf(corpus), { vocabSize });
  const tokenizer = new WordPieceTokenizer({ ...settings, modelMaxLength: MAX_POSITIONS });
  await saveTokenizer(tokenizer, output);
  return tokenizer;
}

async function* paragraphsOf(corpus: Corpus): AsyncGenerator<string> {
  for await (const { paragraphs } of corpus) yield* paragraphs;
}

interface TokenizedRows {
  readonly rows: MaskedLanguageModelRows;
  close(): void;
}

async function tokenizedRows(
  part: string,
  corpus: Corpus,
  tokenizer: WordPieceTokenizer,
  options: SettledOptions<PretrainOptions>,
  note: Note,
): Promise<TokenizedRows> {
  const folder = join(options.output, CORPUS_FOLDER);
  const path = join(folder, `${part}.tokens`);
  if (!(options.resume && (await isThere(path)))) {
    await makeDirectory(folder);
    note(`tokenizing the ${part} part of ${options.corpus}`);
    await orSayFew(part, options, writeTokenizedCorpus(corpus, tokenizer, path));
  }
  const vocabulary = describeVocabulary(tokenizer);
  const tokens = openTokenizedCorpus(path, vocabulary);
  const { maxLength, seed, maskProbability, nextSentence: nextSentencePrediction } = options;
  try {
    const rows = new MaskedLanguageModelRows(tokens, vocabulary, {
      ...{ maxLength, seed, maskProbability },
      nextSentencePrediction,
    });
    note(`${part}: ${formatCount(rows.rowCount)} rows of ${formatCount(tokens.counts.documents)} documents`);
    return { rows, close: () => tokens.close() };
  } catch (error) {
    tokens.close();
    throw error;
  }
}

/** A part without documents is no fault of the corpus's files, but of its size. */
async function orSayFew(part: string, { corpus, holdout }: PretrainOptions, written: Promise<unknown>): Promise<void> {
  try {
    await written;
  } catch (error) {
    if (part !== 'validation' || !InputError.isInstance(error)) throw error;
    throw new InputError(
      `${corpus}: of its documents none is held out to judge by (--holdout ${holdout} keeps one in ${holdout}): give more text, a smaller --holdout, or the --format that tells its documents apart`,
      { path: corpus, holdout, cause: error },
    );
  }
}

async function createModel(
  options: PretrainOptions,
  tokenizer: WordPieceTokenizer,
  note: Note,
): Promise<BertModelWithHead> {
  const { model: directory, nextSentence, preset, seed } = options;
  const kind = nextSentence ? BertForPreTraining : BertForMaskedLM;
  if (directory === undefined) {
    const { vocabulary, padTokenId } = tokenizer;
    const sizes = { vocabSize: vocabulary.size, maxPositionEmbeddings: MAX_POSITIONS, padTokenId };
    return kind.initialize(presetConfig(preset, sizes), { seed });
  }
  const architecture = nextSentence ? 'BertForPreTraining' : 'BertForMaskedLM';
  const { model, warnings } = await loadModel(directory, { architecture, seed });
  for (const warning of warnings) note(warning);
  return (await withTokenizer(model, directory)).model;
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
