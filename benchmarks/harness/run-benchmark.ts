import { join } from 'node:path';
import type { BenchOptions } from './bench-options.js';
import type { Benchmark, BenchmarkContext } from './benchmark.js';
import type { BenchmarkResult, BenchmarkRow } from './benchmark-result.js';
import { describeMachine } from './describe-machine.js';
import { installedVersions } from './installed-versions.js';
import { measureCase } from './measure-case.js';
import { PythonPeers } from './python-peers.js';

/** A benchmark, where it is, and how to run it. */
export interface BenchmarkRun {
  readonly name: string;
  readonly benchmark: Benchmark;
  /** The folder that holds the benchmark's own. */
  readonly root: string;
  readonly options: Omit<BenchOptions, 'name' | 'json' | 'save'>;
  log(message: string): void;
}

/** Runs every case of a benchmark, one after the other. */
export async function runBenchmark(run: BenchmarkRun): Promise<BenchmarkResult> {
  const { name, benchmark, options } = run;
  const peers = new PythonPeers({ ...options, folder: join(run.root, name), leaveOut: sayLeftOut(run) });
  const repetitions = options.repetitions ?? benchmark.repetitions;
  try {
    const rows = await measureCases(run, peers, repetitions);
    const versions = { ...installedVersions(), ...peers.versions };
    const { threads } = options;
    return { name, unit: benchmark.unit, machine: describeMachine(), versions, threads, repetitions, rows };
  } finally {
    await peers.dispose();
  }
}

async function measureCases(run: BenchmarkRun, peers: PythonPeers, repetitions: number): Promise<BenchmarkRow[]> {
  const { benchmark, options, log } = run;
  const rounds = { warmup: options.warmup ?? benchmark.warmup, repetitions };
  const rows: BenchmarkRow[] = [];
  for (const each of await benchmark.listCases(createContext(run, peers))) {
    log(`${each.name} ...`);
    rows.push(await measureCase(each, benchmark.better, rounds));
  }
  return rows;
}

function createContext(run: BenchmarkRun, peers: PythonPeers): BenchmarkContext {
  const { model, threads } = run.options;
  return {
    threads,
    ...(model === undefined ? {} : { modelFolder: model }),
    startPythonPeer: (name, program) => peers.start(name, program),
    leaveOut: sayLeftOut(run),
    log: run.log,
  };
}

function sayLeftOut({ log }: BenchmarkRun): BenchmarkContext['leaveOut'] {
  return (name, reason) => log(`${name} is left out: ${reason}`);
}
