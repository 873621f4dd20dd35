import { ConfigError } from '@bertsmith/tensor';

/** The names of all options of a kind, the optional ones too; an option that is forgotten does not compile. */
export type OptionNames<Options> = Readonly<Record<keyof Required<Options>, true>>;

/** @throws ConfigError when an option has a name that is not known, as a slip of the pen in a file has */
export function checkOptionNames(owner: string, options: object, known: Readonly<Record<string, true>>): void {
  const unknown = Object.keys(options).find((option) => !Object.hasOwn(known, option));
  if (unknown === undefined) return;
  const names = Object.keys(known).join(', ');
  throw new ConfigError(`${owner}: there is no option '${unknown}'; it has ${names}`, { option: unknown });
}

/**
 * What a table has under a name.
 *
 * @throws ConfigError that lists the names there are
 */
export function requireChoice<T>(what: string, name: unknown, choices: Readonly<Record<string, T>>): T {
  if (typeof name === 'string' && Object.hasOwn(choices, name)) return choices[name] as T;
  const names = Object.keys(choices).join(', ');
  throw new ConfigError(`there is no ${what} '${String(name)}': choose one of ${names}`, { name });
}
