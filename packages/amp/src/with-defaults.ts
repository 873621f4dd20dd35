import { ConfigError } from '@bertsmith/tensor';

/**
 * Options, with defaults where there are none or `undefined`.
 *
 * @param owner whose options they are, as messages begin
 * @param defaults of all options that there are
 * @throws ConfigError for one that there is not, as by a slip of the pen
 */
export function withDefaults<Options extends object>(
  owner: string,
  defaults: Options,
  given: { readonly [Name in keyof Options]?: unknown },
): Options {
  const known = Object.keys(defaults);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ConfigError(`${owner}: there is no option '${unknown}'; there are ${known.join(', ')}`, {
      unknown,
      known,
    });
  }
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...(Object.fromEntries(said) as Partial<Options>) };
}
