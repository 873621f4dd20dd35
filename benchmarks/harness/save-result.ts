import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchmarkResult, BenchmarkRow } from './benchmark-result.js';
import { processorSlug } from './describe-machine.js';

/**
 * Writes the result to `<folder>/results/<processor>.json`, over that of an earlier run on the same processor. Cases that only the earlier run had
 * stay, where it had the same machine, versions, threads and repetitions: long benchmarks are run in parts.
 *
 * @returns the path of the file
 */
export async function saveResult(folder: string, result: BenchmarkResult): Promise<string> {
  const results = join(folder, 'results');
  const path = join(results, `${processorSlug(result.machine)}.json`);
  await mkdir(results, { recursive: true });
  const rows = [...(await earlierRows(path, result)), ...result.rows];
  await writeFile(path, `${JSON.stringify({ ...result, rows }, null, 2)}\n`);
  return path;
}

/** Rows of a file that a new result does not have, and that stand beside its own. */
async function earlierRows(path: string, result: BenchmarkResult): Promise<readonly BenchmarkRow[]> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const earlier = JSON.parse(text) as BenchmarkResult;
  if (circumstances(earlier) !== circumstances(result)) return [];
  const isNew = (row: BenchmarkRow) => result.rows.some((each) => each.case === row.case && each.unit === row.unit);
  return earlier.rows.filter((row) => !isNew(row));
}

function circumstances({ rows: _, machine: { memoryBytes: __, ...machine }, ...others }: BenchmarkResult): string {
  return JSON.stringify({ machine, ...others });
}
