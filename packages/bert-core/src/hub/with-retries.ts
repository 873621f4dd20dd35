import { setTimeout as wait } from 'node:timers/promises';
import { asTransientFailure, type TransientFailure } from './transient-failure.js';

/** How often and how patiently. */
export interface RetryOptions {
  /** Tries, the first one included. */
  readonly attempts: number;
  /** Before the second try; doubled before each one after it. */
  readonly delayMs: number;
  readonly signal: AbortSignal | undefined;
  /** Whether the try that failed got so far that counting starts again. */
  readonly hasProgressed?: () => boolean;
}

/** A hub that asks for more patience than this had better be asked again by a person. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Does the work, and again after failures that may pass: after a pause that doubles each time, or as long as the hub asks for.
 *
 * @throws TransientFailure when it fails each time; any other error of the work at once; the signal's reason
 */
export async function withRetries<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts, delayMs, signal, hasProgressed = () => false } = options;
  let failures = 0;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      const failure = asTransientFailure(error);
      if (failure === undefined) throw error;
      failures = hasProgressed() ? 1 : failures + 1;
      if (failures >= attempts || failure.retryAfterMs > LONGEST_WAIT_MS) throw failure;
      await pause(failure, delayMs * 2 ** (failures - 1), signal);
    }
  }
}

async function pause({ retryAfterMs }: TransientFailure, backOffMs: number, signal: AbortSignal | undefined) {
  const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(retryAfterMs, backOffMs));
  await wait(waitMs, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
}
