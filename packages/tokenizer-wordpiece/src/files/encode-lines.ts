import { availableParallelism } from 'node:os';
import type { EncodeOptions } from '../encode-options.js';
import { checkInteger } from '../option-checks.js';
import type { RaggedIds } from '../ragged-ids.js';
import type { WordPieceTokenizer } from '../wordpiece-tokenizer.js';
import { EncodeThread } from './encode-thread.js';
import { readLines } from './read-lines.js';

/** How to encode a file of any size. */
export interface EncodeLinesOptions extends Omit<EncodeOptions, 'pair'> {
  /** Worker threads; 0 encodes in this thread. Default 0. */
  readonly threads?: number | undefined;
  /** Lines of each result, at most. Default 4,096. */
  readonly batchLines?: number | undefined;
}

/** Results that may wait for each thread: one that it works on, one that comes next. */
const WAITING_PER_THREAD = 2;

/**
 * Encodes a UTF-8 file with a text on each line, in order, in constant memory: a chunk of the file, a few results, and
 * the longest line. An empty line is an empty text.
 *
 * @param source - The path of a file, or chunks of bytes, such as `process.stdin`.
 * @throws InputError for a file that cannot be read; ConfigError for a bad option, as `encodeIds`.
 * @example
 * for await (const { inputIds, rowSplits } of encodeLines('wiki.txt', tokenizer, { threads: 4 })) save(inputIds, rowSplits);
 */
export async function* encodeLines(
  source: string | AsyncIterable<Uint8Array | string>,
  tokenizer: WordPieceTokenizer,
  options: EncodeLinesOptions = {},
): AsyncGenerator<RaggedIds> {
  const { threads = 0, batchLines = 4096, ...encodeOptions } = options;
  checkInteger('threads', threads, 0, 16 * availableParallelism());
  checkInteger('batchLines', batchLines, 1);
  const batches = listBatches(source, batchLines);
  if (threads > 0) yield* encodeOnThreads(batches, tokenizer, encodeOptions, threads);
  else for await (const lines of batches) yield tokenizer.encodeRagged(lines, encodeOptions);
}

async function* listBatches(source: string | AsyncIterable<Uint8Array | string>, count: number) {
  for await (const lines of readLines(source)) {
    for (let start = 0; start < lines.length; start += count) yield lines.slice(start, start + count);
  }
}

async function* encodeOnThreads(
  batches: AsyncIterable<string[]>,
  tokenizer: WordPieceTokenizer,
  options: EncodeOptions,
  threads: number,
): AsyncGenerator<RaggedIds> {
  const pool = Array.from({ length: threads }, () => new EncodeThread(tokenizer.settings, options));
  try {
    const waiting: Promise<RaggedIds>[] = [];
    let count = 0;
    for await (const lines of batches) {
      const result = pool[count++ % threads]!.encode(lines);
      result.catch(() => undefined); // Reported when it is this result's turn.
      waiting.push(result);
      if (waiting.length >= WAITING_PER_THREAD * threads) yield waiting.shift()!;
    }
    yield* waiting;
  } finally {
    await Promise.all(pool.map((thread) => thread.end()));
  }
}
