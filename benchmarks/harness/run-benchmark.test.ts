import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Benchmark } from './benchmark.js';
import type { BenchmarkRow } from './benchmark-result.js';
import { listBenchmarks, loadBenchmark } from './load-benchmark.js';
import { runBenchmark } from './run-benchmark.js';
import { saveResult } from './save-result.js';

const root = join(import.meta.dirname, '..');

const counting: Benchmark = {
  unit: 's',
  better: 'lower',
  warmup: 5,
  repetitions: 3,
  async listCases(context) {
    const python = await context.startPythonPeer('pytorch');
    const peers = python === undefined ? [] : [await python.prepare('pytorch', {})];
    return ['small', 'large'].map((name) => ({
      name,
      prepare: async () => ({ ours: { name: 'ours', run: async () => context.threads }, peers }),
    }));
  },
};

it('runs every case in the form that all benchmarks share, and says who is left out', async () => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const options = { threads: 2, repetitions: 4 };
  const result = await runBenchmark({ name: 'counting', benchmark: counting, root, options, log });
  const ours = { median: 2, minimum: 2, maximum: 2 };
  expect(result).toEqual({
    name: 'counting',
    unit: 's',
    machine: expect.objectContaining({ cores: expect.any(Number) }),
    versions: { node: process.versions.node, 'onnxruntime-node': expect.stringMatching(/^1\./) },
    threads: 2,
    repetitions: 4,
    rows: [
      { case: 'small', ours, peers: {}, ratio: {} },
      { case: 'large', ours, peers: {}, ratio: {} },
    ],
  });
  expect(lines).toEqual(['pytorch is left out: no --python PATH', 'small ...', 'large ...']);
});

it('measures a case as often as it wants, unless the user says how often', async () => {
  const runs: string[] = [];
  const caseOf = (name: string, repetitions?: number) => ({
    name,
    ...(repetitions !== undefined && { repetitions }),
    prepare: async () => ({ ours: { name: 'ours', run: async () => runs.push(name) }, peers: [] }),
  });
  const benchmark = { ...counting, warmup: 0, listCases: async () => [caseOf('usual'), caseOf('slow', 1)] };
  const run = (options: { threads: number; repetitions?: number }) =>
    runBenchmark({ name: 'counting', benchmark, root, options, log: () => {} });
  const { repetitions, rows } = await run({ threads: 1 });
  expect([repetitions, ...rows.map((row) => row.repetitions)]).toEqual([3, undefined, 1]);
  expect(runs).toEqual(['usual', 'usual', 'usual', 'slow']);
  const asked = await run({ threads: 1, repetitions: 2 });
  expect([asked.repetitions, ...asked.rows.map((row) => row.repetitions)]).toEqual([2, undefined, undefined]);
  expect(runs.slice(4)).toEqual(['usual', 'usual', 'slow', 'slow']);
});

it('saves a result under the name of the processor', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const options = { threads: 1, warmup: 0, repetitions: 1 };
  const result = await runBenchmark({ name: 'counting', benchmark: counting, root, options, log: () => {} });
  const path = await saveResult(folder, result);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(result);
  rmSync(folder, { recursive: true });
});

it('keeps the cases that only an earlier run had, if all else was the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const options = { threads: 1, warmup: 0, repetitions: 1 };
  const result = await runBenchmark({ name: 'counting', benchmark: counting, root, options, log: () => {} });
  const [small, large] = result.rows as [BenchmarkRow, BenchmarkRow];
  const slower = { ...large, ours: { ...large.ours, median: 1000 } };
  await saveResult(folder, { ...result, rows: [small, large] });
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')).rows;
  expect(read(await saveResult(folder, { ...result, rows: [slower] }))).toEqual([small, slower]);
  expect(read(await saveResult(folder, { ...result, threads: 2, rows: [large] }))).toEqual([large]);
  rmSync(folder, { recursive: true });
});

it('names the benchmarks that there are', async () => {
  expect(listBenchmarks(root)).not.toContain('harness');
  await expect(loadBenchmark(root, 'no-such-thing')).rejects.toThrow("no benchmark is called 'no-such-thing'");
});
