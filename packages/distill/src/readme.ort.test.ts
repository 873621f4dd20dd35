import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import * as backend from '@bertsmith/backend-onnxruntime';
import * as bert from '@bertsmith/bert-core';
import * as data from '@bertsmith/data';
import * as tokenizer from '@bertsmith/tokenizer-wordpiece';
import * as train from '@bertsmith/train';
import { expect, it } from 'vitest';
import * as distill from './index.js';

const MODULES: Readonly<Record<string, unknown>> = {
  '@bertsmith/backend-onnxruntime': backend,
  '@bertsmith/bert-core': bert,
  '@bertsmith/data': data,
  '@bertsmith/distill': distill,
  '@bertsmith/tokenizer-wordpiece': tokenizer,
  '@bertsmith/train': train,
};
const IMPORT = /import \{([^}]*)\} from '([^']*)';/g;
const AsyncFunction = (async () => {}).constructor as new (...source: string[]) => (...values: unknown[]) => unknown;

it('the README prints what it says it prints', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, program, output] = /```ts\n(.*?)```\n+```text\n(.*?)```/s.exec(readme) ?? [];
  const printed: string[] = [];
  const print = (...values: unknown[]) => printed.push(values.map(asPrinted).join(' '));
  const body = (program ?? '').replace(IMPORT, "const {$1} = modules['$2'];");
  await new AsyncFunction('modules', 'console', body)(MODULES, { log: print });
  expect(printed.join('\n')).toBe(output?.trim());
});

function asPrinted(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}
