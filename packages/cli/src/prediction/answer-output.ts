/** Where answers go: standard output, or a file that is there whole or not at all. */
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OutputError } from '@bertsmith/tensor';
import { writeFileAtomically } from '@bertsmith/tensor/files';
import type { TextOutput } from '../command-io.js';
import { writeResults } from '../streams/write-results.js';

/**
 * Writes lines as they come, in bounded memory.
 *
 * @param path a file; undefined for standard output
 * @throws OutputError when the file cannot be written; it is found out before the first line is asked for
 */
export async function writeAnswers(lines: AsyncIterable<string>, stdout: TextOutput, path?: string): Promise<void> {
  if (path === undefined) {
    for await (const line of lines) await writeResults(stdout, line);
    return;
  }
  await requireDirectory(dirname(path), path);
  await requireFile(path);
  await writeFileAtomically(path, encode(lines));
}

async function requireDirectory(directory: string, path: string): Promise<void> {
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new OutputError(
    `cannot write '${path}': there is no directory '${directory}': create it, or choose another place`,
    { path },
  );
}

async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isFile()) return;
  throw new OutputError(`cannot write '${path}': it is a directory, pipe or device: name a file`, { path });
}

async function* encode(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const line of lines) yield encoder.encode(line);
}
