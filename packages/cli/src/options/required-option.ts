import { type Command, Option } from 'commander';

/**
 * An option that must be given.
 *
 * Not commander's own mandatory option: that is missed before unknown flags are looked at, and whoever types `--tassk` would be told
 * that `--task` is missing.
 */
export class RequiredOption extends Option {
  /** @param description goes on behind `required: ` */
  constructor(flags: string, description: string) {
    super(flags, `required: ${description}`);
  }
}

/** Ends a command that lacks a {@link RequiredOption}: a hook for when all flags of the command line are known. */
export function requireOptions(command: Command): void {
  for (const option of command.options) {
    if (!(option instanceof RequiredOption) || command.getOptionValue(option.attributeName()) !== undefined) continue;
    command.error(`required option '${option.flags}' not specified`);
  }
}
