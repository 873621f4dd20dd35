import type { CommandIo } from './command-io.js';
import { processIo } from './process-io.js';
import { createProgram } from './program.js';
import { reportError } from './report/report-error.js';
import { hearStreamErrors } from './streams/hear-stream-errors.js';
import { writeResults } from './streams/write-results.js';

/**
 * Runs one command, as if it had been typed after `bertsmith`.
 *
 * @param argv what follows the name of the program
 * @param io default: the streams of this process
 * @returns the exit status: 0 for success, 1 for an error (which was reported on `io.stderr`), 130 after Ctrl-C, 141 when whoever
 *   read `io.stdout` went away
 * @example
 * const exitStatus = await runCli(['predict', '--model', 'models/first', 'a large wild cat']);
 */
export async function runCli(argv: readonly string[], io: CommandIo = processIo()): Promise<number> {
  hearStreamErrors(io);
  let exitStatus = 0;
  let spoken = '';
  const program = createProgram({
    io,
    finish: (status) => {
      exitStatus = status;
    },
    speak: (text) => {
      spoken += text;
    },
  });
  const report = (error: unknown) => reportError(error, { io, program, argv });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    exitStatus = report(error);
  }
  if (spoken === '') return exitStatus;
  return await writeResults(io.stdout, spoken).then(() => exitStatus, report);
}
