import type { CommandIo } from '../command-io.js';
import { writeAnswers } from './answer-output.js';
import { inChunks } from './in-chunks.js';
import type { InputRecord } from './input-record.js';
import { readRecords } from './read-records.js';
import { withPlaces } from './with-places.js';

/** What answers records, with a line for each. */
export interface RecordAnswerer {
  /** The lines of the answers, in the order of the records. */
  answer(records: readonly InputRecord[]): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/** Where a command's records come from, and where its lines go. */
export interface RecordPlaces {
  /** Texts of the command line. */
  readonly args: readonly string[];
  readonly input?: string | undefined;
  readonly output?: string | undefined;
}

/**
 * Reads records, answers them a chunk at a time, and writes the lines.
 *
 * @param createAnswerer called when it is known that there is something to answer
 */
export async function answerRecords(
  { args, input, output }: RecordPlaces,
  { stdin, stdout }: CommandIo,
  createAnswerer: () => Promise<RecordAnswerer>,
): Promise<void> {
  const records = readRecords({ args, input, stdin });
  const first = await records.next();
  const answerer = await createAnswerer();
  try {
    await writeAnswers(answerLines(inChunks(first, records), answerer), stdout, output);
  } finally {
    await answerer.dispose();
  }
}

async function* answerLines(
  chunks: AsyncIterable<readonly InputRecord[]>,
  answerer: RecordAnswerer,
): AsyncGenerator<string> {
  for await (const chunk of chunks) {
    const lines = await withPlaces(chunk, (records) => answerer.answer(records));
    yield lines.join('');
  }
}
