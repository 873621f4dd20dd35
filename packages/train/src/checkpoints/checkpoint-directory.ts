/**
 * Checkpoints of a run in one directory: `checkpoint-00000120`, ...
 *
 * A checkpoint is written under a name that begins with a dot and renamed when all of it is on the disk; one that goes is renamed first,
 * too. So a directory of the right name is whole, whenever the process died.
 */
import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { explainOutputFailure, makeDirectory } from '@bertsmith/tensor/files';

const NAME = /^checkpoint-(\d{8,})$/;
const UNFINISHED = /^\.checkpoint-\d{8,}\.(partial|old)$/;
const SET_ASIDE = /^\.checkpoint-\d{8,}\.old$/;

function stepOf(name: string): number {
  return Number(NAME.exec(name)?.[1]);
}

/** What the checkpoint after so many steps is called. */
export function checkpointName(step: number): string {
  return `checkpoint-${String(step).padStart(8, '0')}`;
}

/** The checkpoints of a directory, oldest first; none when it is not there. */
export async function listCheckpoints(directory: string): Promise<string[]> {
  await putBack(directory);
  const names = await readdir(directory).catch(() => []);
  return names
    .filter((name) => NAME.test(name))
    .sort((a, b) => stepOf(a) - stepOf(b))
    .map((name) => join(directory, name));
}

/**
 * The newest checkpoint of a directory; undefined when there is none.
 *
 * @example
 * const trainer = new Trainer({ ...options, resumeFrom: await latestCheckpoint('runs/1') });
 */
export async function latestCheckpoint(directory: string): Promise<string | undefined> {
  return (await listCheckpoints(directory)).at(-1);
}

/**
 * Writes a checkpoint.
 *
 * @param fill writes its files into the directory that it is given
 * @returns where it is
 * @throws OutputError when the place cannot be written
 */
export async function addCheckpoint(
  directory: string,
  step: number,
  fill: (directory: string) => Promise<void>,
): Promise<string> {
  const name = checkpointName(step);
  const [path, partial] = [join(directory, name), join(directory, `.${name}.partial`)];
  await removeUnfinished(directory);
  await makeDirectory(partial);
  try {
    await fill(partial);
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  try {
    // A run that was resumed from an older one passes here again. The old one goes when the new one is in its place.
    const old = await setAside(directory, name);
    await rename(partial, path);
    await flush(directory);
    await rm(old, { recursive: true, force: true });
    await discardLater(directory, step);
  } catch (cause) {
    throw explainOutputFailure(path, cause);
  }
  return path;
}

/** Removes all checkpoints but the newest ones. @param keep how many stay */
export async function rotateCheckpoints(directory: string, keep: number): Promise<void> {
  const all = await listCheckpoints(directory);
  for (const path of all.slice(0, Math.max(0, all.length - keep))) {
    await discard(directory, path.slice(directory.length + 1));
  }
}

/** Removes what a process that died left behind. */
async function removeUnfinished(directory: string): Promise<void> {
  await putBack(directory);
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((each) => UNFINISHED.test(each))) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
}

/** Puts a checkpoint back whose place was to be taken when the process died. */
async function putBack(directory: string): Promise<void> {
  const names: string[] = await readdir(directory).catch(() => []);
  for (const old of names.filter((each) => SET_ASIDE.test(each))) {
    const name = old.slice(1, -'.old'.length);
    if (!names.includes(name)) await rename(join(directory, old), join(directory, name)).catch(() => undefined);
  }
}

/** Those after a step are of a run that was left for the one which goes on from an older checkpoint. */
async function discardLater(directory: string, step: number): Promise<void> {
  for (const path of await listCheckpoints(directory)) {
    if (stepOf(path.slice(directory.length + 1)) > step) await discard(directory, path.slice(directory.length + 1));
  }
}

async function discard(directory: string, name: string): Promise<void> {
  // Another name than what is set aside has: it must not be put back.
  const gone = join(directory, `.${name}.partial`);
  await rm(gone, { recursive: true, force: true });
  await rename(join(directory, name), gone);
  await rm(gone, { recursive: true, force: true });
}

/** @returns where it is now, if it was there at all */
async function setAside(directory: string, name: string): Promise<string> {
  const old = join(directory, `.${name}.old`);
  try {
    await rename(join(directory, name), old);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return old;
}

/** Makes the renames survive a power cut, where the file system can. */
async function flush(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
