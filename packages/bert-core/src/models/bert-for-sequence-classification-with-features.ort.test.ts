import { formatGraph, gradients } from '@bertsmith/graph';
import { ConfigError, type Tensor, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { int32Feeds, TWO_TEXTS } from '../../test/onnx-feeds.js';
import { runGraph } from '../../test/run-graph.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { BertForSequenceClassification } from './bert-for-sequence-classification.js';
import { BertForSequenceClassificationWithFeatures } from './bert-for-sequence-classification-with-features.js';

/** Float32 sums in another order; values are around 1. */
const TOLERANCE = 1e-6;
/** A central difference of float32 losses with steps of 0.01 has an error of some 1e-5 of its own. */
const DIFFERENCE_TOLERANCE = 1e-4;
const TABLE = 'feature_classifier.weight';
const LABELS = TINY_CONFIG.labels.length;

const model = BertForSequenceClassificationWithFeatures.initialize(TINY_CONFIG, { seed: 1, numFeatures: 6 });
const table = model.arena.get(TABLE).data;
table.set(table.map((_, index) => Math.sin(index)));

/** Two texts with the features of one row each, padded with feature 0. */
function features(ids: readonly number[][], values: readonly number[][]): Record<string, Tensor> {
  const shape = [2, ids[0]?.length ?? 0];
  return {
    feature_ids: tensor('int32', shape, Int32Array.from(ids.flat())),
    feature_values: tensor('float32', shape, Float32Array.from(values.flat())),
  };
}

const texts = int32Feeds(TWO_TEXTS);
const some = features(
  [
    [4, 1, 4],
    [1, 0, 0],
  ],
  [
    [0.5, -2, 0.25],
    [3, 0, 0],
  ],
);
const labels = { labels: tensor('int32', [2], Int32Array.of(2, 0)) };

const logitsOf = async (feeds: Record<string, Tensor>) =>
  (await runGraph(model.buildInferenceGraph(), model.arena, { ...texts, ...feeds })).get('logits') as Float32Array;

describe('BertForSequenceClassificationWithFeatures', () => {
  it('adds the rows of the features, each times its value, to the logits of the same model without', async () => {
    const plain = BertForSequenceClassification.initialize(TINY_CONFIG, { seed: 1 });
    const deep = (await runGraph(plain.buildInferenceGraph(), plain.arena, texts)).get('logits') as Float32Array;
    const row = (feature: number, label: number) => table[feature * LABELS + label] as number;
    const expected = deep.map((logit, index) => {
      const label = index % LABELS;
      return logit + (index < LABELS ? 0.75 * row(4, label) - 2 * row(1, label) : 3 * row(1, label));
    });
    expect(largestDifference(await logitsOf(some), expected)).toBeLessThan(TOLERANCE);
  });

  it('does not see padding, nor a table of zeros', async () => {
    const wider = features(
      [
        [4, 1, 4, 5, 0],
        [1, 0, 0, 2, 3],
      ],
      [
        [0.5, -2, 0.25, 0, 0],
        [3, 0, 0, 0, 0],
      ],
    );
    expect(largestDifference(await logitsOf(wider), await logitsOf(some))).toBeLessThan(TOLERANCE);
    const fresh = BertForSequenceClassificationWithFeatures.initialize(TINY_CONFIG, { seed: 1, numFeatures: 6 });
    expect(fresh.arena.get(TABLE).data.every((weight) => weight === 0)).toBe(true);
  });

  it('has the gradient of its table as a list of rows, which central differences confirm', async () => {
    const step = gradients(model.buildTrainingGraph(), { rowGradients: [TABLE] });
    const each = step.gradients.get(TABLE);
    if (each?.kind !== 'rows') throw new Error('expected rows');
    await runGraph(step.graph, model.arena, { ...texts, ...some, ...labels });
    const outputs = await runGraph(step.graph, model.arena, { ...texts, ...some, ...labels });
    const indices = Array.from(outputs.get(each.indices) as Float32Array);
    expect(indices).toEqual([4, 1, 4, 1, 0, 0]);
    const gradient = new Float32Array(table.length);
    outputs.get(each.values)?.forEach((value, position) => {
      const cell = (indices[Math.floor(position / LABELS)] as number) * LABELS + (position % LABELS);
      gradient[cell] = (gradient[cell] as number) + value;
    });
    for (const cell of table.keys()) {
      expect(Math.abs((gradient[cell] as number) - (await slopeAt(cell))), `${cell}`).toBeLessThan(
        DIFFERENCE_TOLERANCE,
      );
    }
    expect(gradient.filter((value) => value !== 0)).toHaveLength(2 * LABELS);
  });

  it('is what it was as a graph', async () => {
    await expect(formatGraph(model.buildEvaluationGraph())).toMatchFileSnapshot(
      '../../test/snapshots/with-features.txt',
    );
  });

  it.each([0, 1.5, Number.NaN])('refuses %d features, and labels that do not fit the problem', (numFeatures) => {
    expect(() => new BertForSequenceClassificationWithFeatures(TINY_CONFIG, { numFeatures })).toThrow(ConfigError);
    const config = { ...TINY_CONFIG, labels: [] };
    expect(() => new BertForSequenceClassificationWithFeatures(config, { numFeatures: 1 })).toThrow('2 labels or more');
  });
});

/** The slope of the loss along one weight of the table. */
async function slopeAt(cell: number): Promise<number> {
  const before = table[cell] as number;
  const lossAt = async (weight: number) => {
    table[cell] = weight;
    const outputs = await runGraph(model.buildEvaluationGraph(), model.arena, { ...texts, ...some, ...labels });
    return (outputs.get('loss') as Float32Array)[0] as number;
  };
  const slope = ((await lossAt(before + 0.01)) - (await lossAt(before - 0.01))) / 0.02;
  table[cell] = before;
  return slope;
}
