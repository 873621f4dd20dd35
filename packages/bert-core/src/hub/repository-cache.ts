/**
 * The folder of one repository in Hugging Face's cache, the same for its Python client and for this one:
 *
 *     models--google-bert--bert-base-uncased/
 *       refs/main                     the commit that `main` was at last time
 *       snapshots/COMMIT/config.json  -> ../../blobs/HASH
 *       blobs/HASH                    a file under its checksum, whole
 */
import { randomBytes } from 'node:crypto';
import { copyFile, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { explainOutputFailure, makeDirectory, writeFileAtomically } from '@bertsmith/tensor/files';
import { getRepoFolderName } from '@huggingface/hub';
import type { HubFile } from './hub-file.js';

const COMMIT = /^[0-9a-f]{40}$/;

/** True for a whole commit hash, which needs no look-up. */
export function isCommit(revision: string): boolean {
  return COMMIT.test(revision);
}

/** One repository in the cache. */
export class RepositoryCache {
  readonly #folder: string;

  constructor(cacheDirectory: string, repository: string) {
    this.#folder = join(cacheDirectory, getRepoFolderName({ type: 'model', name: repository }));
  }

  /** The directory of all files of a commit. */
  snapshot(commit: string): string {
    return join(this.#folder, 'snapshots', commit);
  }

  blob({ digest }: HubFile): string {
    return join(this.#folder, 'blobs', digest.hex);
  }

  /** The commit that a revision was at when it was last downloaded. */
  async commitOf(revision: string): Promise<string | undefined> {
    if (isCommit(revision)) return revision;
    const text = await readFile(this.#ref(revision), 'utf8').catch(() => '');
    return isCommit(text.trim()) ? text.trim() : undefined;
  }

  /** Keeps which commit a revision is at. Said last, when all files are there: what is offline next time finds a whole snapshot. */
  async saveCommit(revision: string, commit: string): Promise<void> {
    if (isCommit(revision) || (await this.commitOf(revision)) === commit) return;
    await makeDirectory(dirname(this.#ref(revision)));
    await writeFileAtomically(this.#ref(revision), commit);
  }

  #ref(revision: string): string {
    return join(this.#folder, 'refs', ...revision.split('/'));
  }

  /** The paths of the files of a commit that are there, with their sizes; a link to a blob that is gone is not. */
  async filesOf(commit: string): Promise<Map<string, number>> {
    const files = new Map<string, number>();
    const snapshot = this.snapshot(commit);
    for (const path of await readdir(snapshot, { recursive: true }).catch(() => [])) {
      const found = await stat(join(snapshot, path)).catch(() => undefined);
      if (found?.isFile()) files.set(path.split(sep).join('/'), found.size);
    }
    return files;
  }

  /** Whether a file of a commit is there, whole. Where there are no links, Python's client puts the file itself there. */
  async hasFile(commit: string, { path, sizeBytes }: HubFile): Promise<boolean> {
    return (await sizeOf(join(this.snapshot(commit), path))) === sizeBytes;
  }

  /** Whether a blob is there, whole: it got its name when it was complete. Only its size is looked at. */
  async hasBlob(file: HubFile): Promise<boolean> {
    return (await sizeOf(this.blob(file))) === file.sizeBytes;
  }

  /** Lets a file of a commit point to its blob. */
  async linkFile(commit: string, file: HubFile): Promise<void> {
    const path = join(this.snapshot(commit), ...file.path.split('/'));
    await makeDirectory(dirname(path));
    const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
    try {
      await linkOrCopy(this.blob(file), temporary);
      await rename(temporary, path);
    } catch (cause) {
      await rm(temporary, { force: true });
      throw explainOutputFailure(path, cause);
    }
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}

/** Relative, so that the cache can be moved. Windows lets only some users make links: the others get a copy. */
async function linkOrCopy(blob: string, path: string): Promise<void> {
  try {
    await symlink(relative(dirname(path), blob), path);
  } catch {
    await copyFile(blob, path);
  }
}
