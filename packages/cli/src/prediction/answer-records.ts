import type { Readable } from 'node:stream';
import type { CommandIo } from '../command-io.js';
import { INTERRUPTED_STATUS, listenForInterrupt } from '../interrupt.js';
import { writeProgress } from '../streams/write-progress.js';
import { writeAnswers } from './answer-output.js';
import { inChunks, TEXTS_AT_ONCE } from './in-chunks.js';
import type { InputRecord } from './input-record.js';
import { readRecords } from './read-records.js';
import { withPlaces } from './with-places.js';

/** What answers records, with a line for each. */
export interface RecordAnswerer {
  /** The lines of the answers, in the order of the records. */
  answer(records: readonly InputRecord[], signal: AbortSignal): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/** Where a command's records come from, and where its lines go. */
export interface RecordPlaces {
  /** Texts of the command line. */
  readonly args: readonly string[];
  readonly input?: string | undefined;
  readonly output?: string | undefined;
  /** `--batch-size`: no fewer texts are answered at a time. */
  readonly batchSize?: number | undefined;
}

/**
 * Reads records, answers them a chunk at a time, and writes the lines. Ctrl-C ends it after the batch that is being computed, in good order: an
 * output file is then not written.
 *
 * @param createAnswerer called when it is known that there is something to answer
 * @returns the exit status: 0, or 130 after Ctrl-C
 */
export async function answerRecords(
  { args, input, output, batchSize = 1 }: RecordPlaces,
  io: CommandIo,
  createAnswerer: () => Promise<RecordAnswerer>,
): Promise<number> {
  const { stdin, stdout } = io;
  const records = readRecords({ args, input, stdin });
  const first = await records.next();
  const answerer = await createAnswerer();
  using interrupt = listenForInterrupt(io, () => {
    // Whoever types the input may not have ended it, and would be waited for.
    (stdin as Partial<Readable>).destroy?.();
    if (output !== undefined) writeProgress(io.stderr, `interrupted: '${output}' is not written\n`);
  });
  const { signal } = interrupt;
  const chunks = inChunks(first, records, Math.max(TEXTS_AT_ONCE, batchSize));
  try {
    await writeAnswers(answerLines(chunks, answerer, signal), stdout, output);
    return 0;
  } catch (error) {
    if (signal.aborted) return INTERRUPTED_STATUS;
    throw error;
  } finally {
    await answerer.dispose();
  }
}

async function* answerLines(
  chunks: AsyncIterable<readonly InputRecord[]>,
  answerer: RecordAnswerer,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    const lines = await withPlaces(chunk, (records) => answerer.answer(records, signal));
    yield lines.join('');
  }
  signal.throwIfAborted();
}
