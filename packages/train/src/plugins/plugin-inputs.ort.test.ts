/** Inputs and parameters that plugins add to a step. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForSequenceClassification, encoderValues } from '@bertsmith/bert-core';
import { loadSequenceClassifier } from '@bertsmith/bert-core/files';
import {
  add,
  createGraph,
  type Graph,
  input,
  multiply,
  parameter,
  reduceMean,
  reduceSum,
  type Value,
} from '@bertsmith/graph';
import { ConfigError, InputError, readSafetensors, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../../test/distance.js';
import { dominantClassModel } from '../../test/dominant-class.js';
import { stopAfter } from '../../test/stop-after.js';
import { useTemporaryDirectory } from '../../test/temporary-directory.js';
import { trainDominantClass } from '../../test/train-dominant-class.js';
import { latestCheckpoint } from '../checkpoints/checkpoint-directory.js';
import { pluginViolations } from '../conformance/plugin-violations.js';
import type { BatchState, TrainingPlugin } from './training-plugin.js';

const place = useTemporaryDirectory();
const plugin = (hooks: Partial<TrainingPlugin>): TrainingPlugin => ({
  specificationVersion: 'v1',
  name: 'scaling',
  ...hooks,
});
const lossOf = (graph: Graph) => graph.outputs.get('loss') as Value<'float32'>;
const withLoss = (graph: Graph, loss: Value) => createGraph(new Map([...graph.outputs, ['loss', loss]]));
const number = (value: number) => tensor('float32', [], Float32Array.of(value));

/** The loss times an input. */
const scaling = (scale: (state: BatchState) => number, name = 'scaling.scale'): TrainingPlugin =>
  plugin({
    rewriteForward: (graph) => withLoss(graph, multiply(lossOf(graph), input(name, 'float32', [])) as Value),
    feeds: (_, state) => ({ [name]: number(scale(state)) }),
  });

const PROBE = { name: 'probing.weight', shape: [1, 16], initialization: { normal: 0.1 }, weightDecay: true };

/** A row of the hidden state's width, with which the last layer's mean is multiplied and added to the loss. */
const probing = (): TrainingPlugin =>
  plugin({
    name: 'probing',
    readsAllTokens: true,
    ownParameters: () => [PROBE],
    rewriteForward(graph) {
      const last = encoderValues(graph).hiddenStates.at(-1) as Value<'float32'>;
      const weight = parameter('probing.weight', 'float32', [1, last.shape[1] as number]);
      const probed = reduceSum(multiply(last, weight as Value<'float32'>), { axes: [1] });
      return withLoss(graph, add(lossOf(graph), multiply(reduceMean(multiply(probed, probed)), 0.1)) as Value);
    },
  });

describe('feeds', () => {
  it('come to the graph for each batch, with the state before it', async () => {
    const seen: [step: number, epoch: number, rows: number][] = [];
    const watching = plugin({
      name: 'watching',
      feeds: ({ rowNumbers }, { step, epoch }) => {
        seen.push([step, epoch, rowNumbers.length]);
        return {};
      },
    });
    const plain = await trainDominantClass({ maxSteps: 4, accumulationSteps: 2 });
    const scaled = await trainDominantClass({
      maxSteps: 4,
      accumulationSteps: 2,
      plugins: [watching, scaling(({ step }) => (step === 0 ? 3 : 1))],
    });
    expect(seen).toEqual([
      ...[0, 0, 1, 1].map((step) => [step, 0, 16]),
      [2, 0, 6],
      ...[3, 3].map((step) => [step, 1, 16]),
    ]);
    expect(scaled.steps[0]?.loss).toBeCloseTo(3 * (plain.steps[0]?.loss as number), 5);
    expect(scaled.steps[1]?.loss).toBeCloseTo(plain.steps[1]?.loss as number, 1);
  });

  it.each<[string, TrainingPlugin[], string]>([
    [
      'two plugins feed',
      [scaling(() => 1), { ...scaling(() => 1), name: 'other', rewriteForward: (graph) => graph }],
      `the plugins 'scaling' and 'other' both feed the input 'scaling.scale'`,
    ],
    [
      'the batch has',
      [plugin({ feeds: () => ({ labels: number(1) }) })],
      `a plugin feeds the input 'labels', which is there already`,
    ],
    [
      'two plugins read',
      [scaling(() => 1), { ...scaling(() => 1), name: 'other', feeds: () => ({}) }],
      `two inputs or parameters of a graph are called 'scaling.scale'`,
    ],
  ])('of one name that %s are an error', async (_, plugins, message) => {
    const failed = trainDominantClass({ plugins });
    await expect(failed).rejects.toThrow(ConfigError);
    await expect(failed).rejects.toThrow(message);
  });

  it('that are missing, or that nobody reads, are an error that names them', async () => {
    const missing = trainDominantClass({ plugins: [{ ...scaling(() => 1), feeds: () => ({}) }] });
    await expect(missing).rejects.toThrow(InputError);
    await expect(missing).rejects.toThrow('scaling.scale');
    const unread = trainDominantClass({ plugins: [plugin({ feeds: () => ({ 'scaling.other': number(1) }) })] });
    await expect(unread).rejects.toThrow('scaling.other');
  });
});

describe('parameters of a plugin', () => {
  it('are trained with the model, in place, and are in no saved model', async () => {
    const arenas: BatchState['arena'][] = [];
    const watching = plugin({ name: 'watching', afterUpdate: ({ arena }) => void arenas.push(arena) });
    const starts: number[] = [];
    const first = plugin({
      name: 'first',
      feeds: (_, { arena, step }) => {
        if (step === 0) starts.push(...arena.get('probing.weight').data);
        return {};
      },
    });
    const checkpoints = { directory: place('own') };
    const before = dominantClassModel();
    const { model, result } = await trainDominantClass({ plugins: [probing(), first, watching], checkpoints });
    expect(result.model).toBe(model);
    expect(model.arena.entries).toHaveLength(before.arena.entries.length);
    expect(hasSameBits(model.arena.data, before.arena.data)).toBe(false);
    const weight = arenas[0]?.get('probing.weight').data as Float32Array;
    expect(starts.some((value) => value !== 0)).toBe(true);
    expect([...weight]).not.toEqual(starts);
    const path = (await latestCheckpoint(checkpoints.directory)) as string;
    const saved = await loadSequenceClassifier(path);
    expect(hasSameBits(saved.arena.data, model.arena.data)).toBe(true);
    const { tensors } = readSafetensors(await readFile(join(path, 'optimizer.safetensors')));
    expect(tensors.get('parameter.probing.weight')?.shape).toEqual([1, 16]);
  });

  it('go on in a run that is resumed, bit for bit', async () => {
    const straight = await trainDominantClass({ plugins: [probing()] });
    const checkpoints = { directory: place('resumed') };
    await trainDominantClass({ plugins: [probing()], checkpoints, ...stopAfter(3) });
    const resumeFrom = await latestCheckpoint(checkpoints.directory);
    const model = dominantClassModel();
    for (const [, { data }] of model.arena.parts()) data.fill(0.5);
    const resumed = await trainDominantClass({ model, plugins: [probing()], resumeFrom });
    expect(resumed.result.warnings).toEqual([]);
    expect(hasSameBits(model.arena.data, straight.model.arena.data)).toBe(true);
    const ownParameters = () => [{ ...PROBE, shape: [2, 16] }];
    const wider = plugin({ name: 'probing', ownParameters });
    await expect(trainDominantClass({ plugins: [wider], resumeFrom })).rejects.toThrow(
      `a plugin has the parameter 'probing.weight', float32[2, 16], it has float32[1, 16]`,
    );
    const other = plugin({ name: 'probing', ownParameters: () => [{ ...PROBE, name: 'probing.other' }] });
    await expect(trainDominantClass({ plugins: [other], resumeFrom })).rejects.toThrow(
      `a plugin has the parameter 'probing.other', float32[1, 16], it has none`,
    );
  });

  it('leave the model with what was learned when the run fails', async () => {
    const model = dominantClassModel();
    const failing = plugin({ onEvaluate: () => Promise.reject(new RangeError('no more')) });
    await expect(trainDominantClass({ model, plugins: [probing(), failing] })).rejects.toThrow('no more');
    expect(hasSameBits(model.arena.data, dominantClassModel().arena.data)).toBe(false);
  });

  it('may not have the name of another', async () => {
    const own = () => [{ name: 'classifier.bias', shape: [4], initialization: { constant: 0 }, weightDecay: false }];
    await expect(trainDominantClass({ plugins: [plugin({ ownParameters: own })] })).rejects.toThrow(
      `two parameters are called 'classifier.bias'`,
    );
  });
});

it('the last layer is computed for all tokens when a plugin reads them', async () => {
  const shapes: unknown[] = [];
  const look = (readsAllTokens: boolean) =>
    plugin({
      readsAllTokens,
      rewriteForward(graph) {
        shapes.push(encoderValues(graph).hiddenStates.at(-1)?.shape[0]);
        return graph;
      },
    });
  await trainDominantClass({ maxSteps: 1, plugins: [look(true)] });
  await trainDominantClass({ maxSteps: 1, plugins: [look(false)] });
  await trainDominantClass({ maxSteps: 1, packing: true, plugins: [look(true)] });
  expect(shapes).toEqual(['batch*sequence', 'batch', 'batch*sequence']);
  expect(dominantClassModel()).toBeInstanceOf(BertForSequenceClassification);
});

it.each<[string, () => TrainingPlugin]>([
  ['inputs', () => scaling(({ step }) => 1 + step)],
  ['parameters', probing],
])(
  'a plugin with %s of its own keeps the contract',
  async (_, createPlugin) => {
    expect(await pluginViolations(createPlugin, { backend: createOnnxRuntimeBackend() })).toEqual([]);
  },
  120_000,
);
