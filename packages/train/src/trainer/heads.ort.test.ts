import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import {
  BertForMaskedLM,
  BertForPreTraining,
  BertForQuestionAnswering,
  BertForSequenceClassification,
  BertForTokenClassification,
} from '@bertsmith/bert-core';
import {
  encodeQuestionExamples,
  encodeScoredExamples,
  encodeTaggedExamples,
  IGNORED_LABEL,
  type QuestionExample,
} from '@bertsmith/data';
import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { describe, expect, it } from 'vitest';
import { DOMINANT_CLASS_CONFIG, encodeRows } from '../../test/dominant-class.js';
import { Trainer } from './trainer.js';
import type { TrainerOptions } from './trainer-options.js';

const animals = ['lynx', 'otter', 'heron'];
const places = ['forests', 'rivers', 'marshes'];
const vocabulary = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'the',
  '##s',
  'in',
  'lives',
  'often',
  'where',
  ...animals,
  ...places,
];
const tokenizer = new WordPieceTokenizer({ vocabulary });
const config = {
  ...DOMINANT_CLASS_CONFIG,
  vocabSize: vocabulary.length,
  maxPositionEmbeddings: 24,
  hiddenDropoutProb: 0,
};
const options = { maxLength: 24, numLabels: 3 };
const pairs = animals.flatMap((animal) => places.map((place) => [animal, place] as const));

async function train(overrides: Pick<TrainerOptions, 'model' | 'train' | 'validation' | 'epochs'>) {
  const backend = createOnnxRuntimeBackend();
  const run = { backend, maxLength: 24, batchSize: 4, epochs: 60, learningRate: 5e-3, threads: 1 };
  return await new Trainer({ ...run, ...overrides }).train();
}

describe('learns by heart', () => {
  it('a number for each text', async () => {
    const rows = pairs.map(([animal, place], score) => ({ text: `the ${animal} lives in ${place}`, score: score / 4 }));
    const encoded = encodeScoredExamples(rows, tokenizer, options);
    const model = BertForSequenceClassification.initialize({ ...config, labels: ['score'] }, { seed: 1 });
    const { evaluation } = await train({ model, train: encoded, validation: encoded });
    expect(evaluation.loss).toBeLessThan(0.05);
    expect(evaluation).toMatchObject({ examples: 9, predictions: { kind: 'numbers' } });
    expect(evaluation.metrics.pearson).toBeGreaterThan(0.95);
  });

  it('tags of words, also of sentences in several rows', async () => {
    const rows = pairs.map(([animal, place]) => ({
      words: ['the', animal, 'often', 'lives', 'in', place, 'the', 'otters'],
      tags: [0, 1, 0, 0, 0, 2, 0, 1],
    }));
    const encoded = encodeTaggedExamples(rows, tokenizer, { ...options, maxLength: 8 });
    expect(encoded.offsets).toHaveLength(19);
    const model = BertForTokenClassification.initialize({ ...config, labels: ['O', 'animal', 'place'] }, { seed: 1 });
    const { evaluation } = await train({ model, train: encoded, validation: encoded });
    const tags = ['O', 'animal', 'O', 'O', 'O', 'place', 'O', 'animal'];
    expect(evaluation.predictions).toEqual({ kind: 'tags', data: pairs.map(() => tags) });
    expect(evaluation).toMatchObject({ examples: 9, metrics: { accuracy: 1 } });
  });

  it('answers in contexts, and that there is none', async () => {
    const rows = pairs.map(([animal, place], id): QuestionExample => {
      const context = `the ${animal} lives in ${place}`;
      const answers = [{ text: place, start: context.indexOf(place) }];
      const isAnswered = id % 4 !== 0;
      const question = isAnswered ? `where lives the ${animal}` : `often the ${animal}`;
      return { id: `${id}`, question, context, answers: isAnswered ? answers : [] };
    });
    const encoded = encodeQuestionExamples(rows, tokenizer, { maxLength: 20 });
    const model = BertForQuestionAnswering.initialize(config, { seed: 1 });
    const { evaluation } = await train({ model, train: encoded, validation: encoded });
    const data = Object.fromEntries(rows.map(({ id, answers }) => [id, answers[0]?.text ?? '']));
    expect(evaluation.predictions).toEqual({ kind: 'answers', data });
    expect(evaluation.metrics).toEqual({ exactMatch: 1, answerF1: 1 });
  });

  it('words behind masks', async () => {
    const [CLS, SEP, MASK, THE, LIVES, IN] = [2, 3, 4, 5, 8, 7];
    const ids = animals.map((animal, index) => [
      CLS,
      THE,
      tokenizer.encodeIds(animal)[1] as number,
      LIVES,
      IN,
      MASK,
      SEP,
      index,
    ]);
    const rows = encodeRows(
      ids.map((row) => row.slice(0, 7)),
      [],
    );
    const data = Int32Array.from(
      ids.flatMap((_, index) => [0, 1, 2, 3, 4, 5, 6].map((token) => (token === 5 ? 14 + index : IGNORED_LABEL))),
    );
    const encoded = { ...rows, targets: { labels: { per: 'token', dtype: 'int32', data } } } as const;
    const model = BertForMaskedLM.initialize(config, { seed: 1 });
    const { evaluation } = await train({ model, train: encoded, validation: encoded, epochs: 300 });
    expect(evaluation.metrics.perplexity).toBeLessThan(1.5);
    expect(evaluation.metrics.perplexity).toBe(Math.exp(evaluation.loss));
  });

  it('words behind masks and whether a text follows, each with a figure of its own', async () => {
    const ids = pairs.map((_, index) => [2, 5, 11 + (index % 3), 3, 4, 14 + (index % 2), 3]);
    const rows = encodeRows(ids, []);
    const labels = Int32Array.from(
      ids.flatMap((_, index) => [0, 1, 2, 3, 4, 5, 6].map((token) => (token === 4 ? 14 + (index % 3) : IGNORED_LABEL))),
    );
    const encoded = {
      ...rows,
      pairStarts: Int32Array.from(ids, () => 4),
      targets: {
        labels: { per: 'token', dtype: 'int32', data: labels },
        next_sentence_label: { per: 'row', dtype: 'int32', data: Int32Array.from(ids, (_, index) => index % 2) },
      },
    } as const;
    const model = BertForPreTraining.initialize(config, { seed: 1 });
    const { evaluation } = await train({ model, train: encoded, validation: encoded, epochs: 100 });
    expect(evaluation.metrics.nextSentenceAccuracy).toBe(1);
    const { perplexity = 0 } = evaluation.metrics;
    expect(perplexity).toBeLessThan(1.5);
    expect(Math.log(perplexity)).toBeLessThan(evaluation.loss);
  });
});
