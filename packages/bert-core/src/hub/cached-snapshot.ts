/** A model without asking anybody. */
import { join } from 'node:path';
import { InputError } from '@bertsmith/tensor';
import type { HubSession } from './hub-session.js';
import { CONFIG_FILE, isIndex, selectModelFiles, TOKENIZER_FILES, WEIGHTS_FILES } from './model-files.js';
import type { ModelSnapshot } from './model-snapshot.js';
import { RepositoryCache } from './repository-cache.js';
import { readShardNames } from './shards.js';

/**
 * The model as it is in the cache, from an earlier download or from Python's.
 *
 * @param reason why the hub is not asked
 * @throws InputError when there is none, or only a part of one: it says which files are missing
 */
export async function findCachedSnapshot(session: HubSession, reason: string, cause?: unknown): Promise<ModelSnapshot> {
  const { repository, revision, settings } = session;
  const cache = new RepositoryCache(settings.cacheDirectory, repository);
  const commit = await cache.commitOf(revision);
  const present = commit === undefined ? new Map<string, number>() : await cache.filesOf(commit);
  if (commit === undefined || present.size === 0) {
    throw notCached(session, reason, `the cache ${settings.cacheDirectory} has no revision '${revision}' of it`, cause);
  }
  const directory = cache.snapshot(commit);
  const { small, weights } = selectModelFiles(present.keys());
  const shards = weights !== undefined && isIndex(weights) ? await readShardNames(join(directory, weights)) : [];
  const missing = [
    ...(present.has(CONFIG_FILE) ? [] : [CONFIG_FILE]),
    ...(weights === undefined ? [WEIGHTS_FILES.join(' or ')] : shards.filter((name) => !present.has(name))),
  ];
  if (missing.length > 0) throw notCached(session, reason, `${directory} lacks ${missing.join(', ')}`, cause);
  const files = [...small, ...(weights === undefined ? [] : [weights]), ...shards];
  const bytes = files.reduce((sum, path) => sum + (present.get(path) ?? 0), 0);
  return { repository, revision, commit, directory, files, bytes, warnings: warnOfTokenizer(small, directory) };
}

function warnOfTokenizer(files: readonly string[], directory: string): string[] {
  if (TOKENIZER_FILES.some((name) => files.includes(name))) return [];
  return [`${directory} has no ${TOKENIZER_FILES.join(' and no ')}`];
}

function notCached(session: HubSession, reason: string, problem: string, cause: unknown): InputError {
  const { repository, revision, settings } = session;
  const advice = `connect to the network and ${settings.isOffline ? 'unset HF_HUB_OFFLINE' : 'try again'} to download it`;
  return new InputError(`cannot load ${repository}: ${reason}, and ${problem}: ${advice}`, {
    repository,
    revision,
    cacheDirectory: settings.cacheDirectory,
    cause,
  });
}
