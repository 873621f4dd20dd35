import { expect, it } from 'vitest';
import { describeOutcome, targetOutcome, warningOf } from './target-outcome.js';

const model = (ms: number, textsPerSecond: number) => ({
  latencyMs: { p50: ms, p95: 9, p99: 9 },
  textsPerSecond: { median: textsPerSecond, minimum: 1, maximum: 999 },
});
const models = { before: model(8, 100), after: model(5, 200) };
const METHODS = { method: ['heads', 'ffn'] } as const;

it('is what is measured at the end, of a text by itself or of batches', () => {
  const speedup = (targetBatch: number) => targetOutcome({ ...METHODS, targetSpeedup: 1.5, targetBatch }, models);
  expect(speedup(1)).toEqual({ kind: 'speedup', asked: 1.5, measured: 1.6, batch: 1 });
  expect(speedup(32)).toEqual({ kind: 'speedup', asked: 1.5, measured: 2, batch: 32 });
  const milliseconds = (targetBatch: number) => targetOutcome({ ...METHODS, targetMs: 4, targetBatch }, models);
  expect(milliseconds(1)).toEqual({ kind: 'milliseconds', asked: 4, measured: 5, batch: 1 });
  expect(milliseconds(32)).toEqual({ kind: 'milliseconds', asked: 4, measured: 160, batch: 32 });
});

it('there is none of what is not measured', () => {
  expect(targetOutcome({ ...METHODS, targetSpeedup: 1.5, targetBatch: 8 }, models)).toBeUndefined();
  expect(targetOutcome({ ...METHODS, targetParams: 1000, targetBatch: 1 }, models)).toBeUndefined();
  expect(targetOutcome({ method: ['obd'], sparsity: 0.5, targetBatch: 1 }, models)).toBeUndefined();
});

it.each([
  ['speedup', 1.5, 1.6, 32, 'batches of 32, 1.5 times as fast asked for, 1.60 measured', false],
  ['speedup', 2, 1.81, 1, 'one text, 2 times as fast asked for, 1.81 measured', false],
  ['speedup', 2, 1.79, 1, 'one text, 2 times as fast asked for, 1.79 measured', true],
  ['milliseconds', 1100, 1056.4, 32, 'batches of 32, 1100 ms asked for, 1056.40 measured', false],
  ['milliseconds', 4, 4.5, 1, 'one text, 4 ms asked for, 4.50 measured', true],
] as const)('%s: %f asked for, %f measured', (kind, asked, measured, batch, said, isMissed) => {
  const outcome = { kind, asked, measured, batch };
  expect(describeOutcome(outcome)).toBe(said);
  expect(warningOf(outcome)?.includes(said) ?? false).toBe(isMissed);
});
