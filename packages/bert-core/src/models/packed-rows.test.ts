import { type Graph, gradients, interpret, type NdArray } from '@bertsmith/graph';
import { ConfigError, type Tensor, tensor } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { packedBatch, packedRows, type TinyBatch, type TinyExample } from '../../test/packed-feeds.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { maskedTargets } from '../losses/masked-targets.js';
import { namedParameters } from '../parameters/named-parameters.js';
import { BertForMaskedLM } from './bert-for-masked-lm.js';
import { BertForPreTraining } from './bert-for-pre-training.js';
import { BertForQuestionAnswering } from './bert-for-question-answering.js';
import { BertForSentenceEmbedding } from './bert-for-sentence-embedding.js';
import { BertForSequenceClassification } from './bert-for-sequence-classification.js';
import { BertForTokenClassification } from './bert-for-token-classification.js';
import { BertModel } from './bert-model.js';
import type { BertModelWithHead } from './bert-model-with-head.js';

/** The interpreter computes in float64; what is left are sums in another order. */
const TOLERANCE = 1e-12;
const SEED = { seed: 1 };

const int32 = (values: readonly number[]) => tensor('int32', [values.length], Int32Array.from(values)) as Tensor;
const float32 = (shape: number[], values: readonly number[]) =>
  tensor('float32', shape, Float32Array.from(values)) as Tensor;

/** What each example is to be learned as, with entries that count nothing at the end. */
type TargetsOf = (examples: readonly TinyExample[], filling: number) => Readonly<Record<string, Tensor>>;

const classOfEach: TargetsOf = (examples, filling) => ({
  labels: int32([...examples.map(({ label }) => label), ...new Array(filling).fill(-100)]),
});
const numbersOfEach =
  (columns: number): TargetsOf =>
  (examples, filling) => {
    const values = examples.flatMap(({ scores }) => scores.slice(0, columns));
    const rows = examples.length + filling;
    const shape = columns === 1 ? [rows] : [rows, columns];
    return { labels: float32(shape, [...values, ...new Array(filling * columns).fill(7)]) };
  };
const nextOfEach: TargetsOf = (examples, filling) => ({
  next_sentence_label: int32([...examples.map(({ label }) => label % 2), ...new Array(filling).fill(-100)]),
});

const classifier = (config: Partial<typeof TINY_CONFIG>) =>
  BertForSequenceClassification.initialize({ ...TINY_CONFIG, ...config }, SEED);
const multiLabel = classifier({ problemType: 'multi_label_classification' });
const HEADS: [name: string, model: BertModelWithHead, targetsOf: TargetsOf][] = [
  ['a classifier', classifier({}), classOfEach],
  ['a classifier of one layer', classifier({ numHiddenLayers: 1 }), classOfEach],
  ['a classifier with several labels each', multiLabel, numbersOfEach(3)],
  ['a regression', classifier({ labels: ['score'] }), numbersOfEach(1)],
  ['a regression to several numbers', classifier({ problemType: 'regression' }), numbersOfEach(3)],
  ['a tagger', BertForTokenClassification.initialize(TINY_CONFIG, SEED), () => ({})],
  ['a masked language model', BertForMaskedLM.initialize(TINY_CONFIG, SEED), () => ({})],
  ['a pre-training model', BertForPreTraining.initialize(TINY_CONFIG, SEED), nextOfEach],
];

/** Entries of `example_starts` and targets that only fill up. */
const FILLING = 2;

/** The inputs that a graph has of a batch; of masked words, what is made of the labels of all tokens. */
function run(model: BertModelWithHead, graph: Graph, { inputs, tokenLabels, starts }: TinyBatch, targets: object) {
  const exampleStarts = int32([...starts, ...new Array(FILLING).fill(-1)]);
  const masked = maskedTargets(tokenLabels, { padTo: 1 });
  const all = { labels: tokenLabels, ...inputs, example_starts: exampleStarts, ...masked, ...targets };
  const feeds = Object.entries(all).filter(([name]) => graph.inputs.has(name));
  return interpret(graph, { ...Object.fromEntries(namedParameters(model.arena)), ...Object.fromEntries(feeds) });
}

const gradientGraph = (graph: Graph) => gradients(graph).graph;

describe.each(HEADS)('%s', (_, model, targetsOf) => {
  const packed = gradientGraph(model.buildTrainingGraph({ packed: true }));
  const unpacked = gradientGraph(model.buildTrainingGraph());

  it('has on packed rows the loss and every gradient that it has on rows of one example each', () => {
    fc.assert(
      fc.property(packedRows, fc.nat(2), (rows, spare) => {
        const examples = rows.flat();
        const actual = run(model, packed, packedBatch(rows, spare), targetsOf(examples, FILLING));
        const alone = packedBatch(examples.map((each) => [each]));
        const expected = run(model, unpacked, alone, targetsOf(examples, 0));
        expect([...actual.keys()]).toEqual([...expected.keys()]);
        for (const [output, { data }] of expected) {
          if (output.includes('logits')) continue;
          expect(largestDifference(actual.get(output)?.data, data), output).toBeLessThan(TOLERANCE);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('has the loss 0 where nothing counts', () => {
    const nothing = { ids: [1], pairStart: 1, tokenLabels: [-100], label: 0, scores: [0.5, 0.5, 0.5] };
    const batch = { ...packedBatch([[nothing]]), starts: [-1] };
    const targets = targetsOf([], FILLING + 1);
    expect(run(model, packed, batch, targets).get('loss')?.data[0]).toBeCloseTo(0, 12);
  });
});

describe('packed rows', () => {
  const one = (ids: number[]): TinyExample => {
    return { ids, pairStart: ids.length, tokenLabels: ids.map(() => 0), label: 1, scores: [0, 0, 0] };
  };
  const logitsOf = (model: BertModelWithHead, targetsOf: TargetsOf, rows: TinyExample[][]): NdArray => {
    const graph = model.buildEvaluationGraph({ packed: true });
    return run(model, graph, packedBatch(rows), targetsOf(rows.flat(), FILLING)).get('logits') as NdArray;
  };
  const [first, second] = [one([1, 5, 7]), one([2, 9, 4, 6])];

  it('do not leak: another example beside it changes not a bit of an example', () => {
    const model = BertForTokenClassification.initialize(TINY_CONFIG, SEED);
    const width = TINY_CONFIG.labels.length;
    const inside = (others: number[]) => [...logitsOf(model, () => ({}), [[first, one(others), second]]).data];
    const [before, after] = [inside([3, 8]), inside([11, 0])];
    const isChanged = before.map((logit, index) => logit !== after[index]);
    const middle = (index: number) => index >= 3 * width && index < 5 * width;
    expect(isChanged).toEqual(isChanged.map((_, index) => middle(index)));
  });

  it('give each example what it has alone, whatever its place', () => {
    const model = classifier({});
    const alone = logitsOf(model, classOfEach, [[second]]).data.slice(0, 3);
    const packed = logitsOf(model, classOfEach, [
      [first, first],
      [one([3]), second],
    ]).data.slice(9, 12);
    expect(largestDifference(packed, alone)).toBeLessThan(TOLERANCE);
  });

  it('are seen by inference graphs too, hidden states and all', () => {
    const model = BertModel.initialize(TINY_CONFIG, SEED);
    const graph = model.buildInferenceGraph({ packed: true, hiddenStates: [1] });
    expect([...graph.inputs.keys()].sort()).toContain('position_ids');
    const { inputs, starts } = packedBatch([[first, second]]);
    const feeds = { ...inputs, example_starts: int32(starts), ...Object.fromEntries(namedParameters(model.arena)) };
    expect(interpret(graph, feeds).get('pooler_output')?.shape).toEqual([2, TINY_CONFIG.hiddenSize]);
  });

  it('are refused by heads that cannot take them apart', () => {
    const message = /cannot learn from packed rows: .+ train it without packing/;
    const answerer = BertForQuestionAnswering.initialize(TINY_CONFIG, SEED);
    expect(() => answerer.buildTrainingGraph({ packed: true })).toThrow(ConfigError);
    expect(() => answerer.buildTrainingGraph({ packed: true })).toThrow(message);
    const embedder = BertForSentenceEmbedding.initialize(TINY_CONFIG, SEED);
    expect(() => embedder.buildInferenceGraph({ packed: true })).toThrow(message);
  });
});
