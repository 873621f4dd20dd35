import { readFileSync } from 'node:fs';
import * as backend from '@bertsmith/backend-onnxruntime';
import * as bert from '@bertsmith/bert-core';
import * as data from '@bertsmith/data';
import * as tokenizer from '@bertsmith/tokenizer-wordpiece';
import * as train from '@bertsmith/train';
import { findExample, runProgram } from 'bertsmith-readme';
import { expect, it } from 'vitest';
import * as amp from './index.js';

const MODULES: Readonly<Record<string, unknown>> = {
  '@bertsmith/amp': amp,
  '@bertsmith/backend-onnxruntime': backend,
  '@bertsmith/bert-core': bert,
  '@bertsmith/data': data,
  '@bertsmith/tokenizer-wordpiece': tokenizer,
  '@bertsmith/train': train,
};

it('the README prints what it says it prints', async () => {
  const { program, output } = findExample(readFileSync(new URL('../README.md', import.meta.url), 'utf8'));
  expect((await runProgram(program, MODULES)).printed).toBe(output);
});
