import { InputError } from '@bertsmith/tensor';
import { type SparseMatrix, SparseMatrixBuilder } from './sparse-matrix.js';

/**
 * The matrix of some columns only, in their order.
 *
 * @param columns ascending, each once
 * @throws InputError when they are not, or one is not there
 * @example
 * const fewer = selectColumns(vectorizer.transform(texts), Int32Array.of(3, 17, 42)); // shape [texts, 3]
 */
export function selectColumns(matrix: SparseMatrix, columns: Int32Array): SparseMatrix {
  const { shape, rowOffsets, columnIndices, values } = matrix;
  const newColumns = newColumnOf(columns, shape[1]);
  const builder = new SparseMatrixBuilder();
  for (let row = 0; row < shape[0]; row++) {
    const end = rowOffsets[row + 1] as number;
    for (let entry = rowOffsets[row] as number; entry < end; entry++) {
      const column = newColumns[columnIndices[entry] as number] as number;
      if (column >= 0) builder.add(column, values[entry] as number);
    }
    builder.endRow();
  }
  return builder.build(columns.length);
}

/** int32 `[columns]`: where each column goes, -1 for those that go nowhere. */
function newColumnOf(columns: Int32Array, count: number): Int32Array {
  const positions = new Int32Array(count).fill(-1);
  columns.forEach((column, position) => {
    const previous = columns[position - 1] ?? -1;
    if (column <= previous || column >= count) {
      throw new InputError(
        `selecting columns: they must ascend, each once, below ${count}: ${column} comes after ${previous}`,
        { column, previous, columns: count },
      );
    }
    positions[column] = position;
  });
  return positions;
}
