/** Options that take a number: read strictly, with a message that names the flag, the range and what came. */
import { ConfigError } from '@bertsmith/tensor';
import { Option } from 'commander';

/** What a number may be, and what it is when the option is left out. */
export interface NumberOption {
  readonly flag: string;
  readonly description: string;
  /** Default: none; then the description says what happens. */
  readonly defaultValue?: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Numbers that count something have some bound: this one is beyond any use, and within what an int32 holds. */
export const MAXIMUM_COUNT = 2 ** 31 - 1;

const WHOLE_NUMBER = /^[+-]?\d+$/;
const DECIMAL_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** An option for a whole number from `minimum` to `maximum`. */
export function wholeNumberOption(option: NumberOption): Option {
  const { minimum, maximum } = option;
  const range = maximum >= MAXIMUM_COUNT ? `from ${minimum}` : `from ${minimum} to ${maximum}`;
  return numberOption(option, WHOLE_NUMBER, `a whole number ${range}`);
}

/** An option for a number above `minimum`, up to `maximum`. */
export function decimalNumberOption(option: NumberOption): Option {
  const { minimum, maximum } = option;
  const parse = numberOption(option, DECIMAL_NUMBER, `a number above ${minimum}, at most ${maximum}`);
  return parse;
}

function numberOption(option: NumberOption, pattern: RegExp, expected: string): Option {
  const { flag, description, defaultValue, minimum, maximum } = option;
  const parsed = new Option(`${flag} <number>`, description).argParser((text: string) => {
    const value = Number(text);
    if (pattern.test(text) && value >= minimum && value <= maximum) return value;
    throw new ConfigError(`${flag} is '${text}', expected ${expected}`, { flag, expected, actual: text });
  });
  return defaultValue === undefined ? parsed : parsed.default(defaultValue);
}
