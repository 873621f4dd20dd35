import { readFileSync } from 'node:fs';
import * as graph from '@bertsmith/graph';
import * as tensor from '@bertsmith/tensor';
import { findExample, runProgram } from 'bertsmith-readme';
import { expect, it } from 'vitest';
import * as backend from './index.js';

const PACKAGES: Record<string, unknown> = {
  '@bertsmith/backend-onnxruntime': backend,
  '@bertsmith/graph': graph,
  '@bertsmith/tensor': tensor,
};

it('the README prints what it says it prints', async () => {
  const { program, output } = findExample(readFileSync(new URL('../README.md', import.meta.url), 'utf8'));
  expect((await runProgram(program, PACKAGES)).printed).toBe(output);
});
