import { compareCodePoints } from '@bertsmith/tensor';

const WHOLE_NUMBER = /^-?\d{1,15}$/;

/**
 * The distinct names of labels, in an order that depends on nothing else: numbers by value, all others by code point.
 *
 * @example
 * discoverLabels(['10', '9', '10']); // ['9', '10']
 * discoverLabels(['spam', 'ham', 'spam']); // ['ham', 'spam']
 */
export function discoverLabels(names: Iterable<string>): string[] {
  const distinct = [...new Set(names)];
  return distinct.every((name) => WHOLE_NUMBER.test(name))
    ? distinct.sort((a, b) => Number(a) - Number(b) || compareCodePoints(a, b))
    : distinct.sort(compareCodePoints);
}
