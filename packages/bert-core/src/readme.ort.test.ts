import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as backend from '@bertsmith/backend-onnxruntime';
import * as tokenizer from '@bertsmith/tokenizer-wordpiece';
import { findExample, runProgram } from 'bertsmith-readme';
import { expect, it } from 'vitest';
import * as files from './files.js';
import * as bert from './index.js';

const MODULES: Readonly<Record<string, unknown>> = {
  '@bertsmith/backend-onnxruntime': backend,
  '@bertsmith/bert-core': bert,
  '@bertsmith/bert-core/files': files,
  '@bertsmith/tokenizer-wordpiece': tokenizer,
};

it('the README prints what it says it prints', async () => {
  const { program, output } = findExample(readFileSync(new URL('../README.md', import.meta.url), 'utf8'));
  const directory = await mkdtemp(join(tmpdir(), 'readme-'));
  const placed = program.replaceAll("'my-model'", JSON.stringify(directory));
  const { printed } = await runProgram(placed, MODULES).finally(() => rm(directory, { recursive: true }));
  expect(printed).toBe(output);
});
