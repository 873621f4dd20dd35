import type { HubSettings } from './hub-settings.js';

/** One download: of what, from where, and how patiently. */
export interface HubSession {
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
  readonly settings: HubSettings;
  readonly signal: AbortSignal | undefined;
  /** Before the second try of a request, milliseconds; doubled before each one after it. */
  readonly retryDelayMs: number;
  /** `fetch` with the token, for the hub alone; throws for every answer that is no success. */
  readonly fetch: typeof fetch;
}
