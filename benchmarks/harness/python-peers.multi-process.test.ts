import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { PythonPeers } from './python-peers.js';

const folder = fileURLToPath(new URL('./test', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;
const leftOut: string[] = [];
const leaveOut = (name: string, reason: string) => void leftOut.push(`${name}: ${reason}`);

afterEach(() => {
  leftOut.length = 0;
});

it('leaves a peer out when there is no --python', async () => {
  const peers = new PythonPeers({ folder, threads: 2, leaveOut });
  expect(await peers.start('pytorch')).toBeUndefined();
  expect(leftOut).toEqual(['pytorch: no --python PATH']);
});

describe.skipIf(!hasPython)('with a Python', () => {
  const options = { folder, threads: 2, leaveOut, python: 'python3' };

  it('speaks the protocol, whatever the libraries print', async () => {
    const peers = new PythonPeers(options);
    const peer = await peers.start('fake', 'fake_peer.py');
    const contender = await peer?.prepare('fake', { scale: 0.5 });
    expect([await contender?.run(), await contender?.run()]).toEqual([0.5, 1]);
    expect(peers.versions).toEqual({ fake: '1.0 with 2 threads' });
    expect(await peers.start('fake', 'fake_peer.py')).toBe(peer);
    await expect(peer?.prepare('fake', { scale: -1 })).rejects.toThrow('ValueError: scale -1 is negative');
    await contender?.dispose?.();
    await peers.dispose();
  });

  it('leaves a peer out when its library is missing', async () => {
    const peers = new PythonPeers(options);
    expect(await peers.start('pytorch', 'peer_without_library.py')).toBeUndefined();
    expect(leftOut).toEqual([expect.stringContaining("No module named 'a_library_that_nobody_has'")]);
  });

  it('does not leave out a peer that is broken', async () => {
    const peers = new PythonPeers(options);
    await expect(peers.start('pytorch', 'no_such_peer.py')).rejects.toThrow("no answer to 'hello'");
    await peers.dispose();
  });
});
