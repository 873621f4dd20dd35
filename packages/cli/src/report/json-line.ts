import type { TextOutput } from '../command-io.js';

/** Writes a value as one line of JSON; a number that JSON cannot hold becomes `null`. */
export function writeJsonLine(output: TextOutput, value: object): void {
  output.write(`${JSON.stringify(value)}\n`);
}
