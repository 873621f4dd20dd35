/** Whole steps of a model on the runtime against the reference interpreter, whose arithmetic is float64 with the same roundings. */
import { namedParameters } from '@bertsmith/bert-core';
import { exampleBatches } from '@bertsmith/data';
import { formatGraph, interpret, type NdArray, verifyGraph } from '@bertsmith/graph';
import type { Tensor } from '@bertsmith/tensor';
import { buildStepGraph, FlatKernels, labelledFeeds } from '@bertsmith/train';
import { afterAll, describe, expect, it } from 'vitest';
import { backend, MAX_LENGTH, TRAIN, tinyModel } from '../../test/tiny-task.js';
import { completeMixedPrecisionOptions, type MixedPrecisionOptions } from '../mixed-precision-options.js';
import { rewriteForPolicy } from '../rewrite-for-policy.js';

const dropout = { hiddenDropoutProb: 0, attentionProbsDropoutProb: 0 };
const model = tinyModel(dropout);
const { arena } = model;
const kernels = new FlatKernels(arena.heap, { threads: 1 });
afterAll(() => kernels.dispose());

const [batch] = [...exampleBatches(TRAIN, { batchSize: 8, maxLength: MAX_LENGTH, seed: 1 }).batches(0)];
const { graph } = buildStepGraph({ model });

async function runBoth(options: MixedPrecisionOptions) {
  const low = rewriteForPolicy(graph, completeMixedPrecisionOptions(options));
  verifyGraph(low.graph);
  const copies = low.createCopies({ arena, heap: arena.heap, kernels, backend });
  await copies.refresh();
  const parameters = new Map<string, Tensor>([...namedParameters(arena), ...copies.tensors]);
  const feeds = labelledFeeds(batch as never, low.graph);
  await using executable = await backend.compile({ graph: low.graph, parameters, threads: 1 });
  const actual = await executable.run(feeds);
  const used = [...parameters].filter(([name]) => low.graph.parameters.has(name));
  return { actual, expected: interpret(low.graph, { ...feeds, ...Object.fromEntries(used) }) };
}

/** The length of the difference relative to that of what is expected. */
function distance(actual: Tensor, { data }: NdArray): number {
  let [difference, length] = [0, 0];
  for (const [index, each] of data.entries()) {
    difference += (Number(actual.data[index]) - each) ** 2;
    length += each ** 2;
  }
  return Math.sqrt(difference / Math.max(length, 1e-30));
}

/**
 * Where float32 and float64 lie on two sides of the middle between two 16-bit or 8-bit numbers, they are rounded apart, by one unit in the last place: 2^-11
 * of a float16, 2^-8 of a bfloat16, 1 / 255 of an 8-bit number. Of many numbers few are.
 */
const TOLERANCE = { int8: 4e-3, fp16: 1e-3, bf16: 8e-3, 'fp16-o2': 1e-3, 'bf16-o2': 8e-3 };

describe.each(['int8', 'fp16', 'bf16', 'fp16-o2', 'bf16-o2'] as const)('a step in %s', (policy) => {
  it('is on the runtime what the interpreter says', async () => {
    const { actual, expected } = await runBoth({ policy });
    for (const [name, array] of expected) {
      if (array.dtype !== 'float32') continue;
      expect.soft(distance(actual.get(name) as Tensor, array), name).toBeLessThan(TOLERANCE[policy]);
    }
  });

  it('is not the step in float32', async () => {
    const { expected } = await runBoth({ policy });
    const plain = interpret(graph, {
      ...labelledFeeds(batch as never, graph),
      ...Object.fromEntries(namedParameters(arena)),
    });
    const name = 'gradient:bert.encoder.layer.0.intermediate.dense.weight';
    const low = { data: expected.get(name)?.data } as unknown as Tensor;
    expect(distance(low, plain.get(name) as NdArray)).toBeGreaterThan(TOLERANCE[policy] / 10);
  });
});

it('a policy that is applied makes the same graph every time', () => {
  const options = completeMixedPrecisionOptions({ policy: 'fp16' });
  expect(formatGraph(rewriteForPolicy(graph, options).graph)).toBe(formatGraph(rewriteForPolicy(graph, options).graph));
});
