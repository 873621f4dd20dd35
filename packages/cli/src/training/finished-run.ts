import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What `train --json` prints, kept beside the model when the run is at its end. */
export const RESULT_FILE = 'training_result.json';

/** Where checkpoints are, in the output directory, until the run is at its end. */
export const CHECKPOINTS = 'checkpoints';

/** Removes what a run before this one left to go on from, so that nobody goes on from it. */
export async function clearEarlierRun(output: string): Promise<void> {
  for (const name of [CHECKPOINTS, RESULT_FILE]) await rm(join(output, name), { recursive: true, force: true });
}

/** The record of a run that is at its end; undefined when there is none in the directory. */
export async function readFinishedRun(output: string): Promise<string | undefined> {
  return await readFile(join(output, RESULT_FILE), 'utf8').catch(() => undefined);
}
