import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import * as graph from '@bertsmith/graph';
import * as tensor from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import * as backend from './index.js';

const PACKAGES: Record<string, unknown> = {
  '@bertsmith/backend-onnxruntime': backend,
  '@bertsmith/graph': graph,
  '@bertsmith/tensor': tensor,
};
const IMPORT = /import \{([^}]*)\} from ('[^']*');/g;
const AsyncFunction = (async () => {}).constructor as new (...source: string[]) => (...values: unknown[]) => unknown;

it('the README prints what it says it prints', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, program, output] = /```ts\n(.*?)```\n+```text\n(.*?)```/s.exec(readme) ?? [];
  const printed: string[] = [];
  const print = (...values: unknown[]) => printed.push(values.map(asPrinted).join(' '));
  const body = (program ?? '').replace(IMPORT, 'const {$1} = packages[$2];');
  await new AsyncFunction('packages', 'console', body)(PACKAGES, { log: print });
  expect(printed.join('\n')).toBe(output?.trim());
});

function asPrinted(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}
