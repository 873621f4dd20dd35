import { describe, expect, it } from 'vitest';
import { countTests, failuresOf, formatCount, isSuccess } from './count-tests.js';

const test = (status: string, ...failureMessages: string[]) => ({
  status,
  fullName: `a ${status} test`,
  failureMessages,
});
const file = (status: string, tests: number) => ({
  name: 'some.test.ts',
  status,
  message: 'no such module',
  assertionResults: Array.from({ length: tests }, () => test('passed')),
});
const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };

describe('countTests', () => {
  it('counts what passed', () => {
    const count = countTests({ ...report, testResults: [file('passed', 5)] });
    expect(formatCount(count)).toBe('5 passed, 0 failed');
    expect(isSuccess(count)).toBe(true);
  });

  it('tells how many were skipped', () => {
    const count = countTests({ ...report, numPendingTests: 2, numTodoTests: 1, testResults: [] });
    expect(formatCount(count)).toBe('skipped: 3\n5 passed, 0 failed');
  });

  it('counts a file that could not be loaded as failed', () => {
    const count = countTests({ ...report, numFailedTests: 1, testResults: [file('failed', 3), file('failed', 0)] });
    expect(formatCount(count)).toBe('5 passed, 2 failed');
    expect(isSuccess(count)).toBe(false);
  });

  it('does not call an empty run a success', () => {
    expect(isSuccess({ passed: 0, failed: 0, skipped: 4 })).toBe(false);
  });
});

describe('failuresOf', () => {
  it('names each test that failed with its file, and shows the beginning of its message', () => {
    const message = ['expected 1 to be 2', ...new Array(9).fill('at somewhere')].join('\n');
    const failed = { ...file('failed', 1), assertionResults: [test('passed'), test('failed', message)] };
    const [shown, ...others] = failuresOf({ ...report, testResults: [file('passed', 2), failed] });
    expect(shown?.split('\n').slice(0, 2)).toEqual(['failed: a failed test (some.test.ts)', '  expected 1 to be 2']);
    expect(shown?.split('\n')).toHaveLength(7);
    expect(others).toEqual([]);
  });

  it('names a file that could not be loaded', () => {
    const failures = failuresOf({ ...report, testResults: [file('failed', 0)] });
    expect(failures).toEqual(['failed: the file could not be loaded (some.test.ts)\n  no such module']);
  });
});
