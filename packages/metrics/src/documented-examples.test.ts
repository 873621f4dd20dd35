import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as metrics from './index.js';

/** A line of an `@example` that calls a function of the package and says what it answers, as a number or a text. */
const EXAMPLE = /^ \* (\w+\(.*\)\S*); \/\/ ([-\d.]+|'.*')$/gm;

const folder = new URL('.', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /(?<!\.test)\.ts$/.test(name),
);
const examples = files.flatMap((name) => {
  const found = readFileSync(new URL(name.replaceAll('\\', '/'), folder), 'utf8').matchAll(EXAMPLE);
  return [...found].map(([, call, answer]) => ({ call: call!, answer: answer! }));
});

/** What a line is worth, with the exports of the package in scope. */
function evaluate(line: string): unknown {
  return new Function('metrics', `const { ${Object.keys(metrics).join(', ')} } = metrics; return ${line};`)(metrics);
}

describe('the examples in comments', () => {
  it('are found', () => {
    expect(examples.length).toBeGreaterThan(12);
  });

  it.each(examples)('$call is $answer', ({ call, answer }) => {
    expect(evaluate(call)).toBe(evaluate(answer));
  });
});
