import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import * as metrics from './index.js';

const IMPORT = /import \{([^}]*)\} from '@bertsmith\/metrics';/;

it('the README prints what it says it prints', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, program, output] = /```ts\n(.*?)```\n+```text\n(.*?)```/s.exec(readme) ?? [];
  const printed: string[] = [];
  const print = (...values: unknown[]) => printed.push(values.map(asPrinted).join(' '));
  const body = (program ?? '').replace(IMPORT, 'const {$1} = metrics;');
  new Function('metrics', 'console', body)(metrics, { log: print });
  expect(printed.join('\n')).toBe(output?.trim());
});

function asPrinted(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}
