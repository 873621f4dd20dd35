/** Distillation beside plugins that make other models and other graphs, as pruning does: in any order. */
import { BertForSequenceClassification, type BertModelWithHead, namedParameters } from '@bertsmith/bert-core';
import { type Graph, multiply, parameter, rebuildGraph, type Value } from '@bertsmith/graph';
import { latestCheckpoint, type TrainingPlugin } from '@bertsmith/train';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../test/has-same-bits.js';
import { useTemporaryDirectory } from '../test/temporary-directory.js';
import { backend, STUDENT_CONFIG, studentModel, teacherModel, train } from '../test/tiny-task.js';
import { distillation } from './distillation.js';
import type { DistillationOptions } from './distillation-options.js';

const place = useTemporaryDirectory();
const ALL = { hidden: {}, relations: {} };
const distil = (options: Partial<DistillationOptions> = ALL) =>
  distillation({ teacher: teacherModel(), backend, threads: 1, ...options });

/** A model with one head of two, and half of the feed-forward units: fresh, since only its shape matters here. */
const shrinking = (): TrainingPlugin => ({
  specificationVersion: 'v1',
  name: 'shrinking',
  prepareModel: () =>
    BertForSequenceClassification.initialize(
      { ...STUDENT_CONFIG, prunedHeads: { 0: [1] }, intermediateSizes: [16] },
      { seed: 4 },
    ),
});

const MASKED = 'bert.encoder.layer.0.attention.self.qkv.weight';

/** Every third weight of a matrix is 0, in the graph and after each update; the mask is a parameter of the plugin's own. */
const masking = (): TrainingPlugin => ({
  specificationVersion: 'v1',
  name: 'masking',
  ownParameters: ({ arena }) => [
    {
      name: 'masking.mask',
      shape: arena.entry(MASKED).specification.shape,
      initialization: { constant: 1 },
      weightDecay: false,
    },
  ],
  rewriteForward: (graph) => withMask(graph),
  afterUpdate({ arena }) {
    for (const name of [MASKED, 'masking.mask']) {
      const { data } = arena.get(name);
      for (let index = 0; index < data.length; index += 3) data[index] = 0;
    }
  },
});

function withMask(graph: Graph): Graph {
  const weight = graph.parameters.get(MASKED) as Value<'float32'>;
  const mask = parameter('masking.mask', 'float32', [...weight.shape] as number[]) as Value<'float32'>;
  return rebuildGraph(graph, (node) => (node.outputs[0] === weight ? [multiply(weight, mask) as Value] : undefined));
}

const orders: [string, (other: TrainingPlugin) => TrainingPlugin[]][] = [
  ['before', (other) => [other, distil()]],
  ['behind', (other) => [distil(), other]],
];

describe.each(orders)('a distillation with a plugin %s it', (_, inOrder) => {
  it('that makes a smaller model teaches that one', async () => {
    const { model, steps } = await train({ plugins: inOrder(shrinking()) });
    expect(model.config.prunedHeads).toEqual({ 0: [1] });
    expect(steps).toHaveLength(10);
    expect(model.arena.parameterCount).toBeLessThan(studentModel().arena.parameterCount);
  });

  it('that holds masks keeps them, and goes on from a checkpoint to the same bits', async () => {
    const straight = await train({ plugins: inOrder(masking()) });
    const { data } = straight.model.arena.get(MASKED);
    expect([data[0], data[3], data[99]]).toEqual([0, 0, 0]);
    expect(data[1]).not.toBe(0);
    const checkpoints = { directory: place(inOrder(masking())[0]?.name as string) };
    await train({ plugins: inOrder(masking()), maxSteps: 4, checkpoints });
    const resumeFrom = await latestCheckpoint(checkpoints.directory);
    const resumed = await train({ plugins: inOrder(masking()), resumeFrom });
    expect(hasSameBits(resumed.model.arena.data, straight.model.arena.data)).toBe(true);
  });
});

it('a student that a plugin cuts from its teacher learns from the whole of it', async () => {
  const whole = studentModel({ numHiddenLayers: 2 });
  const cutting: TrainingPlugin = {
    specificationVersion: 'v1',
    name: 'cutting',
    prepareModel: (model) => firstLayerOf(model),
  };
  const before = Float32Array.from(whole.arena.data);
  const plugins = [distil({ teacher: whole, hidden: {} }), cutting];
  const { model } = await train({ model: whole, plugins });
  expect(model.config.numHiddenLayers).toBe(1);
  expect(hasSameBits(whole.arena.data, before)).toBe(true);
});

function firstLayerOf(model: BertModelWithHead): BertModelWithHead {
  const smaller = new BertForSequenceClassification({ ...model.config, numHiddenLayers: 1 });
  for (const [name, { data }] of namedParameters(smaller.arena)) data.set(model.arena.get(name).data);
  return smaller;
}
