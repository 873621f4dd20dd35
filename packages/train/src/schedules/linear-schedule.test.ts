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
      expect(factors.map((_, step) => schedule(step, 0))).toEqual(factors);
    },
  );

  it('refuses a warm-up that is longer than the run', () => {
    const options = { warmupSteps: 5, totalSteps: 4 };
    expect(() => linearSchedule(options)).toThrow(ConfigError);
    expect(() => linearSchedule(options)).toThrow('the warm-up of 5 steps does not fit into 4 steps');
  });
});
