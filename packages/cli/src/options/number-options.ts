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
  const range = maximum === MAXIMUM_COUNT ? `from ${minimum}` : `from ${minimum} to ${maximum}`;
  const accepts = (text: string) => WHOLE_NUMBER.test(text) && Number(text) >= minimum && Number(text) <= maximum;
  return numberOption(option, `a whole number ${range}`, accepts);
}

/** An option for a number above `minimum`, up to `maximum`. */
export function decimalNumberOption(option: NumberOption): Option {
  const { minimum, maximum } = option;
  const accepts = (text: string) => DECIMAL_NUMBER.test(text) && Number(text) > minimum && Number(text) <= maximum;
  return numberOption(option, `a number above ${minimum}, at most ${maximum}`, accepts);
}

/** An option for a share, from 0 to below 1. @param example what one of them means */
export function shareOption(flag: string, description: string, example: string): Option {
  const expected = `a share from 0 to below 1: ${example}`;
  const accepts = (text: string) => DECIMAL_NUMBER.test(text) && Number(text) >= 0 && Number(text) < 1;
  return numberOption({ flag, description }, expected, accepts);
}

function numberOption(
  { flag, description, defaultValue }: Pick<NumberOption, 'flag' | 'description' | 'defaultValue'>,
  expected: string,
  accepts: (text: string) => boolean,
): Option {
  const option = new Option(`${flag} <number>`, description).argParser((text: string) => {
    if (accepts(text)) return Number(text);
    throw new ConfigError(`${flag} is '${text}', expected ${expected}`, { flag, expected, actual: text });
  });
  return defaultValue === undefined ? option : option.default(defaultValue);
}
