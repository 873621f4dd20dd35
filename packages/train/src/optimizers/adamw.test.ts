import { ConfigError, InputError, ParameterArena, type ParameterSpecification, SharedHeap } from '@bertsmith/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { referenceAdamW } from '../../test/adamw-reference.js';
import { fillPseudoRandom } from '../../test/pseudo-random.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { AdamW, type AdamWOptions } from './adamw.js';
import type { AdamWStepSettings } from './adamw-scalars.js';
import type { Gradients } from './gradients.js';

const DEFAULTS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };
const TABLE = { rows: 900, width: 102 };
const SCHEDULE = [
  { learningRate: 3e-4, gradientScale: 1 },
  { learningRate: 1e-2, gradientScale: 0.25 },
  { learningRate: 0, gradientScale: 1 },
  { learningRate: 7e-5, gradientScale: 3 },
];

const made: FlatKernels[] = [];

afterEach(async () => {
  await Promise.all(made.splice(0).map((kernels) => kernels.dispose()));
});

/** More than one chunk of dense parameters and of rows, odd widths, weight decay here and not there. */
function specifications(tableGradient: 'dense' | 'rows', decayTable = true): ParameterSpecification[] {
  const initialization = { normal: 0.02 };
  return [
    { name: 'weight', shape: [311, 257], initialization, weightDecay: true },
    { name: 'bias', shape: [257], initialization, weightDecay: false },
    { name: 'scalar', shape: [], initialization, weightDecay: false },
    {
      name: 'table',
      shape: [TABLE.rows, TABLE.width],
      initialization,
      weightDecay: decayTable,
      gradient: tableGradient,
    },
  ];
}

function makeOptimizer(parameters: ParameterSpecification[], threads = 2, options?: AdamWOptions) {
  const arena = new ParameterArena(parameters, new SharedHeap());
  const kernels = new FlatKernels(arena.heap, { threads });
  made.push(kernels);
  arena.entries.forEach((entry, index) => {
    fillPseudoRandom(arena.view(entry, arena.data).data, index, 0.05);
  });
  return { arena, optimizer: new AdamW(arena, kernels, options) };
}

/** Different rows in each step; some in none. */
function touchedRows(step: number): number[] {
  return Array.from({ length: TABLE.rows }, (_, row) => row).filter((row) => row % 3 === step % 3 && row % 7 !== 0);
}

/** The same gradients as a list of rows or as zeros around them, as the arena asks for it. */
function gradientsOf(arena: ParameterArena, step: number): Gradients {
  const dense = arena.allocateLike('dense');
  for (const name of ['weight', 'bias', 'scalar']) {
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

async function train({ arena, optimizer }: ReturnType<typeof makeOptimizer>, from = 0, to = SCHEDULE.length) {
  for (let step = from; step < to; step++) {
    await optimizer.step({ gradients: gradientsOf(arena, step), ...(SCHEDULE[step] as (typeof SCHEDULE)[0]) });
  }
}

function bits(array: Float32Array): Buffer {
  return Buffer.from(array.slice().buffer);
}

function parameterBits(arena: ParameterArena): Buffer {
  return Buffer.concat(arena.entries.map((entry) => bits(arena.view(entry, arena.data).data)));
}

/** The parameters after all steps of the plain loop, with settings of their own by name. */
function referenceRun(
  arena: ParameterArena,
  ownSettings: (name: string) => Partial<AdamWStepSettings> & { readonly factor?: number },
): Buffer {
  const after = arena.entries.map((entry) => {
    const { factor = 1, ...own } = ownSettings(entry.specification.name);
    const p = arena.view(entry, arena.data).data.slice();
    const [m, v] = [new Float32Array(p.length), new Float32Array(p.length)];
    const weightDecay = entry.specification.weightDecay ? DEFAULTS.weightDecay : 0;
    SCHEDULE.forEach(({ learningRate, ...settings }, step) => {
      const g = arena.view(entry, gradientsOf(arena, step).dense).data;
      const scaled = { ...settings, learningRate: learningRate * factor };
      referenceAdamW({ p, g, m, v }, { ...DEFAULTS, weightDecay, ...scaled, ...own, stepCount: step + 1 });
    });
    return bits(p);
  });
  return Buffer.concat(after);
}

describe('AdamW', () => {
  it('agrees bit for bit with a loop that rounds to float32', async () => {
    const made = makeOptimizer(specifications('dense'), 2);
    const expected = referenceRun(made.arena, () => ({}));
    await train(made);
    expect(parameterBits(made.arena).equals(expected)).toBe(true);
  });

  it('gives the parameters of a group their own learning rate and weight decay, and leaves frozen ones alone', async () => {
    const groups = [
      { parameters: ['weight', 'table'], learningRateFactor: 0.5 },
      { parameters: 'bias', weightDecay: 0.3 },
      { parameters: 'scalar', frozen: true },
    ];
    const own: Record<string, Partial<AdamWStepSettings> & { readonly factor?: number }> = {
      weight: { factor: 0.5 },
      table: { factor: 0.5 },
      bias: { weightDecay: 0.3 },
      scalar: { factor: 0, weightDecay: 0 },
    };
    for (const tableGradient of ['dense', 'rows'] as const) {
      const made = makeOptimizer(specifications(tableGradient), 2, { groups });
      const expected = referenceRun(makeOptimizer(specifications('dense'), 1).arena, (name) => own[name] ?? {});
      await train(made);
      expect(parameterBits(made.arena).equals(expected)).toBe(true);
      expect([...made.optimizer.stateDict().tensors.keys()].filter((name) => name.startsWith('scalar'))).toEqual([]);
    }
  });

  it('ignores the gradient of a frozen table', async () => {
    const made = makeOptimizer(specifications('rows'), 1, { groups: [{ parameters: 'table', frozen: true }] });
    const before = made.arena.get('table').data.slice();
    await train(made, 0, 1);
    expect(bits(made.arena.get('table').data).equals(bits(before))).toBe(true);
  });

  it.each([true, false])('takes the same step by rows as with zeros around them (weight decay: %s)', async (decay) => {
    const byRows = makeOptimizer(specifications('rows', decay));
    const dense = makeOptimizer(specifications('dense', decay));
    await train(byRows);
    await train(dense);
    expect(parameterBits(byRows.arena).equals(parameterBits(dense.arena))).toBe(true);
  });

  it('gives the same bits for 1, 2 and 3 threads', async () => {
    const results = await Promise.all(
      [1, 2, 3].map(async (threads) => {
        const made = makeOptimizer(specifications('rows'), threads);
        await train(made);
        return parameterBits(made.arena).toString('base64');
      }),
    );
    expect(new Set(results).size).toBe(1);
  });

  it('moves a table by its moments and its decay in a step that touches none of its rows', async () => {
    const { arena, optimizer } = makeOptimizer(specifications('rows'));
    await train({ arena, optimizer }, 0, 1);
    const touched = touchedRows(0)[0] as number;
    const untouched = 0;
    const table = arena.get('table').data;
    const before = table.slice();
    await optimizer.step({ gradients: { dense: arena.allocateLike('dense'), rows: [] }, learningRate: 0.01 });
    const [f, at] = [Math.fround, untouched * TABLE.width];
    expect(table[at]).toBe(f((before[at] as number) * f(1 - 0.01 * DEFAULTS.weightDecay)));
    const change = (table[touched * TABLE.width] as number) - (before[touched * TABLE.width] as number);
    expect(Math.abs(change)).toBeGreaterThan(0.001);
  });

  it('sets moments to zero once they are subnormal', async () => {
    const { arena, optimizer } = makeOptimizer(specifications('dense'));
    const moments = optimizer.stateDict().tensors.get('bias.exp_avg')?.data as Float32Array;
    moments.set([2 ** -126, -(2 ** -126), 1e-40]);
    await optimizer.step({ gradients: { dense: arena.allocateLike('dense'), rows: [] }, learningRate: 1e-4 });
    expect([...moments.subarray(0, 3)]).toEqual([0, 0, 0]);
  });

  it('goes on after a resume as if it had not been interrupted', async () => {
    const straight = makeOptimizer(specifications('rows'));
    await train(straight);
    const first = makeOptimizer(specifications('rows'));
    await train(first, 0, 2);
    const resumed = makeOptimizer(specifications('rows'));
    resumed.arena.data.set(first.arena.data);
    resumed.optimizer.loadStateDict(first.optimizer.stateDict());
    await train(resumed, 2);
    expect(resumed.optimizer.stateDict().stepCount).toBe(SCHEDULE.length);
    expect(bits(resumed.arena.data).equals(bits(straight.arena.data))).toBe(true);
  });

  it('refuses options out of range, and kernels of another heap', () => {
    const parameters = specifications('rows');
    expect(() => makeOptimizer(parameters, 1, { beta1: 1 })).toThrow(/beta1 must be 0 to below 1, not 1/);
    expect(() => makeOptimizer(parameters, 1, { beta2: -0.1 })).toThrow(ConfigError);
    expect(() => makeOptimizer(parameters, 1, { epsilon: Number.NaN })).toThrow(ConfigError);
    expect(() => makeOptimizer(parameters, 1, { weightDecay: -1 })).toThrow(ConfigError);
    const { arena } = makeOptimizer(parameters, 1);
    const kernels = new FlatKernels(new SharedHeap(), { threads: 1 });
    made.push(kernels);
    expect(() => new AdamW(arena, kernels)).toThrow(ConfigError);
  });

  it('refuses a step that cannot be taken, and changes nothing', async () => {
    const { arena, optimizer } = makeOptimizer(specifications('rows'));
    const before = bits(arena.data);
    const gradients = { dense: arena.allocateLike('dense'), rows: [] };
    await expect(optimizer.step({ gradients, learningRate: Number.NaN })).rejects.toThrow(InputError);
    await expect(optimizer.step({ gradients, learningRate: 1, gradientScale: Number.NaN })).rejects.toThrow(InputError);
    expect(bits(arena.data).equals(before)).toBe(true);
    expect(optimizer.stateDict().stepCount).toBe(0);
  });
});
