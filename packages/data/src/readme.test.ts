import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findExample, runProgram } from '../../../scripts/readme/run-readme.js';
import * as data from './index.js';

it('the README prints what it says it prints', async () => {
  const { program, output } = findExample(readFileSync(new URL('../README.md', import.meta.url), 'utf8'));
  expect((await runProgram(program, { '@bertsmith/data': data })).printed).toBe(output);
});
