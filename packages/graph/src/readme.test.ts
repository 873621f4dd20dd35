import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as library from './index.js';

const IMPORT = /import \{([^}]*)\} from '@bertsmith\/graph';/;
const PROGRAM_WITH_OUTPUT = /```ts\n((?:(?!```).)*?)```\n+```text\n(.*?)```/gs;

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it.each(
    [...readme.matchAll(PROGRAM_WITH_OUTPUT)].map(([, program, output]) => [program, output] as [string, string]),
  )('prints what it says it prints (program %#)', (program, output) => {
    expect(run(program)).toBe(output.trim());
  });
});

function run(program: string): string {
  const printed: string[] = [];
  const print = (...values: unknown[]) => printed.push(values.map(asPrinted).join(' '));
  const { outputText } = ts.transpileModule(program, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  new Function('library', 'console', outputText.replace(IMPORT, 'const {$1} = library;'))(library, { log: print });
  return printed.join('\n').trim();
}

function asPrinted(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}
