/** Lists of the rows of a table that a step has gradients for: int32, ascending, each once. */

/** The index of the first of the ascending `rows` that is not below `row`; `count` when all are. */
export function firstNotBelow(row: usize, rows: usize, count: usize): usize {
  let low: usize = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rowAt(rows, middle) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function rowAt(rows: usize, index: usize): usize {
  return <usize>load<u32>(rows + index * sizeof<u32>());
}
