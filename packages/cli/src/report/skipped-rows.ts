import type { TextOutput } from '../command-io.js';
import { writeProgress } from '../streams/write-progress.js';
import type { LoadedTask } from '../task/load-task.js';
import { formatCount } from './number-format.js';

/** So many reasons are shown; the number of all is said. */
const SHOWN = 5;

/** Says which rows were left out, on standard error. */
export function reportSkipped(stderr: TextOutput, { skipped }: Pick<LoadedTask, 'skipped'>): void {
  if (skipped.length === 0) return;
  const reasons = skipped
    .slice(0, SHOWN)
    .map(({ path, line, place, reason }) => `  ${path}: ${line ?? place}: ${reason}\n`);
  const more = skipped.length > SHOWN ? `  and ${formatCount(skipped.length - SHOWN)} more\n` : '';
  writeProgress(
    stderr,
    `left out ${formatCount(skipped.length)} rows that cannot be used:\n${reasons.join('')}${more}`,
  );
}
