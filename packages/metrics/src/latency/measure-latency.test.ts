import { ConfigError, InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { type Clock, SYSTEM_CLOCK } from './clock.js';
import { LatencyRecorder } from './latency-recorder.js';
import { measureLatency } from './measure-latency.js';

/** Time that passes only when everyone waits for it. */
class SimulatedClock implements Clock {
  #time = 0;
  readonly #waiting: { readonly time: number; readonly resume: () => void }[] = [];

  now(): number {
    return this.#time;
  }

  waitUntil(time: number): Promise<void> {
    return new Promise((resume) => {
      this.#waiting.push({ time, resume });
      this.#waiting.sort((first, second) => first.time - second.time);
      setImmediate(() => this.#wakeNext());
    });
  }

  #wakeNext(): void {
    const next = this.#waiting.shift();
    this.#time = Math.max(this.#time, next?.time ?? 0);
    next?.resume();
  }
}

/** Answers one request after the other, in 1 ms each, but for one that takes 500 ms. */
function stallingService(clock: Clock, stallAt: number) {
  let freeAt = 0;
  return async (index: number) => {
    freeAt = Math.max(clock.now(), freeAt) + (index === stallAt ? 500 : 1);
    await clock.waitUntil(freeAt);
  };
}

describe('a service that stalls once', () => {
  it('shows in the tail when requests keep their schedule', async () => {
    const clock = new SimulatedClock();
    const request = stallingService(clock, 50);
    const { latency, maximumStartDelayMs } = await measureLatency({
      request,
      count: 200,
      ratePerSecond: 100,
      warmup: 0,
      clock,
    });
    // The request at 500 ms is answered at 1000 ms, the k-th after it, due at 500 + 10 k, at 1000 + k.
    const expected = Array.from({ length: 200 }, (_, index) => (index < 50 ? 1 : Math.max(1, 500 - 9 * (index - 50))));
    expect(latency).toMatchObject({ count: 200, minimumMs: 1, maximumMs: 500 });
    expect(latency.meanMs).toBeCloseTo(expected.reduce((sum, each) => sum + each, 0) / 200, 9);
    expect(latency.p50Ms).toBe(1);
    expect(latency.p95Ms).toBeCloseTo(410.45, 9); // Between the 10th and the 11th slowest, 419 and 410.
    expect(latency.p99Ms).toBeCloseTo(482.09, 9);
    expect(maximumStartDelayMs).toBe(0);
  });

  it('hides when the next request waits for the last', async () => {
    const clock = new SimulatedClock();
    const { latency, seconds, throughputPerSecond } = await measureLatency({
      request: stallingService(clock, 50),
      count: 200,
      warmup: 0,
      clock,
    });
    expect(latency).toMatchObject({ p95Ms: 1, p99Ms: 1, maximumMs: 500 });
    expect(seconds).toBeCloseTo(0.699, 9);
    expect(throughputPerSecond).toBeCloseTo(200 / 0.699, 6);
  });

  it('is not held against it during the warm-up', async () => {
    const clock = new SimulatedClock();
    let calls = 0;
    const service = stallingService(clock, 0);
    const { latency } = await measureLatency({ request: () => service(calls++), count: 20, warmup: 5, clock });
    expect(calls).toBe(25);
    expect(latency).toMatchObject({ count: 20, maximumMs: 1 });
  });
});

describe('a service that cannot keep up', () => {
  it('answers at its own rate, and ever later', async () => {
    const clock = new SimulatedClock();
    const request = stallingService(clock, -1);
    const options = { request, count: 1000, ratePerSecond: 2000, warmup: 0, clock };
    const { latency, throughputPerSecond } = await measureLatency(options);
    expect(throughputPerSecond).toBeCloseTo(1000, 6);
    expect(latency.maximumMs).toBeCloseTo(500.5, 6);
  });
});

describe('measuring', () => {
  it('counts from when a request was due, also when it was sent late', async () => {
    const block = () => {
      const until = performance.now() + 20;
      while (performance.now() < until);
    };
    const { latency, maximumStartDelayMs } = await measureLatency({
      request: block,
      count: 5,
      ratePerSecond: 1000,
      warmup: 0,
    });
    expect(latency.minimumMs).toBeGreaterThanOrEqual(20);
    expect(latency.maximumMs).toBeGreaterThanOrEqual(5 * 20 - 4);
    expect(maximumStartDelayMs).toBeGreaterThanOrEqual(4 * 20 - 4);
  });

  it.each([undefined, 1000])('ends with the error of a request (rate %s)', async (ratePerSecond) => {
    let calls = 0;
    const request = async () => {
      if (calls++ === 3) throw new Error('no more');
    };
    const measuring = measureLatency({ request, count: 1000, warmup: 0, ...(ratePerSecond && { ratePerSecond }) });
    await expect(measuring).rejects.toThrow('no more');
    expect(calls).toBeLessThan(1000);
  });

  it.each([undefined, 1000])('stops when it is told to (rate %s)', async (ratePerSecond) => {
    const controller = new AbortController();
    let calls = 0;
    const request = async () => {
      if (++calls === 3) controller.abort(new Error('enough'));
    };
    const { signal } = controller;
    const measuring = measureLatency({
      request,
      count: 1000,
      warmup: 0,
      signal,
      ...(ratePerSecond && { ratePerSecond }),
    });
    await expect(measuring).rejects.toThrow('enough');
    expect(calls).toBeLessThan(1000);
  });

  it.each([
    [{ count: 0 }, /count is 0/],
    [{ count: 1.5 }, /count is 1.5/],
    [{ count: 1, warmup: -1 }, /warmup is -1/],
    [{ count: 1, ratePerSecond: 0 }, /ratePerSecond is 0/],
    [{ count: 1, ratePerSecond: Number.NaN }, /ratePerSecond is NaN/],
  ])('refuses %j', async (options, message) => {
    await expect(measureLatency({ request: () => {}, ...options })).rejects.toThrow(ConfigError);
    await expect(measureLatency({ request: () => {}, ...options })).rejects.toThrow(message);
  });

  it('waits no shorter than it should', async () => {
    const due = SYSTEM_CLOCK.now() + 5.5;
    await SYSTEM_CLOCK.waitUntil(due);
    expect(SYSTEM_CLOCK.now()).toBeGreaterThanOrEqual(due);
    await SYSTEM_CLOCK.waitUntil(due - 1000);
  });
});

describe('a recorder of latencies', () => {
  it('answers exact percentiles of any number of them, in any order', () => {
    const recorder = new LatencyRecorder();
    for (let index = 0; index <= 10_000; index++) recorder.record((index * 7919) % 10_001);
    expect(recorder.summarize()).toEqual({
      count: 10_001,
      meanMs: 5000,
      minimumMs: 0,
      p50Ms: 5000,
      p95Ms: 9500,
      p99Ms: 9900,
      maximumMs: 10_000,
    });
  });

  it('goes on after a summary, and forgets when told to', () => {
    const recorder = new LatencyRecorder();
    recorder.record(3);
    expect(recorder.summarize().p50Ms).toBe(3);
    recorder.record(1);
    expect(recorder.summarize().p50Ms).toBe(2);
    recorder.reset();
    expect(recorder.count).toBe(0);
    expect(() => recorder.summarize()).toThrow(InputError);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s ms', (latency) => {
    expect(() => new LatencyRecorder().record(latency)).toThrow(InputError);
  });
});
