import { ShapeError } from '@bertsmith/tensor';

/**
 * The same arrays, when they are equally long.
 *
 * @param what names the work, as the message begins: `moving`
 * @throws ShapeError when one is not as long as the first
 */
export function requireEqualLengths(what: string, arrays: readonly Float32Array[]): readonly Float32Array[] {
  const [expected, ...others] = arrays.map(({ length }) => length);
  if (others.every((length) => length === expected)) return arrays;
  const message = `${what} ${expected} numbers takes arrays as long, got ${others.join(', ')}`;
  throw new ShapeError(message, { expected, actual: others });
}
