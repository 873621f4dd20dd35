/** Asking the hub what a revision is: its commit, and the files that it has. */
import { FormatError } from '@bertsmith/tensor';
import { listFiles, modelInfo } from '@huggingface/hub';
import { describeHubFile, type HubFile } from './hub-file.js';
import type { HubSession } from './hub-session.js';
import { isCommit } from './repository-cache.js';
import { withRetries } from './with-retries.js';

/** What the hub has under a revision. */
export interface RepositoryListing {
  readonly commit: string;
  /** By their paths. */
  readonly files: ReadonlyMap<string, HubFile>;
}

/** Few: whoever is offline and has the model in the cache should not wait long. */
const ATTEMPTS = 3;

/**
 * @throws InputError for a model or revision that is not there, or not for everybody; TransientFailure when the hub cannot be reached;
 *   FormatError when what answers is no hub
 */
export async function resolveRevision(session: HubSession): Promise<RepositoryListing> {
  const { signal, retryDelayMs: delayMs } = session;
  const ask = <T>(work: () => Promise<T>) =>
    withRetries(() => understood(work, session), { attempts: ATTEMPTS, delayMs, signal });
  const commit = await ask(() => findCommit(session));
  return { commit, files: await ask(() => listRepository(session, commit)) };
}

async function findCommit({ repository, revision, settings, fetch }: HubSession): Promise<string> {
  const { sha } = await modelInfo({
    name: repository,
    revision,
    additionalFields: ['sha'],
    hubUrl: settings.endpoint,
    fetch,
  });
  if (typeof sha === 'string' && isCommit(sha)) return sha;
  throw new SyntaxError('there is no commit');
}

async function listRepository(session: HubSession, commit: string): Promise<Map<string, HubFile>> {
  const { repository, settings, fetch } = session;
  const files = new Map<string, HubFile>();
  const entries = listFiles({
    repo: { type: 'model', name: repository },
    revision: commit,
    recursive: true,
    hubUrl: settings.endpoint,
    fetch,
  });
  for await (const entry of entries) {
    if (entry.type === 'file') files.set(entry.path, describeHubFile(entry));
  }
  return files;
}

/** The page of a hotel's network, say, is an answer with status 200 and no JSON. */
async function understood<T>(work: () => Promise<T>, { repository, settings }: HubSession): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const isNetwork = !(cause instanceof SyntaxError) && !(cause instanceof TypeError && cause.cause === undefined);
    if (isNetwork) throw cause;
    throw new FormatError(
      `cannot download ${repository}: what answers at ${settings.endpoint} is not a Hugging Face hub: check HF_ENDPOINT, or log in to your network`,
      { repository, endpoint: settings.endpoint, cause },
    );
  }
}
