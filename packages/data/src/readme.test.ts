import { readFileSync } from 'node:fs';
import { findExample, runProgram } from 'bertsmith-readme';
import { expect, it } from 'vitest';
import * as data from './index.js';

it('the README prints what it says it prints', async () => {
  const { program, output } = findExample(readFileSync(new URL('../README.md', import.meta.url), 'utf8'));
  expect((await runProgram(program, { '@bertsmith/data': data })).printed).toBe(output);
});
