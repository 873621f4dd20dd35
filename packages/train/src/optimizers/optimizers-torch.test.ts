import { readFileSync } from 'node:fs';
import { ParameterArena, type ParameterSpecification, SharedHeap } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { createOptimizer, type OptimizerChoice } from './create-optimizer.js';
import type { Gradients } from './gradients.js';

/** Of the largest element of a tensor: some roundings of float32, of 6e-8 each, in 8 steps. */
const TOLERANCE = 1e-6;

type Lists = Readonly<Record<string, number[]>>;

interface FixtureStep {
  readonly learningRate: number;
  readonly gradientScale: number;
  readonly gradients: Lists;
  readonly tableRows: number[];
}

interface Fixture {
  readonly shapes: Lists;
  readonly before: Lists;
  readonly steps: readonly FixtureStep[];
  readonly cases: readonly { readonly options: OptimizerChoice; readonly after: Lists; readonly state: Lists }[];
}

const fixture = JSON.parse(
  readFileSync(new URL('../../test/fixtures/optimizers.json', import.meta.url), 'utf8'),
) as Fixture;

const STACKED = ['query.weight', 'key.weight'];

/** The parameters of the fixture, the query and the key stacked. */
function makeArena(): ParameterArena {
  const { weight = [], bias = [], table = [], 'query.weight': part = [] } = fixture.shapes;
  const initialization = { constant: 0 };
  const parts = STACKED.map((name) => ({ name, rows: part[0] as number }));
  const stackedShape = [2 * (part[0] as number), part[1] as number];
  const specifications: ParameterSpecification[] = [
    { name: 'table', shape: table, initialization, weightDecay: true, gradient: 'rows' },
    { name: 'weight', shape: weight, initialization, weightDecay: true },
    { name: 'qk.weight', shape: stackedShape, initialization, weightDecay: true, parts },
    { name: 'bias', shape: bias, initialization, weightDecay: false },
  ];
  const arena = new ParameterArena(specifications, new SharedHeap());
  for (const [name, { data }] of arena.parts()) data.set(fixture.before[name] as number[]);
  return arena;
}

function gradientsOf({ gradients, tableRows }: FixtureStep, arena: ParameterArena): Gradients {
  const dense = arena.allocateLike('dense');
  for (const name of ['weight', 'bias']) arena.view(arena.entry(name), dense).data.set(gradients[name] as number[]);
  const stacked = STACKED.flatMap((name) => gradients[name] as number[]);
  arena.view(arena.entry('qk.weight'), dense).data.set(stacked);
  const width = fixture.shapes.table?.[1] as number;
  const rows = arena.heap.allocate('int32', tableRows.length);
  const values = arena.heap.allocate('float32', tableRows.length * width);
  rows.set(tableRows);
  values.set(tableRows.flatMap((row) => (gradients.table as number[]).slice(row * width, (row + 1) * width)));
  return { dense, rows: [{ name: 'table', rows, values }] };
}

/** The largest difference as a share of the largest element. */
function relativeDifference(actual: ArrayLike<number> | undefined, expected: readonly number[]): number {
  return largestDifference(actual, expected) / Math.max(...expected.map(Math.abs));
}

describe('optimizers', () => {
  it.each(fixture.cases)('take the steps of PyTorch, or of the paper: $options', async ({ options, after, state }) => {
    const arena = makeArena();
    using kernels = new FlatKernels(arena.heap, { threads: 2 });
    const optimizer = createOptimizer(options, arena, kernels);
    for (const step of fixture.steps) {
      const { learningRate, gradientScale } = step;
      await optimizer.step({ gradients: gradientsOf(step, arena), learningRate, gradientScale });
    }
    for (const [name, { data }] of arena.parts()) {
      expect(relativeDifference(data, after[name] as number[]), name).toBeLessThan(TOLERANCE);
    }
    const { tensors } = optimizer.stateDict();
    const isStacked = (name: string) => STACKED.some((part) => name.startsWith(part)) && !tensors.has(name);
    for (const [name, expected] of Object.entries(state).filter(([key]) => !isStacked(key))) {
      expect(relativeDifference(tensors.get(name)?.data, expected), name).toBeLessThan(TOLERANCE);
    }
  });
});
