/**
 * Processor time of this process, all threads and native libraries included.
 *
 * @example
 * const meter = new CpuMeter();
 * await work();
 * meter.read().cpuPercent; // 187: nearly two processors were busy
 */
export class CpuMeter {
  #startedMs = performance.now();
  #usage = process.cpuUsage();

  /** What was used since the meter was made, or reset. */
  read(): CpuReading {
    const { user, system } = process.cpuUsage(this.#usage);
    const seconds = (performance.now() - this.#startedMs) / 1000;
    const cpuSeconds = (user + system) / 1e6;
    return { seconds, cpuSeconds, cpuPercent: seconds > 0 ? (100 * cpuSeconds) / seconds : 0 };
  }

  /** Starts anew. */
  reset(): void {
    this.#startedMs = performance.now();
    this.#usage = process.cpuUsage();
  }
}

/** What a {@link CpuMeter} read. */
export interface CpuReading {
  /** Time on the clock. */
  readonly seconds: number;
  /** Time of processors, which is more when several work. */
  readonly cpuSeconds: number;
  /** 100 is one processor, busy all the time. */
  readonly cpuPercent: number;
}
