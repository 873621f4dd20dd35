import { explainResponse } from './hub-failure.js';
import type { HubSession } from './hub-session.js';

/**
 * `fetch` as the client's functions and ours take it.
 *
 * The token is added here and not by the client, which refuses those that do not begin with `hf_` (of a mirror, say). It goes to the
 * hub alone: not to another host that a page of a listing names, and `fetch` drops it when a redirection leads elsewhere. An answer that
 * is no success becomes our error here, because the client's error does not have the headers that say why, and how long to wait.
 */
export function createHubFetch(session: Omit<HubSession, 'fetch'>): typeof fetch {
  const { settings, signal } = session;
  const { origin } = new URL(settings.endpoint);
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init.headers);
    headers.set('user-agent', 'bertsmith');
    if (settings.token !== undefined && url.origin === origin) headers.set('authorization', `Bearer ${settings.token}`);
    const response = await fetch(url, { ...init, headers, signal: init.signal ?? signal ?? null });
    if (response.ok) return response;
    await response.body?.cancel();
    throw explainResponse(response, session);
  };
}
