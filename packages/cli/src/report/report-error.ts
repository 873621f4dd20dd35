import { inspect } from 'node:util';
import { BertsmithError } from '@bertsmith/tensor';
import { type Command, CommanderError } from 'commander';
import type { CommandIo } from '../command-io.js';
import { writeProgress } from '../streams/write-progress.js';
import { BROKEN_PIPE_STATUS, isReaderGone } from '../streams/write-results.js';
import { describeUsageError } from './describe-usage-error.js';
import { terminalColors } from './terminal-colors.js';

/** What was being run when an error came. */
export interface FailedRun {
  readonly io: CommandIo;
  readonly program: Command;
  readonly argv: readonly string[];
}

/** What is said of an error that is none of ours: it is a fault of the program, not of its user. */
const UNEXPECTED = 'unexpected, please report it; --debug shows where it happened';

/**
 * Says on standard error, in one line that begins with `error:`, what went wrong; with `--debug`, where, too. That nobody reads the
 * results any more is not said: it is no mistake, and the status tells.
 *
 * @returns the exit status
 */
export function reportError(error: unknown, run: FailedRun): number {
  if (error instanceof CommanderError && hasSpoken(error)) return error.exitCode;
  if (isReaderGone(error)) return BROKEN_PIPE_STATUS;
  const { io, argv } = run;
  const { red } = terminalColors(io.stderr, io.environment);
  writeProgress(io.stderr, `${red('error:')} ${oneLine(describe(error, run))}\n`);
  if (isDebug(argv)) writeProgress(io.stderr, `${inspect(error)}\n`);
  return 1;
}

/** Help and version are "errors" to commander, which has printed them. */
function hasSpoken({ exitCode, code }: CommanderError): boolean {
  return exitCode === 0 || code === 'commander.help';
}

function describe(error: unknown, { program, argv }: FailedRun): string {
  if (error instanceof CommanderError) return describeUsageError(error, program, argv);
  if (BertsmithError.isInstance(error)) return error.message;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${message} (${UNEXPECTED})`;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}

/** The command line may be what is wrong, so commander cannot be asked. */
function isDebug(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--debug');
}
