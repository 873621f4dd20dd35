import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('run-onnx.html', import.meta.url));
const RUNTIME = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));

/** A browser compiles WebAssembly as it comes, and runs a script, only of the right type. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  mjs: 'text/javascript',
  wasm: 'application/wasm',
};

/** A page that runs models. */
export interface WebRuntime {
  /** Of the page: `http://127.0.0.1:` and some port. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `run-onnx.html` as `/`, the files of onnxruntime-web under `/runtime/`, and those of a folder under `/models/`, to this machine alone.
 *
 * @param models the path of a model by what is behind `/models/`
 */
export async function serveWebRuntime(models: (name: string) => string): Promise<WebRuntime> {
  const server = createServer(async ({ url = '/' }, response) => {
    const path = pathOf(decodeURIComponent(url), models);
    const content = await readFile(path).catch(() => undefined);
    if (content === undefined) return response.writeHead(404).end();
    const type = CONTENT_TYPES[path.split('.').at(-1) as string] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => closeServer(server) };
}

function pathOf(url: string, models: (name: string) => string): string {
  if (url.startsWith('/runtime/')) return join(RUNTIME, basename(url));
  return url.startsWith('/models/') ? models(url.slice('/models/'.length)) : PAGE;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
