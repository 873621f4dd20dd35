/** The typed arrays that grow with what is read. */
type GrowingArray = Int32Array | Float64Array | Uint8Array;

/**
 * The array itself where it has room for `needed` elements, or a copy that is at least twice as long: filling it one
 * element after another takes linear time.
 *
 * @param filler - What the new elements hold.
 */
export function withRoom<A extends GrowingArray>(array: A, needed: number, filler = 0): A {
  return needed <= array.length ? array : lengthened(array, Math.max(2 * array.length, needed), filler);
}

/** A copy of `length` elements, of which the new ones hold `filler`. */
export function lengthened<A extends GrowingArray>(array: A, length: number, filler = 0): A {
  const longer = new (array.constructor as new (length: number) => A)(length);
  longer.set(array);
  if (filler !== 0) longer.fill(filler, array.length);
  return longer;
}
