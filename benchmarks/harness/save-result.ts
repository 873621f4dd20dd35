import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchmarkResult } from './benchmark-result.js';
import { processorSlug } from './describe-machine.js';

/**
 * Writes the result to `<folder>/results/<processor>.json`, over that of an earlier run on the same processor.
 *
 * @returns the path of the file
 */
export async function saveResult(folder: string, result: BenchmarkResult): Promise<string> {
  const results = join(folder, 'results');
  const path = join(results, `${processorSlug(result.machine)}.json`);
  await mkdir(results, { recursive: true });
  await writeFile(path, `${JSON.stringify(result, null, 2)}\n`);
  return path;
}
