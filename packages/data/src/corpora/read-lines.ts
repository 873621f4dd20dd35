import { FormatError } from '@bertsmith/tensor';

/** A line of a text that people write has a few thousand; one of a hundred megabytes is another kind of file. */
const MAXIMUM_LINE_CHARACTERS = 64 * 1024 * 1024;

/**
 * The lines of a text that comes in pieces, those of a piece in one array, without their ends (`\n` or `\r\n`).
 *
 * @throws FormatError for a line of more than 64 M characters
 */
export async function* readLines(texts: AsyncIterable<string>, path: string): AsyncGenerator<string[]> {
  let rest = '';
  let line = 1;
  for await (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() as string;
    if (rest.length > MAXIMUM_LINE_CHARACTERS) throw tooLong(path, line + lines.length);
    line += lines.length;
    yield lines.map(withoutReturn);
  }
  if (rest !== '') yield [withoutReturn(rest)];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function tooLong(path: string, line: number): FormatError {
  const message = `${path}:${line}: the line has more than ${MAXIMUM_LINE_CHARACTERS} characters; is it text with line breaks?`;
  return new FormatError(message, { path, line, expected: MAXIMUM_LINE_CHARACTERS });
}
