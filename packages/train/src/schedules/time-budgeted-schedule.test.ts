import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { type TimeBudgetedScheduleOptions, timeBudgetedSchedule } from './time-budgeted-schedule.js';

describe('timeBudgetedSchedule', () => {
  it('goes by the time and not by the step', () => {
    const schedule = timeBudgetedSchedule({ budgetMs: 2000, warmupRatio: 0.5 });
    const factors = [0, 500, 1000, 1500, 2000, 9999].map((elapsedMs) => schedule(7, elapsedMs));
    expect(factors).toEqual([0, 0.5, 1, 0.5, 0, 0]);
    expect(schedule(1_000_000, 500)).toBe(0.5);
  });

  it('falls as a cosine when asked to', () => {
    const schedule = timeBudgetedSchedule({ budgetMs: 100, warmupRatio: 0, decay: 'cosine' });
    expect([0, 25, 50, 100].map((elapsedMs) => schedule(0, elapsedMs))).toEqual([
      1,
      0.5 * (1 + Math.SQRT1_2),
      expect.closeTo(0.5, 15),
      0,
    ]);
  });

  it('may be all warm-up, or none', () => {
    expect(timeBudgetedSchedule({ budgetMs: 100, warmupRatio: 1 })(0, 50)).toBe(0.5);
    expect(timeBudgetedSchedule({ budgetMs: 100, warmupRatio: 1 })(0, 100)).toBe(0);
    expect(timeBudgetedSchedule({ budgetMs: 100, warmupRatio: 0 })(0, 0)).toBe(1);
  });

  it.each([
    [{ budgetMs: 0 }, 'budgetMs must be above 0, not 0'],
    [{ budgetMs: Number.NaN }, 'budgetMs must be above 0, not NaN'],
    [{ budgetMs: 1, warmupRatio: 1.1 }, 'warmupRatio must be 0 to 1, not 1.1'],
    [{ budgetMs: 1, decay: 'steep' }, "decay must be 'linear' or 'cosine', not 'steep'"],
    [{ budgetMs: 1, decay: 'toString' }, "decay must be 'linear' or 'cosine', not 'toString'"],
  ])('refuses %j', (options, message) => {
    const create = () => timeBudgetedSchedule(options as TimeBudgetedScheduleOptions);
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(message);
  });
});
