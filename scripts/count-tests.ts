/** `count-tests REPORT`: prints how many tests of vitest's JSON report passed and failed; fails when any did, or none ran. */
import { readFileSync } from 'node:fs';
import { countTests, formatCount, isSuccess, type TestReport } from './test-report/count-tests.js';

const [path = 'test-report.json'] = process.argv.slice(2);
const count = countTests(JSON.parse(readFileSync(path, 'utf8')) as TestReport);
console.log(formatCount(count));
process.exitCode = isSuccess(count) ? 0 : 1;
