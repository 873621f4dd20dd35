import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandIo } from '../command-io.js';
import { writeProgress } from '../streams/write-progress.js';
import { writeResults } from '../streams/write-results.js';

/** What `train --json` prints, kept beside the model when the run is at its end. */
export const RESULT_FILE = 'training_result.json';

/** Where checkpoints are, in the output directory, until the run is at its end. */
export const CHECKPOINTS = 'checkpoints';

/** Removes what a run before this one left to go on from, so that nobody goes on from it. */
export async function clearEarlierRun(output: string): Promise<void> {
  for (const name of [CHECKPOINTS, RESULT_FILE, 'corpus'])
    await rm(join(output, name), { recursive: true, force: true });
}

/**
 * Says that a run is at its end, if it is.
 *
 * @returns whether it is
 */
export async function sayFinishedRun(
  { output, json }: { readonly output: string; readonly json?: boolean },
  io: CommandIo,
): Promise<boolean> {
  const record = await readFile(join(output, RESULT_FILE), 'utf8').catch(() => undefined);
  if (record === undefined) return false;
  writeProgress(io.stderr, `the run in ${output} is at its end; train into another directory for a new one\n`);
  if (json) await writeResults(io.stdout, record);
  return true;
}
