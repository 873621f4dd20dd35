import { readFile } from 'node:fs/promises';
import { ParameterArena, SharedHeap } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { AdamW } from './adamw.js';
import type { Gradients } from './gradients.js';

/** PyTorch fuses products and sums on some processors, we never do: a rounding or two of float32 near 1. */
const TOLERANCE = 2e-7;

type Lists = Readonly<Record<'weight' | 'bias' | 'table', number[]>>;

interface Fixture {
  readonly weightDecay: number;
  readonly shapes: Lists;
  readonly tableRows: number[][];
  readonly before: Lists;
  readonly steps: readonly { learningRate: number; gradientScale: number; gradients: Lists }[];
  readonly after: Lists;
  readonly firstMoments: Lists;
  readonly secondMoments: Lists;
}

const fixture = JSON.parse(
  await readFile(new URL('../../test/fixtures/adamw.json', import.meta.url), 'utf8'),
) as Fixture;

function makeArena(): ParameterArena {
  const { weight, bias, table } = fixture.shapes;
  const initialization = { constant: 0 };
  const arena = new ParameterArena(
    [
      { name: 'table', shape: table, initialization, weightDecay: true, gradient: 'rows' },
      { name: 'weight', shape: weight, initialization, weightDecay: true },
      { name: 'bias', shape: bias, initialization, weightDecay: false },
    ],
    new SharedHeap(),
  );
  for (const [name, values] of Object.entries(fixture.before)) arena.get(name).data.set(values);
  return arena;
}

function gradientsOf(step: number, arena: ParameterArena): Gradients {
  const lists = fixture.steps[step]?.gradients as Lists;
  const touched = fixture.tableRows[step] as number[];
  const dense = arena.allocateLike('dense');
  arena.view(arena.entry('weight'), dense).data.set(lists.weight);
  arena.view(arena.entry('bias'), dense).data.set(lists.bias);
  const width = fixture.shapes.table[1] as number;
  const rows = arena.heap.allocate('int32', touched.length);
  const values = arena.heap.allocate('float32', touched.length * width);
  rows.set(touched);
  values.set(touched.flatMap((row) => lists.table.slice(row * width, (row + 1) * width)));
  return { dense, rows: [{ name: 'table', rows, values }] };
}

function largestDifference(actual: Float32Array | undefined, expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  return Math.max(...expected.map((value, index) => Math.abs((actual?.[index] as number) - value)));
}

it('takes the steps of torch.optim.AdamW', async () => {
  const arena = makeArena();
  using kernels = new FlatKernels(arena.heap, { threads: 2 });
  const optimizer = new AdamW(arena, kernels, { weightDecay: fixture.weightDecay });
  for (const [step, { learningRate, gradientScale }] of fixture.steps.entries()) {
    await optimizer.step({ gradients: gradientsOf(step, arena), learningRate, gradientScale });
  }
  const { tensors } = optimizer.stateDict();
  for (const name of ['weight', 'bias', 'table'] as const) {
    expect(largestDifference(arena.get(name).data, fixture.after[name])).toBeLessThan(TOLERANCE);
    expect(largestDifference(tensors.get(`${name}.exp_avg`)?.data, fixture.firstMoments[name])).toBeLessThan(TOLERANCE);
    const second = tensors.get(`${name}.exp_avg_sq`)?.data;
    expect(largestDifference(second, fixture.secondMoments[name])).toBeLessThan(TOLERANCE);
  }
});
