import type { CommandIo } from '../command-io.js';

/**
 * Keeps errors of the outputs from ending the process, as Node.js has it where nobody listens. Those of standard output come up where
 * results are written (`write-results.ts`); those of standard error are nobody's concern: there is no place left to report them.
 *
 * The listeners stay, because errors may come late.
 */
export function hearStreamErrors({ stdout, stderr }: CommandIo): void {
  for (const output of [stdout, stderr]) {
    if (!output.listeners('error').includes(ignore)) output.on('error', ignore);
  }
}

function ignore(): void {}
