import type { TextOutput } from '../command-io.js';

/** Writes what is only for whoever watches. It may get lost, on a full disk or in a closed pipe, and nothing else may. */
export function writeProgress(output: TextOutput, text: string): void {
  try {
    output.write(text);
  } catch {
    // To a file, Node.js 20 throws what later versions emit as an event.
  }
}
