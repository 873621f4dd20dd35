/**
 * A Hugging Face hub on this machine, for tests: real sockets, and what the real one answers as far as downloads go.
 *
 * Two servers, as there: the hub itself (listings, small files, who may read what), and the store that it redirects to for large files,
 * with a link that is signed and refuses a request that brings a token too.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerHub } from './answer-hub.js';
import { LocalRepository, type RepositoryAccess } from './local-repository.js';
import { type ContentFault, sendContent } from './send-content.js';

/** What a publisher may say. */
export interface PublishOptions extends RepositoryAccess {
  /** The branch that moves to the new commit. Default `main`. */
  readonly revision?: string;
}

/** Something that goes wrong, for the requests that it fits. */
export interface HubFault extends ContentFault {
  /** A part of the URL's path. Large files have their path in it on the hub and their SHA-256 on the store. */
  readonly path: string;
  /** Only requests to this one of the two servers. */
  readonly server: 'hub' | 'store';
  /** How many requests. Default all. */
  readonly times?: number;
  /** Answer with this status. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What was asked. */
export interface ReceivedRequest {
  readonly server: 'hub' | 'store';
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/**
 * A hub with repositories that a test publishes.
 *
 * @example
 * await using hub = await LocalHub.start();
 * hub.publish('someone/tiny', { 'config.json': '{}', 'model.safetensors': weights });
 * const directory = await downloadModel('someone/tiny', { endpoint: hub.endpoint, cacheDirectory });
 */
export class LocalHub {
  /** All requests so far, in order. */
  readonly requests: ReceivedRequest[] = [];
  readonly #repositories = new Map<string, LocalRepository>();
  readonly #faults: { readonly fault: HubFault; left: number }[] = [];
  readonly #hub: Server;
  readonly #store: Server;
  #endpoint = '';
  #storeEndpoint = '';

  private constructor() {
    this.#hub = createServer((request, response) => void this.#answer('hub', request, response));
    this.#store = createServer((request, response) => void this.#answer('store', request, response));
  }

  /** Both servers, on ports of the loopback interface that are free. */
  static async start(): Promise<LocalHub> {
    const hub = new LocalHub();
    for (const server of [hub.#hub, hub.#store]) await once(server.listen(0, '127.0.0.1'), 'listening');
    hub.#endpoint = addressOf(hub.#hub);
    hub.#storeEndpoint = addressOf(hub.#store);
    return hub;
  }

  /** What `HF_ENDPOINT` is set to; also when nobody listens there any more. */
  get endpoint(): string {
    return this.#endpoint;
  }

  /** Where large files are. */
  get storeEndpoint(): string {
    return this.#storeEndpoint;
  }

  /** Makes a commit of these files, and nothing but these. @returns the commit's hash */
  publish(
    repository: string,
    files: Readonly<Record<string, string | Uint8Array>>,
    { revision = 'main', ...access }: PublishOptions = {},
  ): string {
    const known = this.#repositories.get(repository) ?? new LocalRepository();
    this.#repositories.set(repository, known);
    known.access = access;
    return known.commit(files, revision);
  }

  /** Lets something go wrong from now on. Of several that fit a request, the first that is not used up. */
  fail(fault: HubFault): void {
    this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  /** Nothing goes wrong any more. */
  recover(): void {
    this.#faults.length = 0;
  }

  /** Ends all connections; from then on they are refused. */
  async close(): Promise<void> {
    for (const server of [this.#hub, this.#store]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #answer(server: 'hub' | 'store', request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const path = decodeURIComponent(url.split('?')[0] ?? '/');
    this.requests.push({ server, method, path, headers });
    const fault = this.#takeFault(server, path);
    if (fault?.status !== undefined) {
      response.writeHead(fault.status, { ...fault.headers }).end(fault.content ?? 'a fault of the test');
    } else if (server === 'store') {
      await this.#answerStore(request, response, path, fault);
    } else {
      const { endpoint, storeEndpoint } = this;
      await answerHub({ request, response, endpoint, storeEndpoint, fault, repositories: this.#repositories });
    }
  }

  #takeFault(server: 'hub' | 'store', path: string): HubFault | undefined {
    const found = this.#faults.find(
      ({ fault, left }) => left > 0 && fault.server === server && path.includes(fault.path),
    );
    if (found !== undefined) found.left--;
    return found?.fault;
  }

  async #answerStore(request: IncomingMessage, response: ServerResponse, path: string, fault: HubFault | undefined) {
    if (request.headers.authorization !== undefined) {
      response.writeHead(400).end('<Error><Code>InvalidArgument</Code>Only one auth mechanism allowed</Error>');
      return;
    }
    const content = this.#findLarge(path.slice(1));
    if (content === undefined) response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    else await sendContent(request, response.setHeader('etag', '"of-the-store"'), content, fault);
  }

  #findLarge(lfsOid: string): Uint8Array | undefined {
    for (const repository of this.#repositories.values()) {
      for (const { content, lfsOid: oid } of repository.allFiles()) if (oid === lfsOid) return content;
    }
    return undefined;
  }
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
