import { median } from '../statistics/summary-statistics.js';
import { type Clock, SYSTEM_CLOCK } from './clock.js';

/** How {@link medianTimes} measures. */
export interface MedianTimesOptions {
  /** Measured rounds. */
  readonly repetitions: number;
  /** Rounds before, not measured. Default 0. */
  readonly warmup?: number;
  /** Default: the machine's. */
  readonly clock?: Pick<Clock, 'now'>;
}

/**
 * How long each of several tasks takes, in milliseconds: the median of some rounds, in each of which all take their turn, one after the other, so that
 * what else the machine does strikes them alike.
 *
 * @example
 * const [ours, theirs] = await medianTimes([() => run(ours), () => run(theirs)], { repetitions: 15, warmup: 3 });
 */
export async function medianTimes(
  tasks: readonly (() => Promise<unknown>)[],
  { repetitions, warmup = 0, clock = SYSTEM_CLOCK }: MedianTimesOptions,
): Promise<number[]> {
  const times = tasks.map((): number[] => []);
  for (let round = 0; round < warmup + repetitions; round++) {
    for (const [index, task] of tasks.entries()) {
      const started = clock.now();
      await task();
      if (round >= warmup) times[index]?.push(clock.now() - started);
    }
  }
  return times.map((each) => median(each));
}
