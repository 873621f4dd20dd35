import { readFileSync } from 'node:fs';
import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { linearSchedule } from './linear-schedule.js';

interface Schedule {
  readonly warmupSteps: number;
  readonly totalSteps: number;
  readonly factors: readonly number[];
}

const schedules = JSON.parse(
  readFileSync(new URL('../../test/fixtures/linear-schedule.json', import.meta.url), 'utf8'),
) as readonly Schedule[];

describe('linearSchedule', () => {
  it.each(schedules)(
    'is that of transformers: $warmupSteps of $totalSteps steps of warm-up',
    ({ factors, ...options }) => {
      const schedule = linearSchedule(options);
      expect(factors.map((_, step) => schedule(step))).toEqual(factors);
    },
  );

  it.each([
    { warmupSteps: 5, totalSteps: 4 },
    { warmupSteps: -1, totalSteps: 4 },
    { warmupSteps: Number.NaN, totalSteps: 4 },
  ])('refuses %j', (options) => {
    expect(() => linearSchedule(options)).toThrow(ConfigError);
    expect(() => linearSchedule(options)).toThrow(
      `the warm-up of ${options.warmupSteps} steps does not fit into 4 steps`,
    );
  });
});
