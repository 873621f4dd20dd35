import { ConfigError, type ParameterArena } from '@bertsmith/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { referenceAdamW } from '../../test/adamw-reference.js';
import {
  bits,
  disposeBenches,
  gradientsOf,
  optimizerBench,
  parameterBits,
  SCHEDULE,
  TABLE,
  takeSteps,
  touchedRows,
} from '../../test/optimizer-bench.js';
import { describeOptimizer } from '../../test/optimizer-suite.js';
import { AdamW, type AdamWOptions } from './adamw.js';
import type { AdamWStepSettings } from './adamw-scalars.js';

const DEFAULTS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

describeOptimizer('AdamW', (arena, kernels, common) => new AdamW(arena, kernels, common));

afterEach(disposeBenches);

function adamWBench(tableGradient: 'dense' | 'rows', options?: AdamWOptions) {
  return optimizerBench({ make: (arena, kernels) => new AdamW(arena, kernels, options), tableGradient });
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
    const made = adamWBench('dense');
    const expected = referenceRun(made.arena, () => ({}));
    await takeSteps(made);
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
      const made = adamWBench(tableGradient, { groups });
      const expected = referenceRun(adamWBench('dense').arena, (name) => own[name] ?? {});
      await takeSteps(made);
      expect(parameterBits(made.arena).equals(expected)).toBe(true);
      expect([...made.optimizer.stateDict().tensors.keys()].filter((name) => name.startsWith('scalar'))).toEqual([]);
    }
  });

  it('ignores the gradient of a frozen table', async () => {
    const made = adamWBench('rows', { groups: [{ parameters: 'table', frozen: true }] });
    const before = made.arena.get('table').data.slice();
    await takeSteps(made, 0, 1);
    expect(bits(made.arena.get('table').data).equals(bits(before))).toBe(true);
  });

  it('moves a table by its moments and its decay in a step that touches none of its rows', async () => {
    const made = adamWBench('rows');
    const { arena, optimizer } = made;
    await takeSteps(made, 0, 1);
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
    const { arena, optimizer } = adamWBench('dense');
    const moments = optimizer.stateDict().tensors.get('bias.exp_avg')?.data as Float32Array;
    moments.set([2 ** -126, -(2 ** -126), 1e-40]);
    await optimizer.step({ gradients: { dense: arena.allocateLike('dense'), rows: [] }, learningRate: 1e-4 });
    expect([...moments.subarray(0, 3)]).toEqual([0, 0, 0]);
  });

  it('refuses options out of range', () => {
    const make = (options: AdamWOptions) => () => adamWBench('rows', options);
    expect(make({ beta1: 1 })).toThrow(/AdamW: beta1 must be 0 to below 1, not 1/);
    expect(make({ beta2: -0.1 })).toThrow(ConfigError);
    expect(make({ epsilon: Number.NaN })).toThrow(ConfigError);
    expect(make({ weightDecay: -1 })).toThrow(ConfigError);
  });
});
