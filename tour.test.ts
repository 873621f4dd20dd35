/**
 * A tour of the packages, from the ground floor up, as a newcomer would use them. Each stop is a few lines; together they
 * train a classifier of four toy classes and read it back from disk.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForSequenceClassification, presetConfig, TextClassifier } from '@bertsmith/bert-core';
import { loadSequenceClassifier, saveModel } from '@bertsmith/bert-core/files';
import { runCli } from '@bertsmith/cli';
import { type Example, encodeExamples, majorityClass } from '@bertsmith/data';
import { createGraph, formatGraph, gradients, input, interpret, matmul, parameter, reduceSum } from '@bertsmith/graph';
import { accuracy } from '@bertsmith/metrics';
import { ShapeError, tensor } from '@bertsmith/tensor';
import { trainWordPiece, type WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { loadTokenizer, saveTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { Trainer } from '@bertsmith/train';
import { beforeAll, expect, it } from 'vitest';

const SUBJECTS = ['cat', 'oak', 'river', 'hammer'];
const CLUES = ['purrs and hunts mice', 'grows leaves and acorns', 'flows to the sea', 'drives nails into wood'];
const LABELS = ['animal', 'plant', 'water', 'tool'];

/** Every subject with its clue, in a few frames. */
const EXAMPLES: readonly Example[] = SUBJECTS.flatMap((subject, label) =>
  ['the', 'a', 'this', 'that', 'one old', 'some small', 'every', 'another'].map((frame) => ({
    text: `${frame} ${subject} ${CLUES[label]}`,
    label,
  })),
);

const backend = createOnnxRuntimeBackend();
let tokenizer: WordPieceTokenizer;
let model: BertForSequenceClassification;

beforeAll(async () => {
  tokenizer = await trainWordPiece(
    EXAMPLES.map(({ text }) => text),
    { vocabSize: 120 },
  );
  const config = presetConfig('tiny', { vocabSize: tokenizer.vocabulary.size, labels: LABELS });
  model = BertForSequenceClassification.initialize(config, { seed: 1 });
});

it('tensor: elements with a dtype and a shape that is checked', () => {
  expect(tensor('float32', [2, 2], Float32Array.of(1, 2, 3, 4)).shape).toEqual([2, 2]);
  expect(() => tensor('float32', [2, 2], new Float32Array(3))).toThrow(ShapeError);
});

it('graph: a product, its gradient, and what both mean', () => {
  const x = input('x', 'float32', ['batch', 2]);
  const w = parameter('w', 'float32', [2, 1]);
  const { graph } = gradients(createGraph({ loss: reduceSum(matmul(x, w)) }));
  const feeds = {
    x: tensor('float32', [2, 2], Float32Array.of(1, 2, 3, 4)),
    w: tensor('float32', [2, 1], Float32Array.of(10, 1)),
  };
  const results = interpret(graph, feeds);
  expect(results.get('loss')?.data[0]).toBe(46);
  expect([...(results.get('gradient:w')?.data ?? [])]).toEqual([4, 6]);
  expect(formatGraph(graph)).toContain('MatMul');
});

it('tokenizer-wordpiece: text to ids and back', () => {
  const ids = tokenizer.encodeIds('the cat purrs', { maxLength: 16 });
  expect(tokenizer.decode(ids, { skipSpecialTokens: true })).toBe('the cat purrs');
});

it('metrics: what guessing the most frequent class scores', () => {
  const labels = EXAMPLES.map(({ label }) => label);
  const guess = majorityClass(labels);
  expect(accuracy({ predictions: labels.map(() => guess), labels })).toBe(0.25);
});

it('bert-core, data, train, backend-onnxruntime: a classifier learns, is saved, and answers from disk', async () => {
  const rows = encodeExamples(EXAMPLES, tokenizer, { maxLength: 32, numLabels: LABELS.length });
  const options = { epochs: 12, batchSize: 8, learningRate: 3e-3, maxLength: 32, seed: 1 };
  const { evaluation } = await new Trainer({ model, backend, train: rows, validation: rows, ...options }).train();
  expect(evaluation.metrics.accuracy).toBe(1);

  const directory = await mkdtemp(join(tmpdir(), 'bertsmith-tour-'));
  await saveModel(model, directory);
  await saveTokenizer(tokenizer, directory);
  const [read, words] = [await loadSequenceClassifier(directory), await loadTokenizer(directory)];
  await using classifier = await TextClassifier.create({ model: read, tokenizer: words, backend });
  const answers = await classifier.classify(['this hammer drives nails into wood', 'the oak grows leaves']);
  expect(answers.map(({ label }) => label)).toEqual(['tool', 'plant']);
});

it('cli: is there', () => {
  expect(runCli).toBeTypeOf('function');
});
