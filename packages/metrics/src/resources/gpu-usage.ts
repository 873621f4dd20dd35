import type { GpuReading } from './gpu-reading.js';

/** One GPU over some time; of all processes that use it. */
export interface GpuUsageSummary {
  readonly index: number;
  readonly name: string;
  /** The largest reading; undefined where the driver does not say. */
  readonly maximumMemoryUsedBytes: number | undefined;
  readonly memoryTotalBytes: number | undefined;
  /** The mean of the readings; undefined where the driver does not say. */
  readonly meanUtilizationPercent: number | undefined;
  readonly maximumUtilizationPercent: number | undefined;
  readonly readings: number;
}

/** Adds up readings of GPUs. */
export class GpuUsage {
  readonly #totals = new Map<number, Totals>();

  add(reading: GpuReading): void {
    const totals = this.#totals.get(reading.index) ?? new Totals();
    this.#totals.set(reading.index, totals);
    totals.add(reading);
  }

  /** The last reading of each GPU; undefined without any. */
  latest(): GpuReading[] | undefined {
    const readings = [...this.#totals.values()].flatMap(({ latest }) => latest ?? []);
    return readings.length === 0 ? undefined : readings;
  }

  /** Undefined without any reading. */
  summarize(): GpuUsageSummary[] | undefined {
    const summaries = [...this.#totals.values()].flatMap((totals) => totals.summarize() ?? []);
    return summaries.length === 0 ? undefined : summaries;
  }
}

/** Of one GPU. */
class Totals {
  latest: GpuReading | undefined;
  #readings = 0;
  #memoryUsedBytes: number | undefined;
  #utilizationPercent: number | undefined;
  #utilizationSum = 0;
  #utilizationReadings = 0;

  add(reading: GpuReading): void {
    this.latest = reading;
    this.#readings++;
    this.#memoryUsedBytes = larger(this.#memoryUsedBytes, reading.memoryUsedBytes);
    this.#utilizationPercent = larger(this.#utilizationPercent, reading.utilizationPercent);
    if (reading.utilizationPercent === undefined) return;
    this.#utilizationSum += reading.utilizationPercent;
    this.#utilizationReadings++;
  }

  summarize(): GpuUsageSummary | undefined {
    if (this.latest === undefined) return undefined;
    const { index, name, memoryTotalBytes } = this.latest;
    const hasUtilization = this.#utilizationReadings > 0;
    return {
      index,
      name,
      memoryTotalBytes,
      maximumMemoryUsedBytes: this.#memoryUsedBytes,
      meanUtilizationPercent: hasUtilization ? this.#utilizationSum / this.#utilizationReadings : undefined,
      maximumUtilizationPercent: this.#utilizationPercent,
      readings: this.#readings,
    };
  }
}

function larger(first: number | undefined, second: number | undefined): number | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return Math.max(first, second);
}
