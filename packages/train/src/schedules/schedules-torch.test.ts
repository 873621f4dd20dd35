import { readFileSync } from 'node:fs';
import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { createSchedule, type ScheduleChoice } from './create-schedule.js';

/** Cosines of two libraries may differ in the last bit, and sums are made in another order. */
const TOLERANCE = 1e-12;

interface Schedule {
  readonly options: ScheduleChoice;
  readonly factors: readonly number[];
}

const schedules = JSON.parse(
  readFileSync(new URL('../../test/fixtures/schedules.json', import.meta.url), 'utf8'),
) as readonly Schedule[];

describe('schedules', () => {
  it.each(schedules)('are those of transformers and PyTorch: $options', ({ options, factors }) => {
    const schedule = createSchedule(options);
    const actual = factors.map((_, step) => schedule(step, 0));
    expect(largestDifference(actual, factors)).toBeLessThan(TOLERANCE);
  });

  it('stay as they are after the last step', () => {
    for (const { options } of schedules) {
      const { totalSteps = 10 } = options as { readonly totalSteps?: number };
      const schedule = createSchedule(options);
      expect(schedule(totalSteps + 1000, 0)).toBe(schedule(totalSteps + 1, 0));
    }
  });

  it.each([
    [{ name: 'linear', warmupSteps: 1.5, totalSteps: 4 }, 'warmupSteps must be a whole number, 0 or more, not 1.5'],
    [{ name: 'linear', totalSteps: Number.POSITIVE_INFINITY }, 'totalSteps must be'],
    [{ name: 'polynomial', totalSteps: 4, power: 0 }, 'power must be above 0, not 0'],
    [{ name: 'polynomial', totalSteps: 4, endFactor: 2 }, 'endFactor must be 0 to 1, not 2'],
    [{ name: 'polynomial', totalSteps: 4, warmupSteps: 5 }, 'the warm-up of 5 steps does not fit into 4 steps'],
    [{ name: 'constant', warmupSteps: -1 }, 'warmupSteps must be a whole number, 0 or more, not -1'],
    [{ name: 'cosine', totalSteps: 4, cycles: Number.NaN }, 'cycles must be above 0, not NaN'],
    [{ name: 'cosine', totalSteps: 4, cycles: 1.5, hardRestarts: true }, 'cycles must be a whole number, above 0'],
    [{ name: 'cosine', totalSteps: 4, hardRestarts: 'yes' }, 'hardRestarts must be true or false, not yes'],
    [{ name: 'cosine', totalSteps: 4, warmupSteps: 5 }, 'the warm-up of 5 steps does not fit into 4 steps'],
    [{ name: 'one-cycle', totalSteps: 0 }, 'totalSteps must be a whole number, 1 or more, not 0'],
    [{ name: 'one-cycle', totalSteps: 4, risingRatio: -0.1 }, 'risingRatio must be 0 to 1, not -0.1'],
    [
      { name: 'one-cycle', totalSteps: 4, risingRatio: 0.6, threePhases: true },
      'risingRatio must be 0 to 0.5, not 0.6',
    ],
    [{ name: 'one-cycle', totalSteps: 4, divFactor: 0.5 }, 'divFactor must be 1 or more, not 0.5'],
    [{ name: 'one-cycle', totalSteps: 4, finalDivFactor: 0 }, 'finalDivFactor must be 1 or more, not 0'],
    [{ name: 'one-cycle', totalSteps: 4, threePhases: 1 }, 'threePhases must be true or false, not 1'],
    [{ name: 'one-cycle', totalSteps: 4, anneal: 'cos' }, "anneal must be 'cosine' or 'linear', not 'cos'"],
  ])('refuse %j', (options, message) => {
    const create = () => createSchedule(options as ScheduleChoice);
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(message);
  });
});
