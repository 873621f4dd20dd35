import type { CommandIo } from './command-io.js';
import { processIo } from './process-io.js';
import { createProgram } from './program.js';
import { reportError } from './report/report-error.js';

/**
 * Runs one command, as if it had been typed after `bertsmith`.
 *
 * @param argv what follows the name of the program
 * @param io default: the streams of this process
 * @returns the exit status: 0 for success, 1 for an error (which was reported on `io.stderr`), 130 after Ctrl-C
 * @example
 * const exitStatus = await runCli(['predict', '--model', 'models/first', 'a large wild cat']);
 */
export async function runCli(argv: readonly string[], io: CommandIo = processIo()): Promise<number> {
  let exitStatus = 0;
  const program = createProgram(io, (status) => {
    exitStatus = status;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitStatus;
  } catch (error) {
    return reportError(error, { io, program, argv });
  }
}
