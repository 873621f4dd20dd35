/**
 * Vectors of four float32, and what is left of an array after the last whole one.
 *
 * A loop is written once, for `T` a whole vector (`v128`) or one element (`f32`), and compiled for both: the rest of an
 * array is computed by the same instructions, and an element's result never hangs on where it stands.
 */

/** Bytes of the part of an array of `count` elements that whole vectors cover. */
export function wholeVectorBytes(count: usize): usize {
  return (count * sizeof<f32>()) & ~(sizeof<v128>() - 1);
}

/** Four elements, or one and three zeros. */
export function loadLanes<T>(address: usize): v128 {
  if (isVector<T>()) return v128.load(address);
  return v128.load32_zero(address);
}

/** Writes as many elements as {@link loadLanes} read. */
export function storeLanes<T>(address: usize, vector: v128): void {
  if (isVector<T>()) v128.store(address, vector);
  else v128.store32_lane(address, vector, 0);
}
