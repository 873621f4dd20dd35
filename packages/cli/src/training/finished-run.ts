import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@bertsmith/tensor/files';
import type { CommandIo } from '../command-io.js';
import { writeProgress } from '../streams/write-progress.js';
import { writeResults } from '../streams/write-results.js';
import { RUN_CONFIG_FILE } from './run-config.js';

/** What `train --json` prints, kept beside the model when the run is at its end. */
export const RESULT_FILE = 'training_result.json';

/** Where checkpoints are, in the output directory, until the run is at its end. */
export const CHECKPOINTS = 'checkpoints';

/** What a run goes on from, beside its checkpoints: its tokenized corpus. */
export const CORPUS_FOLDER = 'corpus';

/** What `prune` decided by measurements. */
export const DECISIONS_FILE = 'pruning_decisions.json';

/** What `prune` writes beside a model with zeros: the same weights without them. */
export const SPARSE_FILE = 'model.sparse.safetensors';

/** What a run leaves in its output directory that is no longer so when another is begun there. */
export const EARLIER_RUN: readonly string[] = [
  CHECKPOINTS,
  CORPUS_FOLDER,
  RESULT_FILE,
  RUN_CONFIG_FILE,
  DECISIONS_FILE,
  SPARSE_FILE,
];

/** Removes what a run before this one left to go on from, so that nobody goes on from it. */
export async function clearEarlierRun(output: string): Promise<void> {
  await remove(output, EARLIER_RUN);
}

/** Says in the directory that a run is at its end; only then goes what it could have gone on from. */
export async function finishRun(output: string, record: string): Promise<void> {
  await writeFileAtomically(join(output, RESULT_FILE), record);
  await remove(output, [CHECKPOINTS, CORPUS_FOLDER]);
}

async function remove(output: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(output, name), { recursive: true, force: true });
}

/** Whether a directory is that of a run: one that is none is not written to because somebody asked to resume. */
export async function isOfRun(output: string): Promise<boolean> {
  const names: string[] = await readdir(output).catch(() => []);
  return [CHECKPOINTS, CORPUS_FOLDER, RUN_CONFIG_FILE, DECISIONS_FILE].some((name) => names.includes(name));
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
