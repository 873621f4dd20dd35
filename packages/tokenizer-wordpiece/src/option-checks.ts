/** Checks of what the types promise, for callers without types: a wrong value is an error, never another default. */
import { ConfigError, InputError } from '@bertsmith/tensor';

/** @throws ConfigError for what is not an integer from `minimum` to `maximum`. */
export function checkInteger(option: string, value: number, minimum: number, maximum = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw fault(option, `an integer from ${minimum} to ${maximum}`, value);
}

/** @throws ConfigError for what is none of the choices; a missing option is its default. */
export function checkChoice<T>(option: string, value: T | undefined, choices: readonly T[]): void {
  if (value !== undefined && !choices.includes(value)) throw fault(option, `one of ${choices.join(', ')}`, value);
}

/** @throws ConfigError for what is not a string, or is empty where it must not be. */
export function checkString(option: string, value: unknown, minimumLength = 0): asserts value is string {
  if (typeof value === 'string' && value.length >= minimumLength) return;
  throw fault(option, `a string of at least ${minimumLength} characters`, value);
}

/** @throws InputError for what cannot be gone through element by element; a string is one text, not a list of them. */
export function checkList(what: string, value: unknown): void {
  const isObject = typeof value === 'object' && value !== null;
  if (isObject && (Symbol.iterator in value || Symbol.asyncIterator in value)) return;
  throw new InputError(`${what} must be a list, it is ${describe(value)}`, { actual: describe(value) });
}

/** The given options over the defaults; an option that is `undefined` is not given. */
export function withDefaults<T extends object>(defaults: T, given: object = {}): T {
  return { ...defaults, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

/** What a value is, for a message. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function fault(option: string, expected: string, value: unknown): ConfigError {
  return new ConfigError(`${option} must be ${expected}, it is ${describe(value)}`, { [option]: value });
}
