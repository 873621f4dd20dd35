import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import {
  BertForMaskedLM,
  BertForSequenceClassification,
  BertForTokenClassification,
  type BertModelWithHead,
} from '@bertsmith/bert-core';
import { type Batch, collate, type EncodedExamples, IGNORED_LABEL, packedBatches } from '@bertsmith/data';
import { InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import {
  DOMINANT_CLASS_CONFIG,
  dominantClassExamples,
  dominantClassModel,
  DOMINANT_CLASS_MAX_LENGTH as MAX_LENGTH,
} from '../../test/dominant-class.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { GradientStep } from './gradient-step.js';

/** Float32 sums in another order; gradients here are around 0.01. */
const TOLERANCE = 1e-5;

const config = {
  ...DOMINANT_CLASS_CONFIG,
  numHiddenLayers: 2,
  hiddenDropoutProb: 0,
  attentionProbsDropoutProb: 0,
};
const classified = dominantClassExamples(60, 1);
/** Every third token with a class. */
const tagged: EncodedExamples = {
  ...classified,
  targets: {
    labels: {
      per: 'token',
      dtype: 'int32',
      data: classified.inputIds.map((_, token) => (token % 3 === 0 ? token % 4 : IGNORED_LABEL)),
    },
  },
};
const scored: EncodedExamples = {
  ...classified,
  targets: { labels: { per: 'row', dtype: 'float32', data: Float32Array.from({ length: 60 }, (_, row) => row / 60) } },
};

const HEADS: [name: string, model: BertModelWithHead, examples: EncodedExamples][] = [
  ['a classifier', BertForSequenceClassification.initialize(config, { seed: 1 }), classified],
  ['a regression', BertForSequenceClassification.initialize({ ...config, labels: ['score'] }, { seed: 1 }), scored],
  ['a tagger', BertForTokenClassification.initialize(config, { seed: 1 }), tagged],
  ['a masked language model', BertForMaskedLM.initialize(config, { seed: 1 }), tagged],
];

async function withStep<T>(model: BertModelWithHead, packing: boolean, use: (step: GradientStep) => Promise<T>) {
  using kernels = new FlatKernels(model.arena.heap, { threads: 1 });
  const backend = createOnnxRuntimeBackend();
  await using step = await GradientStep.compile({ model, backend, kernels, packing, threads: 1 });
  return await use(step);
}

/** The loss, and all gradients by name, those of tables as dense ones. */
async function run(model: BertModelWithHead, batch: Batch): Promise<Map<string, Float32Array>> {
  return await withStep(model, batch.packed !== undefined, async (step) => {
    const { loss, gradients } = await step.run(batch, { seed: 0, step: 0 });
    const found = new Map([
      ['loss', Float32Array.of(loss)],
      ['dense', gradients.dense.slice()],
    ]);
    for (const { name, rows, values } of gradients.rows) {
      const { data, shape } = model.arena.get(name);
      const dense = new Float32Array(data.length);
      for (const [index, row] of rows.entries()) {
        const width = shape[1] as number;
        dense.set(values.subarray(index * width, (index + 1) * width), row * width);
      }
      found.set(name, dense);
    }
    return found;
  });
}

const packedOf = (examples: EncodedExamples): Batch => {
  const source = packedBatches(examples, { batchSize: 24, maxLength: MAX_LENGTH, seed: 2 });
  return (source.batches(0) as Iterable<Batch>)[Symbol.iterator]().next().value as Batch;
};

describe.each(HEADS)('%s', (_, model, examples) => {
  it('has the loss and the gradients of a packed batch that it has of the same examples in rows of their own', async () => {
    const packed = packedOf(examples);
    const unpacked = collate(examples, { rowNumbers: packed.rowNumbers, sequenceLength: MAX_LENGTH });
    expect(packed.inputIds.shape[0]).toBeLessThan((unpacked.inputIds.shape[0] as number) - 4);
    expect([packed.lossWeight, packed.realTokens]).toEqual([unpacked.lossWeight, unpacked.realTokens]);
    const [actual, expected] = [await run(model, packed), await run(model, unpacked)];
    expect([...actual.keys()]).toEqual([...expected.keys()]);
    for (const [name, values] of expected) {
      expect(largestDifference(actual.get(name) as Float32Array, values), name).toBeLessThan(TOLERANCE);
    }
  });
});

it('a step takes batches of its own kind alone', async () => {
  const model = dominantClassModel();
  const packed = packedOf(classified);
  const unpacked = collate(classified, { rowNumbers: Int32Array.of(0), sequenceLength: MAX_LENGTH });
  const key = { seed: 0, step: 0 };
  await withStep(model, true, async (step) => {
    await expect(step.run(unpacked, key)).rejects.toThrow(InputError);
    await expect(step.run(unpacked, key)).rejects.toThrow(/^the batch has one example a row, the graph is for packed/);
  });
  await withStep(model, false, async (step) => {
    await expect(step.run(packed, key)).rejects.toThrow(/^the batch is packed, the graph is for one example a row/);
  });
});
