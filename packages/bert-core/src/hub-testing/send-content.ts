import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** What goes wrong while content is sent. */
export interface ContentFault {
  /** The connection is closed after so many bytes of the body. */
  readonly cutAfterBytes?: number;
  /** Nothing comes after so many bytes of the body, and the connection stays open. */
  readonly stallAfterBytes?: number;
  /** Other bytes than those of the file. */
  readonly content?: Uint8Array;
  /** All is sent whatever was asked for. */
  readonly ignoreRange?: boolean;
  /** A pause after every 64 KiB, for a download that can be watched. */
  readonly pauseMs?: number;
}

const CHUNK_BYTES = 64 * 1024;

/** Answers with a file, or the range of it that was asked for. */
export async function sendContent(
  request: IncomingMessage,
  response: ServerResponse,
  content: Uint8Array,
  fault: ContentFault = {},
): Promise<void> {
  const { content: sent = content, ignoreRange = false } = fault;
  const range = ignoreRange ? undefined : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = Number(range?.[1] ?? 0);
  const end = range?.[2] ? Math.min(Number(range[2]) + 1, sent.length) : sent.length;
  response.setHeader('accept-ranges', 'bytes');
  if (range && start >= sent.length) {
    response.writeHead(416, { 'content-range': `bytes */${sent.length}` }).end();
    return;
  }
  if (range) response.setHeader('content-range', `bytes ${start}-${end - 1}/${sent.length}`);
  response.writeHead(range ? 206 : 200, { 'content-length': end - start });
  if (request.method === 'HEAD') response.end();
  else await sendBody(response, sent.subarray(start, end), fault);
}

async function sendBody(response: ServerResponse, body: Uint8Array, fault: ContentFault): Promise<void> {
  const { cutAfterBytes = Number.POSITIVE_INFINITY, stallAfterBytes = Number.POSITIVE_INFINITY, pauseMs } = fault;
  const last = Math.min(body.length, cutAfterBytes, stallAfterBytes);
  for (let at = 0; at < last && !response.destroyed; at += CHUNK_BYTES) {
    await new Promise((resolve) => response.write(body.subarray(at, Math.min(at + CHUNK_BYTES, last)), resolve));
    await (pauseMs === undefined ? nextTurn() : new Promise((resolve) => setTimeout(resolve, pauseMs)));
  }
  if (last === body.length) response.end();
  // All that was written is on its way before the connection ends.
  else if (cutAfterBytes < stallAfterBytes) response.socket?.destroySoon();
}
