/**
 * The place of each number when they are sorted, counted from 1; equal numbers share the mean of their places, as in
 * SciPy's `rankdata(method='average')`.
 *
 * @param numbers none of them NaN
 * @returns float64, one a number
 * @example
 * averageRanks([10, 30, 10]); // Float64Array [1.5, 3, 1.5]
 */
export function averageRanks(numbers: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(numbers);
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    const end = endOfTie(values, order, start);
    for (let place = start; place < end; place++) ranks[order[place] as number] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/** The first place after `start` whose number is another. */
function endOfTie(values: Float64Array, order: Uint32Array, start: number): number {
  const value = values[order[start] as number];
  let end = start + 1;
  while (end < order.length && values[order[end] as number] === value) end++;
  return end;
}
