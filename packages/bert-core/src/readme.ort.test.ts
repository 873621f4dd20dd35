import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as backend from '@bertsmith/backend-onnxruntime';
import * as tokenizer from '@bertsmith/tokenizer-wordpiece';
import { expect, it } from 'vitest';
import * as files from './files.js';
import * as bert from './index.js';

const MODULES: Readonly<Record<string, unknown>> = {
  '@bertsmith/backend-onnxruntime': backend,
  '@bertsmith/bert-core': bert,
  '@bertsmith/bert-core/files': files,
  '@bertsmith/tokenizer-wordpiece': tokenizer,
};
const IMPORT = /import \{([^}]*)\} from '([^']*)';/g;
const AsyncFunction = (async () => {}).constructor as new (...source: string[]) => (...values: unknown[]) => unknown;

it('the README prints what it says it prints', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, program, output] = /```ts\n(.*?)```\n+```text\n(.*?)```/s.exec(readme) ?? [];
  const directory = await mkdtemp(join(tmpdir(), 'readme-'));
  const printed: string[] = [];
  const print = (...values: unknown[]) => printed.push(values.map(asPrinted).join(' '));
  const body = (program ?? '').replace(IMPORT, "const {$1} = modules['$2'];").replaceAll("'my-model'", 'directory');
  try {
    await new AsyncFunction('modules', 'directory', 'console', body)(MODULES, directory, { log: print });
  } finally {
    await rm(directory, { recursive: true });
  }
  expect(printed.join('\n')).toBe(output?.trim());
});

function asPrinted(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}
