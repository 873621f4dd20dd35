import { expect, it } from 'vitest';
import { describeOutcome, targetOutcome } from './target-outcome.js';

const model = (ms: number, textsPerSecond: number) => ({
  latencyMs: { p50: ms, p95: 9, p99: 9 },
  textsPerSecond: { median: textsPerSecond, minimum: 1, maximum: 999 },
});
const models = { before: model(8, 100), after: model(5, 160) };
const METHODS = { method: ['heads', 'ffn'] } as const;

it('is what is measured at the end, of a text by itself or of batches', () => {
  const speedup = (targetBatch: number) => targetOutcome({ ...METHODS, targetSpeedup: 1.5, targetBatch }, models);
  expect(speedup(1)).toEqual({ kind: 'speedup', asked: 1.5, measured: 1.6 });
  expect(speedup(32)).toEqual({ kind: 'speedup', asked: 1.5, measured: 1.6 });
  const milliseconds = (targetBatch: number) => targetOutcome({ ...METHODS, targetMs: 4, targetBatch }, models);
  expect(milliseconds(1)).toEqual({ kind: 'milliseconds', asked: 4, measured: 5 });
  expect(milliseconds(32)).toEqual({ kind: 'milliseconds', asked: 4, measured: 200 });
});

it('there is none of what is not measured', () => {
  expect(targetOutcome({ ...METHODS, targetSpeedup: 1.5, targetBatch: 8 }, models)).toBeUndefined();
  expect(targetOutcome({ ...METHODS, targetParams: 1000, targetBatch: 1 }, models)).toBeUndefined();
  expect(targetOutcome({ method: ['obd'], sparsity: 0.5, targetBatch: 1 }, models)).toBeUndefined();
});

it.each([
  ['speedup', 1.5, 1.6, '1.5 times as fast asked for, 1.60 measured', false],
  ['speedup', 2, 1.81, '2 times as fast asked for, 1.81 measured', false],
  ['speedup', 2, 1.79, '2 times as fast asked for, 1.79 measured', true],
  ['milliseconds', 4, 3.9, '4 ms asked for, 3.90 measured', false],
  ['milliseconds', 4, 4.5, '4 ms asked for, 4.50 measured', true],
] as const)('%s, %f asked for, %f measured', (kind, asked, measured, said, isMissed) => {
  const line = describeOutcome({ kind, asked, measured });
  expect(line.startsWith(said)).toBe(true);
  expect(line.includes('other programs')).toBe(isMissed);
});
