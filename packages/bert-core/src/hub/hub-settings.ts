/** Where the hub is, who asks, and where files are kept: the environment variables of Hugging Face's own clients. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import { getHFHubCachePath, HUB_URL } from '@huggingface/hub';

/** What a caller may say instead of the environment. */
export interface HubSettingsOptions {
  /** The hub. Default `HF_ENDPOINT`, or Hugging Face's. */
  readonly endpoint?: string;
  /** An access token; `null` for none. Default `HF_TOKEN`, or the file `token` in `HF_HOME`. */
  readonly token?: string | null;
  /** Default `HF_HUB_CACHE`, `HF_HOME/hub`, or `~/.cache/huggingface/hub`. */
  readonly cacheDirectory?: string;
  /** Ask nobody, use what is in the cache. Default `HF_HUB_OFFLINE`. */
  readonly offline?: boolean;
}

/** The settings of one download. */
export interface HubSettings {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly cacheDirectory: string;
  readonly isOffline: boolean;
}

/** The words that Python's client takes for yes. */
const YES = new Set(['1', 'ON', 'YES', 'TRUE']);

/** @throws ConfigError for an endpoint that is no web address */
export async function readHubSettings(options: HubSettingsOptions): Promise<HubSettings> {
  return {
    endpoint: checkEndpoint(options.endpoint ?? (process.env.HF_ENDPOINT || HUB_URL)),
    token: options.token === undefined ? await findToken() : (options.token ?? undefined),
    cacheDirectory: options.cacheDirectory ?? expandHome(getHFHubCachePath()),
    isOffline: options.offline ?? (isSet('HF_HUB_OFFLINE') || isSet('TRANSFORMERS_OFFLINE')),
  };
}

function isSet(name: string): boolean {
  return YES.has((process.env[name] ?? '').toUpperCase());
}

function checkEndpoint(endpoint: string): string {
  if (/^https?:\/\//.test(endpoint) && URL.canParse(endpoint)) return endpoint.replace(/\/+$/, '');
  throw new ConfigError(`HF_ENDPOINT is '${endpoint}', expected a web address such as ${HUB_URL}`, { endpoint });
}

/** A shell expands `~`, a Dockerfile or an .env file does not; Python's client does, the JavaScript one does not. */
function expandHome(path: string): string {
  return path.replace(/^~(?=$|[\\/])/, homedir());
}

async function findToken(): Promise<string | undefined> {
  const given = process.env.HF_TOKEN ?? process.env.HUGGING_FACE_HUB_TOKEN;
  if (given?.trim()) return given.trim();
  if (isSet('HF_HUB_DISABLE_IMPLICIT_TOKEN')) return undefined;
  // One that cannot be read is none: most models need no token, and the hub says when one does.
  const saved = await readFile(tokenPath(), 'utf8').catch(() => '');
  return saved.trim() || undefined;
}

/** Where `hf auth login` saves the token: in HF_HOME. */
function tokenPath(): string {
  const { HF_TOKEN_PATH, HF_HOME, XDG_CACHE_HOME } = process.env;
  const home = HF_HOME ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface');
  return expandHome(HF_TOKEN_PATH ?? join(home, 'token'));
}
