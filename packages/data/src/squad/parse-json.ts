import { FormatError } from '@bertsmith/tensor';

/**
 * The value of a JSON text.
 *
 * @throws FormatError with line and column where it stops being JSON, or stops half-way
 */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const isCut = isCutShort(text);
    const offset = isCut ? text.trimEnd().length : findFirstWrong(text);
    const before = text.slice(0, offset).split('\n');
    const [line, column] = [before.length, (before.at(-1) as string).length + 1];
    const problem = isCut ? 'the JSON stops half-way: the file is incomplete' : `not JSON: ${(cause as Error).message}`;
    throw new FormatError(`${path}:${line}:${column}: ${problem}; fetch it again`, { path, line, column, cause });
  }
}

/** Whether a text is JSON as far as it goes. Engines say so by speaking of the end, or of a position there. */
function isCutShort(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const [, position] = /at position (\d+)/.exec(message) ?? [];
    return /end of JSON|Unterminated/.test(message) || Number(position) >= text.length;
  }
}

/**
 * The first character that cannot stand where it does. Not every message has its position, but up to there the text is
 * only cut short, and from there on it is wrong: so it is found by halving.
 */
function findFirstWrong(text: string): number {
  let [right, wrong] = [0, text.length];
  while (wrong - right > 1) {
    const middle = Math.floor((right + wrong) / 2);
    if (isCutShort(text.slice(0, middle))) right = middle;
    else wrong = middle;
  }
  return right;
}
