import { readFileSync } from 'node:fs';
import * as backend from '@bertsmith/backend-onnxruntime';
import * as bert from '@bertsmith/bert-core';
import * as data from '@bertsmith/data';
import * as tokenizer from '@bertsmith/tokenizer-wordpiece';
import * as train from '@bertsmith/train';
import { findExample, runProgram } from 'bertsmith-readme';
import { expect, it } from 'vitest';
import { learner } from '../../test/structured/tiny-examples.js';
import type { UnitCriterion } from '../index.js';
import * as prune from '../index.js';

const MODULES: Readonly<Record<string, unknown>> = {
  '@bertsmith/backend-onnxruntime': backend,
  '@bertsmith/bert-core': bert,
  '@bertsmith/data': data,
  '@bertsmith/prune': prune,
  '@bertsmith/tokenizer-wordpiece': tokenizer,
  '@bertsmith/train': train,
};
const SECTION = /\n## Structured pruning\n.*?```ts\n(.*?)```\n+```text\n(.*?)```/s;
const CRITERION = /\n### Your own criterion.*?```ts\n(.*?)```/s;

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

it('the section on structured pruning prints what it says it prints', async () => {
  const { program, output } = findExample(readme, SECTION);
  expect((await runProgram(program, MODULES)).printed).toBe(output);
});

it('the criterion of the README is one', async () => {
  const { program } = findExample(readme, CRITERION);
  const criterion = (await runProgram(`${program}\nreturn biasCriterion;`, MODULES)).value as UnitCriterion;
  const model = learner();
  model.arena.get('bert.encoder.layer.1.intermediate.dense.bias').data[3] = -2;
  const { heads, units } = await prune.scoreUnits(model, criterion);
  expect(units[1]?.[3]).toBe(2);
  expect(heads.flatMap((each) => [...each]).every((score) => score === 0)).toBe(true);
});
