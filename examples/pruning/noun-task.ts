/**
 * What kind of thing a definition defines: rows of WordNet, a small classifier that knows nothing yet, and how one is trained and scored. For this
 * example and that of lottery tickets.
 */
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForSequenceClassification, type BertModelWithHead, presetConfig } from '@bertsmith/bert-core';
import { type EncodedExamples, type Example, encodeExamples, exampleBatches, wordnetNoun } from '@bertsmith/data';
import { trainWordPiece } from '@bertsmith/tokenizer-wordpiece';
import { Evaluator, Trainer, type TrainingPlugin } from '@bertsmith/train';

const SETTINGS = { batchSize: 32, maxLength: 48, seed: 1 };
const VOCAB_SIZE = 8000;
const LEARNING_RATE = 1e-3;

/** @param everyNthRow 1 for all */
export async function openNounTask(everyNthRow: number) {
  const { labels, ...rows } = await wordnetNoun.load();
  const everyNth = (all: readonly Example[]) => all.filter((_, row) => row % everyNthRow === 0);
  const [trainRows, validationRows] = [everyNth(rows.train), everyNth(rows.validation)];
  const texts = trainRows.map(({ text }) => text);
  const tokenizer = await trainWordPiece(texts, { vocabSize: VOCAB_SIZE });
  const encode = (examples: readonly Example[]) =>
    encodeExamples(examples, tokenizer, { maxLength: SETTINGS.maxLength, numLabels: labels.length });
  const [train, validation] = [encode(trainRows), encode(validationRows)];
  const backend = createOnnxRuntimeBackend();

  return {
    ...{ tokenizer, backend, train, validation },
    freshModel() {
      const config = presetConfig('tiny', { vocabSize: tokenizer.vocabulary.size, labels });
      return BertForSequenceClassification.initialize(config, { seed: SETTINGS.seed });
    },
    /** In place. */
    async fit(model: BertModelWithHead, epochs: number, plugins: readonly TrainingPlugin[] = []) {
      const options = { ...SETTINGS, backend, train, validation, learningRate: LEARNING_RATE };
      await new Trainer({ ...options, model, epochs, plugins }).train();
    },
    /** The share of rows that it gets right; by default of those that were held out. */
    async accuracyOf(model: BertModelWithHead, examples: EncodedExamples = validation) {
      await using evaluator = await Evaluator.create({ ...SETTINGS, model, backend });
      return (await evaluator.evaluate(examples)).metrics.accuracy ?? Number.NaN;
    },
    /** Some of the rows to learn from, evenly spread: WordNet has them kind by kind. */
    trainSample(size: number) {
      const step = Math.max(1, trainRows.length / size);
      return encode(
        Array.from({ length: trainRows.length / step }, (_, at) => trainRows[Math.floor(at * step)] as Example),
      );
    },
    batchesOf: (examples: EncodedExamples) => exampleBatches(examples, SETTINGS).batches(0),
  };
}
