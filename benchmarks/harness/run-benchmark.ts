import { join } from 'node:path';
import type { BenchOptions } from './bench-options.js';
import type { Benchmark, BenchmarkContext } from './benchmark.js';
import type { BenchmarkResult, BenchmarkRow } from './benchmark-result.js';
import { describeMachine } from './describe-machine.js';
import { installedVersions } from './installed-versions.js';
import { measureCase } from './measure-case.js';
import { NpmPeers } from './npm-peers.js';
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
  const leaveOut = sayLeftOut(run);
  const python = new PythonPeers({ ...options, folder: join(run.root, name), leaveOut });
  const npm = new NpmPeers(leaveOut);
  const repetitions = options.repetitions ?? benchmark.repetitions;
  try {
    const rows = await measureCases(run, createContext(run, python, npm), repetitions);
    const versions = { ...installedVersions(), ...npm.versions, ...python.versions };
    const { threads } = options;
    return { name, unit: benchmark.unit, machine: describeMachine(), versions, threads, repetitions, rows };
  } finally {
    await python.dispose();
  }
}

async function measureCases(
  run: BenchmarkRun,
  context: BenchmarkContext,
  repetitions: number,
): Promise<BenchmarkRow[]> {
  const { benchmark, options, log } = run;
  const warmup = options.warmup ?? benchmark.warmup;
  const rows: BenchmarkRow[] = [];
  for (const each of await benchmark.listCases(context)) {
    log(`${each.name} ...`);
    const own = options.repetitions ?? each.repetitions ?? repetitions;
    const row = await measureCase(each, each.better ?? benchmark.better, { warmup, repetitions: own });
    rows.push(own === repetitions ? row : { ...row, repetitions: own });
  }
  return rows;
}

function createContext(run: BenchmarkRun, python: PythonPeers, npm: NpmPeers): BenchmarkContext {
  const { model, threads } = run.options;
  return {
    threads,
    ...(model === undefined ? {} : { modelFolder: model }),
    startPythonPeer: (name, program) => python.start(name, program),
    importPeer: (packageName) => npm.import(packageName),
    leaveOut: sayLeftOut(run),
    log: run.log,
  };
}

function sayLeftOut({ log }: BenchmarkRun): BenchmarkContext['leaveOut'] {
  return (name, reason) => log(`${name} is left out: ${reason}`);
}
