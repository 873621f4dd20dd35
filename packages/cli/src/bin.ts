/** The program `bertsmith`. */
import { processIo } from './process-io.js';
import { runCli } from './run-cli.js';

// Whoever reads our output may stop early (`bertsmith predict ... | head`): nothing is wrong then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCli(process.argv.slice(2), processIo());
