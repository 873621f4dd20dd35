import type { Tensor } from '@bertsmith/tensor';

/** Which rows and columns of a parameter go on, in their order. Default: all. */
export interface Selection {
  readonly rows?: readonly number[] | undefined;
  readonly columns?: readonly number[] | undefined;
}

/**
 * Copies rows and columns of one parameter into another, bit for bit.
 *
 * @param source `[rows, columns]`, or `[rows]`
 * @param target `[selected rows, selected columns]`, or `[selected rows]`
 */
export function copySelected(source: Tensor<'float32'>, target: Tensor<'float32'>, { rows, columns }: Selection): void {
  const sourceWidth = widthOf(source);
  const targetWidth = widthOf(target);
  for (let row = 0; row < (target.shape[0] as number); row++) {
    const from = (rows?.[row] ?? row) * sourceWidth;
    const to = row * targetWidth;
    if (columns === undefined) target.data.set(source.data.subarray(from, from + sourceWidth), to);
    else copyColumns(source.data, target.data, { from, to, columns });
  }
}

function copyColumns(
  source: Float32Array,
  target: Float32Array,
  { from, to, columns }: { readonly from: number; readonly to: number; readonly columns: readonly number[] },
): void {
  for (let index = 0; index < columns.length; index++) {
    target[to + index] = source[from + (columns[index] as number)] as number;
  }
}

function widthOf({ shape }: Tensor<'float32'>): number {
  return shape.slice(1).reduce((product, size) => product * size, 1);
}
