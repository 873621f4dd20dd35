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
    const { message } = cause as Error;
    const offset = findOffset(message, text);
    const before = text.slice(0, offset).split('\n');
    const [line, column] = [before.length, (before.at(-1) as string).length + 1];
    const problem =
      offset >= text.trimEnd().length ? 'the JSON stops half-way: the file is incomplete' : `not JSON: ${message}`;
    throw new FormatError(`${path}:${line}:${column}: ${problem}; fetch it again`, { path, line, column, cause });
  }
}

/** Where the engine stopped: its message has the position, or speaks of the end. */
function findOffset(message: string, text: string): number {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  return position === undefined ? text.trimEnd().length : Number(position);
}
