import { createGraph, type Graph, multiply, type Value } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../../test/distance.js';
import { dominantClassModel } from '../../test/dominant-class.js';
import { dominantClassRun, trainDominantClass } from '../../test/train-dominant-class.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { keepByBits } from '../flat-kernels/keep-by-bits.js';
import { AdamW } from '../optimizers/adamw.js';
import { globalGradientNorm } from '../optimizers/global-gradient-norm.js';
import type { Gradients } from '../optimizers/gradients.js';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { Trainer } from './trainer.js';

const plugin = (name: string, hooks: Partial<TrainingPlugin>): TrainingPlugin => ({
  specificationVersion: 'v1',
  name,
  ...hooks,
});

/** A list of calls, and a function that writes down a call and gives its answer. */
function recordCalls(): [calls: string[], record: <T>(call: string, answer: T) => T] {
  const calls: string[] = [];
  const record = <T>(call: string, answer: T): T => {
    calls.push(call);
    return answer;
  };
  return [calls, record];
}

const outputOf = (graph: Graph, name: string) => graph.outputs.get(name) as Value<'float32'>;

const withOutput = (graph: Graph, name: string, value: Value) =>
  createGraph(new Map([...graph.outputs, [name, value]]));

/** A graph in which one output is `factor` times what it was. */
const scaleOutput = (graph: Graph, name: string, factor: number) =>
  withOutput(graph, name, multiply(outputOf(graph, name), factor) as Value);

describe('the hooks of plugins', () => {
  it('run in the declared order, each once a step', async () => {
    const [calls, record] = recordCalls();
    const recorder = (name: string, order: NonNullable<TrainingPlugin['order']>) =>
      plugin(name, {
        order,
        rewriteForward: (graph) => record(`${name} rewriteForward`, graph),
        rewriteStep: (graph) => record(`${name} rewriteStep`, graph),
        transformGradients: (_, { step, epoch }) => record(`${name} transformGradients ${epoch} ${step}`, 'proceed'),
        afterUpdate: ({ step, totalSteps }) => record(`${name} afterUpdate ${step} of ${totalSteps}`, undefined),
        onEvaluate: ({ examples }, { step }) => record(`${name} onEvaluate ${examples} ${step}`, undefined),
      });
    await trainDominantClass({
      maxSteps: 2,
      plugins: [recorder('second', { after: ['first'] }), recorder('first', {})],
    });
    const inOrder = (what: string) => [`first ${what}`, `second ${what}`];
    expect(calls).toEqual([
      ...inOrder('rewriteForward'),
      ...inOrder('rewriteStep'),
      ...inOrder('transformGradients 0 0'),
      ...inOrder('afterUpdate 0 of 10'),
      ...inOrder('transformGradients 0 1'),
      ...inOrder('afterUpdate 1 of 10'),
      ...inOrder('onEvaluate 40 2'),
    ]);
  });

  it('are awaited', async () => {
    let done = 0;
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      done++;
      return 'proceed' as const;
    };
    const afterUpdate = async () => void (await slow());
    const onEvaluate = afterUpdate;
    await trainDominantClass({
      maxSteps: 2,
      plugins: [plugin('slow', { transformGradients: slow, afterUpdate, onEvaluate })],
    });
    expect(done).toBe(5);
  });

  it('see the gradients that the optimizer will, before clipping, and may change them', async () => {
    const transformGradients = ({ dense, rows }: Gradients) => {
      dense.fill(0);
      for (const { values } of rows) values.fill(0);
      return 'proceed' as const;
    };
    const { steps, model } = await trainDominantClass({
      weightDecay: 0,
      plugins: [plugin('zero', { transformGradients })],
    });
    expect(steps.every(({ gradientNorm }) => gradientNorm === 0)).toBe(true);
    expect(hasSameBits(model.arena.data, dominantClassModel().arena.data)).toBe(true);
  });

  it('have the threads of the run, which work on parameters and gradients', async () => {
    const transformGradients: NonNullable<TrainingPlugin['transformGradients']> = async (
      { dense, rows },
      { arena, kernels },
    ) => {
      const bits = arena.heap.allocate('uint8', Math.ceil(dense.length / 8));
      await keepByBits([{ values: dense, bits }], kernels as FlatKernels);
      for (const { values } of rows) values.fill(0);
      return 'proceed' as const;
    };
    const { steps } = await trainDominantClass({ maxSteps: 2, plugins: [plugin('mask', { transformGradients })] });
    expect(steps.map(({ gradientNorm }) => gradientNorm)).toEqual([0, 0]);
  });

  it('refuse to start when two have one name or exclude each other', () => {
    const make = (plugins: TrainingPlugin[]) => new Trainer(dominantClassRun({ plugins })[0]);
    expect(() => make([plugin('mask', {}), plugin('mask', {})])).toThrow(ConfigError);
    expect(() => make([plugin('a', { order: { excludes: ['b'] } }), plugin('b', {})])).toThrow(/cannot work together/);
  });
});

describe('rewriteForward and rewriteStep', () => {
  it('change the loss and its gradients', async () => {
    const double = plugin('double', { rewriteForward: (graph) => scaleOutput(graph, 'loss', 2) });
    const plain = await trainDominantClass({ maxSteps: 1 });
    const doubled = await trainDominantClass({ maxSteps: 1, plugins: [double] });
    for (const figure of ['loss', 'gradientNorm'] as const) {
      // Twice a float32 is exact.
      expect(doubled.steps[0]?.[figure]).toBe(2 * (plain.steps[0]?.[figure] as number));
    }
    expect(doubled.result.evaluation.loss).toBe(plain.result.evaluation.loss);
  });

  it('change the gradients after differentiation: a classifier whose bias has none keeps it', async () => {
    const NAME = 'classifier.bias';
    const freeze = plugin('freeze', { rewriteStep: (graph) => scaleOutput(graph, `gradient:${NAME}`, 0) });
    const { model } = await trainDominantClass({ plugins: [freeze] });
    expect([...model.arena.get(NAME).data]).toEqual([0, 0, 0, 0]);
    const { model: plain } = await trainDominantClass();
    expect([...plain.arena.get(NAME).data].every((value) => value !== 0)).toBe(true);
  });

  it('see what the plugins before them made', async () => {
    const keep = plugin('keep', {
      order: { before: ['triple'] },
      rewriteForward: (graph) => scaleOutput(withOutput(graph, 'plain', outputOf(graph, 'loss')), 'loss', 2),
    });
    const triple = plugin('triple', {
      rewriteForward: (graph) => withOutput(graph, 'loss', multiply(outputOf(graph, 'plain'), 3) as Value),
    });
    const { steps } = await trainDominantClass({ maxSteps: 1, plugins: [triple, keep] });
    const { steps: plain } = await trainDominantClass({ maxSteps: 1 });
    expect(steps[0]?.loss).toBeCloseTo(3 * (plain[0]?.loss as number), 5);
  });
});

/** What an update was made from. */
interface Recorded {
  readonly step: number;
  readonly gradients: Gradients;
}

function copyGradients({ dense, rows }: Gradients): Gradients {
  const copies = rows.map((table) => ({ ...table, rows: table.rows.slice(), values: table.values.slice() }));
  return { dense: dense.slice(), rows: copies };
}

describe('a veto', () => {
  it('leaves parameters and optimizer as they were, bit for bit', async () => {
    const recorded: Recorded[] = [];
    const parametersAt: Float32Array[] = [];
    const record = plugin('record', {
      transformGradients: (gradients, { step, arena }) => {
        parametersAt[step] = arena.data.slice();
        if (step === 2) return 'veto';
        recorded.push({ step, gradients: copyGradients(gradients) });
        return 'proceed';
      },
    });
    const { model, steps } = await trainDominantClass({ maxSteps: 6, plugins: [record] });
    expect(steps.map(({ isVetoed }) => isVetoed)).toEqual([false, false, true, false, false, false]);
    expect(steps[2]?.gradientNorm).toBeNaN();
    expect(hasSameBits(parametersAt[3] as Float32Array, parametersAt[2] as Float32Array)).toBe(true);
    expect(hasSameBits(parametersAt[2] as Float32Array, parametersAt[1] as Float32Array)).toBe(false);
    // The optimizer's state is not to be seen, but a step that had touched it would show in the later ones.
    const replayed = await replay(
      recorded,
      steps.map(({ learningRate }) => learningRate),
    );
    expect(hasSameBits(replayed, model.arena.data)).toBe(true);
  });

  it('ends the step at once: no later plugin, no hook after the update', async () => {
    const [calls, record] = recordCalls();
    const afterUpdate = () => record('afterUpdate', undefined);
    const veto = plugin('veto', { transformGradients: () => record('veto', 'veto'), afterUpdate });
    const later = plugin('later', { transformGradients: () => record('later', 'proceed'), afterUpdate });
    await trainDominantClass({ maxSteps: 2, plugins: [veto, later] });
    expect(calls).toEqual(['veto', 'veto']);
  });
});

/** The parameters that the recorded gradients lead to, one after the other, as if there had been no other step. */
async function replay(recorded: readonly Recorded[], learningRates: readonly number[]): Promise<Float32Array> {
  const { arena } = dominantClassModel();
  using kernels = new FlatKernels(arena.heap, { threads: 1 });
  const optimizer = new AdamW(arena, kernels);
  const onHeap = <A extends Float32Array | Int32Array>(array: A): A => {
    const dtype = array instanceof Float32Array ? 'float32' : 'int32';
    const copy = arena.heap.allocate(dtype, array.length);
    copy.set(array);
    return copy as A;
  };
  for (const { step, gradients } of recorded) {
    const rows = gradients.rows.map((table) => ({ ...table, rows: onHeap(table.rows), values: onHeap(table.values) }));
    const own = { dense: onHeap(gradients.dense), rows };
    const gradientScale = Math.min(1, 1 / ((await globalGradientNorm(own, kernels)) + 1e-6));
    await optimizer.step({ gradients: own, learningRate: learningRates[step] as number, gradientScale });
  }
  return arena.data;
}
