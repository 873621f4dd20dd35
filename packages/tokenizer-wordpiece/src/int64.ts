/**
 * The same integers as int64, which models exported for ONNX Runtime take.
 *
 * Writes halves of 32 bits, low one first as every engine of today keeps them: `BigInt64Array.from(values, BigInt)` makes
 * an object of each element.
 */
export function toInt64(values: Int32Array): BigInt64Array {
  const wide = new BigInt64Array(values.length);
  const halves = new Int32Array(wide.buffer);
  for (let index = 0; index < values.length; index++) {
    halves[2 * index] = values[index]!;
    halves[2 * index + 1] = values[index]! >> 31;
  }
  return wide;
}
