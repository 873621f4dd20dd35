import type { Command } from 'commander';

/** The flag of an option that somebody typed, of those with these names; defaults and options of a file are not typed. */
export function typedFlag(command: Command, names: readonly string[]): string | undefined {
  return command.options.find((option) => {
    const name = option.attributeName();
    return names.includes(name) && command.getOptionValueSource(name) === 'cli';
  })?.long;
}
