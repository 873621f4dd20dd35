import { relative } from 'node:path';

const SHOWN_MESSAGE_LINES = 6;

/** The part of vitest's JSON report that is counted. */
export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly FileReport[];
}

interface FileReport {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages: readonly string[];
  }[];
}

/** How a run of the tests ended. */
export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Counts tests; a file that could not even be loaded has none and counts as one that failed. */
export function countTests(report: TestReport): TestCount {
  const unloaded = report.testResults.filter(isUnloaded);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** What failed, a line for the test and its file, then the beginning of its message: the end of a long log tells it all. */
export function failuresOf({ testResults }: TestReport): string[] {
  return testResults.flatMap((file) => {
    if (isUnloaded(file)) return [failure(file.name, 'the file could not be loaded', file.message)];
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    return failed.map(({ fullName, failureMessages }) => failure(file.name, fullName, failureMessages.join('\n')));
  });
}

function failure(file: string, test: string, message: string): string {
  const shown = message.split('\n').slice(0, SHOWN_MESSAGE_LINES);
  return [`failed: ${test} (${relative('.', file)})`, ...shown.map((line) => `  ${line}`)].join('\n');
}

function isUnloaded({ status, assertionResults }: FileReport): boolean {
  return status === 'failed' && assertionResults.length === 0;
}

/** `12 passed, 0 failed` alone on the last line, and before it how many were skipped when some were. */
export function formatCount({ passed, failed, skipped }: TestCount): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped > 0 ? `skipped: ${skipped}\n${line}` : line;
}

/** A run in which nothing was tested is no success. */
export function isSuccess({ passed, failed }: TestCount): boolean {
  return passed > 0 && failed === 0;
}
