import pc from 'picocolors';
import type { TextOutput } from '../command-io.js';

type Colors = ReturnType<typeof pc.createColors>;

/** Colours for a terminal; for a pipe, a file, or where `NO_COLOR` is set, functions that change nothing. */
export function terminalColors(output: TextOutput, environment: Readonly<Record<string, string | undefined>>): Colors {
  const isWanted = !environment.NO_COLOR && environment.TERM !== 'dumb';
  return pc.createColors(output.isTTY === true && isWanted);
}
