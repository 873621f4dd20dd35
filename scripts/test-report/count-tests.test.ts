import { describe, expect, it } from 'vitest';
import { countTests, formatCount, isSuccess } from './count-tests.js';

const file = (status: string, tests: number) => ({ status, assertionResults: Array.from({ length: tests }) });
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
