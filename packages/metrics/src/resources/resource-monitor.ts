/**
 * What a stretch of work took: processor time, memory, GPUs, sampled in the background.
 *
 * Cheap by what it leaves out: a sample is three system calls on a timer of this thread. While the thread is blocked there
 * are no samples, but nothing is lost: processor time is a difference of counters, and the peak of the memory comes
 * from the operating system, which sees every page.
 */
import { ConfigError } from '@bertsmith/tensor';
import { CpuMeter } from './cpu-meter.js';
import type { GpuReading } from './gpu-reading.js';
import { GpuSampler } from './gpu-sampler.js';
import { GpuUsage, type GpuUsageSummary } from './gpu-usage.js';
import { currentRssBytes, peakRssBytes } from './resident-memory.js';

/** What a {@link ResourceMonitor} may be told. */
export interface ResourceMonitorOptions {
  /** Time between samples, a whole number of milliseconds from 100. Default 1000. */
  readonly intervalMs?: number;
  /** Look for GPUs with `nvidia-smi`. Default true. */
  readonly gpu?: boolean;
  /** Called with every sample, in the thread that started the monitor. */
  readonly onSample?: (sample: ResourceSample) => void;
}

/** This process since the sample before. */
export interface ResourceSample {
  /** Since the monitor was started. */
  readonly seconds: number;
  /** 100 is one processor, busy since the sample before. */
  readonly cpuPercent: number;
  readonly rssBytes: number;
  /** The last reading of each GPU; undefined when there is none yet, or no GPU. */
  readonly gpus: readonly GpuReading[] | undefined;
}

/** This process from the start of the monitor to its stop. */
export interface ResourceSummary {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The mean; 100 is one processor, busy all the time. */
  readonly cpuPercent: number;
  /** The busiest sample. */
  readonly maximumCpuPercent: number;
  /** Resident memory at the last sample. */
  readonly rssBytes: number;
  /** The largest resident memory among the samples. */
  readonly maximumRssBytes: number;
  /** The largest resident memory that the process ever had, also before the monitor was started. */
  readonly peakRssBytes: number;
  /** Each GPU; undefined when there is none. */
  readonly gpus: readonly GpuUsageSummary[] | undefined;
  readonly samples: number;
}

const DEFAULT_INTERVAL_MS = 1000;
/** A sample takes 0.1 to 0.3 ms of a processor: ten in a second stay below 1 % of one, whatever the machine is at. */
const MINIMUM_INTERVAL_MS = 100;
const MAXIMUM_INTERVAL_MS = 2 ** 31 - 1; // Node's timers have no more.

/**
 * Samples this process, and the machine's GPUs, until it is stopped. It does not keep the program from ending.
 *
 * @example
 * const monitor = ResourceMonitor.start();
 * await train();
 * const { cpuPercent, maximumRssBytes } = monitor.stop();
 */
export class ResourceMonitor {
  readonly #options: ResourceMonitorOptions;
  readonly #total = new CpuMeter();
  readonly #sinceSample = new CpuMeter();
  readonly #gpus = new GpuUsage();
  readonly #gpuSampler: GpuSampler | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #shortestSampleSeconds: number;
  #summary: ResourceSummary | undefined;
  #samples = 0;
  #maximumCpuPercent = 0;
  #maximumRssBytes = 0;
  #rssBytes = 0;

  private constructor(options: ResourceMonitorOptions, intervalMs: number) {
    this.#options = options;
    const { gpu = true } = options;
    this.#shortestSampleSeconds = intervalMs / 2 / 1000;
    this.#gpuSampler = gpu ? new GpuSampler(intervalMs, (reading) => this.#gpus.add(reading)) : undefined;
    this.#timer = setInterval(() => this.#sample(), intervalMs).unref();
  }

  /** @throws ConfigError when the interval is out of range */
  static start(options: ResourceMonitorOptions = {}): ResourceMonitor {
    const { intervalMs = DEFAULT_INTERVAL_MS } = options;
    if (!Number.isInteger(intervalMs) || intervalMs < MINIMUM_INTERVAL_MS || intervalMs > MAXIMUM_INTERVAL_MS) {
      throw new ConfigError(
        `intervalMs is ${intervalMs}, expected a whole number from ${MINIMUM_INTERVAL_MS} to ${MAXIMUM_INTERVAL_MS}`,
        { intervalMs },
      );
    }
    return new ResourceMonitor(options, intervalMs);
  }

  /** Takes a last sample, ends the sampling, and answers what was used; the same answer when it is called again. */
  stop(): ResourceSummary {
    if (this.#summary !== undefined) return this.#summary;
    clearInterval(this.#timer);
    this.#gpuSampler?.stop();
    this.#sample();
    this.#summary = this.#summarize();
    return this.#summary;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #sample(): void {
    const { cpuPercent, seconds: sampled } = this.#sinceSample.read();
    this.#sinceSample.reset();
    this.#rssBytes = currentRssBytes();
    this.#maximumRssBytes = Math.max(this.#maximumRssBytes, this.#rssBytes);
    // Over the moment between the last tick and the stop, one tick of the system's clock would look like full load.
    const counts = this.#samples === 0 || sampled >= this.#shortestSampleSeconds;
    if (counts) this.#maximumCpuPercent = Math.max(this.#maximumCpuPercent, cpuPercent);
    this.#samples++;
    const { onSample } = this.#options;
    if (onSample === undefined) return;
    const { seconds } = this.#total.read();
    onSample({ seconds, cpuPercent, rssBytes: this.#rssBytes, gpus: this.#gpus.latest() });
  }

  #summarize(): ResourceSummary {
    return {
      ...this.#total.read(),
      maximumCpuPercent: this.#maximumCpuPercent,
      rssBytes: this.#rssBytes,
      maximumRssBytes: this.#maximumRssBytes,
      peakRssBytes: peakRssBytes(),
      gpus: this.#gpus.summarize(),
      samples: this.#samples,
    };
  }
}
