import type { SummaryStatistics } from '@bertsmith/metrics';
import type { Machine } from './describe-machine.js';

/** Median, minimum and maximum of the repetitions, in the unit of the benchmark. */
export type Figure = SummaryStatistics;

/** One case: us, the peers that took part, and how we compare. */
export interface BenchmarkRow {
  readonly case: string;
  /** Of these figures, where it is not the benchmark's. */
  readonly unit?: string;
  /** Measurements behind each figure, where they are not as many as the benchmark's. */
  readonly repetitions?: number;
  readonly ours: Figure;
  readonly peers: Readonly<Record<string, Figure>>;
  /** Of the medians, ours against each peer: above 1 is better for us, whatever the unit. */
  readonly ratio: Readonly<Record<string, number>>;
}

/** What every benchmark ends in: the last line of `--json`, and the file that `--save` writes. */
export interface BenchmarkResult {
  readonly name: string;
  readonly unit: string;
  readonly machine: Machine;
  /** Of the runtimes on both sides: `{ node, 'onnxruntime-node', torch }`. */
  readonly versions: Readonly<Record<string, string>>;
  readonly threads: number;
  readonly repetitions: number;
  readonly rows: readonly BenchmarkRow[];
}
