import { InputError } from '@bertsmith/tensor';
import { readLines } from '@bertsmith/tokenizer-wordpiece/files';
import type { TextInput } from '../command-io.js';
import { type InputRecord, parseInputLine } from './input-record.js';

/** Where records come from. */
export interface RecordSource {
  /** Texts of the command line. */
  readonly args: readonly string[];
  /** `--input`: a file, or `-` for standard input, which is also read when there are no arguments. */
  readonly input?: string | undefined;
  readonly stdin: TextInput;
}

const STANDARD_INPUT = '-';

/**
 * The records to work on, as they come.
 *
 * @throws InputError when there are none, one is empty, or there are both arguments and `--input`
 */
export async function* readRecords({ args, input, stdin }: RecordSource): AsyncGenerator<InputRecord> {
  if (args.length > 0 && input !== undefined) {
    throw new InputError('there are texts as arguments and --input: give one of them', { input });
  }
  if (args.length > 0)
    return yield* args.map((text, index) => ({ place: `text ${index + 1}`, text: requireText(text, index) }));
  const isPiped = input === undefined || input === STANDARD_INPUT;
  if (isPiped && stdin.isTTY === true) throw noTexts();
  const name = isPiped ? 'standard input' : input;
  let line = 0;
  for await (const lines of readLines(isPiped ? (stdin as AsyncIterable<Uint8Array | string>) : input)) {
    for (const text of lines) {
      const place = `line ${++line} of ${name}`;
      if (text.trim() === '') throw new InputError(`${place} is empty: remove it`, { position: line });
      yield parseInputLine(text, place);
    }
  }
  if (line === 0) throw noTexts();
}

function requireText(text: string, index: number): string {
  if (text.trim() !== '') return text;
  throw new InputError(`text ${index + 1} is empty: give it words, or leave it out`, { position: index + 1 });
}

function noTexts(): InputError {
  const message =
    'there is no text to work on: give texts as arguments, name a file with --input, or pipe in one a line';
  return new InputError(message, { texts: 0 });
}
