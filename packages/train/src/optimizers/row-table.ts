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

/** The tables of an arena that have row gradients. */
export function rowTableEntries(arena: ParameterArena): ArenaEntry[] {
  return arena.entries.filter((entry) => entry.offset >= arena.denseLength);
}

/** The rows and columns of a table. */
export function tableSize({ specification, length }: ArenaEntry): Pick<RowTable, 'rowCount' | 'width'> {
  const rowCount = specification.shape[0] as number;
  return { rowCount, width: length / rowCount };
}

/** A table none of whose rows has had a gradient yet. @param heap where the arrays go */
export function createRowTable(entry: ArenaEntry, heap: SharedHeap): RowTable {
  const { rowCount, width } = tableSize(entry);
  const hasMoments = heap.allocate('uint8', rowCount);
  return { entry, rowCount, width, hasMoments, zeros: heap.allocate('float32', width) };
}

/** Sets the flags of a table to what moments that were loaded say: a row of zeros is as one that never had a gradient. */
export function recomputeHasMoments(table: RowTable, moments: readonly Float32Array[]): void {
  const { rowCount, width, hasMoments } = table;
  for (let row = 0; row < rowCount; row++) {
    const hasSome = moments.some((each) => each.subarray(row * width, (row + 1) * width).some((value) => value !== 0));
    hasMoments[row] = hasSome ? 1 : 0;
  }
}
