import { InputError } from '@bertsmith/tensor';
import { quantileOfSorted } from '../statistics/quantile.js';

/** What latencies come to, all in milliseconds. */
export interface LatencySummary {
  readonly count: number;
  readonly meanMs: number;
  readonly minimumMs: number;
  /** Half of the requests take no longer; the median. */
  readonly p50Ms: number;
  /** 95 of 100 requests take no longer. */
  readonly p95Ms: number;
  /** 99 of 100 requests take no longer; of fewer than 100 requests it is nearly the slowest. */
  readonly p99Ms: number;
  readonly maximumMs: number;
}

const FIRST_CAPACITY = 1024;

/**
 * Keeps the latency of every request, 8 bytes each, and answers exact percentiles, as {@link quantile} defines them.
 *
 * @example
 * const recorder = new LatencyRecorder();
 * for (const ms of [10, 12, 11]) recorder.record(ms);
 * recorder.summarize().p50Ms; // 11
 */
export class LatencyRecorder {
  #latencies = new Float64Array(FIRST_CAPACITY);
  #count = 0;

  /** How many latencies were recorded. */
  get count(): number {
    return this.#count;
  }

  /** Adds one. @throws InputError when it is no number of milliseconds, finite and at least 0 */
  record(latencyMs: number): void {
    if (!(latencyMs >= 0 && latencyMs < Number.POSITIVE_INFINITY)) {
      throw new InputError(`recording a latency of ${latencyMs} ms: expected a finite number from 0`, { latencyMs });
    }
    if (this.#count === this.#latencies.length) this.#grow();
    this.#latencies[this.#count++] = latencyMs;
  }

  /** Percentiles of what was recorded so far. @throws InputError when nothing was */
  summarize(): LatencySummary {
    if (this.#count === 0) throw new InputError('latencies: none was recorded', { count: 0 });
    const sorted = this.#latencies.slice(0, this.#count).sort();
    return {
      count: sorted.length,
      meanMs: sorted.reduce((sum, latency) => sum + latency, 0) / sorted.length,
      minimumMs: sorted[0] as number,
      p50Ms: quantileOfSorted(sorted, 0.5),
      p95Ms: quantileOfSorted(sorted, 0.95),
      p99Ms: quantileOfSorted(sorted, 0.99),
      maximumMs: sorted.at(-1) as number,
    };
  }

  /** Forgets all, as after a warm-up. */
  reset(): void {
    this.#count = 0;
  }

  #grow(): void {
    const grown = new Float64Array(2 * this.#latencies.length);
    grown.set(this.#latencies);
    this.#latencies = grown;
  }
}
