import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalFile, LocalRepository } from './local-repository.js';
import { type ContentFault, sendContent } from './send-content.js';

/** A request to the hub, and what the hub has. */
export interface HubExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly endpoint: string;
  readonly storeEndpoint: string;
  readonly fault: ContentFault | undefined;
  readonly repositories: ReadonlyMap<string, LocalRepository>;
}

type Found = NonNullable<ReturnType<LocalRepository['find']>> & { readonly repository: string };

const MODEL_INFO = /^\/api\/models\/((?:[^/]+\/)?[^/]+)\/revision\/([^/]+)$/;
const TREE = /^\/api\/models\/((?:[^/]+\/)?[^/]+)\/tree\/([^/]+)$/;
const RESOLVE = /^\/((?:[^/]+\/)?[^/]+)\/resolve\/([^/]+)\/(.+)$/;
/** Where the hub redirects to for small files, since 2025. */
const RESOLVE_CACHE = /^\/api\/resolve-cache\/models\/((?:[^/]+\/)?[^/]+)\/([^/]+)\/(.+)$/;
/** The hub's pages have 1,000 entries; small ones show in tests whether the second is asked for. */
const ENTRIES_A_PAGE = 5;

/** Answers as the hub does. */
export async function answerHub(exchange: HubExchange): Promise<void> {
  const { pathname } = new URL(exchange.request.url ?? '/', exchange.endpoint);
  const [, repository = '', revision = '', file = ''] =
    [MODEL_INFO, TREE, RESOLVE, RESOLVE_CACHE].map((pattern) => pattern.exec(pathname)).find(Boolean) ?? [];
  const found = find(exchange, decodeURIComponent(repository), decodeURIComponent(revision));
  if (found === undefined) return;
  if (MODEL_INFO.test(pathname)) sendModelInfo(exchange, found);
  else if (TREE.test(pathname)) sendTree(exchange, found);
  else await sendFile(exchange, found, decodeURIComponent(file), RESOLVE_CACHE.test(pathname));
}

function find({ request, response, repositories }: HubExchange, name: string, revision: string): Found | undefined {
  const { authorization } = request.headers;
  const repository = repositories.get(name);
  const { privateToken } = repository?.access ?? {};
  if (authorization !== undefined && !authorization.startsWith('Bearer hf_')) {
    return refuse(response, 401, undefined, 'Invalid credentials in Authorization header');
  }
  if (repository === undefined || (privateToken !== undefined && authorization !== `Bearer ${privateToken}`)) {
    // Whoever has no token is not even told whether there is such a repository.
    return refuse(response, authorization === undefined ? 401 : 404, 'RepoNotFound', 'Repository not found');
  }
  const found = repository.find(revision);
  if (found === undefined) return refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
  return { ...found, repository: name };
}

function refuse(response: ServerResponse, status: number, code: string | undefined, message: string): undefined {
  if (code !== undefined) response.setHeader('x-error-code', code);
  response.setHeader('x-error-message', message);
  sendJson(response.writeHead(status, { 'content-type': 'application/json' }), { error: message });
}

function sendJson(response: ServerResponse, value: unknown): void {
  if (!response.headersSent) response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(value));
}

function sendModelInfo({ response }: HubExchange, { repository, commit, files }: Found): void {
  sendJson(response, {
    _id: '621ffdc036468d709f174328',
    id: repository,
    modelId: repository,
    sha: commit,
    private: false,
    gated: false,
    downloads: 0,
    likes: 0,
    tags: [],
    lastModified: '2024-02-19T11:06:12.000Z',
    siblings: [...files.keys()].map((rfilename) => ({ rfilename })),
  });
}

function sendTree({ request, response, endpoint }: HubExchange, { commit, files }: Found): void {
  const url = new URL(request.url ?? '/', endpoint);
  const start = Number(url.searchParams.get('cursor') ?? 0);
  const entries = listTree(files, url.searchParams.get('recursive') === 'true');
  const end = start + ENTRIES_A_PAGE;
  if (end < entries.length) {
    url.searchParams.set('cursor', String(end));
    response.setHeader('link', `<${url.href}>; rel="next"`);
  }
  sendJson(response.setHeader('x-repo-commit', commit), entries.slice(start, end));
}

function listTree(files: ReadonlyMap<string, LocalFile>, isRecursive: boolean): object[] {
  const paths = [...files.keys()];
  const folders = new Set(
    paths.filter((path) => path.includes('/')).map((path) => path.slice(0, path.lastIndexOf('/'))),
  );
  const directories = [...folders].map((path) => ({ type: 'directory', oid: '0'.repeat(40), size: 0, path }));
  const listed = [...files.values()].filter(({ path }) => isRecursive || !path.includes('/'));
  return [...directories, ...listed.map(describeEntry)];
}

function describeEntry({ path, content, oid, lfsOid }: LocalFile) {
  const size = content.length;
  const entry = { type: 'file', oid, size, path };
  return lfsOid === undefined ? entry : { ...entry, lfs: { oid: lfsOid, size, pointerSize: 134 } };
}

async function sendFile(exchange: HubExchange, found: Found, path: string, isFinal: boolean): Promise<void> {
  const { request, response, repositories, storeEndpoint, fault } = exchange;
  const { gatedToken } = repositories.get(found.repository)?.access ?? {};
  const { authorization } = request.headers;
  if (gatedToken !== undefined && authorization !== `Bearer ${gatedToken}`) {
    const message = `Access to model ${found.repository} is restricted. You must have access to it and be authenticated`;
    return refuse(response, authorization === undefined ? 401 : 403, 'GatedRepo', message);
  }
  const file = found.files.get(path);
  response.setHeader('x-repo-commit', found.commit);
  if (file === undefined) return refuse(response, 404, 'EntryNotFound', 'Entry not found');
  const { lfsOid, oid, content } = file;
  if (lfsOid !== undefined) {
    response.setHeader('x-linked-etag', `"${lfsOid}"`).setHeader('x-linked-size', content.length);
    response.writeHead(302, { location: `${storeEndpoint}/${lfsOid}?X-Amz-Signature=0123` }).end();
  } else if (isFinal) {
    await sendContent(request, response.setHeader('etag', `"${oid}"`), content, fault);
  } else {
    response.setHeader('etag', `"${oid}"`);
    const location = `/api/resolve-cache/models/${found.repository}/${found.commit}/${encodeURIComponent(path)}`;
    response.writeHead(307, { location }).end();
  }
}
