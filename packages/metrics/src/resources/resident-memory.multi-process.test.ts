import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { currentRssBytes, peakRssBytes } from './resident-memory.js';

const MEBIBYTE = 2 ** 20;

describe('resident memory', () => {
  it('is at least the size of a Node process, and the peak at least that', () => {
    expect(currentRssBytes()).toBeGreaterThan(20 * MEBIBYTE);
    expect(peakRssBytes()).toBeGreaterThanOrEqual(currentRssBytes());
  });

  it('keeps the peak when memory is given back', () => {
    const ballast = Buffer.alloc(200 * MEBIBYTE, 1);
    const withBallast = currentRssBytes();
    expect(ballast.at(-1)).toBe(1);
    expect(peakRssBytes()).toBeGreaterThanOrEqual(withBallast);
  });

  it.runIf(process.platform === 'linux')('does not count the parent process', () => {
    const ballast = Buffer.alloc(500 * MEBIBYTE, 1);
    const program = `import { peakRssBytes } from '@bertsmith/metrics'; console.log(peakRssBytes())`;
    const cwd = new URL('../..', import.meta.url);
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', program], { cwd, encoding: 'utf8' });
    expect(child.stderr).toBe('');
    expect(Number(child.stdout)).toBeLessThan(ballast.length);
  });
});
