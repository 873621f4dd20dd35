import { loadLanes, storeLanes, wholeVectorBytes } from './lanes';

/**
 * out[slot] <- sum of the rows values[i] with slots[i] = slot, for `fromSlot <= slot < toSlot`.
 *
 * Rows are added in the order of i whatever range a call has, so ranges may go to different threads. What was in `out`
 * before does not count.
 *
 * @param values float32 [count, width]
 * @param slots int32 [count]
 * @param out float32 [slots, width]
 */
export function accumulateRows(
  values: usize,
  slots: usize,
  count: usize,
  width: usize,
  out: usize,
  fromSlot: usize,
  toSlot: usize,
): void {
  const rowBytes = width * sizeof<f32>();
  memory.fill(out + fromSlot * rowBytes, 0, (toSlot - fromSlot) * rowBytes);
  for (let i: usize = 0; i < count; i++) {
    const slot = <usize>load<u32>(slots + i * sizeof<u32>());
    if (slot >= fromSlot && slot < toSlot) addRow(out + slot * rowBytes, values + i * rowBytes, width);
  }
}

function addRow(sum: usize, row: usize, width: usize): void {
  const whole = wholeVectorBytes(width);
  addRange<v128>(sum, row, 0, whole);
  addRange<f32>(sum, row, whole, width * sizeof<f32>());
}

function addRange<T>(sum: usize, row: usize, fromByte: usize, toByte: usize): void {
  for (let at = fromByte; at < toByte; at += sizeof<T>()) {
    storeLanes<T>(sum + at, f32x4.add(loadLanes<T>(sum + at), loadLanes<T>(row + at)));
  }
}
