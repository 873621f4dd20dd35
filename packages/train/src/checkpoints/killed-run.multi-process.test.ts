import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadWeights } from '@bertsmith/bert-core/files';
import { Xoshiro128 } from '@bertsmith/data';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hasSameBits } from '../../test/distance.js';
import { dominantClassModel } from '../../test/dominant-class.js';
import { latestCheckpoint, listCheckpoints } from './checkpoint-directory.js';

const PROGRAM = fileURLToPath(new URL('../../test/killed-run.ts', import.meta.url));
const KILLS = 12;
const TIMEOUT_MS = 240_000;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bertsmith-killed-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/**
 * Runs the program.
 *
 * @param killAfter checkpoints after which it is killed; and how long after, in milliseconds: writing the next one takes a few
 * @returns the last line that it wrote
 */
async function run(
  at: string,
  killAfter?: { readonly checkpoints: number; readonly delayMs: number },
): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, at], { stdio: ['ignore', 'pipe', 'inherit'] });
  let [output, checkpoints] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    checkpoints += chunk.split('\n').length - 1;
    if (killAfter === undefined || checkpoints < killAfter.checkpoints) return;
    setTimeout(() => child.kill('SIGKILL'), killAfter.delayMs);
  });
  await new Promise((resolve) => child.on('close', resolve));
  return output.trimEnd().split('\n').at(-1) ?? '';
}

async function parametersOf(checkpoint: string | undefined): Promise<Float32Array> {
  const { arena } = dominantClassModel();
  await loadWeights(checkpoint as string, arena);
  return arena.data;
}

it(
  'a run that is killed a dozen times, at any moment, ends with the bits of one that was not',
  async () => {
    const [straight, killed] = [join(directory, 'straight'), join(directory, 'killed')];
    const expected = await run(straight);
    expect(expected).toMatch(/^finished 250 \d/);
    const generator = Xoshiro128.fromSeed(5, 0);
    let steps = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      await run(killed, { checkpoints: 1 + generator.nextBelow(8), delayMs: generator.nextBelow(40) });
      const all = await listCheckpoints(killed);
      expect(all.length).toBeGreaterThanOrEqual(1);
      // Every checkpoint that has the name of one is whole.
      for (const each of all) await parametersOf(each);
      const state = JSON.parse(await readFile(join(all.at(-1) as string, 'training_state.json'), 'utf8'));
      expect(state.progress.steps).toBeGreaterThan(steps);
      steps = state.progress.steps;
    }
    expect(steps).toBeLessThan(250);
    expect(await run(killed)).toBe(expected);
    const ends = await Promise.all([straight, killed].map(async (at) => parametersOf(await latestCheckpoint(at))));
    expect(hasSameBits(ends[0] as Float32Array, ends[1] as Float32Array)).toBe(true);
  },
  TIMEOUT_MS,
);
