// The command line as a function.
export { runCli } from './run-cli.js';
export type { CommandIo, TextInput, TextOutput } from './command-io.js';
export { processIo } from './process-io.js';
