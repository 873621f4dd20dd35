import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { ConfigError } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { learner, tinyBatches } from '../../../test/structured/tiny-examples.js';
import { gradientBatches } from '../../gradients/gradient-batches.js';
import { pruneWeights } from '../prune-weights.js';
import { optimalBrainDamage } from './optimal-brain-damage.js';

const NAME = 'bert.encoder.layer.1.output.dense.weight';
const backend = createOnnxRuntimeBackend();
const criterion = optimalBrainDamage();

it('prunes what the loss is expected to rise least by, as the formula says', async () => {
  const [model, before] = [learner(), learner()];
  const weights = before.arena.get(NAME).data;
  const squares = new Float64Array(weights.length);
  for await (const { dense } of gradientBatches(before, { backend, batches: tinyBatches(24, 1), threads: 1 })) {
    const gradient = before.arena.view(before.arena.entry(NAME), dense).data;
    for (const [index, value] of gradient.entries()) squares[index] = (squares[index] as number) + value ** 2;
  }
  const rise = weights.map((weight, index) => weight ** 2 * (squares[index] as number));
  const data = { backend, batches: tinyBatches(24, 1), threads: 1 };
  const { zeros } = await pruneWeights(model, { criterion, sparsity: 0.5, matrices: [NAME], data });
  expect(zeros).toBe(weights.length / 2);
  const order = [...rise.keys()].sort((a, b) => (rise[a] as number) - (rise[b] as number));
  const pruned = [...model.arena.get(NAME).data.keys()].filter((index) => model.arena.get(NAME).data[index] === 0);
  expect(pruned).toEqual(order.slice(0, zeros).sort((a, b) => a - b));
});

it('refuses data without a batch, and tables that have no gradient of all rows', async () => {
  const pruned = (matrices: string[], batches: Iterable<never>) =>
    pruneWeights(learner(), { criterion, sparsity: 0.5, matrices, data: { backend, batches, threads: 1 } });
  await expect(pruned([NAME], [])).rejects.toThrow(ConfigError);
  await expect(pruned([NAME], [])).rejects.toThrow('there is not one batch in `data`');
  const words = 'bert.embeddings.word_embeddings.weight';
  await expect(pruned([words], [])).rejects.toThrow(
    /'obd' looks at gradients, and '.*word_embeddings.weight' is looked/,
  );
});
