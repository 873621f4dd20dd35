import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '@bertsmith/tensor';
import type { Benchmark } from './benchmark.js';

/** Names of the benchmarks under `root`: the folders that have a `main.ts`. */
export function listBenchmarks(root: string): string[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).filter((name) => existsSync(join(root, name, 'main.ts')));
}

/**
 * Loads the default export of `<root>/<name>/main.ts`.
 *
 * @throws ConfigError when there is no such benchmark; the message names those that there are
 */
export async function loadBenchmark(root: string, name: string): Promise<Benchmark> {
  const names = listBenchmarks(root);
  if (!names.includes(name)) {
    throw new ConfigError(`no benchmark is called '${name}'; there are: ${names.join(', ') || 'none yet'}`, { name });
  }
  const module = (await import(pathToFileURL(join(root, name, 'main.ts')).href)) as { default: Benchmark };
  return module.default;
}
