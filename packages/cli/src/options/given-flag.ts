import type { Command } from 'commander';

/** The flag of an option that somebody gave: by typing it, or in a file, where defaults are written down too. */
export function givenFlag(command: Command, isAbout: (name: string) => boolean): string | undefined {
  return command.options.find((option) => {
    const name = option.attributeName();
    const source = command.getOptionValueSource(name);
    const isGiven = source === 'cli' || (source === 'config' && command.getOptionValue(name) !== option.defaultValue);
    return isGiven && isAbout(name);
  })?.long;
}
