/**
 * What every optimizer is tested on: an arena with more than one chunk of dense parameters and of rows, odd widths, a stacked parameter,
 * weight decay here and not there, and gradients of a table for other rows in each step.
 */
import { ParameterArena, type ParameterSpecification, SharedHeap } from '@bertsmith/tensor';
import { FlatKernels } from '../src/flat-kernels/flat-kernels.js';
import type { Gradients } from '../src/optimizers/gradients.js';
import type { Optimizer } from '../src/optimizers/optimizer.js';
import { fillPseudoRandom } from './pseudo-random.js';

export const TABLE = { rows: 900, width: 102 };

export const SCHEDULE = [
  { learningRate: 3e-4, gradientScale: 1 },
  { learningRate: 1e-2, gradientScale: 0.25 },
  { learningRate: 0, gradientScale: 1 },
  { learningRate: 7e-5, gradientScale: 3 },
] as const;

/** An optimizer and what it works on. */
export interface OptimizerBench<T extends Optimizer = Optimizer> {
  readonly arena: ParameterArena;
  readonly kernels: FlatKernels;
  readonly optimizer: T;
}

/** How a bench is set up. */
export interface BenchOptions<T extends Optimizer> {
  readonly make: (arena: ParameterArena, kernels: FlatKernels) => T;
  /** How the gradient of the table comes. Default `'rows'`. */
  readonly tableGradient?: 'dense' | 'rows';
  /** Default true. */
  readonly decayTable?: boolean;
  /** Default 2. */
  readonly threads?: number;
}

const made: FlatKernels[] = [];

/** Ends the threads of all benches; for `afterEach`. */
export async function disposeBenches(): Promise<void> {
  await Promise.all(made.splice(0).map((kernels) => kernels.dispose()));
}

/** Parameters with the same values at every call. */
export function optimizerBench<T extends Optimizer>(options: BenchOptions<T>): OptimizerBench<T> {
  const { make, threads = 2 } = options;
  const arena = new ParameterArena(specifications(options), new SharedHeap());
  const kernels = new FlatKernels(arena.heap, { threads });
  made.push(kernels);
  arena.entries.forEach((entry, index) => {
    fillPseudoRandom(arena.view(entry, arena.data).data, index, 0.05);
  });
  return { arena, kernels, optimizer: make(arena, kernels) };
}

function specifications(options: BenchOptions<Optimizer>): ParameterSpecification[] {
  const initialization = { normal: 0.02 };
  const parts = ['query', 'key', 'value'].map((name) => ({ name: `${name}.weight`, rows: 40 }));
  return [
    { name: 'weight', shape: [311, 257], initialization, weightDecay: true },
    { name: 'bias', shape: [257], initialization, weightDecay: false },
    { name: 'qkv.weight', shape: [120, 33], initialization, weightDecay: true, parts },
    { name: 'scalar', shape: [], initialization, weightDecay: false },
    {
      name: 'table',
      shape: [TABLE.rows, TABLE.width],
      initialization,
      weightDecay: options.decayTable ?? true,
      gradient: options.tableGradient ?? 'rows',
    },
  ];
}

/** Different rows in each step; some in none. */
export function touchedRows(step: number): number[] {
  return Array.from({ length: TABLE.rows }, (_, row) => row).filter((row) => row % 3 === step % 3 && row % 7 !== 0);
}

/** The same gradients as a list of rows or as zeros around them, as the arena asks for it. */
export function gradientsOf(arena: ParameterArena, step: number): Gradients {
  const dense = arena.allocateLike('dense');
  for (const name of ['weight', 'bias', 'qkv.weight', 'scalar']) {
    fillPseudoRandom(arena.view(arena.entry(name), dense).data, step + 50, 0.01);
  }
  const rows = arena.heap.allocate('int32', touchedRows(step).length);
  rows.set(touchedRows(step));
  const values = fillPseudoRandom(arena.heap.allocate('float32', rows.length * TABLE.width), step + 99, 0.01);
  const table = arena.entry('table');
  if (table.specification.gradient === 'rows') return { dense, rows: [{ name: 'table', rows, values }] };
  const whole = arena.view(table, dense).data;
  rows.forEach((row, index) => {
    whole.set(values.subarray(index * TABLE.width, (index + 1) * TABLE.width), row * TABLE.width);
  });
  return { dense, rows: [] };
}

/** Takes the steps of {@link SCHEDULE} from one up to, and without, another. */
export async function takeSteps(
  { arena, optimizer }: OptimizerBench,
  from = 0,
  to: number = SCHEDULE.length,
): Promise<void> {
  for (let step = from; step < to; step++) {
    await optimizer.step({ gradients: gradientsOf(arena, step), ...(SCHEDULE[step] as (typeof SCHEDULE)[number]) });
  }
}

export function bits(array: Float32Array): Buffer {
  return Buffer.from(array.slice().buffer);
}

/** All parameters, without the gaps between them. */
export function parameterBits(arena: ParameterArena): Buffer {
  return Buffer.concat(arena.entries.map((entry) => bits(arena.view(entry, arena.data).data)));
}
