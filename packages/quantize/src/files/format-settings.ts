/** `quantization_config` of a `config.json`: the schemes that were used, and which weight has which. */
import { ConfigError, FormatError } from '@bertsmith/tensor';
import type { Formats } from '../layers/rewrite-layers.js';
import type { QuantizationScheme, SchemeSettings } from '../schemes/quantization-scheme.js';
import type { SchemeFactories } from './known-schemes.js';

/** Whose field it is: transformers writes such a field too, for files of other programs. */
const METHOD = 'bertsmith';

interface StoredFormats {
  readonly quant_method: string;
  readonly schemes: readonly { readonly name: string; readonly settings: SchemeSettings }[];
  /** By the name of the parameter, the number of its scheme. */
  readonly weights: Readonly<Record<string, number>>;
}

/** The field as JSON. */
export function describeFormats(formats: Formats): StoredFormats {
  const keyOf = ({ name, settings }: QuantizationScheme) => JSON.stringify({ name, settings });
  const keys = [...new Set([...formats.values()].map(keyOf))];
  return {
    quant_method: METHOD,
    schemes: keys.map((key) => JSON.parse(key)),
    weights: Object.fromEntries([...formats].map(([weight, scheme]) => [weight, keys.indexOf(keyOf(scheme))])),
  };
}

/**
 * The formats that a field describes.
 *
 * @param path of the file, for messages
 * @throws FormatError when it is not what {@link describeFormats} writes, or names a scheme that there is no factory for
 */
export function readFormats(field: unknown, factories: SchemeFactories, path: string): Formats {
  const { schemes, weights } = requireStored(field, path);
  const made = schemes.map(({ name, settings }) => {
    const create = Object.hasOwn(factories, name) ? factories[name] : undefined;
    if (create === undefined)
      throw damaged(path, `a scheme '${name}' that is not known; give its factory in 'schemes'`);
    return makeScheme(create, name, settings, path);
  });
  return new Map(
    Object.entries(weights).map(([weight, number]) => {
      const scheme = made[number];
      if (scheme === undefined) throw damaged(path, `scheme ${number} of ${weight}, of ${made.length} schemes`);
      return [weight, scheme];
    }),
  );
}

/** A setting that a factory refuses, or that is none, is damage of the file: whoever loads it did not choose it. */
function makeScheme(
  create: SchemeFactories[string],
  name: string,
  settings: SchemeSettings,
  path: string,
): QuantizationScheme {
  if (typeof settings !== 'object' || settings === null)
    throw damaged(path, `no settings of the scheme '${name}': expected an object, found ${JSON.stringify(settings)}`);
  try {
    return create(settings);
  } catch (cause) {
    if (!ConfigError.isInstance(cause)) throw cause;
    throw damaged(path, `settings of the scheme '${name}' that it refuses: ${cause.message}`);
  }
}

function requireStored(field: unknown, path: string): StoredFormats {
  const stored = field as Partial<StoredFormats> | undefined;
  if (stored?.quant_method !== METHOD) {
    throw damaged(path, `the method ${JSON.stringify(stored?.quant_method)}: this package reads '${METHOD}' alone`);
  }
  const areSchemes = Array.isArray(stored.schemes) && stored.schemes.every((each) => typeof each?.name === 'string');
  if (areSchemes && typeof stored.weights === 'object' && stored.weights !== null) return stored as StoredFormats;
  throw damaged(path, 'no lists of schemes and weights');
}

function damaged(path: string, what: string): FormatError {
  return new FormatError(`${path}: quantization_config has ${what}`, { path, field: 'quantization_config' });
}
