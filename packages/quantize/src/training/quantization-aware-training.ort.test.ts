import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { createGraph, gradients, input, interpret, multiply, ndArray, parameter, reduceSum } from '@bertsmith/graph';
import { checkLowering } from '@bertsmith/graph/conformance';
import { Trainer } from '@bertsmith/train';
import { pluginViolations } from '@bertsmith/train/conformance';
import { describe, expect, it } from 'vitest';
import { backend, classifier, labelledRows, MAX_LENGTH } from '../../test/tiny-models.js';
import { quantize } from '../model/quantize.js';
import { blockWeights } from '../schemes/block-weights.js';
import { fakeQuantizeRangeOp, fakeQuantizeRows, fakeQuantizeRowsOp } from './fake-quantize.js';
import { quantizationAwareTraining } from './quantization-aware-training.js';

const TIMEOUT_MS = 120_000;

describe('rounding', () => {
  for (const op of [fakeQuantizeRowsOp, fakeQuantizeRangeOp]) {
    it(`${op.name}: the runtime computes what the reference evaluation says`, async () => {
      for (const example of op.examples) await checkLowering(op, example as never, backend);
    });
  }

  it('hands gradients straight through', () => {
    const w = parameter('w', 'float32', [2, 2]);
    const x = input('x', 'float32', [2, 2]);
    const loss = reduceSum(multiply(fakeQuantizeRows(w, 127) as never, x as never));
    const { graph } = gradients(createGraph({ loss }));
    const factors = ndArray('float32', [2, 2], [1, 2, 3, 4]);
    const results = interpret(graph, { w: ndArray('float32', [2, 2], [0.1, 1, 0.3, 5]), x: factors });
    const [gradient] = [...results].filter(([name]) => name !== 'loss').map(([, value]) => value);
    expect([...(gradient?.data ?? [])]).toEqual([1, 2, 3, 4]);
  });

  it('of bits that there are not is refused', () => {
    expect(() => quantizationAwareTraining({ weightBits: 9 })).toThrow(
      'weightBits: expected a whole number from 2 to 8, found 9',
    );
  });
});

it(
  'the plugin keeps its contract',
  async () => {
    expect(await pluginViolations(() => quantizationAwareTraining(), { backend: createOnnxRuntimeBackend() })).toEqual(
      [],
    );
  },
  TIMEOUT_MS,
);

it(
  'a model that learned with rounded weights loses less by rounding',
  async () => {
    const rows = (count: number, seed: number) => labelledRows(count, (row) => row % 3, seed);
    const train = async (plugins: Parameters<typeof quantizationAwareTraining>[0][]) => {
      const trainer = new Trainer({
        ...{ model: classifier(), backend, train: rows(48, 3), validation: rows(12, 4), maxLength: MAX_LENGTH },
        ...{ epochs: 12, batchSize: 8, learningRate: 2e-3, seed: 1, threads: 1 },
        plugins: plugins.map((options) => quantizationAwareTraining(options)),
      });
      const { model } = await trainer.train();
      const scheme = blockWeights({ bits: 4, blockSize: 32 });
      const options = {
        backend,
        scheme,
        tableScheme: null,
        validation: rows(48, 3),
        metric: 'accuracy',
        measure: false,
      };
      const { score } = (await quantize(model, options)).report;
      return (score?.before ?? 0) - (score?.after ?? 0);
    };
    const [aware, unaware] = [await train([{ weightBits: 4, activations: false, tables: false }]), await train([])];
    expect(aware).toBeLessThanOrEqual(unaware);
    expect(aware).toBeLessThan(0.1);
  },
  TIMEOUT_MS,
);
