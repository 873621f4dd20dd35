import { OutputError } from '@bertsmith/tensor';
import { explainOutputFailure } from '@bertsmith/tensor/files';
import type { TextOutput } from '../command-io.js';

/** The exit status of a program whose reader went away: 128 and the number of SIGPIPE, as shells count. */
export const BROKEN_PIPE_STATUS = 141;

const STANDARD_OUTPUT = 'standard output';

/**
 * Writes results, and waits until they are with the system: a slow reader is waited for, a failure ends the command.
 *
 * @throws OutputError when they cannot be written; {@link isReaderGone} tells the one failure that is no mistake
 */
export async function writeResults(output: TextOutput, text: string): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      // To a file, Node.js 20 throws what later versions hand to the callback.
      output.write(text, (error) => (error ? reject(error) : resolve()));
    });
  } catch (cause) {
    throw explainOutputFailure(STANDARD_OUTPUT, cause, STANDARD_OUTPUT);
  }
}

/** Whether results could not be written because nobody reads on, as with `bertsmith predict ... | head -1`. */
export function isReaderGone(error: unknown): boolean {
  if (!OutputError.isInstance(error)) return false;
  const { path, systemCode } = error.details;
  return path === STANDARD_OUTPUT && systemCode === 'EPIPE';
}
