import type { Command, CommanderError } from 'commander';
import { suggestion } from '../options/known-name.js';

/** A mistake in the command line as one sentence that says what there is, and what was probably meant. */
export function describeUsageError(error: CommanderError, program: Command, argv: readonly string[]): string {
  const message = error.message.replace(/^error: /, '');
  const command = findCommand(program, argv);
  if (error.code === 'commander.unknownCommand')
    return `${message}; ${listNames('commands', quoted(message), commandNames(program))}`;
  if (error.code === 'commander.unknownOption') {
    const names = [...flagsOf(command), ...flagsOf(program)];
    return `${message}; ${listNames('options', quoted(message), [...new Set(names)])}`;
  }
  return `${message}; see '${fullName(command, program)} --help'`;
}

function findCommand(program: Command, argv: readonly string[]): Command {
  const named = argv.map((argument) => program.commands.find((command) => command.name() === argument));
  const command = named.find((command) => command !== undefined) ?? program;
  const child = command === program ? undefined : command.commands.find((child) => argv.includes(child.name()));
  return child ?? command;
}

function fullName(command: Command, program: Command): string {
  return command === program ? program.name() : `${fullName(command.parent ?? program, program)} ${command.name()}`;
}

function commandNames(program: Command): string[] {
  return program.commands.map((command) => command.name());
}

function flagsOf(command: Command): string[] {
  return command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : []));
}

function listNames(kind: string, name: string, names: readonly string[]): string {
  return `${kind} are: ${names.join(', ')}${suggestion(name, names)}`;
}

/** What commander puts between quotation marks: the name that it does not know. */
function quoted(message: string): string {
  return /'([^']*)'/.exec(message)?.[1]?.replace(/=.*/, '') ?? '';
}
