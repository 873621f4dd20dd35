import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { ConfigError, InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { NUMBER_ENCODER } from '../../test/number-encoder.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import { type Classification, TextClassifier, type TextClassifierOptions } from './text-classifier.js';

/** Float32 sums in another order, for other shapes; probabilities are below 1. */
const TOLERANCE = 1e-6;

const TEXTS = ['7 8', '3 4 5 6', '9', '5 5', '11', '10 9 8'];

const makeClassifier = (overrides: Partial<TextClassifierOptions> = {}) =>
  TextClassifier.create({
    model: BertForSequenceClassification.initialize(TINY_CONFIG, { seed: 4 }),
    tokenizer: NUMBER_ENCODER,
    backend: createOnnxRuntimeBackend(),
    threads: 1,
    ...overrides,
  });

/** The probabilities in the order of the labels. */
const probabilities = ({ scores }: Classification) =>
  TINY_CONFIG.labels.map((label) => scores.find((score) => score.label === label)?.score ?? Number.NaN);

describe('TextClassifier', () => {
  it('answers in the order of the texts, whatever batches they were in', async () => {
    await using classifier = await makeClassifier({ batchSize: 1 });
    const alone = await classifier.classify(TEXTS);
    expect(new Set(alone.map(({ score }) => score)).size).toBe(TEXTS.length);
    for (const batchSize of [2, 4, 32]) {
      await using batched = await makeClassifier({ batchSize });
      const answers = await batched.classify(TEXTS);
      expect(answers.map(({ label }) => label)).toEqual(alone.map(({ label }) => label));
      expect(largestDifference(answers.flatMap(probabilities), alone.flatMap(probabilities))).toBeLessThan(TOLERANCE);
    }
  });

  it('gives every label its probability, the highest first', async () => {
    await using classifier = await makeClassifier();
    const [answer] = await classifier.classify(['7 8']);
    const scores = answer?.scores ?? [];
    expect(scores.map(({ label }) => label).sort()).toEqual([...TINY_CONFIG.labels].sort());
    expect(scores.map(({ score }) => score)).toEqual(scores.map(({ score }) => score).sort((a, b) => b - a));
    expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 12);
    expect(answer).toMatchObject({ ...scores[0] });
  });

  it('cuts long texts', async () => {
    await using classifier = await makeClassifier({ maxLength: 4 });
    const [long, cut] = await classifier.classify(['3 4 5 6 7 8 9 10', '3 4']);
    expect(long).toEqual(cut);
    await using longest = await makeClassifier();
    await expect(longest.classify(['3 '.repeat(1000)])).resolves.toHaveLength(1);
  });

  it('sees the parameters as they are', async () => {
    const model = BertForSequenceClassification.initialize(TINY_CONFIG, { seed: 4 });
    await using classifier = await makeClassifier({ model });
    const [before] = await classifier.classify(['7 8']);
    model.arena.get('classifier.bias').data.set([0, 0, 50]);
    expect(await classifier.classify(['7 8'])).not.toEqual([before]);
    expect(await classifier.classify(TEXTS)).toEqual(TEXTS.map(() => expect.objectContaining({ label: 'maybe' })));
  });

  it('takes pairs, several labels for a text, and regressions', async () => {
    const make = (overrides: object) =>
      makeClassifier({
        model: BertForSequenceClassification.initialize({ ...TINY_CONFIG, ...overrides }, { seed: 4 }),
      });
    await using multi = await make({ problemType: 'multi_label_classification' });
    const [together, apart] = await multi.classify([{ text: '3', pair: '4' }, '3 4']);
    expect(together).not.toEqual(apart);
    for (const { score } of together?.scores ?? []) expect(score).toBeGreaterThan(0);
    await using single = await makeClassifier();
    const logOdds = ({ scores }: Classification) => {
      const [yes, no] = ['yes', 'no'].map((label) => scores.find((each) => each.label === label)?.score as number);
      return Math.log((yes as number) / (no as number));
    };
    const sigmoidLogit = (score: number) => Math.log(score / (1 - score));
    const [ofOne] = await single.classify([{ text: '3', pair: '4' }]);
    const of = (label: string) => sigmoidLogit(together?.scores.find((each) => each.label === label)?.score as number);
    expect(of('yes') - of('no')).toBeCloseTo(logOdds(ofOne as Classification), 4);
    await using regression = await make({ labels: ['similarity'] });
    expect(await regression.classify(['3'])).toEqual([
      { label: 'similarity', score: expect.any(Number), scores: [expect.objectContaining({ label: 'similarity' })] },
    ]);
  });

  it('streams, and ends when it is told to', async () => {
    await using classifier = await makeClassifier();
    const streamed: Classification[] = [];
    for await (const answer of classifier.stream(TEXTS)) streamed.push(answer);
    expect(streamed).toEqual(await classifier.classify(TEXTS));
    await expect(classifier.classify(TEXTS, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });

  it('has no answers for no texts', async () => {
    await using classifier = await makeClassifier();
    expect(await classifier.classify([])).toEqual([]);
  });

  it.each(['', '  \n'])('refuses an empty text and says which (%j)', async (empty) => {
    await using classifier = await makeClassifier();
    const failure = await classifier.classify(['7', empty]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect(failure).toMatchObject({ message: 'text 2 is empty; leave it out', details: { position: 1 } });
  });

  it('refuses ids that the model has no word for', async () => {
    await using classifier = await makeClassifier();
    await expect(classifier.classify(['7', '12'])).rejects.toThrow(
      'the tokenizer gave the id 12, the model has 12 words: use the tokenizer that it was trained with',
    );
  });

  it.each([{ maxLength: 7 }, { maxLength: 1 }, { maxLength: 4.5 }, { batchSize: 0 }, { batchSize: Number.NaN }])(
    'refuses %j before anything is compiled',
    async (option) => {
      await expect(makeClassifier(option)).rejects.toThrow(ConfigError);
      await expect(makeClassifier(option)).rejects.toThrow(`${Object.keys(option)[0]} is `);
    },
  );

  it('can be disposed of twice', async () => {
    const classifier = await makeClassifier();
    await classifier.dispose();
    await classifier.dispose();
    await expect(classifier.classify(['7'])).rejects.toThrow(/disposed/);
  });
});
