import type { ArenaEntry, ParameterArena, SharedHeap } from '@bertsmith/tensor';

/** A table with row gradients, and what an optimizer knows about its rows. */
export interface RowTable {
  readonly entry: ArenaEntry;
  readonly rowCount: number;
  readonly width: number;
  /** uint8 [rowCount]: 1 for a row that has ever had a gradient, whose moments may so be other than 0. */
  readonly hasMoments: Uint8Array;
  /** float32 [width]: the gradient of a row that the batch did not touch. */
  readonly zeros: Float32Array;
}

/** The tables with row gradients of an arena, none of whose rows has had one yet. @param heap where the arrays go */
export function rowTables(arena: ParameterArena, heap: SharedHeap = arena.heap): RowTable[] {
  const tables = arena.entries.filter((entry) => entry.offset >= arena.denseLength);
  return tables.map((entry) => {
    const rowCount = entry.specification.shape[0] as number;
    const width = entry.length / rowCount;
    const hasMoments = heap.allocate('uint8', rowCount);
    return { entry, rowCount, width, hasMoments, zeros: heap.allocate('float32', width) };
  });
}

/** Sets the flags of a table to what moments that were loaded say: a row of zeros is as one that never had a gradient. */
export function recomputeHasMoments(table: RowTable, firstMoments: Float32Array, secondMoments: Float32Array): void {
  const { rowCount, width, hasMoments } = table;
  const isOther = (value: number) => value !== 0;
  for (let row = 0; row < rowCount; row++) {
    const [from, to] = [row * width, (row + 1) * width];
    const some = firstMoments.subarray(from, to).some(isOther) || secondMoments.subarray(from, to).some(isOther);
    hasMoments[row] = some ? 1 : 0;
  }
}
