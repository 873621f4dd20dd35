/** What the hub's refusals mean, and what to do about them. */
import { InputError } from '@bertsmith/tensor';
import type { HubSession } from './hub-session.js';
import { TransientFailure } from './transient-failure.js';

/** What the explanation depends on. */
export type AskedOf = Pick<HubSession, 'repository' | 'revision' | 'settings'>;

/** Too slow, too many requests; every 5xx besides. */
const TRANSIENT_STATUSES = new Set([408, 425, 429]);
/** What the hub says of a token that it does not know. */
const BAD_TOKEN = /invalid (credentials|token|user token)|token.*(expired|invalid)/i;

/** The error for an answer that is no success. */
export function explainResponse(response: Response, asked: AskedOf): InputError | TransientFailure {
  const { status } = response;
  if (status >= 500 || TRANSIENT_STATUSES.has(status) || isExpiredLink(response, asked)) {
    return new TransientFailure(describeBusy(response, asked), { retryAfterMs: retryAfterMs(response) });
  }
  const details = { ...named(asked), status, url: response.url, hubErrorCode: errorCode(response) };
  return new InputError(`cannot download ${asked.repository}: ${explainRefusal(response, asked)}`, details);
}

function named({ repository, revision, settings }: AskedOf) {
  return { repository, revision, endpoint: settings.endpoint };
}

function errorCode(response: Response): string | null {
  return response.headers.get('x-error-code');
}

/** The store behind the hub is reached through links that are signed for a while: the hub gives a new one when it is asked again. */
function isExpiredLink({ status, url }: Response, { settings }: AskedOf): boolean {
  return status === 403 && url !== '' && new URL(url).origin !== new URL(settings.endpoint).origin;
}

function describeBusy({ status, headers }: Response, { settings }: AskedOf): string {
  const after = headers.get('retry-after');
  const wait = after === null ? '' : `, and asks to wait (Retry-After: ${after})`;
  if (status === 429) {
    const advice = settings.token === undefined ? '; a token (HF_TOKEN) raises the limit' : '';
    return `the hub answers that there were too many requests (429)${wait}${advice}`;
  }
  return `the hub answers with status ${status}${wait}`;
}

/** Seconds, or a date. */
function retryAfterMs({ headers }: Response): number {
  const text = headers.get('retry-after') ?? '';
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

function explainRefusal(response: Response, asked: AskedOf): string {
  const { status } = response;
  if (status === 401 || status === 403) return explainNoAccess(response, asked);
  if (status === 404 || status === 410) return explainNotFound(response, asked);
  return `the hub answers with status ${status} for ${response.url}: ${said(response) || response.statusText}`;
}

function said(response: Response): string {
  return response.headers.get('x-error-message') ?? '';
}

function explainNoAccess(response: Response, { repository, settings }: AskedOf): string {
  const page = `${settings.endpoint}/${repository}`;
  if (errorCode(response) === 'GatedRepo') {
    const token = settings.token === undefined ? 'and give your token in HF_TOKEN' : 'with the account of your token';
    return `its owner lets in only those who asked: ask for access on ${page}, ${token}`;
  }
  if (settings.token === undefined) {
    return 'there is no such model, or it is private: check the name; for a private one, give a token in the environment variable HF_TOKEN';
  }
  if (response.status === 401 && (BAD_TOKEN.test(said(response)) || errorCode(response) === null)) {
    return 'the hub does not accept the token: check HF_TOKEN (or the file token in HF_HOME), make a new one in the settings of your account';
  }
  return `there is no such model, or your token may not read it: check the name, and that the account of the token has access to ${page}`;
}

function explainNotFound(response: Response, { repository, revision, settings }: AskedOf): string {
  const file = /\/resolve\/[^/]+\/([^?#]+)/.exec(response.url)?.[1];
  switch (errorCode(response)) {
    case 'RevisionNotFound':
      return `it has no revision '${revision}': expected a branch, a tag or a commit; they are listed on ${settings.endpoint}/${repository}/commits/main`;
    case 'EntryNotFound':
      return `it has no file '${file}' in revision '${revision}'`;
    case 'RepoNotFound':
      return `there is no model of this name on ${settings.endpoint}: check the name, owner included, as in google-bert/bert-base-uncased`;
    default:
      return `${response.url} is not there: check the name of the model, the revision '${revision}', and HF_ENDPOINT (${settings.endpoint})`;
  }
}

/** The error for a download that failed in spite of several tries. */
export function explainGivingUp(failure: TransientFailure, asked: AskedOf): InputError {
  const { repository, settings } = asked;
  return new InputError(
    `cannot download ${repository} from ${settings.endpoint}: ${failure.message}; check the network and try again, what has arrived is kept`,
    { ...named(asked), cause: failure },
  );
}
