import { readFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as backend from '@bertsmith/backend-onnxruntime';
import * as bert from '@bertsmith/bert-core';
import * as data from '@bertsmith/data';
import * as tokenizer from '@bertsmith/tokenizer-wordpiece';
import * as train from '@bertsmith/train';
import { expect, it } from 'vitest';
import { criterionViolations } from '../conformance.js';
import * as prune from '../index.js';

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
const IMPORT = /import \{([^}]*)\} from '([^']*)';/g;
const SECTION = /\n## Pruning weights\n.*?```ts\n(.*?)```\n+```text\n(.*?)```/s;
const CRITERION = /\n### Add a criterion.*?```ts\n(.*?)```/s;
const AsyncFunction = (async () => {}).constructor as new (...source: string[]) => (...values: unknown[]) => unknown;

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

it('the section on pruning weights prints what it says it prints', async () => {
  const [, program, output] = SECTION.exec(readme) ?? [];
  const printed: string[] = [];
  const body = (program ?? '').replace(IMPORT, "const {$1} = modules['$2'];");
  await new AsyncFunction('modules', 'console', body)(MODULES, { log: (text: string) => printed.push(text) });
  expect(printed.join('\n')).toBe(output?.trim());
});

it('the criterion of the README is one', async () => {
  const [, program] = CRITERION.exec(readme) ?? [];
  const create = new (Function as unknown as new (body: string) => () => prune.WeightCriterion)(
    `${program ?? ''}\nreturn rowNorm;`,
  );
  expect(criterionViolations(create)).toEqual([]);
  expect(create().score({ ...TWO_ROWS })).toEqual(Float32Array.of(5 * 3, 5 * 4, 0, 1));
});

const TWO_ROWS: prune.ScoredMatrix = {
  ...{ name: 'two', rows: 2, columns: 2, observations: 0 },
  weights: Float32Array.of(3, -4, 0, 1),
  statistics: new Float32Array(0),
};
