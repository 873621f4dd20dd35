/** `bench NAME [--python PATH] [--model DIR] [--json] [--save]`: see README.md. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseBenchOptions } from './harness/bench-options.js';
import { formatResult } from './harness/format-result.js';
import { listBenchmarks, loadBenchmark } from './harness/load-benchmark.js';
import { runBenchmark } from './harness/run-benchmark.js';
import { saveResult } from './harness/save-result.js';

const root = fileURLToPath(new URL('.', import.meta.url));
const log = (message: string) => console.error(message);

async function bench(args: readonly string[]): Promise<void> {
  const { name, json, save, ...options } = parseBenchOptions(args);
  if (name === undefined) return console.log(listBenchmarks(root).join('\n') || 'There are no benchmarks yet.');
  const benchmark = await loadBenchmark(root, name);
  const result = await runBenchmark({ name, benchmark, root, options, log });
  console.log(formatResult(result));
  if (save) log(`saved as ${await saveResult(join(root, name), result)}`);
  if (json) console.log(JSON.stringify(result));
}

try {
  await bench(process.argv.slice(2));
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
