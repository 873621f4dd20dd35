/** The part of vitest's JSON report that is counted. */
export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** How a run of the tests ended. */
export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Counts tests; a file that could not even be loaded has none and counts as one that failed. */
export function countTests(report: TestReport): TestCount {
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
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
