import { ConfigError, InputError } from '@bertsmith/tensor';

/** Which text gives way when two are too long together; the names are those of Hugging Face. */
export type TruncationStrategy = 'longest_first' | 'only_first' | 'only_second';

/** All of them. */
export const TRUNCATION_STRATEGIES = ['longest_first', 'only_first', 'only_second'] as const;

/**
 * How many tokens of each text to keep, so that they are `budget` together. Tokens are cut from the right.
 *
 * `longest_first` shortens the longer text down to the other, then both alike; where an odd token is left over, the
 * second text has it, or the first if that was the longer one. A single text is simply cut, unless the strategy names
 * the other one.
 *
 * @param lengths - Tokens in the first text and, for a pair, in the second.
 * @throws InputError when the text that the strategy names would have to vanish.
 * @throws ConfigError for `only_second` without a second text.
 */
export function truncatedLengths(
  lengths: readonly [number, number | undefined],
  budget: number,
  strategy: TruncationStrategy = 'longest_first',
): readonly [number, number] {
  const [first, second] = lengths;
  const excess = first + (second ?? 0) - budget;
  if (excess <= 0) return [first, second ?? 0];
  if (budget === 0) return [0, 0];
  if (strategy === 'longest_first') return second === undefined ? [budget, 0] : longestFirst(first, second, budget);
  if (strategy === 'only_first') return [shorten('first', first, excess, budget), second ?? 0];
  if (second === undefined)
    throw new ConfigError('truncation: "only_second" needs a second text (`pair`)', { strategy });
  return [first, shorten('second', second, excess, budget)];
}

function longestFirst(first: number, second: number, budget: number): readonly [number, number] {
  const shorter = Math.min(first, second);
  const rest = Math.max(shorter, budget - shorter);
  const fits = shorter + rest <= budget;
  const less = fits ? shorter : Math.floor(budget / 2);
  const more = fits ? rest : less + (budget % 2);
  return first > second ? [more, less] : [less, more];
}

function shorten(which: string, length: number, excess: number, budget: number): number {
  if (length > excess) return length - excess;
  const message =
    `truncation: the ${which} text has ${length} tokens and would have to lose ${excess} of them to fit ${budget}; ` +
    'raise `maxLength` or use "longest_first"';
  throw new InputError(message, { length, excess, budget });
}
