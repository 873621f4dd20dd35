import type { CommandIo } from './command-io.js';

/** The streams and signals of this process. */
export function processIo(): CommandIo {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    environment: process.env,
    onInterrupt: (listener) => {
      process.on('SIGINT', listener);
      return () => void process.off('SIGINT', listener);
    },
    endAtOnce,
  };
}

/** Not `process.exit`: it waits for native threads, and one that is in the middle of a step aborts with a core dump. */
function endAtOnce(): void {
  process.removeAllListeners('SIGINT');
  process.kill(process.pid, 'SIGINT');
}
