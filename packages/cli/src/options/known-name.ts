import { nearestName } from '@bertsmith/data';
import { ConfigError } from '@bertsmith/tensor';

/**
 * A parser for an option that takes one of a few names.
 *
 * @throws ConfigError when it is none of them; the message lists them and names the nearest
 * @example
 * new Option('--preset <name>').argParser(knownName('preset', ['tiny', 'mini']));
 */
export function knownName(kind: string, names: readonly string[]): (text: string) => string {
  return (text) => {
    if (names.includes(text)) return text;
    throw new ConfigError(`there is no ${kind} '${text}'; known are: ${names.join(', ')}${suggestion(text, names)}`, {
      [kind]: text,
      known: names,
    });
  };
}

/** `; did you mean '...'?`, or nothing when no name is near. */
export function suggestion(text: string, names: readonly string[]): string {
  const nearest = nearestName(text, names);
  return nearest === undefined ? '' : `; did you mean '${nearest}'?`;
}
