import { spawnSync } from 'node:child_process';
import { platform } from 'node:os';
import { expect, it } from 'vitest';

/** Room for Node.js and the 10 GiB of one heap, not of two. */
const LIMIT_KIB = 14 * 2 ** 20;

/** Makes heaps of 1 GiB, which it does not touch, until it cannot; as the package is built, because only a process of its own can be limited. */
const PROGRAM = `
  import { SharedHeap } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
  const heaps = [];
  try {
    for (let count = 0; count < 20; count++) {
      heaps.push(new SharedHeap());
      heaps.at(-1).allocate('uint8', 2 ** 30);
    }
  } catch ({ name, code, message, details }) {
    console.log(JSON.stringify({ name, code, message, details }));
  }`;

it.skipIf(platform() !== 'linux')(
  'a heap that finds no address space says how much it reserves, and what to do',
  () => {
    const script = `ulimit -v ${LIMIT_KIB}; exec "$0" --input-type=module --eval "$1"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, PROGRAM], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      name: 'BackendError',
      code: 'ERR_BACKEND',
      message: expect.stringMatching(/^a shared heap .*reserves .*10 GiB of address space.*: .*ulimit -v/),
      details: expect.objectContaining({ reservedBytes: 10 * 2 ** 30 }),
    });
  },
);
