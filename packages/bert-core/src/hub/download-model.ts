/** A model from the Hugging Face hub, downloaded once into the cache that Python's libraries use, too. */

import { findCachedSnapshot } from './cached-snapshot.js';
import type { DownloadProgress } from './download-blob.js';
import { downloadListing } from './download-listing.js';
import { explainGivingUp } from './hub-failure.js';
import { createHubFetch } from './hub-fetch.js';
import type { HubSession } from './hub-session.js';
import { type HubSettingsOptions, readHubSettings } from './hub-settings.js';
import type { ModelSnapshot } from './model-snapshot.js';
import { checkRepository, checkRevision } from './repository-name.js';
import { type RepositoryListing, resolveRevision } from './resolve-revision.js';
import { TransientFailure } from './transient-failure.js';

/** What to download, and how. */
export interface DownloadOptions extends HubSettingsOptions {
  /** A branch, a tag or a commit. Default `main`. */
  readonly revision?: string;
  /** Told of each file that is downloaded, often; a file that is in the cache already is not told of. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Ends the download; the next one goes on from there. */
  readonly signal?: AbortSignal;
  /** Before the second try of a request that failed, milliseconds; doubled before each one after it. Default 500. */
  readonly retryDelayMs?: number;
}

const DEFAULT_REVISION = 'main';
const DEFAULT_RETRY_DELAY_MS = 500;

/**
 * Downloads the files of a model that are needed here and not yet in the cache: configuration, tokenizer, and the weights once
 * (`model.safetensors` before `pytorch_model.bin`). Every file is checked by size and checksum. A download that was broken off goes on
 * where it ended. Without a network, a model that is in the cache is used as it is.
 *
 * @param repository owner and name
 * @returns the directory with `config.json` and the weights
 * @throws InputError for a model, revision or file that is not there or not for everybody, and when the hub cannot be reached and the
 *   cache does not have all of it
 * @throws FormatError when what arrives is not what the hub lists; OutputError when it cannot be written; ConfigError for a name or
 *   an endpoint that cannot be one; the reason of `signal` when that is aborted
 * @example
 * const directory = await downloadModel('google-bert/bert-base-uncased');
 */
export async function downloadModel(repository: string, options: DownloadOptions = {}): Promise<string> {
  return (await downloadSnapshot(repository, options)).directory;
}

/** {@link downloadModel} with all that is to say about the result: the commit, the files, warnings. */
export async function downloadSnapshot(repository: string, options: DownloadOptions = {}): Promise<ModelSnapshot> {
  const session = await openSession(repository, options);
  if (session.settings.isOffline) return await findCachedSnapshot(session, 'HF_HUB_OFFLINE is set');
  const listing = await resolveRevision(session).catch(orUnreachable);
  if (listing instanceof TransientFailure) return await withoutHub(session, listing);
  try {
    return await downloadListing(session, listing, options.onProgress);
  } catch (error) {
    throw error instanceof TransientFailure ? explainGivingUp(error, session) : error;
  }
}

async function openSession(repository: string, options: DownloadOptions): Promise<HubSession> {
  const { revision = DEFAULT_REVISION, signal, retryDelayMs = DEFAULT_RETRY_DELAY_MS } = options;
  checkRepository(repository);
  checkRevision(revision);
  signal?.throwIfAborted();
  const session = { repository, revision, signal, retryDelayMs, settings: await readHubSettings(options) };
  return { ...session, fetch: createHubFetch(session) };
}

function orUnreachable(error: unknown): RepositoryListing | TransientFailure {
  if (error instanceof TransientFailure) return error;
  throw error;
}

async function withoutHub(session: HubSession, failure: TransientFailure): Promise<ModelSnapshot> {
  const reason = `${session.settings.endpoint} cannot be reached (${failure.message})`;
  const snapshot = await findCachedSnapshot(session, reason, failure);
  return { ...snapshot, warnings: [`${reason}: using the files in the cache`, ...snapshot.warnings] };
}
