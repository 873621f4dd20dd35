import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { interleave } from './interleave.js';
import { PeerProcess } from './peer-process.js';

const FAKE = fileURLToPath(new URL('./test/fake-peer.mjs', import.meta.url));
let peer: PeerProcess;

beforeEach(() => {
  peer = new PeerProcess({ program: process.execPath, args: [FAKE] });
});

afterEach(() => peer.dispose());

describe('PeerProcess', () => {
  it('prepares a contender that takes its turns', async () => {
    const contender = await peer.prepare('fake', { size: 3 });
    const ours = { name: 'ours', run: async () => 0 };
    expect(await interleave([ours, contender], { warmup: 1, repetitions: 2 })).toEqual([
      [0, 0],
      [2, 3],
    ]);
    await contender.dispose?.();
  });

  it.each([
    ['fail', 'out of memory'],
    ['chat', 'expected one JSON object a line'],
    ['die', 'ended with status 3'],
  ])("explains what went wrong at '%s'", async (command, message) => {
    await expect(peer.request({ command })).rejects.toThrow(message);
  });

  it('says which program cannot be started', async () => {
    const missing = new PeerProcess({ program: '/no/such/python', args: ['peer.py'] });
    await expect(missing.request({ command: 'hello' })).rejects.toThrow('/no/such/python');
    await missing.dispose();
  });
});
