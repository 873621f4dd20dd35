import { createInterface } from 'node:readline';
import { InputError } from '@bertsmith/tensor';
import type { TextInput } from '../command-io.js';

/**
 * The texts to work on: the arguments, or, when there are none, the lines of what is piped in.
 *
 * @throws InputError when there are none, or one is empty; counted from 1
 */
export async function readTexts(args: readonly string[], stdin: TextInput): Promise<readonly string[]> {
  if (args.length > 0)
    return checkTexts(args, (position) => `text ${position} is empty: give it words, or leave it out`);
  if (stdin.isTTY === true) throw noTexts();
  const lines = await readLines(stdin);
  return checkTexts(lines, (position) => `line ${position} of standard input is empty: remove it`);
}

async function readLines(stdin: TextInput): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY })) lines.push(line);
  return lines;
}

function checkTexts(texts: readonly string[], describe: (position: number) => string): readonly string[] {
  if (texts.length === 0) throw noTexts();
  const index = texts.findIndex((text) => text.trim() === '');
  if (index >= 0) throw new InputError(describe(index + 1), { position: index + 1 });
  return texts;
}

function noTexts(): InputError {
  return new InputError('there is no text to classify: give texts as arguments, or pipe in one a line', { texts: 0 });
}
