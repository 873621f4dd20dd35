import { FormatError, OutputError } from '@bertsmith/tensor';

/**
 * Reads `vocab.txt`: one token a line, the line number from 0 is the id. Lines end in LF or CRLF.
 *
 * @param file - The name of the file, for messages.
 * @throws FormatError, with the line, for a line without a token or with one that an earlier line has.
 */
export function parseVocabulary(text: string, file = 'vocab.txt'): string[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const tokens = text.includes('\r') ? lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)) : lines;
  if (tokens.length === 0) throw new FormatError(`${file}: there is no token in it`, { path: file });
  // Which line is at fault is looked for only when one is, to load fast.
  if (tokens.includes('') || new Set(tokens).size < tokens.length) explainFault(tokens, file);
  return tokens;
}

/**
 * Writes `vocab.txt`.
 *
 * @throws OutputError for a token that holds the end of a line.
 */
export function formatVocabulary(tokens: Iterable<string>): string {
  return Array.from(tokens, (token) => {
    if (!/[\r\n]/.test(token)) return `${token}\n`;
    throw new OutputError(`vocab.txt: ${JSON.stringify(token)} cannot be a line of its own`, { token });
  }).join('');
}

function explainFault(tokens: readonly string[], file: string): void {
  const lines = new Map<string, number>();
  for (const [index, token] of tokens.entries()) {
    const line = index + 1;
    if (token === '') {
      const message = `${file}:${line}: this line has no token; every line is one, its number from 0 is the id`;
      throw new FormatError(message, { path: file, line });
    }
    const firstLine = lines.get(token);
    if (firstLine !== undefined) {
      const message = `${file}:${line}: ${JSON.stringify(token)} is in line ${firstLine} already; remove one of them`;
      throw new FormatError(message, { path: file, line, firstLine, token });
    }
    lines.set(token, line);
  }
}
