import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import * as files from './files.js';
import * as memory from './index.js';

const IMPORT = /import (\{[^}]*\}) from '@bertsmith\/tokenizer-wordpiece(?:\/files)?';/g;
const AsyncFunction = (async () => {}).constructor as new (...source: string[]) => (...values: unknown[]) => unknown;

it('the README prints what it says it prints', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, program, output] = /```ts\n(.*?)```\n+```text\n(.*?)```/s.exec(readme) ?? [];
  const directory = mkdtempSync(join(tmpdir(), 'bertsmith-readme-'));
  const printed: string[] = [];
  const print = (...values: unknown[]) => printed.push(values.map(asPrinted).join(' '));
  const body = (program ?? '')
    .replace(IMPORT, 'const $1 = tokenizer_;')
    .replaceAll("'model'", JSON.stringify(join(directory, 'model')));
  await new AsyncFunction('tokenizer_', 'console', body)({ ...memory, ...files }, { log: print });
  rmSync(directory, { recursive: true });
  expect(printed.join('\n')).toBe(output?.trim());
});

function asPrinted(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}
