import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const HEAPS = 80;
const HEAP_BYTES = 32 * 2 ** 20;
/** What the first half of the heaps takes if none of them is collected. */
const LIMIT_BYTES = (HEAPS * HEAP_BYTES) / 2;

it('is collected in time when nothing refers to it any more', () => {
  const program = `
    import { SharedHeap } from '@bertsmith/tensor';
    let smallest = Infinity;
    for (let count = 0; count < ${HEAPS}; count++) {
      new SharedHeap().allocate('uint8', ${HEAP_BYTES}).fill(1);
      await new Promise((resolve) => setTimeout(resolve, 25));
      if (count >= ${HEAPS / 2}) smallest = Math.min(smallest, process.memoryUsage.rss());
    }
    console.log(smallest);`;
  const cwd = new URL('../../..', import.meta.url);
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd, encoding: 'utf8' });
  expect(Number(printed)).toBeLessThan(LIMIT_BYTES);
}, 60_000);
