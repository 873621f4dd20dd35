/** Time, as measurements see it; a test may bring its own. */
import { setTimeout as sleep } from 'node:timers/promises';

/** A clock in milliseconds from any origin. */
export interface Clock {
  /** The time now, milliseconds; never goes back. */
  now(): number;
  /** Resolves at a time, or soon after; at once when it is over. */
  waitUntil(timeMs: number): Promise<void>;
}

/** The machine's clock. Node's timers are up to about 1 ms late. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  waitUntil: async (timeMs) => {
    for (let left = timeMs - performance.now(); left > 0; left = timeMs - performance.now())
      await sleep(Math.ceil(left));
  },
};
