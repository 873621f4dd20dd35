/**
 * The contract of a benchmark: `benchmarks/NAME/main.ts` exports one {@link Benchmark} as its default.
 *
 * The harness asks it for its cases, prepares one case at a time, and measures our side and the peers of that case in
 * turns (A B A B ...), so that whatever else the machine does falls on all of them alike.
 */
import type { PeerProcess } from './peer-process.js';

/** One side of a comparison. */
export interface Contender {
  /** `ours`, or the key of this peer in the results: `pytorch`, `floor`. */
  readonly name: string;
  /** Does the work once and returns one measurement in the unit of the benchmark. It does its own timing. */
  run(): Promise<number>;
  /** Frees what `prepare` made. Called once, also after a failure. */
  dispose?(): Promise<void> | void;
}

/** Everyone who takes part in one case. */
export interface Contenders {
  readonly ours: Contender;
  readonly peers: readonly Contender[];
}

/** One row of the results. */
export interface BenchmarkCase {
  /** What is measured, with the sizes that matter: `6 x 384, batch 32 x 64`. */
  readonly name: string;
  /** Where this case measures something else than the benchmark: its unit, and which way is up. */
  readonly unit?: string;
  readonly better?: Benchmark['better'];
  /** Where this case is measured more or less often than the others, unless the user says how often. */
  readonly repetitions?: number;
  /** Builds models and loads data; called when the case before it is disposed of. Not measured. */
  prepare(): Promise<Contenders>;
}

/** What the harness gives to a benchmark. */
export interface BenchmarkContext {
  /** Threads that each contender uses. */
  readonly threads: number;
  /** Absolute path from `--model`. */
  readonly modelFolder?: string;
  /**
   * Starts `benchmarks/NAME/<program>` (`peer.py` by default) under the Python of `--python`, once for all cases.
   * Returns nothing, and says so to the user, when there is no `--python` or a module that the program imports is
   * missing there: leave the peer called `name` out.
   */
  startPythonPeer(name: string, program?: string): Promise<PeerProcess | undefined>;
  /**
   * Imports an npm package that is a peer, and notes its version for the result. Returns nothing, and says so to the user,
   * when it is not installed: leave the peer out.
   */
  importPeer<Module>(packageName: string): Promise<Module | undefined>;
  /** Says that the peer called `name` takes no part, and why. */
  leaveOut(name: string, reason: string): void;
  /** Tells the user what is going on, on standard error. */
  log(message: string): void;
}

/** A program that measures us against others. */
export interface Benchmark {
  /** Unit of every measurement: `s`, `texts/s`, `bytes`. */
  readonly unit: string;
  /** Whether a smaller measurement is the better one (times, sizes) or a larger one (rates, scores). */
  readonly better: 'lower' | 'higher';
  /** Rounds that are run first and not counted. */
  readonly warmup: number;
  /** Rounds that are counted: the number of measurements behind each figure. */
  readonly repetitions: number;
  /** Names the cases; cheap, the work is in each case's `prepare`. */
  listCases(context: BenchmarkContext): Promise<readonly BenchmarkCase[]>;
}
