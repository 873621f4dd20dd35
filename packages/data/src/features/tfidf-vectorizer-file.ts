/**
 * A fitted {@link TfidfVectorizer} as JSON, so that a model that was trained on its features has them again where it is served.
 *
 *     { "format": "bertsmith-tfidf", "version": 1, "options": { "ngram_range": [1, 2], ... }, "terms": [...], "idf": [...] }
 *
 * Options have scikit-learn's names. Numbers are written with the digits that give the same float64 back.
 */
import { ConfigError, FormatError } from '@bertsmith/tensor';
import { type TfidfOptions, TfidfVectorizer } from './tfidf-vectorizer.js';

/** What the file is called in a model directory. */
export const TFIDF_VECTORIZER_FILE = 'tfidf_vectorizer.json';

const FORMAT = 'bertsmith-tfidf';
const VERSION = 1;

/** Our names of the options and scikit-learn's. */
const OPTION_NAMES = {
  analyzer: 'analyzer',
  ngramRange: 'ngram_range',
  lowercase: 'lowercase',
  sublinearTf: 'sublinear_tf',
  minDf: 'min_df',
  maxDf: 'max_df',
  maxFeatures: 'max_features',
} as const satisfies Record<keyof TfidfOptions, string>;

/**
 * The JSON of a vectorizer; see the top of the file.
 *
 * @example
 * const file = [join(directory, TFIDF_VECTORIZER_FILE), formatTfidfVectorizer(vectorizer)] as const;
 * await writeFilesTogether([...modelFiles(model, directory), file]);
 */
export function formatTfidfVectorizer(vectorizer: TfidfVectorizer): string {
  const options = Object.fromEntries(
    Object.entries(vectorizer.options).map(([name, value]) => [OPTION_NAMES[name as keyof TfidfOptions], value]),
  );
  return `${JSON.stringify({ format: FORMAT, version: VERSION, options, terms: vectorizer.terms, idf: [...vectorizer.idf] })}\n`;
}

/**
 * The vectorizer of such a JSON: it transforms every text as the one that was written.
 *
 * @param path of the file, for messages
 * @throws FormatError when it is not one, or a field is missing or damaged
 */
export function parseTfidfVectorizer(json: string, path: string): TfidfVectorizer {
  const { format, version, options, terms, idf } = parseObject(json, path);
  if (format !== FORMAT || version !== VERSION) {
    const found = `${JSON.stringify(format)}, version ${JSON.stringify(version)}`;
    throw new FormatError(`${path}: expected the format "${FORMAT}", version ${VERSION}, found ${found}`, { path });
  }
  if (!isListOf(terms, (term) => typeof term === 'string')) throw wrongField(path, 'terms', 'a list of texts');
  if (!isListOf(idf, (weight) => typeof weight === 'number')) throw wrongField(path, 'idf', 'a list of numbers');
  if (terms.length !== idf.length) throw wrongField(path, 'idf', `${terms.length} weights, one for each term`);
  try {
    return TfidfVectorizer.fromTerms({ terms, idf: Float64Array.from(idf) }, parseOptions(options, path));
  } catch (cause) {
    if (!ConfigError.isInstance(cause)) throw cause;
    throw new FormatError(`${path}: options: ${cause.message}`, { path, field: 'options', cause });
  }
}

function parseObject(json: string, path: string): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (cause) {
    throw new FormatError(`${path}: not JSON: ${(cause as SyntaxError).message}`, { path, cause });
  }
  if (isObject(content)) return content;
  throw new FormatError(`${path}: expected an object of JSON`, { path });
}

function parseOptions(options: unknown, path: string): TfidfOptions {
  if (!isObject(options)) throw wrongField(path, 'options', 'an object');
  const known = Object.entries(OPTION_NAMES).filter(([, stored]) => options[stored] !== undefined);
  if (known.length < Object.keys(options).length) {
    throw wrongField(path, 'options', `no others than ${Object.values(OPTION_NAMES).join(', ')}`);
  }
  for (const [, stored] of known) {
    if (!OPTION_KINDS[stored](options[stored])) throw wrongField(path, `options.${stored}`, 'a value of its kind');
  }
  return Object.fromEntries(known.map(([name, stored]) => [name, options[stored]]));
}

const isNumber = (value: unknown) => typeof value === 'number';
const isBoolean = (value: unknown) => typeof value === 'boolean';
const OPTION_KINDS: Readonly<Record<(typeof OPTION_NAMES)[keyof TfidfOptions], (value: unknown) => boolean>> = {
  analyzer: (value) => typeof value === 'string',
  ngram_range: (value) => isListOf(value, isNumber) && value.length === 2,
  lowercase: isBoolean,
  sublinear_tf: isBoolean,
  min_df: isNumber,
  max_df: isNumber,
  max_features: isNumber,
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, isElement: (element: unknown) => boolean): value is never[] {
  return Array.isArray(value) && value.every(isElement);
}

function wrongField(path: string, field: string, expected: string): FormatError {
  return new FormatError(`${path}: ${field}: expected ${expected}`, { path, field, expected });
}
