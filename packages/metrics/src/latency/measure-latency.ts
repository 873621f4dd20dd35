/**
 * Latency and throughput of anything that answers requests.
 *
 * A client that waits for each answer before it asks again stops asking while the service is stuck, so a stall of a
 * second is one slow request of many: the tail is left out just when it matters (G. Tene, "How NOT to measure latency",
 * 2013: coordinated omission). With `ratePerSecond` the requests have a schedule instead, each is sent when its time
 * comes whether or not others are answered, and its latency counts from that time, also when it is sent late.
 */
import { ConfigError } from '@bertsmith/tensor';
import { type Clock, SYSTEM_CLOCK } from './clock.js';
import { LatencyRecorder, type LatencySummary } from './latency-recorder.js';

/** What {@link measureLatency} is given. */
export interface LatencyOptions {
  /** One request; it ends when its promise does. A request that fails ends the measurement with its error. */
  readonly request: (index: number) => unknown;
  /** Measured requests, a whole number from 1. */
  readonly count: number;
  /** Requests before, not measured, each after the other. Default 10. */
  readonly warmup?: number;
  /**
   * Requests that begin in a second, evenly spaced. Default: none; each begins when the one before has ended, which measures the
   * largest throughput of one client, and no waiting time.
   */
  readonly ratePerSecond?: number;
  /** Stops before the next request, with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/** What was measured; the warm-up is in none of it. */
export interface LatencyResult {
  readonly latency: LatencySummary;
  /** From the first request's start to the last one's end. */
  readonly seconds: number;
  /** Ended requests in a second. Below `ratePerSecond` the service does not keep up, and latencies grow with `count`. */
  readonly throughputPerSecond: number;
  /**
   * How late, milliseconds, the latest request was sent. Far above 1 ms something blocked this thread: the requests themselves when they
   * compute here, or another program.
   */
  readonly maximumStartDelayMs: number;
}

const DEFAULT_WARMUP = 10;

/**
 * Measures latency and throughput, open-loop when there is a rate.
 *
 * @throws ConfigError when `count`, `warmup` or `ratePerSecond` is out of range; and whatever a request throws
 * @example
 * const { latency } = await measureLatency({ request: () => classifier.classify(text), count: 1000, ratePerSecond: 50 });
 * console.log(latency.p99Ms);
 */
export async function measureLatency(options: LatencyOptions): Promise<LatencyResult> {
  const { request, warmup = DEFAULT_WARMUP, ratePerSecond, signal, clock = SYSTEM_CLOCK } = options;
  checkOptions(options);
  for (let index = 0; index < warmup; index++) {
    signal?.throwIfAborted();
    await request(index);
  }
  const run: Run = { ...options, clock, recorder: new LatencyRecorder(), maximumStartDelayMs: 0 };
  const started = clock.now();
  if (ratePerSecond === undefined) await runClosedLoop(run);
  else await runOpenLoop(run, started, 1000 / ratePerSecond);
  const seconds = (clock.now() - started) / 1000;
  const { recorder, maximumStartDelayMs } = run;
  return {
    latency: recorder.summarize(),
    seconds,
    throughputPerSecond: recorder.count / seconds,
    maximumStartDelayMs,
  };
}

/** A measurement under way. */
interface Run extends LatencyOptions {
  readonly clock: Clock;
  readonly recorder: LatencyRecorder;
  maximumStartDelayMs: number;
}

function checkOptions({ count, warmup = 0, ratePerSecond = 1 }: LatencyOptions): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new ConfigError(`count is ${count}, expected a whole number from 1`, { count });
  }
  if (!Number.isInteger(warmup) || warmup < 0) {
    throw new ConfigError(`warmup is ${warmup}, expected a whole number from 0`, { warmup });
  }
  if (!(ratePerSecond > 0 && ratePerSecond < Number.POSITIVE_INFINITY)) {
    throw new ConfigError(`ratePerSecond is ${ratePerSecond}, expected a finite number above 0`, { ratePerSecond });
  }
}

async function runClosedLoop(run: Run): Promise<void> {
  for (let index = 0; index < run.count; index++) {
    run.signal?.throwIfAborted();
    await measureRequest(run, index, run.clock.now());
  }
}

async function runOpenLoop(run: Run, started: number, intervalMs: number): Promise<void> {
  const underWay: Promise<void>[] = [];
  const failure = new AbortController();
  for (let index = 0; index < run.count && !failure.signal.aborted; index++) {
    const intended = started + index * intervalMs;
    await run.clock.waitUntil(intended);
    if (run.signal?.aborted) break;
    run.maximumStartDelayMs = Math.max(run.maximumStartDelayMs, run.clock.now() - intended);
    const measured = measureRequest(run, index, intended);
    measured.catch(() => failure.abort()); // Thrown below; here it only stops the schedule.
    underWay.push(measured);
  }
  await Promise.all(underWay);
  run.signal?.throwIfAborted();
}

async function measureRequest({ request, recorder, clock }: Run, index: number, startedMs: number): Promise<void> {
  await request(index);
  recorder.record(clock.now() - startedMs);
}
