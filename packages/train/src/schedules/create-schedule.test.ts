import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { createSchedule, type ScheduleChoice, type ScheduleName } from './create-schedule.js';

const PLAN = { totalSteps: 100, warmupSteps: 10, budgetMs: 1000 };
const HALF_WAY: Readonly<Record<ScheduleName, [factor: number, step: number, elapsedMs: number]>> = {
  linear: [0.5, 55, 0],
  cosine: [0.5, 55, 0],
  polynomial: [0.5, 55, 0],
  constant: [0.5, 5, 0],
  'one-cycle': [0.52, 14.5, 0],
  'time-budgeted': [0.5, 0, 550],
};

describe('createSchedule', () => {
  it.each(Object.entries(HALF_WAY))('makes the schedule %s of the plan', (name, [factor, step, elapsedMs]) => {
    const schedule = createSchedule({ name } as ScheduleChoice, PLAN);
    expect(schedule(step, elapsedMs)).toBeCloseTo(factor, 12);
  });

  it('warms up by the clock where it does not count steps', () => {
    expect(createSchedule({ name: 'time-budgeted' }, { budgetMs: 1000, warmupRatio: 0.5 })(0, 250)).toBe(0.5);
  });

  it('prefers what it is told to the plan', () => {
    expect(createSchedule({ name: 'linear', warmupSteps: 0, totalSteps: 10 }, PLAN)(5, 0)).toBe(0.5);
    expect(createSchedule({ name: 'polynomial', power: 2 }, PLAN)(55, 0)).toBe(0.25);
  });

  it('refuses names, options and numbers that there are not', () => {
    const create = (choice: object) => () => createSchedule(choice as ScheduleChoice, PLAN);
    expect(create({ name: 'step' })).toThrow(ConfigError);
    expect(create({ name: 'step' })).toThrow(/no schedule 'step': choose one of linear, cosine/);
    expect(create({ name: 'toString' })).toThrow(ConfigError);
    expect(create({})).toThrow(/no schedule 'undefined'/);
    expect(create({ name: 'linear', warmup_steps: 3 })).toThrow(
      "the schedule 'linear': there is no option 'warmup_steps'; it has warmupSteps, totalSteps",
    );
    expect(create({ name: 'cosine', cycles: -1 })).toThrow(/cycles must be above 0, not -1/);
    expect(() => createSchedule({ name: 'linear' })).toThrow(/totalSteps must be .* not undefined/);
  });
});
