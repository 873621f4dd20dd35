import { readFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as backend from '@bertsmith/backend-onnxruntime';
import * as bert from '@bertsmith/bert-core';
import * as data from '@bertsmith/data';
import * as tokenizer from '@bertsmith/tokenizer-wordpiece';
import * as train from '@bertsmith/train';
import { findExample, runProgram } from 'bertsmith-readme';
import { expect, it } from 'vitest';
import { learner } from '../test/structured/tiny-examples.js';
import { criterionViolations, unitCriterionViolations } from './conformance.js';
import type { UnitCriterion, WeightCriterion } from './index.js';
import * as prune from './index.js';

const MODULES: Readonly<Record<string, unknown>> = {
  'node:fs/promises': fs,
  'node:os': os,
  'node:path': path,
  '@bertsmith/backend-onnxruntime': backend,
  '@bertsmith/bert-core': bert,
  '@bertsmith/data': data,
  '@bertsmith/prune': prune,
  '@bertsmith/tokenizer-wordpiece': tokenizer,
  '@bertsmith/train': train,
};
const UNIT_CRITERION = /\n### Your own criterion.*?```ts\n(.*?)```/s;
const WEIGHT_CRITERION = /\n### Add a criterion.*?```ts\n(.*?)```/s;
const TWO_ROWS: prune.ScoredMatrix = {
  ...{ name: 'two', rows: 2, columns: 2, observations: 0 },
  weights: Float32Array.of(3, -4, 0, 1),
  statistics: new Float32Array(0),
};

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it.each(['Structured pruning', 'Pruning weights'])('the section "%s" prints what it says it prints', async (title) => {
  const section = new RegExp(`\\n## ${title}\\n.*?\`\`\`ts\\n(.*?)\`\`\`\\n+\`\`\`text\\n(.*?)\`\`\``, 's');
  const { program, output } = findExample(readme, section);
  expect((await runProgram(program, MODULES)).printed).toBe(output);
});

it('the criterion of units in the README is one', async () => {
  const { program } = findExample(readme, UNIT_CRITERION);
  const { value } = await runProgram(`${program}\nreturn biasCriterion;`, MODULES);
  const create = value as () => UnitCriterion;
  expect(await unitCriterionViolations(create)).toEqual([]);
  const model = learner();
  model.arena.get('bert.encoder.layer.1.intermediate.dense.bias').data[3] = -2;
  const { heads, units } = await prune.scoreUnits(model, create());
  expect(units[1]?.[3]).toBe(2);
  expect(heads.flatMap((each) => [...each]).every((score) => score === 0)).toBe(true);
});

it('the criterion of weights in the README is one', async () => {
  const { program } = findExample(readme, WEIGHT_CRITERION);
  const { value } = await runProgram(`${program}\nreturn rowNorm;`, MODULES);
  const create = value as () => WeightCriterion;
  expect(criterionViolations(create)).toEqual([]);
  expect(create().score({ ...TWO_ROWS })).toEqual(Float32Array.of(5 * 3, 5 * 4, 0, 1));
});
