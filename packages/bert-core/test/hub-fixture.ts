import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type DownloadOptions, downloadSnapshot, type ModelSnapshot } from '../src/hub.js';
import { LocalHub } from '../src/hub-testing.js';

/** A hub and an empty cache for each test of a file. */
export interface HubFixture {
  readonly hub: LocalHub;
  readonly cacheDirectory: string;
  /** Downloads `org/model` from that hub into that cache, without a token and without waiting between tries. */
  download(options?: DownloadOptions): Promise<ModelSnapshot>;
}

/** Call it once at the top of a test file. */
export function useHub(): HubFixture {
  const state = {} as { hub: LocalHub; cacheDirectory: string };
  beforeEach(async () => {
    state.hub = await LocalHub.start();
    state.cacheDirectory = await mkdtemp(join(tmpdir(), 'hub-cache-'));
  });
  afterEach(async () => {
    await state.hub.close();
    await rm(state.cacheDirectory, { recursive: true });
  });
  return {
    get hub() {
      return state.hub;
    },
    get cacheDirectory() {
      return state.cacheDirectory;
    },
    download: async (options) => {
      const { hub, cacheDirectory } = state;
      const usual = { endpoint: hub.endpoint, cacheDirectory, token: null, offline: false, retryDelayMs: 1 };
      return await downloadSnapshot('org/model', { ...usual, ...options });
    },
  };
}
