import { join } from 'node:path';
import { InputError } from '@bertsmith/tensor';
import { type DownloadProgress, downloadBlob } from './download-blob.js';
import type { HubFile } from './hub-file.js';
import type { HubSession } from './hub-session.js';
import { CONFIG_FILE, isIndex, selectModelFiles, TOKENIZER_FILES, WEIGHTS_FILES } from './model-files.js';
import type { ModelSnapshot } from './model-snapshot.js';
import { RepositoryCache } from './repository-cache.js';
import type { RepositoryListing } from './resolve-revision.js';
import { readShardNames } from './shards.js';

type OnProgress = ((progress: DownloadProgress) => void) | undefined;

/**
 * Brings the files of a model into the cache: the small ones first and the weights last, so that a snapshot with weights is whole.
 *
 * @throws InputError when the repository has no model that can be read here
 */
export async function downloadListing(
  session: HubSession,
  { commit, files }: RepositoryListing,
  onProgress: OnProgress,
): Promise<ModelSnapshot> {
  const { repository, revision, settings } = session;
  const cache = new RepositoryCache(settings.cacheDirectory, repository);
  const directory = cache.snapshot(commit);
  const { small, weights } = requireModel(session, files);
  const get = async (path: string) => {
    const file = requireFile(session, files, path);
    await cacheFile(cache, commit, file, (blobPath) => downloadBlob({ file, commit, blobPath, onProgress }, session));
    return file;
  };
  const done: HubFile[] = [];
  for (const path of [...small, weights]) done.push(await get(path));
  const shards = isIndex(weights) ? await readShardNames(join(directory, weights)) : [];
  for (const path of shards) done.push(await get(path));
  await cache.saveCommit(revision, commit);
  const hasTokenizer = TOKENIZER_FILES.some((name) => small.includes(name));
  return {
    repository,
    revision,
    commit,
    directory,
    files: done.map(({ path }) => path),
    bytes: done.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    warnings: hasTokenizer
      ? []
      : [`${repository} has no ${TOKENIZER_FILES.join(' and no ')}: it comes without a tokenizer`],
  };
}

async function cacheFile(
  cache: RepositoryCache,
  commit: string,
  file: HubFile,
  download: (blobPath: string) => Promise<void>,
): Promise<void> {
  if (await cache.hasFile(commit, file)) return;
  if (!(await cache.hasBlob(file))) await download(cache.blob(file));
  await cache.linkFile(commit, file);
}

function requireModel(session: HubSession, files: RepositoryListing['files']) {
  const { small, weights } = selectModelFiles(files.keys());
  if (weights !== undefined && small.includes(CONFIG_FILE)) return { small, weights };
  const lacks = small.includes(CONFIG_FILE) ? `none of ${WEIGHTS_FILES.join(', ')}` : `no ${CONFIG_FILE}`;
  throw lacking(session, files, lacks, 'it is not a model that can be read here');
}

function requireFile(session: HubSession, files: RepositoryListing['files'], path: string): HubFile {
  const file = files.get(path);
  if (file === undefined) throw lacking(session, files, `no ${path}`, 'its index of weights names it; tell its owner');
  return file;
}

/** More names than this are counted. */
const LISTED_FILES = 10;

function lacking(
  { repository, revision }: HubSession,
  files: RepositoryListing['files'],
  lacks: string,
  advice: string,
) {
  const names = [...files.keys()];
  const rest = names.length > LISTED_FILES ? ` and ${names.length - LISTED_FILES} more` : '';
  const has = names.length === 0 ? 'no files' : `${names.slice(0, LISTED_FILES).join(', ')}${rest}`;
  return new InputError(
    `cannot download ${repository}: revision '${revision}' has ${lacks} (it has ${has}): ${advice}`,
    {
      repository,
      revision,
      files: names,
    },
  );
}
