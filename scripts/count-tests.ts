/** `count-tests REPORT`: prints which tests of vitest's JSON report failed, and how many passed and failed; fails when any did, or none ran. */
import { readFileSync } from 'node:fs';
import { countTests, failuresOf, formatCount, isSuccess, type TestReport } from './test-report/count-tests.js';

const [path = 'test-report.json'] = process.argv.slice(2);
const report = JSON.parse(readFileSync(path, 'utf8')) as TestReport;
for (const failure of failuresOf(report)) console.log(failure);
const count = countTests(report);
console.log(formatCount(count));
process.exitCode = isSuccess(count) ? 0 : 1;
