import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const HEAPS = 80;
const HEAP_BYTES = 32 * 2 ** 20;
/** A quarter of what the heaps take if none of them is collected; measured: a tenth on an idle machine, an eighth on a busy one. */
const LIMIT_BYTES = (HEAPS * HEAP_BYTES) / 4;

it('is collected in time when nothing refers to it any more', () => {
  const program = `
    import { SharedHeap } from '@bertsmith/tensor';
    let largest = 0;
    for (let count = 0; count < ${HEAPS}; count++) {
      new SharedHeap().allocate('uint8', ${HEAP_BYTES}).fill(1);
      await new Promise((resolve) => setTimeout(resolve, 25));
      largest = Math.max(largest, process.memoryUsage.rss());
    }
    console.log(largest);`;
  const cwd = new URL('../../..', import.meta.url);
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd, encoding: 'utf8' });
  expect(Number(printed)).toBeLessThan(LIMIT_BYTES);
}, 60_000);
